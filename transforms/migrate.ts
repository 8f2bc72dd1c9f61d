// The pipeline over a project: files in, edited files and findings out. Pure: reads and writes nothing.

import { createText } from './edit/create.ts'
import { merge } from './merge.ts'
import { type FileFacts, noFacts, type Platform, type ProjectFacts } from './model.ts'
import { createOracle } from './oracle/oracle.ts'
import { loadProgram } from './oracle/program.ts'
import { editPackages } from './packages.ts'
import { plan } from './plan/plan.ts'
import type { Plan } from './plan/types.ts'
import type { Finding } from './report/finding.ts'
import { createResolver, type Resolve } from './resolve.ts'
import { rewrite } from './rewrite.ts'
import { isUnread, mentionsSdk, type Selection, selectFiles, unreadFact } from './select.ts'
import { surroundingsOf } from './surroundings.ts'
import { survey } from './survey.ts'
import { createConstructions } from './syntax/constructions.ts'

export interface SourceFile {
  /** Path relative to the project root, with forward slashes. */
  readonly path: string
  readonly text: string
}

export interface Options {
  /** `commands`: `XClient` and `send(new OpCommand())` where every use is known; `aggregated`: `X` and its methods. */
  readonly clients: 'commands' | 'aggregated'
  /** Where the Cognito identity id comes from: one GetId, or the provider's own result. */
  readonly identity: 'getid' | 'provider'
  /** Mark unmigrated sites with one `// TODO(aws-sdk-v3 code)` line. */
  readonly todo: boolean
  /** Edit package.json files. */
  readonly deps: boolean
  /** `closed`: the given files are the whole program. `open`: other modules may exist. */
  readonly world: 'closed' | 'open'
  /** New files may be written. */
  readonly create: boolean
  /** Where the program runs. `auto`: what each file shows, else its package, else Node. */
  readonly platform: 'auto' | Platform
}

export const defaultOptions: Options = {
  clients: 'commands',
  identity: 'getid',
  todo: true,
  deps: true,
  world: 'closed',
  create: true,
  platform: 'auto',
}

export interface ChangedFile {
  readonly path: string
  /** Empty where the file is new. */
  readonly before: string
  readonly after: string
}

export interface Migration {
  /** Files whose text changes, package.json files included, sorted by path. */
  readonly changed: readonly ChangedFile[]
  /** Sorted by file, line, column. */
  readonly findings: readonly Finding[]
  /** Paths that were parsed; files that do not concern the SDK never are. */
  readonly parsed: readonly string[]
  /** npm packages that were added to some package.json. */
  readonly added: readonly string[]
}

/** Looks at what passes between the stages, and may replace it: for tests that facts and plan are plain data. */
export interface Hooks {
  readonly onFacts?: (facts: ProjectFacts) => ProjectFacts
  readonly onPlan?: (plan: Plan) => Plan
}

/**
 * Migrates a project.
 *
 * @param files its source files and package.json files
 * @returns only what changes; a file that cannot be parsed is a finding and stays
 */
export function migrate(
  files: readonly SourceFile[],
  options: Options = defaultOptions,
  hooks: Hooks = {},
): Migration {
  const resolve = createResolver(files)
  const selection = selectFiles(files.filter(isSource), resolve)
  const unread = Object.fromEntries(
    files
      .filter(({ path }) => isUnread(path))
      .map((file) => [file.path, unreadFact(file, resolve)]),
  )
  const notRead = Object.entries(unread).flatMap(([path, { mention }]) =>
    mention === null ? [] : [unreadFinding(path, mention)],
  )
  if (selection.mentioning.length === 0)
    return { changed: [], findings: notRead, parsed: [], added: [] }
  const { files: parsed, facts: surveyed, findings } = surveyAll(selection, resolve)
  const facts = merge(surveyed, { ...surroundingsOf(files, surveyed.files), unread })
  const known = hooks.onFacts ? hooks.onFacts(facts) : facts
  const decided = plan(known, options)
  const planned = hooks.onPlan ? hooks.onPlan(decided) : decided
  const changed: ChangedFile[] = parsed.flatMap((file) => {
    const own = known.files[file.path]
    const filePlan = planned.files[file.path]
    if (!own || !filePlan) return []
    const after = bomOf(file.text) + rewrite(withoutBom(file.text), own, filePlan)
    return after === file.text ? [] : [{ path: file.path, before: file.text, after }]
  })
  for (const [path, file] of Object.entries(planned.created))
    changed.push({ path, before: '', after: createText(file) })
  const packages = options.deps ? editPackages(files, changed, planned) : { changed: [], added: [] }
  return {
    changed: [...changed, ...packages.changed].sort((a, b) => (a.path < b.path ? -1 : 1)),
    findings: [
      ...findings,
      ...notRead,
      ...planned.findings,
      ...changed.filter(isLeftEmpty).map(emptyFinding),
    ].sort(byPlace),
    parsed: parsed.map((file) => file.path),
    added: packages.added,
  }
}

/** Surveys the files that concern the SDK. */
export function surveyAll(
  { mentioning, importing, links, lazy }: Selection,
  resolve: Resolve,
): {
  /** Those that were parsed. */
  readonly files: readonly SourceFile[]
  readonly facts: ProjectFacts
  readonly findings: readonly Finding[]
} {
  const oracle = createOracle(
    loadProgram(mentioning.map(plain), importing.map(plain), links, resolve),
  )
  const files = [...mentioning, ...importing.filter((file) => oracle.source(file.path))]
  const constructions = createConstructions(oracle)
  const findings: Finding[] = []
  const surveyed: Record<string, FileFacts> = {}
  for (const file of files) {
    const error = oracle.syntaxError(file.path)
    if (error) {
      if (mentionsSdk(file.text)) findings.push(syntaxFinding(file, error))
      continue
    }
    const own = survey(file.path, oracle, constructions)
    if (own) surveyed[file.path] = own
  }
  return { files, facts: merge({ ...noFacts, files: surveyed, links, lazy }, noFacts), findings }
}

const isSource = ({ path }: SourceFile): boolean => /\.[cm]?[jt]sx?$/.test(path)

const plain = ({ path, text }: SourceFile): SourceFile => ({ path, text: withoutBom(text) })

function syntaxFinding(
  file: SourceFile,
  error: { readonly message: string; readonly at: number },
): Finding {
  const before = withoutBom(file.text).slice(0, error.at).split('\n')
  return {
    code: 'syntax-error',
    file: file.path,
    line: before.length,
    column: (before.at(-1)?.length ?? 0) + 1,
    data: { message: error.message },
  }
}

const unreadFinding = (file: string, line: number): Finding => ({
  code: 'file-not-read',
  file,
  line,
  column: 1,
  data: {},
})

/** Only comments are left of it. */
const isLeftEmpty = ({ after }: ChangedFile): boolean =>
  after.replace(/\/\*[\s\S]*?\*\/|\/\/.*|^#!.*|(['"])use strict\1;?/g, '').trim() === ''

const emptyFinding = ({ path }: ChangedFile): Finding => ({
  code: 'module-left-empty',
  file: path,
  line: 1,
  column: 1,
  data: {},
})

const bomOf = (text: string): string => (text.startsWith('\uFEFF') ? '\uFEFF' : '')
const withoutBom = (text: string): string => (text.startsWith('\uFEFF') ? text.slice(1) : text)

const byPlace = (a: Finding, b: Finding): number =>
  (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || a.line - b.line || a.column - b.column
