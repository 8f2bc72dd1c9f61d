// The text of providers and of what asks for an identity id.

import type { Blocker, CredentialsFact, EntryFact, OptionsFact, Outcome, Value } from '../model.ts'
import { credentialClass } from '../sdk/credentials.ts'
import type { Names } from './names.ts'
import { type Converted, convertOptions, type Setting } from './options.ts'
import type { Option, Statement } from './types.ts'

export const providerPackage = '@aws-sdk/credential-provider-cognito-identity'
export const cognitoPackage = '@aws-sdk/client-cognito-identity'
const webTokenPackage = '@aws-sdk/credential-providers'

/** `key: value`, or `key` where they are the same; a key `...` spreads its value. */
export const entryParts = ({ key, value }: Option): Statement =>
  key === '...'
    ? ['...', ...value]
    : value.length === 1 && value[0] === key
      ? [key]
      : [`${key}: `, ...value]

export function objectParts(options: readonly Option[]): Statement {
  if (options.length === 0) return ['{}']
  return [
    '{ ',
    ...options.flatMap(
      (option, i): Statement => [...(i === 0 ? [] : [', ']), ...entryParts(option)],
    ),
    ' }',
  ]
}

/** Parameters of a construction that are known to be there. */
export const keysOf = (fact: CredentialsFact): readonly string[] =>
  fact.paramsVariable?.keys ??
  (fact.params?.entries ?? []).flatMap((entry) => (entry.key === null ? [] : [entry.key]))

/** The classic flow of Cognito. */
export const isClassic = (fact: CredentialsFact): boolean => keysOf(fact).includes('RoleArn')

/** The value of a parameter: an expression that may stand anywhere its names are known. */
export function parameter(fact: CredentialsFact, key: string): Statement | undefined {
  if (fact.paramsVariable)
    return fact.paramsVariable.keys.includes(key)
      ? [`${fact.paramsVariable.text}.${key}`]
      : undefined
  const value = entryOf(fact, key)
  return value && [value.text === key ? key : value.span]
}

const entryOf = (fact: CredentialsFact, key: string): Value | undefined =>
  fact.params?.entries.find((entry) => entry.key === key)?.value

/** The region of a pool is the first part of its id. */
export function regionOfPool(fact: CredentialsFact): Statement | undefined {
  const key = parameter(fact, 'IdentityPoolId') ? 'IdentityPoolId' : 'IdentityId'
  const value = entryOf(fact, key)
  const prefix =
    typeof value?.literal === 'string'
      ? /^([a-z]{2}(?:-[a-z]+)+-\d+):/.exec(value.literal)?.[1]
      : undefined
  if (prefix !== undefined) return [{ quoted: prefix }]
  if (typeof value?.literal === 'string' && value.kind === 'literal') return undefined
  const text = parameter(fact, key)
  if (!text) return undefined
  const simple =
    !value || value.kind === 'name' || value.kind === 'member' || value.kind === 'literal'
  return simple
    ? [...text, '.split(', { quoted: ':' }, ')[0]']
    : ['(', ...text, ').split(', { quoted: ':' }, ')[0]']
}

/** Whether the second argument may be evaluated later, and again. */
export const isConfigSettled = (
  fact: CredentialsFact,
  variable: OptionsFact | undefined,
): boolean =>
  (variable?.object.entries ?? fact.clientConfig?.object?.entries ?? []).every(
    (entry) => entry.value.movable,
  )

/** `{ region }` and the other options of the second argument. */
export function clientConfig(
  fact: CredentialsFact,
  fromConfig: readonly Option[],
  variable: OptionsFact | undefined,
  browser: boolean,
): Statement {
  const given = variable ? variable.object.entries : (fact.clientConfig?.object?.entries ?? [])
  const own = convertedConfig(given, browser)
    .settings.filter(({ value }) => value.kind !== 'retry')
    .map(ownOption)
  const added = fromConfig.filter((option) => !own.some((other) => other.key === option.key))
  const known = [...added, ...own].some((option) => option.key === 'region')
  const region = known ? undefined : regionOfPool(fact)
  const first: readonly Option[] = region ? [{ key: 'region', value: region }, ...added] : added
  if (!variable || !fact.clientConfig) return objectParts([...first, ...own])
  if (first.length === 0) return [fact.clientConfig.span]
  return [
    '{ ',
    ...first.flatMap((option): Statement => [...entryParts(option), ', ']),
    '...',
    fact.clientConfig.span,
    ' }',
  ]
}

