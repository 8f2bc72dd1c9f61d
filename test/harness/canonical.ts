// Inputs of operations in one canonical form, whatever protocol carried them.

export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json }

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const generatedKey = /token|idempoten|requestid/i

/** Names that the SDKs make up end with the time: v2 and v3 alike, except that v3 has `session` in some. */
const generatedSession = /^aws-sdk-js-(session-)?\d{13}$/

/** Keys sorted; idempotency tokens and session names that the SDK generates replaced by a mark. */
export function canonical(value: Json, key = ''): Json {
  if (typeof value === 'string') {
    const generated =
      key === 'RoleSessionName'
        ? generatedSession.test(value)
        : generatedKey.test(key) && uuid.test(value)
    return generated ? '<generated>' : value
  }
  if (value === null || typeof value !== 'object') return value
  if (isList(value)) return value.map((item) => canonical(item, key))
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => [name, canonical(member, name)]),
  )
}

export const isList = (value: Json): value is readonly Json[] => Array.isArray(value)

/** For comparing across protocols: numbers, booleans and dates as strings, empty members dropped. */
export function loose(value: Json): Json {
  if (value === null || typeof value !== 'object') {
    const text = String(value)
    return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text) ? String(Date.parse(text) / 1000) : text
  }
  return isList(value)
    ? value.map(loose)
    : Object.fromEntries(Object.entries(value).map(([key, member]) => [key, loose(member)]))
}

/** `Tags.member.1.Key=a&Tags.member.2.Key=b` → `{ Tags: [{ Key: 'a' }, { Key: 'b' }] }`. */
export function parseQuery(form: URLSearchParams): Json {
  const tree: Tree = new Map()
  for (const [name, value] of form) {
    if (name === 'Action' || name === 'Version') continue
    const path = name.split('.')
    let node = tree
    for (const step of path.slice(0, -1)) {
      const next = node.get(step)
      const branch: Tree = next instanceof Map ? next : new Map()
      node.set(step, branch)
      node = branch
    }
    node.set(path.at(-1) ?? name, value)
  }
  return canonical(fromTree(tree))
}

type Tree = Map<string, Tree | string>

function fromTree(node: Tree | string): Json {
  if (typeof node === 'string') return node
  const keys = [...node.keys()]
  const wrapped =
    keys.length === 1 && (keys[0] === 'member' || keys[0] === 'entry')
      ? node.get(keys[0])
      : undefined
  if (wrapped instanceof Map) return fromTree(wrapped)
  if (keys.length > 0 && keys.every((key) => /^\d+$/.test(key)))
    return [...node].sort(([a], [b]) => Number(a) - Number(b)).map(([, item]) => fromTree(item))
  return Object.fromEntries([...node].map(([key, item]) => [key, fromTree(item)]))
}

/** Elements as objects, repeated elements as lists, text as strings; attributes are dropped. */
export function parseXml(text: string): Json {
  const token = /<\?[^>]*>|<\/([^\s>]+)\s*>|<([^\s/>]+)[^>]*?(\/)?>|([^<]+)/g
  const stack: { name: string; text: string; children: [string, Json][] }[] = [
    { name: '', text: '', children: [] },
  ]
  const close = () => {
    const done = stack.pop()
    const parent = stack.at(-1)
    if (done && parent) parent.children.push([done.name, toJson(done)])
  }
  for (const [, closed, opened, empty, content] of text.matchAll(token)) {
    const top = stack.at(-1)
    if (opened) stack.push({ name: opened, text: '', children: [] })
    if (closed || empty) close()
    if (content && top) top.text += content
  }
  const [document] = stack
  return document ? canonical(toJson(document)) : null
}

function toJson(element: {
  readonly text: string
  readonly children: readonly (readonly [string, Json])[]
}): Json {
  if (element.children.length === 0) return unescapeXml(element.text)
  const members: Record<string, Json[]> = {}
  for (const [name, value] of element.children) {
    members[name] ??= []
    members[name].push(value)
  }
  return Object.fromEntries(
    Object.entries(members).map(([name, values]) => [
      name,
      values.length === 1 ? (values[0] ?? null) : values,
    ]),
  )
}

const unescapeXml = (text: string): string =>
  text
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&apos;/g, "'")
    .replace(/&amp;/g, '&')
