// The pipeline over a project: files in, edited files and findings out. Pure: reads and writes nothing.

import type { Finding } from './report/finding.ts'

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
}

export const defaultOptions: Options = {
  clients: 'commands',
  identity: 'getid',
  todo: true,
  deps: true,
  world: 'closed',
}

export interface ChangedFile {
  readonly path: string
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

/** Migrates a project. `files` are its source files and package.json files. */
export function migrate(_files: readonly SourceFile[], _options: Options = defaultOptions): Migration {
  return { changed: [], findings: [], parsed: [], added: [] }
}