const convertedConfig = (entries: readonly EntryFact[], browser: boolean): Converted =>
  convertOptions(
    entries.flatMap((entry) =>
      entry.key === null ? [] : [{ key: entry.key, value: entry.value }],
    ),
    { service: 'CognitoIdentity', browser, typescript: false, place: 'client' },
  )

/** Why the second argument cannot be written for v3. */
export const clientConfigBlockers = (fact: CredentialsFact): readonly Blocker[] =>
  convertedConfig(fact.clientConfig?.object?.entries ?? [], false).blockers

/** A converted option as it is written. */
export function ownOption({ key, value }: Setting): Option {
  if (value.kind === 'text')
    return { key, value: value.source.text === key && value.name ? [key] : value.parts }
  return { key, value: [value.source.span] }
}

/** `Logins` without the entries that have no token: v2 leaves them out, v3 would throw. */
export function logins(fact: CredentialsFact, isTypeScript: boolean): Statement | undefined {
  const text = parameter(fact, 'Logins')
  if (!text) return undefined
  const value = entryOf(fact, 'Logins')
  const absent = value
    ? (value.holdsAbsent ?? value.object?.entries.some((entry) => entry.value.mayBeAbsent) ?? false)
    : (fact.paramsVariable?.mayBeAbsent.includes('Logins') ?? false)
  if (!absent) return value?.list ? ['{ ...', ...text, ' }'] : text
  const cast = isTypeScript ? ' as Record<string, string>' : ''
  return ['Object.fromEntries(Object.entries(', ...text, `).filter(([, token]) => token))${cast}`]
}

const v3Name = (key: string): string | null =>
  credentialClass('CognitoIdentityCredentials')?.options.find((row) => row.name === key)?.v3 ?? null

/** `fromCognitoIdentityPool({ … })` in the layout of the construction; `fromCognitoIdentity` where the id is given. */
export function poolProvider(
  fact: CredentialsFact,
  config: Statement,
  names: Names,
  isTypeScript: boolean,
): Statement {
  const given = parameter(fact, 'IdentityId') !== undefined
  const name = names.imported(
    providerPackage,
    given ? 'fromCognitoIdentity' : 'fromCognitoIdentityPool',
  )
  const wanted = (key: string): string | null => {
    if (given && (key === 'IdentityPoolId' || key === 'AccountId' || key === 'LoginId')) return null
    return v3Name(key)
  }
  const added: Option[] = [{ key: 'clientConfig', value: config }]
  const tokens = logins(fact, isTypeScript)
  if (fact.params) {
    const outcomes = fact.params.entries.map((entry): Outcome => {
      const key = entry.key === null ? null : wanted(entry.key)
      if (key === null) return { kind: 'drop' }
      const value = entry.key === 'Logins' && tokens ? tokens : [entry.value.span]
      return { kind: 'write', key, value: entry.value.text === key ? [key] : value }
    })
    const object = { object: fact.params, added: added.map(entryParts), outcomes }
    const from = fact.params.span.start
    return [`${name}(`, { aligned: [object], from, to: fact.span.start }, ')']
  }
  const options = (fact.paramsVariable?.keys ?? []).flatMap((key): Option[] => {
    const target = wanted(key)
    const value = key === 'Logins' ? tokens : parameter(fact, key)
    return target && value ? [{ key: target, value }] : []
  })
  return [`${name}(`, ...objectParts([...added, ...options]), ')']
}

/** The parameters of a construction, for code that runs later: v2 reads them once, when it constructs. */
export interface Captured {
  /** Constants to write before. */
  readonly statements: readonly Statement[]
  /** What stands for a parameter; undefined when it is not given. */
  of(key: string): Statement | undefined
}

/** Constants for the parameters that are no names yet, and for those that may change. */
export function capture(fact: CredentialsFact, names: Names, isTypeScript: boolean): Captured {
  const statements: Statement[] = []
  const known = new Map<string, Statement>()
  const keys =
    fact.paramsVariable?.keys ?? (fact.params?.entries ?? []).map((entry) => entry.key ?? '')
  for (const key of keys) {
    const value = entryOf(fact, key)
    const parts = key === 'Logins' ? logins(fact, isTypeScript) : parameter(fact, key)
    if (!parts) continue
    const isName = !value || value.kind === 'name' || value.kind === 'member'
    const isSettled = !value || value.movable
    if (isSettled && (key !== 'Logins' || (isName && parts.length === 1))) {
      known.set(key, parts)
      continue
    }
    const name = names.fresh(key.charAt(0).toLowerCase() + key.slice(1), fact.place)
    const moved = fact.params?.multiline ? [{ shifted: parts, levels: -1 }] : parts
    statements.push([`const ${name} = `, ...moved])
    known.set(key, [name])
  }
  return { statements, of: (key) => known.get(key) }
}

