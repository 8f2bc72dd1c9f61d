// The credential classes of v2 other than Cognito's: which provider takes their place, with which options.

import type { Blocker, CredentialsFact, Outcome, Value } from '../model.ts'
import { type CredentialClass, type CredentialOption, credentialClass } from '../sdk/credentials.ts'
import { isOwn } from './held.ts'
import { convertOptions } from './options.ts'
import {
  type FunctionContext,
  fromCommand,
  fromFile,
  fromPrefix,
  promised,
  providersPackage,
} from './provider-functions.ts'
import { entryParts, objectParts, ownOption } from './providers.ts'
import type { Option, Statement } from './types.ts'

export interface ProviderContext extends FunctionContext {
  readonly browser: boolean
  /** Options of the global configuration that the client of the credentials takes. */
  readonly fromConfig: readonly Option[]
  /** The global credentials, which are asked first when no others are named; null: there are none. */
  readonly defaultMaster: Statement | null
  /** What stands for credentials that are given as a value; null: there are none. */
  readonly supplied: (value: Value) => Statement | null
  /** Wraps a link of a chain that may fail in a way of its own. */
  readonly nextLink: (provider: Statement) => Statement
  /** Whether an expression is a construction that only fails so that the chain goes on. */
  readonly yields: (value: Value) => boolean
  /** A constant for a value that is read later. */
  readonly kept: (value: Value, name: string) => Statement
  /** Whether an expression is plain keys. */
  readonly isKeys: (value: Value) => boolean
  /** The process runs in a container of ECS: the file itself looks for its credentials. */
  readonly inContainer: boolean
}

/** One option of a construction as it is written. */
interface Given {
  readonly row: CredentialOption
  readonly text: Statement
  /** Null: a property of a variable. */
  readonly value: Value | null
  /** Index among the entries of the literal; -1: it is none. */
  readonly index: number
}

const rowOf = (fact: CredentialsFact): CredentialClass | undefined =>
  credentialClass(fact.className)

const optionRow = (row: CredentialClass, name: string): CredentialOption | undefined =>
  row.options.find((option) => option.name === name)

/** All options of a construction, and its second argument. */
function givenOf(fact: CredentialsFact): readonly Given[] {
  const row = rowOf(fact)
  if (!row) return []
  const argument = (option: CredentialOption, value: Value | undefined): readonly Given[] =>
    value ? [{ row: option, text: [value.span], value, index: -1 }] : []
  if (row.takes === 'arguments')
    return row.options.flatMap((option, i) => argument(option, fact.args[i]))
  const members = fact.paramsVariable
    ? fact.paramsVariable.keys.flatMap((key): Given[] => {
        const option = optionRow(row, key)
        const text = `${fact.paramsVariable?.text}.${key}`
        return option ? [{ row: option, text: [text], value: null, index: -1 }] : []
      })
    : (fact.params?.entries ?? []).flatMap((entry, index): Given[] => {
        const option = entry.key === null ? undefined : optionRow(row, entry.key)
        return option ? [{ row: option, text: [entry.value.span], value: entry.value, index }] : []
      })
  return [...members, ...(row.second ? argument(row.second, fact.args[1]) : [])]
}

const find = (fact: CredentialsFact, name: string): Given | undefined =>
  givenOf(fact).find(({ row }) => row.name === name)

/** The credentials that a construction names to be asked first. */
export const masterOf = (fact: CredentialsFact): Value | undefined =>
  find(fact, 'masterCredentials')?.value ?? undefined

/** The constructions that one asks for their keys: a master, the links of a chain. */
export const askedBy = (fact: CredentialsFact): readonly string[] =>
  [masterOf(fact), ...(fact.links ?? []).map(({ value }) => value)].flatMap(
    (value) => value?.sites ?? [],
  )

/** `params` of AssumeRole: which members are known to be there; null: it cannot be seen. */
function roleKeys({ value }: Given): readonly string[] | null {
  if (value?.kind === 'absent') return []
  if (value?.object)
    return value.object.entries.every((entry) => entry.key !== null)
      ? value.object.entries.flatMap((entry) => entry.key ?? [])
      : null
  return value?.keys ?? null
}

