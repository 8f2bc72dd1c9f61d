// Which files concern the SDK. By text alone: the others are never parsed.

import type { SourceFile } from './migrate.ts'
import { resolveRelative } from './syntax/paths.ts'

/** Mentions v2 as a module, or as the global of a script tag. */
const mention = /(['"`])aws-sdk(\/[^'"`]*)?\1|\bAWS(Cognito)?\s*\.\s*(config\b|[A-Z])/

const specifiers =
  /(?:\bfrom\s*|\brequire\s*\(\s*|\bimport\s*\(?\s*)(['"])(\.{1,2}(?:\/[^'"\n]*)?)\1/g

/** Whether a text mentions v2. */
export const mentionsSdk = (text: string): boolean => mention.test(text)

/** Files that mention v2, and those that import one of them, directly or not. */
export function selectFiles(files: readonly SourceFile[]): readonly SourceFile[] {
  const chosen = new Set(files.filter((file) => mentionsSdk(file.text)).map((file) => file.path))
  if (chosen.size === 0) return []
  const paths = new Set(files.map((file) => file.path))
  const importers = new Map<string, string[]>()
  for (const file of files)
    for (const [, , specifier = ''] of file.text.matchAll(specifiers)) {
      const target = resolveRelative(file.path, specifier, (path) => paths.has(path))
      if (target !== undefined) importers.set(target, [...(importers.get(target) ?? []), file.path])
    }
  const open = Array.from(chosen)
  for (let path = open.pop(); path !== undefined; path = open.pop())
    for (const importer of importers.get(path) ?? [])
      if (!chosen.has(importer)) {
        chosen.add(importer)
        open.push(importer)
      }
  return files.filter((file) => chosen.has(file.path))
}
