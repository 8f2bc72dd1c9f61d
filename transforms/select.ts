// Which files may concern the SDK. By text alone: the others are never parsed.

import type { SourceFile } from './migrate.ts'
import type { Links, UnreadFact } from './model.ts'
import type { Resolve } from './resolve.ts'

/** Mentions v2 as a module, or as the global of a script tag. */
const mention = /(['"`])aws-sdk(\/[^'"`]*)?\1|\bAWS(Cognito)?\s*\.\s*(config\b|[A-Z])/

const specifiers = /(?:\bfrom\s*|\brequire\s*\(\s*|\bimport\s*\(?\s*)(['"])([^'"\n]+)\1/g

/** Files with scripts inside, which are not read: only what they import is known. */
export const isUnread = (path: string): boolean => /\.(vue|svelte|astro|mdx)$/.test(path)

/** What such a file has to do with v2. */
export function unreadFact({ path, text }: SourceFile, resolve: Resolve): UnreadFact {
  const at = text.search(mention)
  return {
    imports: Array.from(text.matchAll(specifiers)).flatMap(
      (match) => resolve(match[2] ?? '', path) ?? [],
    ),
    mention: at < 0 ? null : text.slice(0, at).split('\n').length,
  }
}

/** Whether a text mentions v2. */
export const mentionsSdk = (text: string): boolean => mention.test(text)

export interface Selection {
  /** Files that mention v2. */
  readonly mentioning: readonly SourceFile[]
  /** Files that import one of them, directly or not: these matter when the SDK passes through what they import. */
  readonly importing: readonly SourceFile[]
  /** What each of these imports of the others. */
  readonly links: Links
  /** What of that it imports only when some function runs. */
  readonly lazy: Links
}

export function selectFiles(files: readonly SourceFile[], resolve: Resolve): Selection {
  const mentioning = files.filter((file) => mentionsSdk(file.text))
  const chosen = new Set(mentioning.map((file) => file.path))
  if (chosen.size === 0) return { mentioning, importing: [], links: {}, lazy: {} }
  const imports = importsOf(files, resolve)
  const importers = new Map<string, string[]>()
  for (const [file, targets] of imports)
    for (const { target } of targets)
      importers.set(target, [...(importers.get(target) ?? []), file])
  const open = Array.from(chosen)
  for (let path = open.pop(); path !== undefined; path = open.pop())
    for (const importer of importers.get(path) ?? [])
      if (!chosen.has(importer)) {
        chosen.add(importer)
        open.push(importer)
      }
  const isMentioning = new Set(mentioning)
  const linksWhere = (isWanted: (link: Import) => boolean): Links =>
    Object.fromEntries(
      Array.from(chosen, (path) => [
        path,
        (imports.get(path) ?? [])
          .filter((link) => chosen.has(link.target) && isWanted(link))
          .map((link) => link.target),
      ]),
    )
  return {
    mentioning,
    importing: files.filter((file) => chosen.has(file.path) && !isMentioning.has(file)),
    links: linksWhere(() => true),
    lazy: linksWhere((link) => link.lazy),
  }
}

interface Import {
  readonly target: string
  readonly lazy: boolean
}

/**
 * The other users of v2 in a program of which only a part is given: files outside of it that mention v2 and are connected
 * with a file inside that does, by imports in either direction.
 *
 * @param outside files of the same packages; all paths are relative to one folder
 */
export function connectedOutside(
  inside: readonly SourceFile[],
  outside: readonly SourceFile[],
  resolve: Resolve,
): readonly string[] {
  const neighbours = new Map<string, Set<string>>()
  const connect = (a: string, b: string): void => {
    neighbours.set(a, (neighbours.get(a) ?? new Set()).add(b))
  }
  for (const [path, links] of importsOf([...inside, ...outside], resolve))
    for (const { target } of links) {
      connect(path, target)
      connect(target, path)
    }
  const seen = new Set(inside.filter((file) => mentionsSdk(file.text)).map((file) => file.path))
  const open = Array.from(seen)
  for (let path = open.pop(); path !== undefined; path = open.pop())
    for (const next of neighbours.get(path) ?? [])
      if (!seen.has(next)) {
        seen.add(next)
        open.push(next)
      }
  return outside
    .filter((file) => seen.has(file.path) && mentionsSdk(file.text))
    .map((file) => file.path)
}

/** The project files that each file imports. */
const importsOf = (
  files: readonly SourceFile[],
  resolve: Resolve,
): ReadonlyMap<string, readonly Import[]> =>
  new Map(
    files.map(({ path, text }) => [
      path,
      Array.from(text.matchAll(specifiers)).flatMap((match): readonly Import[] => {
        const target = resolve(match[2] ?? '', path)
        return target === undefined ? [] : [{ target, lazy: isLazy(text, match[0], match.index) }]
      }),
    ]),
  )

/** `import('./x')`, `import type`, `require('./x')` on an indented line, and what is commented out. */
function isLazy(text: string, found: string, at: number): boolean {
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, at)
  if (/^\s*(\/\/|\/?\*)/.test(line)) return true
  const keywords = text.slice(Math.max(0, at - 1000), at).match(/\b(?:im|ex)port\b(?:\s+type\b)?/g)
  if (found.startsWith('from') && /type$/.test(keywords?.at(-1) ?? '')) return true
  return /^import\s*\(/.test(found) || (found.startsWith('require') && /^\s/.test(line))
}
