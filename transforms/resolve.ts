// Which project file a module specifier means: relative paths, aliases of tsconfig.json, packages of a workspace.

import { parse } from 'jsonc-parser'
import type { SourceFile } from './migrate.ts'
import { folderOf, joinPath, resolvePath } from './syntax/paths.ts'

/** The path of a project file; undefined for everything else. */
export type Resolve = (specifier: string, from: string) => string | undefined

interface Aliases {
  /** Folder the configuration file is in. */
  readonly folder: string
  /** Pattern with at most one `*` → paths with the same, relative to the project root. */
  readonly paths: readonly (readonly [string, readonly string[]])[]
}

export const isCompilerConfig = (path: string): boolean =>
  /(^|\/)[tj]sconfig(\.[\w-]+)*\.json$/.test(path)

const isManifest = (path: string): boolean => /(^|\/)package\.json$/.test(path)

/** Reads `files`, which may hold tsconfig.json, jsconfig.json and package.json files beside the sources. */
export function createResolver(files: readonly SourceFile[]): Resolve {
  const paths = new Set(files.map((file) => file.path))
  const exists = (path: string): boolean => paths.has(path)
  const aliases = files
    .flatMap((file) => [
      ...(isCompilerConfig(file.path) ? compilerAliases(file) : []),
      ...(isManifest(file.path) ? manifestAliases(file) : []),
    ])
    .sort((a, b) => b.folder.length - a.folder.length)
  const packages = files.flatMap((file) => (isManifest(file.path) ? packageIn(file) : []))
  return (specifier, from) => {
    if (specifier.startsWith('.')) return resolvePath(joinPath(folderOf(from), specifier), exists)
    for (const { folder, paths: patterns } of aliases)
      if (folder === '' || from.startsWith(`${folder}/`))
        for (const [pattern, targets] of patterns) {
          const part = matched(pattern, specifier)
          if (part === undefined) continue
          for (const target of targets) {
            const found = resolvePath(target.replace('*', part), exists)
            if (found !== undefined) return found
          }
        }
    for (const { name, folder, entries } of packages) {
      const rest = specifier === name ? '' : matched(`${name}/*`, specifier)
      if (rest === undefined) continue
      const targets = rest === '' ? entries : [rest, `src/${rest}`]
      for (const target of targets) {
        const found = resolvePath(joinPath(folder, target), exists)
        if (found !== undefined) return found
      }
    }
    return undefined
  }
}

/** What stands for the `*` of a pattern; empty for a pattern without one. */
function matched(pattern: string, specifier: string): string | undefined {
  const [head = '', tail] = pattern.split('*')
  if (tail === undefined) return specifier === pattern ? '' : undefined
  const isMatch =
    specifier.length >= head.length + tail.length &&
    specifier.startsWith(head) &&
    specifier.endsWith(tail)
  return isMatch ? specifier.slice(head.length, specifier.length - tail.length) : undefined
}

type Json = Readonly<Record<string, unknown>>

/** The object that a text in JSON says; an empty one where it says none. */
export function objectOf(text: string): Json {
  const value: unknown = parse(text, [], { allowTrailingComma: true })
  return isObject(value) ? value : {}
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** `paths` and `baseUrl`. */
function compilerAliases({ path, text }: SourceFile): readonly Aliases[] {
  const options = objectOf(text).compilerOptions
  if (!isObject(options)) return []
  const folder = folderOf(path)
  const base = typeof options.baseUrl === 'string' ? joinPath(folder, options.baseUrl) : folder
  const patterns = Object.entries(isObject(options.paths) ? options.paths : {}).map(
    ([pattern, targets]) =>
      [pattern, stringsIn(targets).map((target) => joinPath(base, target))] as const,
  )
  const fallback =
    typeof options.baseUrl === 'string' ? [['*', [joinPath(base, '*')]] as const] : []
  return [{ folder, paths: [...patterns, ...fallback] }]
}

/** `imports` of package.json: `#clients`. */
function manifestAliases({ path, text }: SourceFile): readonly Aliases[] {
  const { imports } = objectOf(text)
  if (!isObject(imports)) return []
  const folder = folderOf(path)
  const patterns = Object.entries(imports).map(
    ([pattern, target]) =>
      [pattern, stringsIn(target).map((each) => joinPath(folder, each))] as const,
  )
  return [{ folder, paths: patterns }]
}

interface Package {
  readonly name: string
  readonly folder: string
  /** Where its module may be, from the folder: what it says, and its source. */
  readonly entries: readonly string[]
}

function packageIn({ path, text }: SourceFile): readonly Package[] {
  const manifest = objectOf(text)
  if (typeof manifest.name !== 'string') return []
  const said = [manifest.source, manifest.module, manifest.main, manifest.exports, manifest.types]
  const entries = said.flatMap(stringsIn).flatMap((entry) => [entry, sourceOf(entry)])
  return [
    { name: manifest.name, folder: folderOf(path), entries: [...entries, 'src/index', 'index'] },
  ]
}

/** `dist/index.js` is built from `src/index.ts`. */
const sourceOf = (entry: string): string =>
  entry.replace(/^(\.\/)?(dist|lib|build|out)\//, 'src/').replace(/\.(d\.)?[cm]?[jt]s$/, '')

/** All strings in a value of a manifest, in order. */
const stringsIn = (value: unknown): readonly string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(stringsIn)
      : []
