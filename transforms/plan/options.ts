// Which v3 options a list of v2 options becomes.

import type { Blocker, FileFacts, Part, Value } from '../model.ts'
import type { FindingCode } from '../report/catalogue.ts'
import {
  type Conversion,
  httpOptionRows,
  type OptionRow,
  oldApiVersions,
  optionRow,
} from '../sdk/options.ts'

/** One v3 option. */
export interface Setting {
  readonly key: string
  readonly value: SettingValue
  /** Index of the v2 option it comes from. */
  readonly from: number
  /** Services that have the option; undefined: all. */
  readonly services: readonly string[] | undefined
}

export type SettingValue =
  /** Text. `name`: it is only a name or member chain, good at any place it is in scope. */
  | {
      readonly kind: 'text'
      readonly parts: readonly Part[]
      readonly name: boolean
      readonly source: Value
    }
  /** The provider of a credentials construction. */
  | {
      readonly kind: 'credentials'
      readonly sites: readonly string[]
      readonly text: string | undefined
      readonly source: Value
    }

export interface Converted {
  readonly settings: readonly Setting[]
  /** Reasons why the site cannot be migrated. */
  readonly blockers: readonly Blocker[]
  /** What to say once it is. */
  readonly notices: readonly Blocker[]
}

interface Option {
  readonly key: string
  readonly value: Value
}

export interface OptionContext {
  /** v2 class name; null for the global configuration. */
  readonly service: string | null
  readonly browser: boolean
  /** Keys that are not there leave credentials in force that are set elsewhere. */
  readonly hasOtherCredentials?: boolean
}

/** Writes of a module that set credentials or keys. */
export const credentialsWrites = (file: FileFacts): number =>
  file.writes.filter((write) =>
    write.entries.some(({ key }) => key === 'credentials' || key === 'accessKeyId'),
  ).length

/** One option on its way, with what a conversion may say and do. */
interface Given extends Option {
  readonly row: OptionRow
  readonly options: readonly Option[]
  readonly context: OptionContext
  readonly add: (setting: SettingValue) => void
  /** The site cannot be migrated. */
  readonly refuse: (code: FindingCode, data?: Record<string, string>) => void
  /** It can, and this has to be said. */
  readonly notice: (code: FindingCode, data?: Record<string, string>) => void
}

/** Converts options one by one. Unknown names are dropped with a finding. */
export function convertOptions(options: readonly Option[], context: OptionContext): Converted {
  const settings: Setting[] = []
  const blockers: Blocker[] = []
  const notices: Blocker[] = []
  for (const [from, { key, value }] of options.entries()) {
    const at = value.span.start
    const row = optionRow(key)
    if (!row) {
      notices.push({ code: 'option-unknown', at, data: { option: key } })
      continue
    }
    converters[row.conversion]({
      key,
      value,
      row,
      options,
      context,
      add: (setting) => {
        settings.push({ key: row.v3 ?? key, value: setting, from, services: row.services })
      },
      refuse: (code, data = { option: key }) => {
        blockers.push({ code, at, data })
      },
      notice: (code, data = { option: key }) => {
        notices.push({ code, at, data })
      },
    })
  }
  return { settings, blockers, notices }
}

const converters: Readonly<Record<Conversion, (given: Given) => void>> = {
  same: ({ value, add }) => add(text(value)),
  'plus-one': plusOne,
  endpoint,
  'request-handler': requestHandler,
  credentials,
  provider,
  'static-key': staticKeys,
  implied,
  drop,
  logger: ({ value, add }) =>
    add(
      value.text === 'console'
        ? text(value, ['{ ...console, debug() {}, trace() {} }'])
        : text(value),
    ),
  checksums: ({ value, add }) => {
    if (value.literal === false) add(text(value, [{ quoted: 'WHEN_REQUIRED' }]))
  },
  refuse: ({ refuse }) => refuse('option-refused'),
}

const text = (value: Value, parts: readonly Part[] = [self(value)]): SettingValue => ({
  kind: 'text',
  parts,
  name: (value.kind === 'name' || value.kind === 'member') && parts.length === 1,
  source: value,
})

/** A value's own text: by name where it is a property of a visible variable. */
const self = (value: Value): Part =>
  value.kind === 'member' && value.constant && value.text !== undefined ? value.text : value.span

/** A count that is undefined stays so: v2 and v3 then take their own. Text counts as a number in v2, and is none here. */
function plusOne({ value, add, refuse }: Given): void {
  const isSimple = value.kind === 'name' || value.kind === 'member'
  const own = self(value)
  if (value.kind === 'literal' && typeof value.literal === 'number')
    add(text(value, [String(value.literal + 1)]))
  else if (value.kind === 'absent') add(text(value, ['undefined']))
  else if (value.numeric && !value.mayBeAbsent)
    add(text(value, isSimple ? [own, ' + 1'] : ['(', value.span, ') + 1']))
  else if (isSimple) {
    const number: readonly Part[] = value.numeric ? [own] : ['Number(', own, ')']
    add(text(value, [own, ' === undefined ? undefined : ', ...number, ' + 1']))
  } else refuse('option-refused')
}