/** The parameters of AssumeRole of both classes of temporary credentials. */
function roleParams(fact: CredentialsFact): Given | undefined {
  const given = find(fact, 'params')
  if (!given || fact.className !== 'TemporaryCredentials' || !fact.paramsVariable) return given
  const { text, keys } = fact.paramsVariable
  const value = given.value && { ...given.value, keys, text }
  return { ...given, value }
}

/** A role is assumed; otherwise a token of the session is asked for. */
function namesRole(fact: CredentialsFact): boolean {
  const params = roleParams(fact)
  return params !== undefined && roleKeys(params)?.includes('RoleArn') === true
}

/** Whether what is written reads the arguments each time it is asked. */
const isAskedLater = (fact: CredentialsFact): boolean =>
  rowOf(fact)?.provider === null || fact.className === 'EnvironmentCredentials'

const isPlain = ({ kind, constant, movable }: Value): boolean =>
  kind === 'literal' || constant || movable

/** Why a construction stays on v2. */
export function blockersOfClass(fact: CredentialsFact): readonly Blocker[] {
  const row = rowOf(fact)
  const at = fact.span.start
  if (isOwn(fact)) return []
  if (!row || fact.className === 'Credentials')
    return [{ code: 'credentials-class', at, data: { class: fact.className } }]
  const hidden: Blocker = { code: 'params-not-visible', at, data: {} }
  const blockers: Blocker[] = []
  const [first] = fact.args
  const isSeen = !first || first.kind === 'absent' || fact.params || fact.paramsVariable
  if (row.takes !== 'arguments' && !isSeen) return [hidden]
  for (const entry of row.takes === 'arguments' ? [] : (fact.params?.entries ?? []))
    if (entry.key === null) blockers.push(hidden)
    else if (!optionRow(row, entry.key))
      blockers.push({ code: 'params-unknown', at: entry.keySpan.start, data: { key: entry.key } })
  for (const given of givenOf(fact)) blockers.push(...blockersOfOption(fact, given))
  if (fact.className === 'CredentialProviderChain' && fact.links === null && first)
    blockers.push(hidden)
  for (const link of fact.links ?? [])
    if (!isCredentials(link.value) && !link.isDefault) blockers.push(hidden)
  if (isAskedLater(fact) && first && !isPlain(first) && !fact.place.at(-1)?.list)
    blockers.push(hidden)
  return blockers
}

/** Something that can be given to a client as its credentials. */
function isCredentials(value: Value): boolean {
  const keys = value.keys ?? value.object?.entries.map((entry) => entry.key) ?? []
  return (
    value.kind === 'credentials' ||
    value.provider === true ||
    (keys.includes('accessKeyId') && keys.includes('secretAccessKey'))
  )
}

function blockersOfOption(fact: CredentialsFact, given: Given): readonly Blocker[] {
  const { row, value } = given
  const at = value?.span.start ?? fact.span.start
  const hidden: Blocker = { code: 'params-not-visible', at, data: {} }
  const refused: Blocker = {
    code: 'credentials-option',
    at,
    data: { class: fact.className, option: row.name },
  }
  switch (row.conversion) {
    case 'refuse':
      return [refused]
    case 'off':
      return value?.literal === false ? [] : [refused]
    case 'token-code':
      return fact.className === 'ChainableTemporaryCredentials' && !namesRole(fact) ? [refused] : []
    case 'timeout':
      return value?.object ? [] : [hidden]
    case 'http-options':
    case 'client-config':
      return value?.kind === 'absent' || value?.object ? clientBlockers(value) : [hidden]
    case 'role-params':
      return roleKeys(roleParams(fact) ?? given) === null ? [hidden] : []
    case 'master':
      return !value || value.kind === 'absent' || isCredentials(value)
        ? []
        : [{ code: 'credentials-not-visible', at, data: {} }]
    default:
      return []
  }
}

function clientBlockers(value: Value): readonly Blocker[] {
  const entries = value.object?.entries ?? []
  if (entries.some((entry) => entry.key === null || entry.key === 'params'))
    return [{ code: 'params-not-visible', at: value.span.start, data: {} }]
  return converted(value, false).blockers
}

