// Which files are read: the sources under the given paths, and the package.json files they belong to.

import { existsSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { globbySync } from 'globby'
import type { SourceFile } from '../transforms/migrate.ts'
import { createResolver } from '../transforms/resolve.ts'
import { connectedOutside } from '../transforms/select.ts'

const pattern = '**/*.{js,jsx,mjs,cjs,ts,tsx,mts,cts,vue,svelte,astro,mdx}'
/** What tells about sources: their package, what their aliases mean, where they run. */
const told = ['**/package.json', '**/{ts,js}config*.json', '**/.browserslistrc']
const isSource = (path: string): boolean => /\.[cm]?[jt]sx?$/.test(path)
const isManifest = (path: string): boolean => basename(path) === 'package.json'

/** Built, installed and cached code is nobody's source. */
export const installedOrBuilt = [
  '**/node_modules/**',
  '**/.git/**',
  ...[
    '.aws-sam',
    '.cache',
    '.docusaurus',
    '.next',
    '.nuxt',
    '.output',
    '.parcel-cache',
    '.serverless',
    '.svelte-kit',
    '.turbo',
    '.vercel',
    '.yarn',
    'build',
    'cdk.out',
    'coverage',
    'dist',
    'out',
  ].map((name) => `**/${name}/**`),
  '**/*.min.js',
]

const skipped = [...installedOrBuilt, '**/*.d.{ts,mts,cts}']

const largest = 2_000_000

/** A path that was given does not exist, or is no source. */
export class PathError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'PathError'
  }
}

export interface Project {
  /** Absolute path of the folder that all paths are relative to. */
  readonly root: string
  readonly files: readonly SourceFile[]
  /** Absolute paths of what was given, and of the package.json files that belong to it. */
  readonly places: readonly string[]
  /** What was passed over, and why. */
  readonly warnings: readonly string[]
  /** Absolute paths of files that were not given, and belong to a program of which a part was. */
  readonly missing: readonly string[]
}

/**
 * Reads a project.
 *
 * @param paths files and folders; a file that is named is always taken
 * @throws PathError
 */
export function readProject(paths: readonly string[], cwd: string): Project {
  const given = paths.map((path) => resolve(cwd, path))
  for (const [i, path] of given.entries())
    if (!existsSync(path))
      throw new PathError(`There is no ${paths[i] ?? path}. Give files or folders that exist.`)
  const sources = new Set<string>()
  for (const path of given) {
    if (!statSync(path).isDirectory()) {
      if (!isSource(path) && !isManifest(path))
        throw new PathError(
          `${relative(cwd, path)} is neither JavaScript nor TypeScript. Give source files, or folders that hold them.`,
        )
      sources.add(path)
    } else
      for (const file of globbySync([pattern, ...told], {
        cwd: path,
        absolute: true,
        ignore: skipped,
        gitignore: true,
        dot: true,
        followSymbolicLinks: false,
      }))
        sources.add(resolve(file))
  }
  const warnings = given.flatMap((path, i) =>
    [...sources].some((file) => isSource(file) && isInside(file, path))
      ? []
      : [`There is no JavaScript or TypeScript to read in ${paths[i] ?? path}.`],
  )
  const limit = boundary(given, cwd)
  const manifests = manifestsAbove(sources, limit)
  for (const manifest of manifests) sources.add(manifest)
  for (const config of configsAbove(sources, limit)) sources.add(config)
  const all = Array.from(sources).sort()
  const root = commonFolder(all.length > 0 ? all : given.map((path) => join(path, '_')))
  const files = all.flatMap((path): readonly SourceFile[] => {
    const name = relative(root, path).split(sep).join('/')
    const text = read(path)
    if (typeof text === 'string') return [{ path: name, text }]
    warnings.push(`${relative(cwd, path)} was passed over: ${text.reason}.`)
    return []
  })
  return {
    root,
    files,
    places: [...new Set([...given, ...manifests])],
    warnings,
    missing: missingFrom(sources, given, limit),
  }
}

/** Files beside the given ones, in the same packages, that use v2 and are connected with them by imports. */
function missingFrom(
  sources: ReadonlySet<string>,
  given: readonly string[],
  limit: string,
): readonly string[] {
  const tops = new Set(
    given.flatMap((path) => {
      const top = topOf(path, limit)
      return top === undefined || top === path ? [] : [top]
    }),
  )
  const others = Array.from(tops).flatMap((top) =>
    globbySync([pattern, '**/package.json', '**/{ts,js}config*.json'], {
      cwd: top,
      absolute: true,
      ignore: skipped,
      gitignore: true,
      dot: true,
      followSymbolicLinks: false,
    }).map((path) => resolve(path)),
  )
  const outside = Array.from(new Set(others)).filter((path) => !sources.has(path))
  if (outside.length === 0) return []
  const root = commonFolder([...sources, ...outside])
  const files = (paths: Iterable<string>): readonly SourceFile[] =>
    Array.from(paths).flatMap((path) => {
      const text = read(path)
      return typeof text === 'string'
        ? [{ path: relative(root, path).split(sep).join('/'), text }]
        : []
    })
  const [inside, beside] = [files(sources), files(outside)]
  return connectedOutside(inside, beside, createResolver([...inside, ...beside])).map((path) =>
    join(root, path),
  )
}

/** The folder of the package that a path belongs to. */
function topOf(path: string, limit: string): string | undefined {
  for (let folder = path; isInside(folder, limit); folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder
    if (folder === dirname(folder)) return undefined
  }
  return undefined
}

/** The text of a file, or why it has none. */
export function read(path: string): string | { readonly reason: string } {
  let bytes: Buffer
  try {
    bytes = readFileSync(path)
  } catch (error) {
    return { reason: `it cannot be read (${error instanceof Error ? error.message : error})` }
  }
  if (bytes.length > largest) return { reason: 'it is larger than 2 MB' }
  if (bytes.includes(0)) return { reason: 'it is not text' }
  const text = bytes.toString('utf8')
  return Buffer.from(text, 'utf8').equals(bytes) ? text : { reason: 'it is not UTF-8' }
}

/** No package.json above this folder is touched: the git repository, or the working folder. */
function boundary(given: readonly string[], cwd: string): string {
  const start = commonFolder(given.map((path) => join(path, '_')))
  return repositoryOf(start) ?? (isInside(start, cwd) ? cwd : start)
}

/** The top folder of the git repository that a file or folder is in. */
export function repositoryOf(path: string): string | undefined {
  for (let folder = path; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder
    if (dirname(folder) === folder) return undefined
  }
}

export const isInside = (path: string, folder: string): boolean =>
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

/** The configurations in the folders above files: they say what an alias means, and where the files run. */
function configsAbove(files: ReadonlySet<string>, limit: string): readonly string[] {
  const folders = new Set<string>()
  for (const file of files)
    for (let folder = dirname(file); isInside(folder, limit); folder = dirname(folder)) {
      if (folders.has(folder)) break
      folders.add(folder)
      if (folder === dirname(folder)) break
    }
  return Array.from(folders).flatMap((folder) =>
    ['tsconfig.json', 'jsconfig.json', 'tsconfig.base.json', '.browserslistrc']
      .map((name) => join(folder, name))
      .filter((path) => existsSync(path)),
  )
}

function commonFolder(files: readonly string[]): string {
  const [first = sep, ...rest] = files.map(dirname)
  return rest.reduce((common, folder) => {
    let shared = common
    while (!isInside(folder, shared) && dirname(shared) !== shared) shared = dirname(shared)
    return shared
  }, first)
}