/** v2 completes `localhost:4566` to `https://localhost:4566`; v3 refuses it. */
function endpoint({ value, options, add, notice }: Given): void {
  const isPlain = options.some(
    (option) => option.key === 'sslEnabled' && option.value.literal === false,
  )
  const scheme = isPlain ? 'http://' : 'https://'
  const inner = value.inner ?? value
  if (inner.kind !== 'absent' && typeof inner.literal !== 'string') notice('endpoint-scheme', {})
  add(text(inner, withScheme(inner, scheme)))
}

function withScheme(value: Value, scheme: string): readonly Part[] {
  if (value.kind === 'absent') return ['undefined']
  if (typeof value.literal !== 'string' || /^[a-z][a-z0-9+.-]*:\/\//i.test(value.literal))
    return [self(value)]
  const { start, end } = value.span
  if (value.kind === 'literal')
    return [{ start, end: start + 1 }, scheme, { start: start + 1, end }]
  return [`\`${scheme}\${`, self(value), '}`']
}

/** Timeouts and agents, under the names of the request handler. */
function requestHandler({ value, context, add, refuse, notice }: Given): void {
  if (!value.object) refuse('option-refused')
  const parts: Part[] = []
  for (const entry of value.object?.entries ?? []) {
    const option = `httpOptions.${entry.key ?? '…'}`
    const row = httpOptionRows.find((candidate) => candidate.name === entry.key)
    const name = context.browser ? row?.browser : row?.node
    if (!row) refuse('option-refused', { option })
    else if (!name) notice('option-lost', { option })
    else
      parts.push(
        parts.length === 0 ? '' : ', ',
        entry.value.text === name ? name : `${name}: `,
        ...(entry.value.text === name ? [] : [entry.value.span]),
      )
  }
  if (parts.length > 0) add(text(value, ['{ ', ...parts, ' }']))
}

const isStatic = (keys: readonly (string | null)[]): boolean =>
  keys.includes('accessKeyId') && keys.includes('secretAccessKey')

/** v2 asks the chain when there are no credentials: neither own ones, nor those it found by itself on its start. */
function provider(given: Given): void {
  const own = given.options.find((option) => option.key === 'credentials')?.value
  if (own && own.kind !== 'absent') return
  if (!own) given.notice('credential-provider', {})
  credentials(given)
}

function credentials({ key, value, options, add, refuse }: Given): void {
  const isReplaced =
    key === 'credentials' &&
    value.kind === 'absent' &&
    options.some((option) => option.key === 'credentialProvider')
  if (isReplaced) return
  if (value.kind === 'credentials')
    add({ kind: 'credentials', sites: value.sites ?? [], text: value.text, source: value })
  else if (value.kind === 'absent') add(text(value, ['undefined']))
  else if (value.provider) add(text(value))
  else if (isStatic(value.keys ?? value.object?.entries.map((entry) => entry.key) ?? []))
    add(text(value))
  else refuse('credentials-not-visible', {})
}

/** The three keys as one object; v2 makes credentials of them only when both keys are there. */
function staticKeys({ key, value, options, context, add, refuse }: Given): void {
  const of = (name: string): Value | undefined =>
    options.find((option) => option.key === name)?.value
  const id = of('accessKeyId')
  const secret = of('secretAccessKey')
  const token = of('sessionToken')
  if (!id || !secret) {
    refuse('option-refused')
    return
  }
  if (key !== 'accessKeyId') return
  const member = (name: string, own: Value): readonly Part[] =>
    own.text === name ? [name] : [`${name}: `, self(own)]
  const object: Part[] = [
    '{ ',
    ...member('accessKeyId', id),
    ', ',
    ...member('secretAccessKey', secret),
  ]
  if (token) object.push(', ', ...member('sessionToken', token))
  object.push(' }')
  const tests = [id, secret]
    .filter((own) => own.mayBeAbsent)
    .flatMap((own): Part[] => [self(own), ' && '])
  if (tests.length > 0 && context.hasOtherCredentials) {
    refuse('credentials-not-visible', {})
    return
  }
  const parts =
    tests.length === 0 ? object : [...tests.slice(0, -1), ' ? ', ...object, ' : undefined']
  const all = [id, secret, ...(token ? [token] : [])]
  const source: Value = {
    ...value,
    kind: 'other',
    constant: false,
    after: Math.max(...all.map((own) => own.after)),
    movable: all.every((own) => own.movable),
    refs: [],
  }
  add({ kind: 'text', parts, name: false, source })
}

/** Options whose other values change what is sent. */
const changesRequests = new Set(['hostPrefixEnabled', 'signatureVersion', 'sslEnabled'])

function implied({ key, value, row, options, refuse, notice }: Given): void {
  if (key === 'sslEnabled' && options.some((option) => option.key === 'endpoint')) return
  if (row.implied?.some((own) => own === value.literal)) return
  if (changesRequests.has(key)) refuse('option-refused')
  else notice('option-lost')
}

function drop({ key, value, row, context, notice }: Given): void {
  const since = context.service ? oldApiVersions[context.service] : undefined
  const version = value.literal
  const isOld =
    since !== undefined &&
    version !== 'latest' &&
    !(typeof version === 'string' && version >= since)
  if (key === 'apiVersion' && isOld) notice('old-api-version', { service: context.service ?? '' })
  if (row.lost) notice('option-lost')
}