/** Options of the client that sends, in v3's names. */
const converted = (value: Value | undefined, browser: boolean) =>
  convertOptions(
    (value?.object?.entries ?? []).flatMap((entry) =>
      entry.key === null || entry.key === 'stsRegionalEndpoints'
        ? []
        : [{ key: entry.key, value: entry.value }],
    ),
    { service: 'STS', browser, typescript: false, place: 'client' },
  )

/** What there is to say about a construction that becomes a provider. */
export function noticesOfClass(fact: CredentialsFact): readonly Blocker[] {
  const row = rowOf(fact)
  const at = fact.span.start
  const notices: Blocker[] = []
  if (fact.className === 'Credentials') return notices
  const lost = (option: string, where: number): void => {
    notices.push({ code: 'option-lost', at: where, data: { option } })
  }
  for (const { row: option, value } of givenOf(fact)) {
    const where = value?.span.start ?? at
    if (option.conversion === 'lost') lost(option.name, where)
    if (option.conversion === 'timeout')
      for (const { key } of value?.object?.entries ?? [])
        if (key !== 'timeout' && key !== 'connectTimeout') lost(`httpOptions.${key}`, where)
    if (option.conversion === 'client-config' && value?.object) {
      notices.push(...converted(value, false).notices)
      const delays = entryOf(value, 'retryDelayOptions')
      if (delays) lost('retryDelayOptions', delays.span.start)
    }
    if (option.conversion === 'role-params') {
      const role = value?.object?.entries.find((entry) => entry.key === 'RoleArn')
      if (role?.value.mayBeAbsent) notices.push({ code: 'role-may-be-absent', at: where, data: {} })
    }
  }
  if (row?.sends === 'sts' && !isRegional(fact))
    notices.push({
      code: row.unsigned ? 'sts-regional-endpoint' : 'sts-global-endpoint',
      at,
      data: {},
    })
  if (fact.className === 'SharedIniFileCredentials')
    notices.push({ code: 'profile-config-file', at, data: {} })
  return notices
}

/** The options of the client that a construction sends with. */
export const clientConfigOf = (fact: CredentialsFact): Value | undefined =>
  givenOf(fact).find(({ row }) => row.conversion === 'client-config')?.value ?? undefined

const entryOf = (value: Value | undefined, key: string): Value | undefined =>
  value?.object?.entries.find((entry) => entry.key === key)?.value

/** Whether v2 sends to the STS of a region: only the options of the client itself can say so, not `AWS.config`. */
function isRegional(fact: CredentialsFact): boolean {
  const config = clientConfigOf(fact)
  if (entryOf(config, 'endpoint')) return true
  return entryOf(config, 'stsRegionalEndpoints')?.literal === 'regional'
}

/** `{ region, useGlobalEndpoint: true }` and what else the client of the credentials gets. */
function clientOptions(fact: CredentialsFact, context: ProviderContext): readonly Option[] {
  const value = clientConfigOf(fact)
  const own = converted(value, context.browser)
    .settings.filter(({ key, value }) => key !== 'credentials' && value.kind !== 'retry')
    .map(ownOption)
  const added = context.fromConfig.filter(({ key }) => !own.some((other) => other.key === key))
  const all = [...added, ...own]
  const isGlobal =
    !rowOf(fact)?.unsigned && !isRegional(fact) && !all.some(({ key }) => key === 'endpoint')
  return [...all, ...(isGlobal ? [{ key: 'useGlobalEndpoint', value: ['true'] }] : [])]
}

/** v2 sends to us-east-1 where nothing names a region; v3 needs one. */
const withRegion = (options: readonly Option[]): readonly Option[] =>
  options.some(({ key }) => key === 'region' || key === 'endpoint')
    ? options
    : [{ key: 'region', value: [{ quoted: 'us-east-1' }] }, ...options]

