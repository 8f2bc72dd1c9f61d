// Which files are read: the sources under the given paths, and the package.json files they belong to.

import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { globbySync } from 'globby'
import type { SourceFile } from '../transforms/migrate.ts'

const pattern = '**/*.{js,jsx,mjs,cjs,ts,tsx,mts,cts}'

/** Built, installed and vendored code is nobody's source. */
const skipped = [
  '**/node_modules/**',
  '**/.git/**',
  ...[
    'dist',
    'build',
    'out',
    'coverage',
    '.next',
    '.nuxt',
    '.output',
    '.serverless',
    '.turbo',
    'cdk.out',
  ].map((name) => `**/${name}/**`),
  '**/*.min.js',
  '**/*.d.{ts,mts,cts}',
]

const largest = 2_000_000

/** A path that was given does not exist. */
export class MissingPathError extends Error {
  constructor(path: string) {
    super(`There is no ${path}.`)
    this.name = 'MissingPathError'
  }
}

export interface Project {
  /** Absolute path of the folder that all paths are relative to. */
  readonly root: string
  readonly files: readonly SourceFile[]
  /** What was passed over, and why. */
  readonly warnings: readonly string[]
}

/**
 * Reads a project.
 *
 * @param paths files and folders; a file that is named is always taken
 * @throws MissingPathError
 */
export function readProject(paths: readonly string[], cwd: string): Project {
  const given = paths.map((path) => resolve(cwd, path))
  for (const [i, path] of given.entries())
    if (!existsSync(path)) throw new MissingPathError(paths[i] ?? path)
  const sources = new Set<string>()
  for (const path of given) {
    if (statSync(path).isFile()) sources.add(path)
    else
      for (const file of globbySync([pattern, '**/package.json'], {
        cwd: path,
        absolute: true,
        ignore: skipped,
        gitignore: true,
        dot: false,
        followSymbolicLinks: false,
      }))
        sources.add(resolve(file))
  }
  const limit = boundary(given, cwd)
  for (const manifest of manifestsAbove(sources, limit)) sources.add(manifest)
  const all = Array.from(sources).sort()
  const root = commonFolder(all.length > 0 ? all : given.map((path) => join(path, '_')))
  const warnings: string[] = []
  const files = all.flatMap((path): readonly SourceFile[] => {
    const name = relative(root, path).split(sep).join('/')
    const text = read(path)
    if (typeof text === 'string') return [{ path: name, text }]
    warnings.push(`${relative(cwd, path)} was passed over: ${text.reason}.`)
    return []
  })
  return { root, files, warnings }
}

function read(path: string): string | { readonly reason: string } {
  const bytes = readFileSync(path)
  if (bytes.length > largest) return { reason: 'it is larger than 2 MB' }
  if (bytes.includes(0)) return { reason: 'it is not text' }
  const text = bytes.toString('utf8')
  return Buffer.from(text, 'utf8').equals(bytes) ? text : { reason: 'it is not UTF-8' }
}

/** No package.json above this folder is touched: the git repository, or the working folder. */
function boundary(given: readonly string[], cwd: string): string {
  const start = commonFolder(given.map((path) => join(path, '_')))
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder
    if (dirname(folder) === folder) return isInside(start, cwd) ? cwd : start
  }
}

const isInside = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep)

/** The package.json nearest to each file. */
function manifestsAbove(files: ReadonlySet<string>, limit: string): ReadonlySet<string> {
  const found = new Set<string>()
  const known = new Map<string, string | null>()
  const nearest = (folder: string): string | null => {
    const seen = known.get(folder)
    if (seen !== undefined) return seen
    const manifest = join(folder, 'package.json')
    const isTop = folder === limit || dirname(folder) === folder || !isInside(folder, limit)
    const result =
      existsSync(manifest) && isInside(folder, limit)
        ? manifest
        : isTop
          ? null
          : nearest(dirname(folder))
    known.set(folder, result)
    return result
  }
  for (const file of files) {
    const manifest = nearest(dirname(file))
    if (manifest !== null) found.add(manifest)
  }
  return found
}

function commonFolder(files: readonly string[]): string {
  const [first = sep, ...rest] = files.map(dirname)
  return rest.reduce((common, folder) => {
    let shared = common
    while (!isInside(folder, shared)) shared = dirname(shared)
    return shared
  }, first)
}
