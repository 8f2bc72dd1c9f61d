// The laws that every fixture obeys. A law returns what is wrong; an empty list means that it holds.
//
// `output`, `findings`, `second-run`, `locality`, `parses`, `crlf`, `tabs`, `order`, `parsed` and `open-world` run the
// codemod; `compile` and `wire` look at the output that the fixture promises, so they hold or fail whatever the codemod does.
//
// A law about a stage of the pipeline (facts and plan survive JSON, any split of facts gives the same plan) is one more
// row in `laws`: run `subject.migrate(files, options)` with the hook in place and compare with `subject.first`.

import { createRequire } from 'node:module'
import { createTwoFilesPatch, diffArrays } from 'diff'
import ts from 'typescript'
import {
  defaultOptions,
  type Migration,
  migrate,
  type Options,
  type SourceFile,
} from '../../transforms/migrate.ts'
import { catalogue, type Severity } from '../../transforms/report/catalogue.ts'
import type { Finding } from '../../transforms/report/finding.ts'
import { compileAll } from './compile.ts'
import type { ExpectedFinding, Fixture, WireDifference } from './fixtures.ts'
import { createResolver } from './program.ts'
import { type Runner, startRunner } from './runner.ts'
import { compareWire } from './wire.ts'

/** A fixture with what the codemod makes of it. */
export interface Subject {
  readonly fixture: Fixture
  readonly options: Options
  readonly first: Migration
  /** The project after the first run. */
  readonly result: readonly SourceFile[]
  /** What the fixture promises; the result where nothing is written down yet. */
  readonly promised: readonly SourceFile[]
}

/** What is expensive and shared by all fixtures. */
export interface Bench {
  compile(fixture: Fixture): readonly string[]
  runner(): Promise<Runner>
  close(): Promise<void>
}

export type Law = (subject: Subject, bench: Bench) => readonly string[] | Promise<readonly string[]>

export const laws: Readonly<Record<string, Law>> = {
  output,
  findings,
  'second-run': secondRun,
  locality,
  parses,
  crlf,
  tabs,
  order,
  parsed,
  'open-world': openWorld,
  compile: ({ fixture }, bench) => bench.compile(fixture),
  wire,
}

/** Laws that wait for the pipeline to show its stages. */
export const pendingLaws: readonly string[] = ['json']

export const lawNames: readonly string[] = [...Object.keys(laws), ...pendingLaws]

export function subjectOf(fixture: Fixture): Subject {
  const options = { ...defaultOptions, ...fixture.case.options }
  const first = migrate(fixture.input, options)
  const result = applied(fixture.input, first)
  return { fixture, options, first, result, promised: fixture.output ?? result }
}

export function createBench(fixtures: readonly Fixture[]): Bench {
  let compiled: Map<string, string[]> | undefined
  let started: Promise<Runner> | undefined
  return {
    compile(fixture) {
      compiled ??= compileAll(
        fixtures.map((each) => ({
          name: each.name,
          files: each.output ?? subjectOf(each).result,
          partial: each.kind !== 'projects',
        })),
      )
      return compiled.get(fixture.name) ?? ['it was not compiled']
    },
    runner() {
      started ??= startRunner()
      return started
    },
    async close() {
      await (await started)?.close()
    },
  }
}

