// The text of providers and of what asks for an identity id.

import type { CredentialsFact, Outcome, Part, Value } from '../model.ts'
import { cognitoRows } from '../sdk/options.ts'
import type { Names } from './names.ts'
import { convertOptions } from './options.ts'
import type { Option } from './types.ts'

export const providerPackage = '@aws-sdk/credential-provider-cognito-identity'
export const cognitoPackage = '@aws-sdk/client-cognito-identity'
const webTokenPackage = '@aws-sdk/credential-providers'

/** `key: value`, or `key` where they are the same. */
export const entryParts = ({ key, value }: Option): readonly Part[] =>
  value.length === 1 && value[0] === key ? [key] : [`${key}: `, ...value]

export function objectParts(options: readonly Option[]): readonly Part[] {
  if (options.length === 0) return ['{}']
  return [
    '{ ',
    ...options.flatMap((option, i): readonly Part[] => [
      ...(i === 0 ? [] : [', ']),
      ...entryParts(option),
    ]),
    ' }',
  ]
}

/** The value of a parameter: an expression that may stand anywhere its names are known. */
export function parameter(fact: CredentialsFact, key: string): readonly Part[] | undefined {
  if (fact.paramsVariable)
    return fact.paramsVariable.keys.includes(key)
      ? [`${fact.paramsVariable.text}.${key}`]
      : undefined
  const value = fact.params?.entries.find((entry) => entry.key === key)?.value
  return value && [value.span]
}

const entryOf = (fact: CredentialsFact, key: string): Value | undefined =>
  fact.params?.entries.find((entry) => entry.key === key)?.value

/** The region of a pool is the first part of its id. */
export function regionOfPool(fact: CredentialsFact): readonly Part[] | undefined {
  const key = parameter(fact, 'IdentityPoolId') ? 'IdentityPoolId' : 'IdentityId'
  const value = entryOf(fact, key)
  const prefix =
    typeof value?.literal === 'string'
      ? /^([a-z]{2}(?:-[a-z]+)+-\d+):/.exec(value.literal)?.[1]
      : undefined
  if (prefix !== undefined) return [{ quoted: prefix }]
  const text = parameter(fact, key)
  if (!text) return undefined
  const simple =
    !value || value.kind === 'name' || value.kind === 'member' || value.kind === 'literal'
  return simple
    ? [...text, '.split(', { quoted: ':' }, ')[0]']
    : ['(', ...text, ').split(', { quoted: ':' }, ')[0]']
}

/** `{ region }` and the other options of the second argument. */
export function clientConfig(
  fact: CredentialsFact,
  fromConfig: readonly Option[],
): readonly Option[] {
  const entries = (fact.clientConfig?.object?.entries ?? []).flatMap((entry) =>
    entry.key === null ? [] : [{ key: entry.key, value: entry.value }],
  )
  const own = convertOptions(entries, { service: 'CognitoIdentity', browser: false }).settings.map(
    (setting): Option => ({
      key: setting.key,
      value: setting.value.kind === 'text' ? setting.value.parts : [setting.value.source.span],
    }),
  )
  const added = fromConfig.filter((option) => !own.some((other) => other.key === option.key))
  const options = [...added, ...own]
  if (options.some((option) => option.key === 'region'))
    return [
      ...options.filter((o) => o.key === 'region'),
      ...options.filter((o) => o.key !== 'region'),
    ]
  const region = regionOfPool(fact)
  return region ? [{ key: 'region', value: region }, ...options] : options
}