/** The expression that takes the place of a construction. */
export function providerOf(fact: CredentialsFact, context: ProviderContext): Statement {
  const [first] = fact.args
  switch (fact.className) {
    case 'CredentialProviderChain':
      return chain(fact, context)
    case 'EnvironmentCredentials':
      return first?.literal === 'AWS'
        ? [`${context.names.imported(providersPackage, 'fromEnv')}()`]
        : fromPrefix(variables(first, context))
    case 'FileSystemCredentials':
      return fromFile(first ? held(first, 'credentialsFile', context) : [], context)
    case 'SAMLCredentials':
      return fromCommand(
        'AssumeRoleWithSAMLCommand',
        first ? inFunction(first, 'samlParams', fact, context) : [],
        withRegion(clientOptions(fact, context)),
        context,
      )
    case 'ChainableTemporaryCredentials':
    case 'TemporaryCredentials':
      return temporary(fact, context)
    case 'TokenFileWebIdentityCredentials':
      return tokenFile(fact, context)
    case 'ECSCredentials':
    case 'RemoteCredentials':
      return container(fact, context)
    default:
      return called(rowOf(fact)?.provider ?? '', fact, optionsOf(fact, context), context)
  }
}

/** An argument for code that runs later: as it stands, when that changes nothing. */
const held = (value: Value, name: string, { kept }: ProviderContext): Statement =>
  isPlain(value) ? [value.span] : kept(value, name)

/** `process.env.MYAPP_ACCESS_KEY_ID`. */
function variables(
  prefix: Value | undefined,
  context: ProviderContext,
): (name: string) => Statement {
  const text = prefix?.literal
  if (!prefix || prefix.kind === 'absent' || text === '') return (name) => [`process.env.${name}`]
  if (prefix.kind === 'literal' && /^\w+$/.test(String(text)))
    return (name) => [`process.env.${text}_${name}`]
  const parts = held(prefix, 'envPrefix', context)
  return (name) => ['process.env[`${', ...parts, `}_${name}\`]`]
}

/** The options of a construction in v3's names. */
function optionsOf(fact: CredentialsFact, context: ProviderContext): readonly Written[] {
  return givenOf(fact).flatMap((given): Written[] => {
    const value = written(fact, given, context)
    return value ? [{ ...value, index: given.index }] : []
  })
}

/** An option, with the index of the entry it comes from; -1: none. */
interface Written extends Option {
  readonly index: number
}

function written(
  fact: CredentialsFact,
  { row, text, value }: Given,
  context: ProviderContext,
): Option | null {
  const key = row.v3
  if (key === null) return null
  switch (row.conversion) {
    case 'same':
      return value?.kind === 'absent' ? null : { key, value: value?.text === key ? [key] : text }
    case 'timeout': {
      const own = entryOf(value ?? undefined, 'timeout')
      return own ? { key, value: own.text === key ? [key] : [own.span] } : null
    }
    case 'http-options': {
      const options = value
        ? convertOptions([{ key: 'httpOptions', value }], {
            service: 'STS',
            browser: context.browser,
            typescript: context.isTypeScript,
            place: 'client',
          }).settings.map(ownOption)
        : []
      return options.length === 0 ? null : { key, value: objectParts(options) }
    }
    case 'token-code':
      return value?.kind === 'absent'
        ? null
        : {
            key,
            value: promised(
              text,
              !value || value.kind === 'name' || value.kind === 'member',
              context,
            ),
          }
    case 'session-name':
      return { key, value: sessionName(text, value, rowOf(fact)?.session ?? '') }
    default:
      return null
  }
}

/** What is given, or v2's own name. */
const sessionName = (text: Statement, value: Value | null, name: string): Statement =>
  value?.mayBeAbsent ? [...text, ' || ', { quoted: name }] : text