/** `{ IdentityPoolId: …, Logins: logins }` for GetId, in the order of the parameters. */
export function getIdInput(fact: CredentialsFact, captured: Captured): Statement {
  const keys =
    fact.paramsVariable?.keys ?? (fact.params?.entries ?? []).map((entry) => entry.key ?? '')
  return objectParts(
    keys.flatMap((key): Option[] => {
      const isTaken = key === 'IdentityPoolId' || key === 'AccountId' || key === 'Logins'
      const value = isTaken ? captured.of(key) : undefined
      return value ? [{ key, value }] : []
    }),
  )
}

/** `fromCognitoIdentity({ clientConfig, identityId, … })`. */
export function identityProvider(
  captured: Captured,
  config: Statement,
  identityId: Statement,
  names: Names,
): Statement {
  const name = names.imported(providerPackage, 'fromCognitoIdentity')
  const role = captured.of('CustomRoleArn')
  const tokens = captured.of('Logins')
  const options: Option[] = [
    { key: 'clientConfig', value: config },
    { key: 'identityId', value: identityId },
    ...(role ? [{ key: 'customRoleArn', value: role }] : []),
    ...(tokens ? [{ key: 'logins', value: tokens }] : []),
  ]
  return [`${name}(`, ...objectParts(options), ')']
}

/** A variable that asks Cognito once, shares the request, and asks again after a failure. */
export function askOnce(
  request: string,
  send: Statement,
  fill: string | null,
  level: string,
): Statement {
  const line = `\n${level}`
  return [
    `${line}\t${request} ??= `,
    ...send,
    `${line}\t\t.then(({ IdentityId }) => {`,
    `${line}\t\t\tif (!IdentityId) throw new Error(`,
    { quoted: 'Cognito returned no identity id' },
    ')',
    ';',
    ...(fill === null ? [] : [`${line}\t\t\t${fill}`, ';']),
    `${line}\t\t\treturn IdentityId`,
    ';',
    `${line}\t\t})`,
    `${line}\t\t.catch((error) => {`,
    `${line}\t\t\t${request} = undefined`,
    ';',
    `${line}\t\t\tthrow error`,
    ';',
    `${line}\t\t})`,
    ';',
    `${line}\treturn ${request}`,
    ';',
  ]
}

/** The classic flow of v2's `RoleArn`: GetId, GetOpenIdToken, AssumeRoleWithWebIdentity. */
export function classicProvider(
  captured: Captured,
  kit: { readonly client: string; readonly ask: string },
  config: Statement,
  names: Names,
  isTypeScript: boolean,
): Statement {
  const tokens = captured.of('Logins')
  const input: Option[] = [
    { key: 'IdentityId', value: [`await ${kit.ask}()`] },
    ...(tokens ? [{ key: 'Logins', value: tokens }] : []),
  ]
  const sts = (
    ['RoleArn', 'RoleSessionName', 'ProviderId', 'Policy', 'PolicyArns', 'DurationSeconds'] as const
  ).flatMap((key): Option[] => {
    const value =
      captured.of(key) ?? (key === 'RoleSessionName' ? [{ quoted: 'web-identity' }] : undefined)
    return value ? [{ key: key.charAt(0).toLowerCase() + key.slice(1), value }] : []
  })
  const [given, passed] = isTypeScript ? ['()', '()'] : ['(props)', '(props)']
  return [
    `async ${given} => {`,
    `\n\tconst { Token } = await ${kit.client}.send(new ${names.imported(cognitoPackage, 'GetOpenIdTokenCommand')}(`,
    ...objectParts(input),
    '))',
    ';',
    `\n\treturn ${names.imported(webTokenPackage, 'fromWebToken')}({`,
    '\n\t\tclientConfig: ',
    ...config,
    ',',
    ...sts.flatMap((option): Statement => ['\n\t\t', ...entryParts(option), ',']),
    `\n\t\twebIdentityToken: Token${isTypeScript ? '!' : ''},`,
    `\n\t})${passed}`,
    ';',
    '\n}',
  ]
}

/** `{ accessKeyId, secretAccessKey, sessionToken }` from `new AWS.Credentials(…)`. */
export function staticCredentials(fact: CredentialsFact): Statement {
  const [first, ...others] = fact.args
  if (first?.object) return [{ object: first.object, added: [], outcomes: [] }]
  const options = [first, ...others].flatMap((value, i): Option[] => {
    const key = ['accessKeyId', 'secretAccessKey', 'sessionToken'][i]
    return value && key ? [{ key, value: value.text === key ? [key] : [value.span] }] : []
  })
  return objectParts(options)
}