/** `Logins` without the entries that have no token: v2 leaves them out, v3 would throw. */
export function logins(fact: CredentialsFact, isTypeScript: boolean): readonly Part[] | undefined {
  const text = parameter(fact, 'Logins')
  if (!text) return undefined
  const object = entryOf(fact, 'Logins')?.object
  const absent =
    object?.entries.some((entry) => entry.value.mayBeAbsent) ??
    fact.paramsVariable?.mayBeAbsent.includes('Logins') ??
    false
  if (!absent) return text
  const outcomes = object?.entries.map((entry): Outcome => {
    if (!isTypeScript || !entry.value.mayBeAbsent) return { kind: 'keep' }
    return {
      kind: 'write',
      parts: [
        { start: entry.keySpan.start, end: entry.value.span.start },
        entry.value.span,
        ' as string',
      ],
    }
  })
  const whole: readonly Part[] = object && outcomes ? [{ object, added: [], outcomes }] : text
  return ['Object.fromEntries(Object.entries(', ...whole, ').filter(([, token]) => token))']
}

const v3Name = (key: string): string | null =>
  cognitoRows.find((row) => row.name === key)?.v3 ?? null

/** `fromCognitoIdentityPool({ … })` in the layout of the construction; `fromCognitoIdentity` where the id is given. */
export function poolProvider(
  fact: CredentialsFact,
  config: readonly Option[],
  names: Names,
  isTypeScript: boolean,
): readonly Part[] {
  const given = parameter(fact, 'IdentityId') !== undefined
  const name = names.imported(
    providerPackage,
    given ? 'fromCognitoIdentity' : 'fromCognitoIdentityPool',
  )
  const wanted = (key: string): string | null => {
    if (given && (key === 'IdentityPoolId' || key === 'AccountId' || key === 'LoginId')) return null
    return v3Name(key)
  }
  const added: Option[] =
    config.length === 0 ? [] : [{ key: 'clientConfig', value: objectParts(config) }]
  const tokens = logins(fact, isTypeScript)
  if (fact.params) {
    const outcomes = fact.params.entries.map((entry): Outcome => {
      const key = entry.key === null ? null : wanted(entry.key)
      if (key === null) return { kind: 'drop' }
      const value = entry.key === 'Logins' && tokens ? tokens : [entry.value.span]
      return { kind: 'write', parts: entry.value.text === key ? [key] : [`${key}: `, ...value] }
    })
    return [`${name}(`, { object: fact.params, added: added.map(entryParts), outcomes }, ')']
  }
  const options = (fact.paramsVariable?.keys ?? []).flatMap((key): Option[] => {
    const target = wanted(key)
    const value = key === 'Logins' ? tokens : parameter(fact, key)
    return target && value ? [{ key: target, value }] : []
  })
  return [`${name}(`, ...objectParts([...added, ...options]), ')']
}

/** Names that the statements of one construction use. */
export interface KitNames {
  readonly client: string
  readonly logins: readonly Part[] | null
  readonly identityId: string
}

/** `const logins = { … }` where the value is no name yet. */
export function loginsStatement(
  fact: CredentialsFact,
  names: Names,
  isTypeScript: boolean,
): { readonly text: readonly Part[] | null; readonly statements: readonly (readonly Part[])[] } {
  const parts = logins(fact, isTypeScript)
  if (!parts) return { text: null, statements: [] }
  const value = entryOf(fact, 'Logins')
  const isName = fact.paramsVariable !== null || value?.kind === 'name' || value?.kind === 'member'
  if (isName && parts.length === 1) return { text: parts, statements: [] }
  const name = names.fresh('logins')
  const shifted = parts.map(
    (part): Part =>
      typeof part !== 'string' && 'start' in part && fact.params?.multiline
        ? { ...part, shift: -1 }
        : part,
  )
  return { text: [name], statements: [[`const ${name} = `, ...shifted]] }
}

/** `{ IdentityPoolId: …, Logins: logins }` for GetId, in the order of the parameters. */
export function getIdInput(fact: CredentialsFact, tokens: readonly Part[] | null): readonly Part[] {
  const keys =
    fact.paramsVariable?.keys ?? (fact.params?.entries ?? []).map((entry) => entry.key ?? '')
  const options = keys.flatMap((key): Option[] => {
    if (key === 'Logins') return tokens ? [{ key, value: tokens }] : []
    const value = key === 'IdentityPoolId' || key === 'AccountId' ? parameter(fact, key) : undefined
    return value ? [{ key, value }] : []
  })
  return objectParts(options)
}