/** `name({ … })`, in the layout of the options it comes from. */
function called(
  name: string,
  fact: CredentialsFact,
  own: readonly Written[],
  { names, ...context }: ProviderContext,
): Statement {
  const row = rowOf(fact)
  const isGiven = (key: string): boolean => own.some((option) => option.key === key)
  const fresh: Option[] = []
  if (row?.sends === 'sts') {
    const config = clientOptions(fact, { names, ...context })
    if (config.length > 0) fresh.push({ key: 'clientConfig', value: objectParts(config) })
  }
  for (const [key, value] of Object.entries(row?.defaults ?? {}))
    if (!isGiven(key)) fresh.push({ key, value: [value] })
  if (row?.session && optionRow(row, 'RoleSessionName') && !isGiven('roleSessionName'))
    fresh.push({ key: 'roleSessionName', value: [{ quoted: row.session }] })
  return [`${names.imported(providersPackage, name)}(`, ...argument(fact, own, fresh), ')']
}

/** An object of options: the literal with its entries renamed and new ones before them, or a new one. */
function argument(
  { params: literal, span }: CredentialsFact,
  own: readonly Written[],
  fresh: readonly Option[],
): Statement {
  const kept = own.filter(({ index }) => index >= 0)
  const added = [...fresh, ...own.filter(({ index }) => index < 0)]
  if (!literal || kept.length === 0) return added.length === 0 ? [] : objectParts(added)
  const outcomes = literal.entries.map((_, index): Outcome => {
    const option = kept.find((candidate) => candidate.index === index)
    return option ? { kind: 'write', key: option.key, value: option.value } : { kind: 'drop' }
  })
  const object = { object: literal, added: added.map(entryParts), outcomes }
  return [{ aligned: [object], from: literal.span.start, to: span.start }]
}

/** `fromHttp()` throws where no container is; v2's class only when its credentials are asked for. */
function container(fact: CredentialsFact, context: ProviderContext): Statement {
  const own = optionsOf(fact, context)
  if (!context.inContainer) return ['async () => ', ...called('fromHttp', fact, own, context), '()']
  const isGiven = own.some(({ key }) => key === 'maxRetries')
  const retries: Option[] = isGiven ? [] : [{ key: 'maxRetries', value: ['3'] }]
  const name = context.names.imported(providersPackage, 'fromContainerMetadata')
  return [`${name}(`, ...argument(fact, own, retries), ')']
}

/** The role, and the name of the session, come from the environment in both. */
function tokenFile(fact: CredentialsFact, context: ProviderContext): Statement {
  const config = clientOptions(fact, context)
  const options: Option[] = [
    ...(config.length > 0 ? [{ key: 'clientConfig', value: objectParts(config) }] : []),
    {
      key: 'roleSessionName',
      value: ['process.env.AWS_ROLE_SESSION_NAME || ', { quoted: rowOf(fact)?.session ?? '' }],
    },
  ]
  const name = context.names.imported(providersPackage, 'fromTokenFile')
  return [`${name}(`, ...objectParts(options), ')']
}

/** AssumeRole, or GetSessionToken where no role is given. */
function temporary(fact: CredentialsFact, context: ProviderContext): Statement {
  const params = roleParams(fact)
  const config = clientOptions(fact, context)
  const given = masterOf(fact) ?? entryOf(clientConfigOf(fact), 'credentials')
  const master = given ? context.supplied(given) : context.defaultMaster
  if (!namesRole(fact)) {
    const own: Option[] = master ? [{ key: 'credentials', value: master }] : []
    const value = params?.value
    const input =
      value && value.kind !== 'absent'
        ? inFunction(value, 'sessionParams', fact, context)
        : (params?.text ?? ['{}'])
    return fromCommand('GetSessionTokenCommand', input, withRegion([...config, ...own]), context)
  }
  const code =
    fact.className === 'TemporaryCredentials'
      ? entryOf(params?.value ?? undefined, 'TokenCode')
      : undefined
  const fresh: Option[] = [
    ...(config.length > 0 ? [{ key: 'clientConfig', value: objectParts(config) }] : []),
    ...(master ? [{ key: 'masterCredentials', value: master }] : []),
    ...(code ? [{ key: 'mfaCodeProvider', value: ['async () => ', code.span] as Statement }] : []),
  ]
  const own = optionsOf(fact, context)
  const role: Written = {
    key: 'params',
    value: params ? paramsParts(fact, params) : ['{}'],
    index: params?.index ?? -1,
  }
  const name = context.names.imported(providersPackage, 'fromTemporaryCredentials')
  if (fact.className === 'TemporaryCredentials')
    return [`${name}(`, ...laidOut([role, ...fresh], fact.params?.multiline ?? false), ')']
  const place = find(fact, 'masterCredentials')?.index ?? -1
  const placed = fresh.map(
    (option): Written => ({
      ...option,
      index:
        option.key === 'masterCredentials'
          ? place
          : option.key === 'clientConfig'
            ? (find(fact, 'stsConfig')?.index ?? -1)
            : -1,
    }),
  )
  return [`${name}(`, ...argument(fact, [...placed, role, ...own], []), ')']
}

