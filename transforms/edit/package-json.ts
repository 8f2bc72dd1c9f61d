// package.json: dependencies come and go, everything else stays as it is written.

import { getNodeValue, type Node, parseTree } from 'jsonc-parser'

export interface DependencyChange {
  /** Package names with their ranges. */
  readonly add: Readonly<Record<string, string>>
  readonly remove: readonly string[]
}

export const sections = [
  'dependencies',
  'devDependencies',
  'peerDependencies',
  'optionalDependencies',
] as const

/** It is a JSON object whose dependency sections are objects. */
export const isEditable = (text: string): boolean => read(withoutBom(text)) !== undefined

/** Names that a package.json lists in a section, as written; none where it is not editable. */
export function namesIn(text: string, section: string): readonly string[] {
  const root = read(withoutBom(text))
  const object = root && memberValue(root, section)
  return object ? propertiesOf(object).map(nameOf) : []
}

/**
 * Edits the text of a package.json. Packages come where `aws-sdk` stood, in each section that had it, else into
 * `dependencies`; one that is listed anywhere is not touched.
 *
 * @returns the new text; the same text where it is not editable, or nothing changes
 */
export function editPackageJson(text: string, change: DependencyChange): string {
  const bom = text.slice(0, text.length - withoutBom(text).length)
  const body = withoutBom(text)
  if (!read(body)) return text
  const listed = new Set(sections.flatMap((section) => namesIn(body, section)))
  const homes = sections.filter((section) => namesIn(body, section).includes('aws-sdk'))
  const added = Object.entries(change.add).filter(([name]) => !listed.has(name))
  let result = body
  for (const home of homes.length > 0 ? homes : ['dependencies'])
    for (const [name, range] of added) result = add(result, home, name, range)
  for (const section of sections)
    for (const name of change.remove) result = remove(result, section, name)
  return bom + result
}

function add(text: string, section: string, name: string, range: string): string {
  const root = read(text)
  if (!root) return text
  const object = memberValue(root, section)
  if (!object) {
    const empty = insert(text, root, propertiesOf(root).length, `"${section}"`, '{}')
    return add(empty, section, name, range)
  }
  const at = placeFor(name, propertiesOf(object).map(nameOf))
  return insert(text, object, at, JSON.stringify(name), JSON.stringify(range))
}

/** `{ "a": 1 }`: a property before the one at an index, separated as its neighbours are. */
function insert(text: string, object: Node, at: number, key: string, value: string): string {
  const properties = propertiesOf(object)
  const [first, second] = properties
  const written = `${key}${colonOf(text, first)}${value}`
  if (!first) {
    const { before, after } = marginsOf(text, object)
    return splice(text, object.offset + 1, endOf(object) - 1, before + written + after)
  }
  const separator = second
    ? text.slice(endOf(first), second.offset)
    : `,${text.slice(object.offset + 1, first.offset)}`
  const next = properties[at]
  const last = properties.at(-1) ?? first
  return next
    ? splice(text, next.offset, next.offset, written + separator)
    : splice(text, endOf(last), endOf(last), separator + written)
}

function remove(text: string, section: string, name: string): string {
  const root = read(text)
  const object = root && memberValue(root, section)
  if (!object) return text
  const properties = propertiesOf(object)
  const at = properties.findIndex((property) => nameOf(property) === name)
  const property = properties[at]
  if (!property) return text
  const [before, after] = [properties[at - 1], properties[at + 1]]
  if (before) return splice(text, endOf(before), endOf(property), '')
  if (after) return splice(text, property.offset, after.offset, '')
  return splice(text, object.offset + 1, endOf(object) - 1, '')
}

/** What stands inside the braces of an object that gets its first property. */
function marginsOf(
  text: string,
  object: Node,
): { readonly before: string; readonly after: string } {
  const root = read(text) ?? object
  const [first] = propertiesOf(root)
  const eol = text.includes('\r\n') ? '\r\n' : '\n'
  if (!first) return { before: `${eol}  `, after: eol }
  const margin = text.slice(root.offset + 1, first.offset)
  if (!margin.includes('\n')) return { before: margin, after: margin }
  const unit = margin.slice(margin.lastIndexOf('\n') + 1)
  const line = text.slice(text.lastIndexOf('\n', object.offset) + 1, object.offset)
  const indent = /^[ \t]*/.exec(line)?.[0] ?? ''
  return { before: eol + indent + unit, after: eol + indent }
}

/** The characters between a key and its value: `: `. */
function colonOf(text: string, property: Node | undefined): string {
  const [key, value] = property?.children ?? []
  if (key && value) return text.slice(endOf(key), value.offset)
  const [first] = propertiesOf(read(text))
  return first ? colonOf(text, first) : ': '
}

/** In order where the names are in order, else behind aws-sdk, else at the end. */
function placeFor(name: string, names: readonly string[]): number {
  const isSorted = names.every((other, i) => i === 0 || (names[i - 1] ?? '') < other)
  if (isSorted) {
    const next = names.findIndex((other) => other > name)
    return next < 0 ? names.length : next
  }
  const sdk = names.indexOf('aws-sdk')
  if (sdk < 0) return names.length
  const behind = names.findIndex((other, i) => i > sdk && !other.startsWith('@aws-sdk/'))
  return behind < 0 ? names.length : behind
}

function read(text: string): Node | undefined {
  const errors: Parameters<typeof parseTree>[1] = []
  const tree = parseTree(text, errors, { disallowComments: true })
  if (errors.length > 0 || tree?.type !== 'object') return undefined
  const isSound = propertiesOf(tree).every(
    (property) =>
      !sections.some((section) => section === nameOf(property)) ||
      property.children?.[1]?.type === 'object',
  )
  return isSound ? tree : undefined
}

const withoutBom = (text: string): string => (text.startsWith('\uFEFF') ? text.slice(1) : text)

const propertiesOf = (object: Node | undefined): readonly Node[] => object?.children ?? []

const nameOf = (property: Node): string =>
  property.children?.[0] ? String(getNodeValue(property.children[0])) : ''

const memberValue = (object: Node, name: string): Node | undefined =>
  propertiesOf(object).find((property) => nameOf(property) === name)?.children?.[1]

const endOf = (node: Node): number => node.offset + node.length

const splice = (text: string, from: number, to: number, inserted: string): string =>
  text.slice(0, from) + inserted + text.slice(to)