/** `fromCognitoIdentity({ clientConfig, identityId, … })`. */
export function identityProvider(
  fact: CredentialsFact,
  config: readonly Option[],
  identityId: readonly Part[],
  tokens: readonly Part[] | null,
  names: Names,
): readonly Part[] {
  const name = names.imported(providerPackage, 'fromCognitoIdentity')
  const role = parameter(fact, 'CustomRoleArn')
  const options: Option[] = [
    { key: 'clientConfig', value: objectParts(config) },
    { key: 'identityId', value: identityId },
    ...(role ? [{ key: 'customRoleArn', value: role }] : []),
    ...(tokens ? [{ key: 'logins', value: tokens }] : []),
  ]
  return [`${name}(`, ...objectParts(options), ')']
}

/** A variable that asks Cognito once, shares the request, and asks again after a failure. */
export function askOnce(
  request: string,
  send: readonly Part[],
  fill: string | null,
  level: string,
): readonly Part[] {
  const line = `\n${level}`
  return [
    `${line}\t${request} ??= `,
    ...send,
    `${line}\t\t.then(({ IdentityId }) => {`,
    `${line}\t\t\tif (!IdentityId) throw new Error(`,
    { quoted: 'Cognito returned no identity id' },
    ')',
    ';',
    ...(fill === null ? [] : [`${line}\t\t\t${fill} = IdentityId`, ';']),
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
  fact: CredentialsFact,
  config: readonly Option[],
  names: Names,
  isTypeScript: boolean,
): { readonly before: readonly (readonly Part[])[]; readonly provider: readonly Part[] } {
  const tokens = loginsStatement(fact, names, isTypeScript)
  const client = names.fresh('cognitoIdentity')
  const id = names.fresh('identityId')
  const given = parameter(fact, 'IdentityId')
  const input: Option[] = [
    { key: 'IdentityId', value: [id] },
    ...(tokens.text ? [{ key: 'Logins', value: tokens.text }] : []),
  ]
  const sts = (
    ['RoleArn', 'RoleSessionName', 'ProviderId', 'Policy', 'PolicyArns', 'DurationSeconds'] as const
  ).flatMap((key): Option[] => {
    const value =
      parameter(fact, key) ?? (key === 'RoleSessionName' ? [{ quoted: 'web-identity' }] : undefined)
    return value ? [{ key: key.charAt(0).toLowerCase() + key.slice(1), value }] : []
  })
  const props = isTypeScript ? '()' : '(props)'
  const provider: Part[] = [
    `async ${props} => {`,
    `\n\t${id} ??= (await ${client}.send(new ${names.imported(cognitoPackage, 'GetIdCommand')}(`,
    ...getIdInput(fact, tokens.text),
    '))).IdentityId',
    ';',
    `\n\tconst token = await ${client}.send(new ${names.imported(cognitoPackage, 'GetOpenIdTokenCommand')}(`,
    ...objectParts(input),
    '))',
    ';',
    `\n\t${id} = token.IdentityId`,
    ';',
    `\n\treturn ${names.imported(webTokenPackage, 'fromWebToken')}({`,
    '\n\t\tclientConfig: ',
    ...objectParts(config),
    ',',
    ...sts.flatMap((option): readonly Part[] => ['\n\t\t', ...entryParts(option), ',']),
    `\n\t\twebIdentityToken: token.Token${isTypeScript ? '!' : ''},`,
    `\n\t})${isTypeScript ? '()' : '(props)'}`,
    ';',
    '\n}',
  ]
  const before: (readonly Part[])[] = [
    ...tokens.statements,
    [
      `const ${client} = new ${names.imported(cognitoPackage, 'CognitoIdentityClient')}(`,
      ...objectParts(config),
      ')',
    ],
    [`let ${id}${isTypeScript ? ': string | undefined' : ''}`, ...(given ? [' = ', ...given] : [])],
  ]
  return { before, provider }
}
