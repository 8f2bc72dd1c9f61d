// package.json: dependencies come and go, everything else stays as it is written.

import { applyEdits, type FormattingOptions, getNodeValue, modify, parseTree } from 'jsonc-parser'

export interface DependencyChange {
  /** Package names with their ranges. */
  readonly add: Readonly<Record<string, string>>
  readonly remove: readonly string[]
}

const sections = [
  'dependencies',
  'devDependencies',
  'peerDependencies',
  'optionalDependencies',
] as const

/**
 * Edits the text of a package.json.
 *
 * @returns the new text; the same text where it is no valid JSON object, or nothing changes
 */
export function editPackageJson(text: string, change: DependencyChange): string {
  const bom = text.startsWith('\uFEFF') ? '\uFEFF' : ''
  const body = text.slice(bom.length)
  const manifest = read(body)
  if (!manifest) return text
  const home =
    sections.find((section) => namesIn(manifest, section).includes('aws-sdk')) ?? 'dependencies'
  const listed = new Set(sections.flatMap((section) => namesIn(manifest, section)))
  const formatting = formattingOf(body)
  let result = body
  const after = namesIn(manifest, home)
  for (const [name, range] of Object.entries(change.add)) {
    if (listed.has(name)) continue
    const at = placeFor(name, after)
    const options = {
      formattingOptions: formatting,
      ...(after.length > 0 ? { getInsertionIndex: () => at } : {}),
    }
    after.splice(at, 0, name)
    result = applyEdits(result, modify(result, [home, name], range, options))
  }
  for (const section of sections)
    for (const name of change.remove)
      if (namesIn(manifest, section).includes(name))
        result = applyEdits(
          result,
          modify(result, [section, name], undefined, { formattingOptions: formatting }),
        )
  return bom + result
}

function read(text: string): Readonly<Record<string, unknown>> | undefined {
  const errors: Parameters<typeof parseTree>[1] = []
  const tree = parseTree(text, errors, { disallowComments: true })
  if (!tree || errors.length > 0 || tree.type !== 'object') return undefined
  return getNodeValue(tree) as Readonly<Record<string, unknown>>
}

function namesIn(manifest: Readonly<Record<string, unknown>>, section: string): string[] {
  const value = manifest[section]
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.keys(value)
    : []
}

/** In order where the names are in order, else behind aws-sdk, else at the end. */
function placeFor(name: string, names: readonly string[]): number {
  const isSorted = names.every((other, i) => i === 0 || (names[i - 1] ?? '') < other)
  if (isSorted) {
    const next = names.findIndex((other) => other > name)
    return next < 0 ? names.length : next
  }
  const sdk = names.indexOf('aws-sdk')
  return sdk < 0 ? names.length : sdk + 1
}

function formattingOf(text: string): FormattingOptions {
  const indent = /^([ \t]+)"/m.exec(text)?.[1] ?? '  '
  const eol = text.includes('\r\n') ? '\r\n' : '\n'
  return {
    insertSpaces: !indent.startsWith('\t'),
    tabSize: indent.startsWith('\t') ? 1 : indent.length,
    eol,
  }
}
