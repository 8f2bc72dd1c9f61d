// Fixtures as they lie on disk, read into one shape.
//
//   files/<concept>/<case>.input.<ext>  .output.<ext>  [.json]  [.drive.mjs]
//   refused/<code>/<case>.…             the same; the v2 code stays, with TODO lines
//   projects/<case>/before/**  after/**  case.json  [drive.mjs]
//
// The JSON is a `Case` (below); world.ts tells how to state the environment variables and files a program finds. A drive is what uses the program, in its v2 and its v3 form alike:
//
//   export default async function drive(module, tools) {}   `module`: what the entry exports
//   export const modules = { 'a-package': {…} }              packages the program requires (others that are not
//                                                            installed are stubs that accept everything)
//   export const globals = { localStorage: {…} }             global names it needs
//
// `tools.settle()` waits until the network is quiet; `tools.log(value)` records a value that must be equal for both.
// Without a drive the exported functions `main`, `run` and `handler` are called, in the order in which they are written,
// and what they return is logged when it is a string or a number.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Options, SourceFile } from '../../transforms/migrate.ts'
import type { World } from './world.ts'

/** An answer of the stand-in that is an error: the first `times` requests of the operation get it. */
export interface Failure {
  readonly operation: string
  /** Default 1. */
  readonly times?: number
  /** HTTP status, default 400. */
  readonly status?: number
  /** Error code, default `NotAuthorizedException`. */
  readonly code?: string
}

export interface ExpectedFinding {
  readonly code: string
  readonly line: number
  /** Needed in projects only. */
  readonly file?: string
}

/** Ways in which v3 is known to differ on the wire, accepted by a fixture with a reason. */
export const wireDifferences = [
  /** Nothing is sent and nothing logged. */
  'idle',
  /** v3 asks for an identity more often. */
  'get-id-count',
  /** v3 sends in another order, or no longer waits. */
  'order',
  /** v3 obtains credentials by requests that v2 did not send. */
  'plumbing',
  /** Other identities are written to the console. */
  'printed',
  /** Signed requests to STS go to another region. */
  'sts-region',
  /** Both throw, and not because of `failures`. */
  'threw',
] as const
export type WireDifference = (typeof wireDifferences)[number]

export interface Case {
  readonly options?: Partial<Options>
  /** Without it no finding of severity `action` or `review` may be reported. */
  readonly findings?: readonly ExpectedFinding[]
  /** Laws that do not apply, with the reason. */
  readonly skip?: Readonly<Record<string, string>>
  /** Differences on the wire that are accepted, with the reason. */
  readonly differs?: Readonly<Partial<Record<WireDifference, string>>>
  readonly env?: World['env']
  readonly files?: NonNullable<World['files']>
  readonly failures?: readonly Failure[]
  /** Projects: the module that is driven. */
  readonly entry?: string
}

export interface Fixture {
  /** `files/cognito-credentials/pool-only`. */
  readonly name: string
  readonly kind: 'files' | 'projects' | 'refused'
  readonly case: Case
  readonly input: readonly SourceFile[]
  /** Null while nobody has written it. */
  readonly output: readonly SourceFile[] | null
  readonly entry: string | null
  /** Absolute path of the drive module. */
  readonly drive: string | null
}

export const root = fileURLToPath(new URL('../../', import.meta.url))
export const fixturesDirectory = join(root, 'fixtures')

const caseKeys = ['options', 'findings', 'skip', 'differs', 'env', 'files', 'failures', 'entry']
const sourceFile = /^(.+)\.(input|output)\.([cm]?[jt]s|[jt]sx)$/

/** All fixtures below a directory, sorted by name; `filter` is a part of the name. */
export function loadFixtures(filter = '', directory = fixturesDirectory): Fixture[] {
  const fixtures = [
    ...singleFiles('files', directory),
    ...singleFiles('refused', directory),
    ...projects(directory),
  ]
  return fixtures
    .filter((fixture) => fixture.name.includes(filter))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** Where the expected text of a file of a fixture lies. */
export function outputPath(fixture: Fixture, path: string, directory = fixturesDirectory): string {
  if (fixture.kind === 'projects') return join(directory, fixture.name, 'after', path)
  return join(directory, dirname(fixture.name), path.replace(/\.(\w+)$/, '.output.$1'))
}

/** Every file below a directory, relative and with forward slashes. */
export function filesBelow(directory: string): string[] {
  if (!existsSync(directory)) return []
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(directory, path)).isFile())
    .map((path) => path.split(sep).join('/'))
    .sort()
}

function singleFiles(kind: 'files' | 'refused', directory: string): Fixture[] {
  const base = join(directory, kind)
  return filesBelow(base).flatMap((path) => {
    const [, stem, role, extension] = sourceFile.exec(path) ?? []
    if (!stem || role !== 'input' || !extension) return []
    const file = `${basename(stem)}.${extension}`
    const expected = join(base, `${stem}.output.${extension}`)
    return {
      name: `${kind}/${stem}`,
      kind,
      case: readCase(join(base, `${stem}.json`)),
      input: [{ path: file, text: readFileSync(join(base, path), 'utf8') }],
      output: existsSync(expected) ? [{ path: file, text: readFileSync(expected, 'utf8') }] : null,
      entry: file,
      drive: orNull(join(base, `${stem}.drive.mjs`)),
    }
  })
}

function projects(directory: string): Fixture[] {
  const base = join(directory, 'projects')
  const cases = new Set(
    filesBelow(base).map((path) => path.slice(0, Math.max(0, path.search(/\/(before|after)\//)))),
  )
  return [...cases].filter(Boolean).map((stem) => {
    const content = readCase(join(base, stem, 'case.json'))
    return {
      name: `projects/${stem}`,
      kind: 'projects',
      case: content,
      input: readAll(join(base, stem, 'before')),
      output: existsSync(join(base, stem, 'after')) ? readAll(join(base, stem, 'after')) : null,
      entry: content.entry ?? null,
      drive: orNull(join(base, stem, 'drive.mjs')),
    }
  })
}

const readAll = (directory: string): SourceFile[] =>
  filesBelow(directory).map((path) => ({ path, text: readFileSync(join(directory, path), 'utf8') }))

const orNull = (path: string): string | null => (existsSync(path) ? path : null)

/** Reads a case and checks it by hand: a misspelt key must not switch a law off. */
function readCase(path: string): Case {
  if (!existsSync(path)) return {}
  const content: unknown = JSON.parse(readFileSync(path, 'utf8'))
  const unknown = Object.keys(Object(content)).filter((key) => !caseKeys.includes(key))
  if (unknown.length > 0)
    throw new Error(
      `${relative(root, path)}: unknown keys ${unknown.join(', ')}; known: ${caseKeys.join(', ')}`,
    )
  return content as Case
}