/** The files of a project after a migration, new ones included, sorted by path. */
export function applied(files: readonly SourceFile[], migration: Migration): SourceFile[] {
  const texts = new Map(files.map(({ path, text }) => [path, text]))
  for (const { path, after } of migration.changed) texts.set(path, after)
  return [...texts]
    .map(([path, text]) => ({ path, text }))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** The text of every file is what the fixture says. */
function output({ fixture, result }: Subject): string[] {
  if (!fixture.output)
    return ['there is no output file: write one, or run test/update.ts and read what it wrote']
  return differences(fixture.output, result.map(abridgedLike(fixture.output)))
}

/** Where a fixture writes `// TODO(aws-sdk-v3 code): …`, the sentence is left to the catalogue. */
function abridgedLike(expected: readonly SourceFile[]): (file: SourceFile) => SourceFile {
  const abridged = /\/\/ TODO\(aws-sdk-v3 [\w-]+\): …$/m
  return ({ path, text }) => {
    const model = expected.find((file) => file.path === path)
    if (!model || !abridged.test(model.text)) return { path, text }
    return { path, text: text.replace(/(\/\/ TODO\(aws-sdk-v3 [\w-]+\):).*/g, '$1 …') }
  }
}

function findings({ fixture, first }: Subject): string[] {
  const expected = fixture.case.findings ?? []
  const listed = new Set(expected.map(({ code }) => code))
  const reported = first.findings.filter(
    ({ code }) => severityOf(code) !== 'note' || listed.has(code),
  )
  const show = ({ code, line, file }: ExpectedFinding) =>
    fixture.kind === 'projects' && file ? `${file}:${line} ${code}` : `line ${line} ${code}`
  return setDifference(expected.map(show), reported.map(show), 'expected', 'reported')
}

const severityOf = (code: Finding['code']): Severity => catalogue[code].severity

/** Migrating what was migrated changes nothing and finds no new kinds of problem. */
function secondRun({ first, result, options }: Subject): string[] {
  const second = migrate(result, options)
  const known = new Set(first.findings.map(({ code }) => code))
  return [
    ...differences(result, applied(result, second)),
    ...second.findings
      .filter(({ code }) => !known.has(code))
      .map(({ code, line }) => `new in the second run: line ${line} ${code}`),
  ]
}

/** Lines are changed to say something else, never for their white space; what surrounds the text stays. */
function locality({ first }: Subject): string[] {
  return first.changed.flatMap(({ path, before, after }) => {
    if (before === '' || before === after)
      return before === after ? [`${path} is reported as changed and is not`] : []
    const complaints = [
      ...(before.startsWith('\uFEFF') === after.startsWith('\uFEFF')
        ? []
        : ['the byte order mark changed']),
      ...(/^#!.*/.exec(before)?.[0] === /^#!.*/.exec(after)?.[0] ? [] : ['the #! line changed']),
      ...(/\n$/.test(before) === /\n$/.test(after) ? [] : ['the end of the file changed']),
    ]
    for (const { at, removed, added } of hunks(before, after)) {
      if (![...removed, ...added].some((line) => line.trim() !== ''))
        complaints.push(`line ${at}: only blank lines change`)
      const spaceless = new Map(added.map((line) => [line.replace(/\s+/g, ''), line]))
      for (const line of removed) {
        const same = spaceless.get(line.replace(/\s+/g, ''))
        if (same !== undefined && same !== line && line.trim() !== '')
          complaints.push(`line ${at}: only white space changes in ${JSON.stringify(line)}`)
      }
    }
    return complaints.map((complaint) => `${path}: ${complaint}`)
  })
}

/** What jscodeshift could read before, it can read afterwards. */
function parses({ first }: Subject): string[] {
  return first.changed.flatMap(({ path, before, after }) => {
    if (path.endsWith('.json')) return []
    const parser = getParser(/\.tsx$/.test(path) ? 'tsx' : /ts$/.test(path) ? 'ts' : 'babel')
    const problem = (text: string): string | undefined => {
      try {
        parser.parse(text)
        return undefined
      } catch (error) {
        return String(error)
      }
    }
    const after1 = problem(after)
    return after1 !== undefined && problem(before) === undefined ? [`${path}: ${after1}`] : []
  })
}

const getParser: (name: string) => { parse(text: string): unknown } = createRequire(
  import.meta.url,
)('jscodeshift/src/getParser')

const crlfOf = (text: string): string => text.replace(/\r?\n/g, '\r\n')

/** Changing line ends and migrating can be done in either order. */
function crlf(subject: Subject): string[] {
  return commutes(subject, crlfOf)
}

/** So can changing the indentation from spaces to tabs. */
function tabs(subject: Subject): string[] {
  const units = new Map(subject.fixture.input.map(({ path, text }) => [path, indentUnit(text)]))
  return commutes(subject, (text, path) => {
    const unit = units.get(path) ?? 2
    return text.replace(
      /^ +/gm,
      (spaces) => '\t'.repeat(spaces.length / unit) + ' '.repeat(spaces.length % unit),
    )
  })
}

/** The smallest indentation of a line that is not part of a block comment. */
function indentUnit(text: string): number {
  const widths = [...text.matchAll(/^( +)[^ *\n]/gm)].map(([, spaces = '']) => spaces.length)
  return Math.max(2, Math.min(...widths, 4))
}

/** Indentation inside template literals is text, which no variant may touch. */
function hasIndentedTemplate({ path, text }: SourceFile): boolean {
  if (!/\.[cm]?[jt]sx?$/.test(path) || !text.includes('`')) return false
  const visit = (node: ts.Node): boolean => {
    const isTemplate = ts.isTemplateExpression(node) || ts.isNoSubstitutionTemplateLiteral(node)
    return (isTemplate && /\n /.test(node.getText())) || (ts.forEachChild(node, visit) ?? false)
  }
  return visit(ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true))
}

function commutes(
  { fixture, options, result, first }: Subject,
  change: (text: string, path: string) => string,
): string[] {
  const changeable = ({ path, text }: SourceFile) => !hasIndentedTemplate({ path, text })
  const vary = (file: SourceFile): SourceFile => ({
    path: file.path,
    text: change(file.text, file.path),
  })
  if (![...fixture.input, ...result].every(changeable)) return []
  const input = fixture.input.map(vary)
  if (input.every(({ text }, i) => text === fixture.input[i]?.text)) return []
  const migration = migrate(input, options)
  return [
    ...differences(result.map(vary), applied(input, migration)),
    ...setDifference(
      first.findings.map(place),
      migration.findings.map(place),
      'as it is',
      'in the variant',
    ),
  ]
}

const place = ({ file, line, code }: Finding): string => `${file}:${line} ${code}`

/** The order in which files are given means nothing. */
function order({ fixture, options, result, first }: Subject): string[] {
  if (fixture.input.length < 2) return []
  const rotated = [...fixture.input.slice(1), ...fixture.input.slice(0, 1)]
  return [[...fixture.input].reverse(), rotated].flatMap((files) => {
    const migration = migrate(files, options)
    return [
      ...differences(result, applied(files, migration)),
      ...setDifference(
        first.findings.map(place),
        migration.findings.map(place),
        'in order',
        'in another order',
      ),
    ]
  })
}

/** Files that have nothing to do with the SDK are not even parsed. */
function parsed({ fixture, first }: Subject): string[] {
  const resolve = createResolver(fixture.input)
  const concerned = new Set<string>()
  for (let grown = true; grown; ) {
    const { size } = concerned
    for (const { path, text } of fixture.input) {
      const imports = ts.preProcessFile(text, true, true).importedFiles
      const imported = imports.map(({ fileName }) => resolve(path, fileName) ?? '')
      if (/aws/i.test(text) || imported.some((each) => concerned.has(each))) concerned.add(path)
    }
    grown = concerned.size > size
  }
  return first.parsed.filter((path) => !concerned.has(path)).map((path) => `${path} was parsed`)
}

/** What stays when the whole program is known stays when one file is seen alone. */
function openWorld({ fixture, options, first }: Subject): string[] {
  if (options.world === 'open') return []
  const changedLines = (before: string, after: string) =>
    hunks(before, after).flatMap(({ at, removed }) => removed.map((_, i) => at + i))
  return fixture.input.flatMap((file) => {
    const closed = first.changed.find(({ path }) => path === file.path)
    const mayChange = new Set(closed ? changedLines(closed.before, closed.after) : [])
    const alone = migrate([file], { ...options, world: 'open' }).changed.find(
      ({ path }) => path === file.path,
    )
    if (!alone) return []
    return changedLines(alone.before, alone.after)
      .filter((line) => !mayChange.has(line))
      .map((line) => `${file.path}:${line} changes only when the file is seen alone`)
  })
}

/** Under the real SDKs, input and output ask AWS for the same things as the same identity. */
async function wire({ fixture, promised }: Subject, bench: Bench): Promise<readonly string[]> {
  if (sameCode(fixture.input, promised)) return []
  const { entry, drive, case: content } = fixture
  if (!entry) return ['case.json names no entry to drive']
  const runner = await bench.runner()
  const job = { entry, drive, env: content.env ?? {}, failures: content.failures ?? [] }
  const [v2, v3] = await Promise.all([
    runner.run({ ...job, files: fixture.input }),
    runner.run({ ...job, files: promised }),
  ])
  return compareWire(v2, v3, Object.keys(content.differs ?? {}) as WireDifference[])
}

/** Only TODO lines were added. */
function sameCode(before: readonly SourceFile[], after: readonly SourceFile[]): boolean {
  const code = (files: readonly SourceFile[]) =>
    files
      .map(({ path, text }) => path + text.replace(/^[ \t]*\/\/ TODO\(aws-sdk-v3 .*\r?\n/gm, ''))
      .join('\0')
  return code(before) === code(after)
}

interface Hunk {
  /** First line of the input that it concerns, from 1. */
  readonly at: number
  readonly removed: readonly string[]
  readonly added: readonly string[]
}

function hunks(before: string, after: string): Hunk[] {
  const found: { at: number; removed: string[]; added: string[] }[] = []
  let line = 1
  let open = false
  for (const { value, added, removed } of diffArrays(before.split('\n'), after.split('\n'))) {
    if (!added && !removed) {
      line += value.length
      open = false
      continue
    }
    if (!open) found.push({ at: line, removed: [], added: [] })
    open = true
    const hunk = found.at(-1)
    if (added) hunk?.added.push(...value)
    else {
      hunk?.removed.push(...value)
      line += value.length
    }
  }
  return found
}

/** Patches from what is expected to what came out, one per file. */
export function differences(
  expected: readonly SourceFile[],
  actual: readonly SourceFile[],
): string[] {
  const paths = [...new Set([...expected, ...actual].map(({ path }) => path))].sort()
  const textOf = (files: readonly SourceFile[], path: string) =>
    files.find((file) => file.path === path)?.text
  return paths.flatMap((path) => {
    const [wanted, got] = [textOf(expected, path), textOf(actual, path)]
    if (wanted === got) return []
    if (wanted === undefined) return [`${path} was not expected`]
    if (got === undefined) return [`${path} is missing`]
    return [createTwoFilesPatch(`expected ${path}`, `actual ${path}`, wanted, got)]
  })
}

function setDifference(
  wanted: readonly string[],
  got: readonly string[],
  wantedName: string,
  gotName: string,
): string[] {
  const missing = [...wanted]
  const extra = got.filter((text) => {
    const at = missing.indexOf(text)
    if (at >= 0) missing.splice(at, 1)
    return at < 0
  })
  return [
    ...missing.map((text) => `only ${wantedName}: ${text}`),
    ...extra.map((text) => `only ${gotName}: ${text}`),
  ]
}
