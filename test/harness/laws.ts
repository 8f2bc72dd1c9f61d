// The laws that every fixture obeys. A law returns what is wrong; an empty list means that it holds.
//
// A law about a stage of the pipeline runs the codemod with a hook in place, whose result must equal `subject.first`.
// See `survivesJson` and `order`.

import { createRequire } from 'node:module'
import ts from 'typescript'
import { merge } from '../../transforms/merge.ts'
import {
  defaultOptions,
  type Hooks,
  type Migration,
  migrate,
  type Options,
  type SourceFile,
} from '../../transforms/migrate.ts'
import { noFacts, type ProjectFacts } from '../../transforms/model.ts'
import { catalogue, type Severity } from '../../transforms/report/catalogue.ts'
import type { Finding } from '../../transforms/report/finding.ts'
import { compileAll } from './compile.ts'
import type { ExpectedFinding, Fixture, WireDifference } from './fixtures.ts'
import { createResolver } from './program.ts'
import { type Runner, startRunner } from './runner.ts'
import {
  applied,
  differences,
  hasIndentedTemplate,
  hunks,
  indentUnit,
  setDifference,
  spacingChanges,
  withCrlf,
} from './text.ts'
import { compareWire } from './wire.ts'

export type Codemod = (files: readonly SourceFile[], options: Options, hooks?: Hooks) => Migration

/** A fixture with what the codemod makes of it. */
export interface Subject {
  readonly fixture: Fixture
  readonly migrate: Codemod
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

/** What the codemod does is what the fixtures promise. */
export const codemodLaws: Readonly<Record<string, Law>> = {
  output,
  findings,
  'second-run': secondRun,
  locality,
  parses,
  crlf,
  tabs,
  order,
  json: survivesJson,
  parsed,
  'open-world': openWorld,
}

/** What the fixtures promise is right, whatever the codemod does. */
export const outputLaws: Readonly<Record<string, Law>> = {
  compile: ({ fixture }, bench) => bench.compile(fixture),
  wire,
}

export const lawNames: readonly string[] = [...Object.keys(codemodLaws), ...Object.keys(outputLaws)]

/** The codemod runs when a law first asks for what it made. */
export function subjectOf(fixture: Fixture, codemod: Codemod = migrate): Subject {
  const options = { ...defaultOptions, ...fixture.case.options }
  let first: Migration | undefined
  return {
    fixture,
    migrate: codemod,
    options,
    get first() {
      first ??= codemod(fixture.input, options)
      return first
    },
    get result() {
      return applied(fixture.input, this.first)
    },
    get promised() {
      return fixture.output ?? this.result
    },
  }
}

export function createBench(fixtures: readonly Fixture[]): Bench {
  let compiled: Map<string, string[]> | undefined
  let started: Promise<Runner> | undefined
  return {
    compile(fixture) {
      compiled ??= compileAll(
        fixtures.flatMap(({ name, kind, output }) =>
          output ? [{ name, files: output, partial: kind !== 'projects' }] : [],
        ),
      )
      return compiled.get(fixture.name) ?? ['there is no output to compile']
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
function secondRun(subject: Subject): string[] {
  const { first, result, options } = subject
  const second = subject.migrate(result, options)
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
    for (const hunk of hunks(before, after))
      for (const complaint of spacingChanges(hunk)) complaints.push(`line ${hunk.at}: ${complaint}`)
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

/** Changing line ends and migrating can be done in either order. */
function crlf(subject: Subject): string[] {
  return commutes(subject, withCrlf)
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

function commutes(subject: Subject, change: (text: string, path: string) => string): string[] {
  const { fixture, options, result, first } = subject
  const changeable = ({ path, text }: SourceFile) => !hasIndentedTemplate({ path, text })
  const vary = (file: SourceFile): SourceFile => ({
    path: file.path,
    text: change(file.text, file.path),
  })
  if (![...fixture.input, ...result].every(changeable)) return []
  const input = fixture.input.map(vary)
  if (input.every(({ text }, i) => text === fixture.input[i]?.text)) return []
  const migration = subject.migrate(input, options)
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

/** Facts and plan are plain data: what crosses a stage survives a trip through JSON. */
function survivesJson(subject: Subject): string[] {
  const { fixture, options, result, first } = subject
  const migration = subject.migrate(fixture.input, options, {
    onFacts: throughJson,
    onPlan: throughJson,
  })
  return [
    ...differences(result, applied(fixture.input, migration)),
    ...setDifference(
      first.findings.map(place),
      migration.findings.map(place),
      'in memory',
      'through JSON',
    ),
  ]
}

const throughJson = <T>(data: T): T => JSON.parse(JSON.stringify(data)) as T

/** Facts of the files one by one, joined back to front and twice. */
function joinedAnew(facts: ProjectFacts): ProjectFacts {
  const singles = Object.entries(facts).flatMap(([kind, ofKind]) =>
    Object.entries(ofKind).map(
      ([path, own]): ProjectFacts => ({ ...noFacts, [kind]: { [path]: own } }),
    ),
  )
  return [...singles.reverse(), ...singles].reduce(merge, noFacts)
}

/** The order in which files are given, and how their facts are split and joined, means nothing. */
function order(subject: Subject): string[] {
  const { fixture, options, result, first } = subject
  const joined = subject.migrate(fixture.input, options, { onFacts: joinedAnew })
  const unequal = differences(result, applied(fixture.input, joined))
  if (fixture.input.length < 2 || unequal.length > 0) return unequal
  const rotated = [...fixture.input.slice(1), ...fixture.input.slice(0, 1)]
  return [[...fixture.input].reverse(), rotated].flatMap((files) => {
    const migration = subject.migrate(files, options)
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
function openWorld(subject: Subject): string[] {
  const { fixture, options, first } = subject
  if (options.world === 'open') return []
  const changedLines = (before: string, after: string) =>
    hunks(before, after).flatMap(({ at, removed }) => removed.map((_, i) => at + i))
  return fixture.input.flatMap((file) => {
    const closed = first.changed.find(({ path }) => path === file.path)
    const mayChange = new Set(closed ? changedLines(closed.before, closed.after) : [])
    const alone = subject
      .migrate([file], { ...options, world: 'open' })
      .changed.find(({ path }) => path === file.path)
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
  const { env = {}, files = {}, failures = [] } = content
  const job = { entry, drive, env, files, failures }
  const [v2, v3] = await Promise.all([
    runner.run({ ...job, program: fixture.input }),
    runner.run({ ...job, program: promised }),
  ])
  const accepted = Object.keys(content.differs ?? {}) as WireDifference[]
  return compareWire(v2, v3, job.failures.length > 0 ? [...accepted, 'threw'] : accepted)
}

/** Only TODO lines were added. */
function sameCode(before: readonly SourceFile[], after: readonly SourceFile[]): boolean {
  const code = (files: readonly SourceFile[]) =>
    files
      .map(({ path, text }) => path + text.replace(/^[ \t]*\/\/ TODO\(aws-sdk-v3 .*\r?\n/gm, ''))
      .join('\0')
  return code(before) === code(after)
}
