// Which v3 options a list of v2 options becomes.

import type { Blocker, ObjectFact, Part, Value } from '../model.ts'
import type { FindingCode } from '../report/catalogue.ts'
import { httpOptionRows, oldApiVersions, optionRow } from '../sdk/options.ts'

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
}

/** Converts options one by one. Unknown names are dropped with a finding. */
export function convertOptions(options: readonly Option[], context: OptionContext): Converted {
  const settings: Setting[] = []
  const blockers: Blocker[] = []
  const notices: Blocker[] = []
  const say = (
    list: Blocker[],
    code: FindingCode,
    value: Value,
    data: Record<string, string>,
  ): void => {
    list.push({ code, at: value.span.start, data })
  }
  const text = (value: Value, parts: readonly Part[] = [self(value)]): SettingValue => ({
    kind: 'text',
    parts,
    name: (value.kind === 'name' || value.kind === 'member') && parts.length === 1,
    source: value,
  })
  const plain = options.find((option) => option.key === 'sslEnabled')?.value.literal === false
  const hasEndpoint = options.some((option) => option.key === 'endpoint')
  options.forEach(({ key, value }, from) => {
    const row = optionRow(key)
    if (!row) return say(notices, 'option-unknown', value, { option: key })
    const add = (setting: SettingValue, name = row.v3 ?? key): void => {
      settings.push({ key: name, value: setting, from, services: row.services })
    }
    switch (row.conversion) {
      case 'same':
        return add(text(value))
      case 'plus-one':
        return add(plusOne(value, text))
      case 'endpoint':
        if (value.kind !== 'absent' && schemeOf(value) === 'unknown')
          say(notices, 'endpoint-scheme', value, {})
        return add(endpoint(value, text, plain ? 'http://' : 'https://'))
      case 'request-handler': {
        const parts = requestHandler(value.object, context.browser, (code, data) =>
          say(code === 'option-refused' ? blockers : notices, code, value, data),
        )
        if (!value.object) say(blockers, 'option-refused', value, { option: key })
        if (parts) add(text(value, parts))
        return
      }
      case 'credentials':
        return credentials(
          value,
          add,
          (data) => say(blockers, 'credentials-not-visible', value, data),
          text,
        )
      case 'static-key':
        if (key !== 'accessKeyId') return
        return staticKeys(
          options,
          add,
          () => say(blockers, 'option-refused', value, { option: key }),
          value,
        )
      case 'implied':
        if (key === 'sslEnabled' && hasEndpoint) return
        if (!row.implied?.some((implied) => implied === value.literal))
          say(
            isLoss(key) ? blockers : notices,
            isLoss(key) ? 'option-refused' : 'option-lost',
            value,
            { option: key },
          )
        return
      case 'drop': {
        const since = context.service ? oldApiVersions[context.service] : undefined
        const old =
          key === 'apiVersion' &&
          since !== undefined &&
          !(typeof value.literal === 'string' && value.literal >= since)
        if (old && value.literal !== 'latest')
          say(notices, 'old-api-version', value, { service: context.service ?? '' })
        if (row.lost) say(notices, 'option-lost', value, { option: key })
        return
      }
      case 'logger':
        return add(
          value.kind === 'name' && value.text === 'console'
            ? text(value, ['{ ...console, debug() {}, trace() {} }'])
            : text(value),
        )
      case 'checksums':
        if (value.literal === false) add(text(value, [{ quoted: 'WHEN_REQUIRED' }]))
        return
      case 'refuse':
        return say(blockers, 'option-refused', value, { option: key })
      default:
        return row.conversion satisfies never
    }
  })
  const secret = options.find((option) => option.key === 'secretAccessKey')
  if (secret && !options.some((option) => option.key === 'accessKeyId'))
    say(blockers, 'option-refused', secret.value, { option: 'secretAccessKey' })
  return { settings, blockers, notices }
}

/** A value's own text: by name where it is a property of a visible variable. */
const self = (value: Value): Part =>
  value.kind === 'member' && value.constant && value.text !== undefined ? value.text : value.span

/** Options whose other values change what is sent. */
const isLoss = (key: string): boolean =>
  key === 'signatureVersion' || key === 'sslEnabled' || key === 'hostPrefixEnabled'