/** An object on as many lines as the parameters have. */
const laidOut = (options: readonly Option[], isMultiline: boolean): Statement =>
  isMultiline
    ? [
        '{',
        ...options.flatMap(
          (option): Statement => ['\n\t', { shifted: entryParts(option), levels: 1 }, ','],
        ),
        '\n}',
      ]
    : objectParts(options)

/** The parameters of AssumeRole with the name that v2 gives to a session. */
function paramsParts(fact: CredentialsFact, { text, value }: Given): Statement {
  const session: Statement = [{ quoted: rowOf(fact)?.session ?? '' }]
  if (!value?.object) {
    const isNamed = value?.keys?.includes('RoleSessionName')
    return isNamed ? text : ['{ RoleSessionName: ', ...session, ', ...', ...text, ' }']
  }
  const { entries } = value.object
  const isNamed = entries.some((entry) => entry.key === 'RoleSessionName')
  const outcomes = entries.map((entry): Outcome => {
    if (entry.key === 'TokenCode') return { kind: 'drop' }
    if (entry.key !== 'RoleSessionName' || !entry.value.mayBeAbsent) return { kind: 'keep' }
    return {
      kind: 'write',
      key: entry.key,
      value: sessionName([entry.value.span], entry.value, rowOf(fact)?.session ?? ''),
    }
  })
  const added = isNamed ? [] : [entryParts({ key: 'RoleSessionName', value: session })]
  const object = { object: value.object, added, outcomes }
  return fact.className === 'TemporaryCredentials' ? aligned([object], value, fact) : [object]
}

/** Parts from the lines of an argument, for the line of the construction. */
const aligned = (parts: Statement, value: Value, fact: CredentialsFact): Statement => [
  { aligned: parts, from: value.object?.span.start ?? value.span.start, to: fact.span.start },
]

/** An argument inside the function that is written. */
const inFunction = (
  value: Value,
  name: string,
  fact: CredentialsFact,
  context: ProviderContext,
): Statement => [{ shifted: aligned(held(value, name, context), value, fact), levels: 1 }]

/** `createCredentialChain(fromEnv(), fromIni())`; without a list the default chain. */
function chain(fact: CredentialsFact, context: ProviderContext): Statement {
  const { names } = context
  const standard = `${names.imported(providersPackage, 'fromNodeProviderChain')}()`
  if (fact.links === null) return [standard]
  const [only, ...others] = fact.links
  if (only?.isDefault && others.length === 0) return [standard]
  const links = fact.links.map(({ value, isDefault }, i): Statement => {
    if (isDefault) return [standard]
    const parts = context.supplied(value) ?? [standard]
    const isKeys = (value.kind !== 'credentials' && !value.provider) || context.isKeys(value)
    const link: Statement = isKeys ? ['async () => (', ...parts, ')'] : parts
    const isLast = i === (fact.links?.length ?? 0) - 1
    return isLast || context.yields(value) || isKeys ? link : context.nextLink(link)
  })
  const isLong = links.length > 2 || fact.links.some(({ ownLine }) => ownLine)
  const levels = (i: number): number => (fact.links?.[i]?.ownLine ? 0 : 1)
  const name = names.imported(providersPackage, 'createCredentialChain')
  return [
    `${name}(`,
    ...links.flatMap(
      (link, i): Statement =>
        isLong
          ? ['\n\t', { shifted: link, levels: levels(i) }, ',']
          : [i === 0 ? '' : ', ', ...link],
    ),
    isLong ? '\n)' : ')',
  ]
}