function plusOne(
  value: Value,
  text: (value: Value, parts?: readonly Part[]) => SettingValue,
): SettingValue {
  if (value.kind === 'literal' && typeof value.literal === 'number')
    return text(value, [String(value.literal + 1)])
  if (value.kind === 'absent') return text(value, ['undefined'])
  const simple = value.kind === 'name' || value.kind === 'member'
  return text(value, simple ? [self(value), ' + 1'] : ['(', value.span, ') + 1'])
}

function schemeOf(value: Value): 'given' | 'missing' | 'unknown' {
  const inner = value.inner ?? value
  if (typeof inner.literal !== 'string') return 'unknown'
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(inner.literal) ? 'given' : 'missing'
}

/** v2 completes `localhost:4566` to `https://localhost:4566`; v3 refuses it. */
function endpoint(
  value: Value,
  text: (value: Value, parts?: readonly Part[]) => SettingValue,
  scheme: string,
): SettingValue {
  const inner = value.inner ?? value
  if (inner.kind === 'absent') return text(value, ['undefined'])
  if (schemeOf(value) !== 'missing') return value.inner ? text(inner) : text(value)
  if (inner.kind === 'literal')
    return text(inner, [
      { start: inner.span.start, end: inner.span.start + 1 },
      scheme,
      { start: inner.span.start + 1, end: inner.span.end },
    ])
  return text(inner, [`\`${scheme}\${`, inner.span, '}`'])
}

function requestHandler(
  object: ObjectFact | undefined,
  browser: boolean,
  say: (code: FindingCode, data: Record<string, string>) => void,
): readonly Part[] | undefined {
  const parts: Part[] = []
  for (const entry of object?.entries ?? []) {
    const row = httpOptionRows.find((candidate) => candidate.name === entry.key)
    const name = browser ? row?.browser : row?.node
    if (!row || entry.key === null)
      say('option-refused', { option: `httpOptions.${entry.key ?? '…'}` })
    else if (!name) say('option-lost', { option: `httpOptions.${entry.key}` })
    else parts.push(parts.length === 0 ? '' : ', ', `${name}: `, entry.value.span)
  }
  return parts.length === 0 ? undefined : ['{ ', ...parts, ' }']
}

function credentials(
  value: Value,
  add: (setting: SettingValue) => void,
  refuse: (data: Record<string, string>) => void,
  text: (value: Value, parts?: readonly Part[]) => SettingValue,
): void {
  const isStatic = (keys: readonly (string | null)[]): boolean =>
    keys.includes('accessKeyId') && keys.includes('secretAccessKey')
  if (value.kind === 'credentials')
    add({ kind: 'credentials', sites: value.sites ?? [], text: value.text, source: value })
  else if (value.kind === 'absent') add(text(value, ['undefined']))
  else if (value.object && isStatic(value.object.entries.map((entry) => entry.key)))
    add(text(value))
  else if (value.keys && isStatic(value.keys)) add(text(value))
  else refuse({})
}

/** The three keys as one object; v2 makes credentials of them only when both keys are there. */
function staticKeys(
  options: readonly Option[],
  add: (setting: SettingValue) => void,
  refuse: () => void,
  at: Value,
): void {
  const of = (key: string): Value | undefined => options.find((option) => option.key === key)?.value
  const id = of('accessKeyId')
  const secret = of('secretAccessKey')
  const token = of('sessionToken')
  if (!id || !secret) return refuse()
  const member = (key: string, value: Value): readonly Part[] =>
    value.kind === 'name' && value.text === key ? [key] : [`${key}: `, self(value)]
  const object: Part[] = [
    '{ ',
    ...member('accessKeyId', id),
    ', ',
    ...member('secretAccessKey', secret),
  ]
  if (token) object.push(', ', ...member('sessionToken', token))
  object.push(' }')
  const absent = [id, secret].filter((value) => value.mayBeAbsent)
  const guarded: Part[] = absent.flatMap((value): Part[] => [self(value), ' && '])
  const parts: readonly Part[] =
    absent.length === 0 ? object : [...guarded.slice(0, -1), ' ? ', ...object, ' : undefined']
  const source: Value = {
    ...at,
    kind: 'other',
    constant: false,
    after: Math.max(id.after, secret.after, token?.after ?? -1),
    movable: id.movable && secret.movable && (token?.movable ?? true),
    refs: [],
  }
  add({ kind: 'text', parts, name: false, source })
}
