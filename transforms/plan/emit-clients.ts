// Clients, their options, calls on them, and types that name them.

import type { EndpointFact, EntryFact, FileFacts, Outcome, Part } from '../model.ts'
import { anyCredentials } from '../model.ts'
import { clientClass, commandName, serviceOf } from '../sdk/services.ts'
import {
  baseService,
  type Client,
  commandsPackage,
  documentClient,
  documentOptions,
  optionsOf,
  packageOf,
} from './clients.ts'
import { slotId } from './config.ts'
import { className } from './credentials-class.ts'
import { settingParts } from './emit-config.ts'
import { helperDecision, presigning } from './emit-helpers.ts'
import { attemptsFor, strategyOf, withStrategy } from './emit-retries.ts'
import { emitStatics } from './emit-statics.ts'
import { asksGlobalSts, saysStsEndpoint } from './emit-sts.ts'
import { type Emitting, isMigrated } from './emitting.ts'
import { heldName } from './held-credentials.ts'
import { withScheme } from './option-conversions.ts'
import type { Setting } from './options.ts'
import { clientConfig, objectParts, poolProvider, providerPackage } from './providers.ts'
import type { DocumentDecision, Option, Options, Statement } from './types.ts'
import { isOfObject, isTypeMigrated } from './unused.ts'

export function emitClients(emitting: Emitting): void {
  const { live, file } = emitting
  for (const client of live) emitClient(client, emitting)
  for (const options of file.options) emitOptions(options, emitting)
  for (const call of file.calls) emitCall(call, emitting)
  for (const type of file.types) emitType(type, emitting)
  emitStatics(emitting)
  for (const endpoint of file.endpoints) emitEndpoint(endpoint, emitting)
  for (const fact of file.misnamed) {
    const config = clientConfig(fact, [], undefined, file.browser)
    emitting.decisions.push({
      kind: 'replace',
      site: fact.id,
      parts: poolProvider(fact, config, emitting.names, emitting.isTypeScript),
    })
    emitting.findings.push({ code: 'provider-misnamed', at: fact.span.start, data: {} })
  }
}

function emitClient(client: Client, emitting: Emitting): void {
  const { fact } = client
  const { findings, decisions } = emitting
  if (fact.isV3) {
    emitV3Client(client, emitting)
    return
  }
  const service = serviceOf(baseService(fact.service))
  if (!service?.package) return
  const fed = addedOptions(client, emitting)
  const spread = sharedKeys(client, emitting)
  const taken = fed.filter(({ key }) => !client.ownKeys.has(key) && !spread.has(key))
  const added = [
    ...withStrategy(client, taken, emitting),
    ...globalSts(client, emitting),
    ...presigning(client, emitting).filter((own) => !taken.some(({ key }) => key === own.key)),
  ]
  const document =
    fact.service === documentClient ? documentDecision(client, service.package, emitting) : null
  const className = classOf(fact.service, fact.id, false, emitting)
  decisions.push({
    kind: 'client',
    site: fact.id,
    className,
    options: { added, own: ownOptions(client, [...fed, ...added], emitting) },
    document,
  })
  findings.push(...client.own.notices)
}

/** A client of v3 takes what it was not given; all else stays. */
function emitV3Client(client: Client, emitting: Emitting): void {
  const { fact, ownKeys } = client
  const spread = sharedKeys(client, emitting)
  const taken = addedOptions(client, emitting).filter(
    ({ key }) => !ownKeys.has(key) && !spread.has(key),
  )
  const added = withStrategy(client, taken, emitting)
  if (added.length === 0) return
  const own: Options['own'] = fact.options?.object
    ? { kind: 'literal', outcomes: fact.options.object.entries.map(() => ({ kind: 'keep' })) }
    : { kind: 'none' }
  emitting.decisions.push({
    kind: 'client',
    site: fact.id,
    className: null,
    options: { added, own },
    document: null,
  })
  emitting.findings.push({
    code: 'client-supplied',
    at: fact.span.start,
    data: { options: added.map(({ key }) => key).join(', ') },
  })
}

/** What v2 does by default, said to v3. */
function globalSts(client: Client, emitting: Emitting): readonly Option[] {
  if (!asksGlobalSts(client, emitting)) return []
  const isSaid = saysStsEndpoint(client)
  if (!isSaid || client.ownKeys.has('useGlobalEndpoint'))
    emitting.findings.push({ code: 'sts-global-endpoint', at: client.fact.span.start, data: {} })
  return isSaid ? [] : [{ key: 'useGlobalEndpoint', value: ['true'] }]
}

function classOf(
  serviceName: string,
  site: string,
  typeOnly: boolean,
  { names, isAggregated }: Emitting,
): string {
  const service = serviceOf(baseService(serviceName))
  if (serviceName === documentClient)
    return names.imported(
      commandsPackage,
      isAggregated(site) ? 'DynamoDBDocument' : 'DynamoDBDocumentClient',
      typeOnly,
    )
  if (!service?.package) return serviceName
  return names.imported(
    service.package,
    isAggregated(site) ? service.stem : clientClass(service),
    typeOnly,
  )
}

/** Options that come from state that modules share, which is spread as one. */
const sharedKeys = (
  { fact }: Client,
  { module: { fed, rungs }, isGlobalObject }: Emitting,
): ReadonlySet<string> =>
  new Set(
    (fed.get(fact.id) ?? [])
      .filter((slot) => rungs.get(slotId(slot))?.rung === 3)
      .filter((slot) => !(isGlobalObject && slot.key === 'credentials'))
      .map((slot) => slot.key),
  )

/** Options that come from the global configuration: region and credentials first. */
function addedOptions(client: Client, emitting: Emitting): readonly Option[] {
  const rank = (key: string): number => (key === 'region' ? 0 : key === 'credentials' ? 1 : 2)
  const { module, slots, home, isGlobalObject } = emitting
  const own = module.fed.get(client.fact.id) ?? []
  const spread: Option[] =
    sharedKeys(client, emitting).size > 0 ? [{ key: '...', value: [home.config()] }] : []
  const fed = own.flatMap((slot): Option[] => {
    const expression = slots.get(slotId(slot))?.expression
    const rung = module.rungs.get(slotId(slot))
    const unfed = rung && rung.rung !== 'none' && rung.unfed.has(client.fact.id)
    if (!expression || unfed) return []
    if (slot.key !== 'credentials' || !isGlobalObject) return [{ key: slot.key, value: expression }]
    const member = rung?.rung === 1 ? '.provider' : '?.provider'
    return [{ key: slot.key, value: [...expression, member] }]
  })
  return [...spread, ...[...fed].sort((a, b) => rank(a.key) - rank(b.key))]
}

/** It says how often, too. */
const isStrategy = ({ key, value }: Option): boolean =>
  key === 'retryStrategy' && typeof value[0] === 'string' && value[0].startsWith('new ')

function ownOptions(client: Client, added: readonly Option[], emitting: Emitting): Options['own'] {
  const { fact, own, ownKeys } = client
  if (!fact.options) return { kind: 'none' }
  if (!fact.options.object) return { kind: 'expression' }
  const outcomes = fact.options.object.entries.map((entry, index): Outcome => {
    if (entry.key === null) return { kind: 'keep' }
    if (fact.service === documentClient && documentOptions.has(entry.key)) return { kind: 'drop' }
    const setting = own.settings.find((candidate) => candidate.from === index)
    if (setting?.key === 'maxAttempts' && added.some(isStrategy)) return { kind: 'drop' }
    if (setting?.value.kind === 'retry')
      return {
        kind: 'write',
        key: setting.key,
        value: strategyOf(setting.value, attemptsFor(client, emitting), emitting),
      }
    const outcome = outcomeOf(own.settings, entry, index, emitting)
    const shared = added.find((option) => option.key === 'requestHandler')
    if (
      !shared ||
      !ownKeys.has('requestHandler') ||
      outcome.kind !== 'write' ||
      outcome.key !== 'requestHandler'
    )
      return outcome
    return { ...outcome, value: ['{ ...', ...shared.value, ', ', ...outcome.value.slice(1)] }
  })
  return { kind: 'literal', outcomes }
}

/** What becomes of one entry of an options literal. */
function outcomeOf(
  settings: readonly Setting[],
  entry: EntryFact,
  index: number,
  emitting: Emitting,
): Outcome {
  const setting = settings.find((candidate) => candidate.from === index)
  if (!setting) return { kind: 'drop' }
  if (setting.value.kind === 'retry')
    return { kind: 'write', key: setting.key, value: strategyOf(setting.value, [], emitting) }
  const isProvider = setting.value.kind === 'credentials' && setting.value.sites.length > 0
  const parts = isProvider
    ? providerIn(setting, entry.value, emitting)
    : [
        ...settingParts(setting, emitting),
        ...(setting.value.kind === 'credentials' && emitting.isGlobalObject ? ['?.provider'] : []),
      ]
  const [only] = parts
  const isSame =
    parts.length === 1 &&
    typeof only === 'object' &&
    'start' in only &&
    only.start === entry.value.span.start &&
    only.end === entry.value.span.end
  if (isSame && setting.key === entry.key) return { kind: 'keep' }
  return {
    kind: 'write',
    key: setting.key,
    value: isSame && entry.value.text === setting.key ? [setting.key] : parts,
  }
}

/** The value that gives a client its provider: as it stands, or a member of the object it gives. */
function providerIn(
  { value }: Setting,
  { span, direct }: EntryFact['value'],
  { isObject }: Emitting,
): Statement {
  if (value.kind !== 'credentials' || !value.sites.some(isObject)) return [span]
  const member = value.source.mayBeAbsent ? '?.provider' : '.provider'
  return direct ? [span, member] : ['(', span, `)${member}`]
}

function documentDecision({ fact }: Client, dynamo: string, { names }: Emitting): DocumentDecision {
  const entries = fact.options?.object?.entries ?? []
  const of = (key: string): Part | undefined =>
    entries.find((entry) => entry.key === key)?.value.span
  const [empty, numbers, service] = [of('convertEmptyValues'), of('wrapNumbers'), of('service')]
  const marshall: Option[] = [
    { key: 'removeUndefinedValues', value: ['true'] },
    { key: 'convertClassInstanceToMap', value: ['true'] },
    ...(empty ? [{ key: 'convertEmptyValues', value: [empty] }] : []),
  ]
  const translate: Option[] = [
    { key: 'marshallOptions', value: objectParts(marshall) },
    ...(numbers
      ? [
          {
            key: 'unmarshallOptions',
            value: objectParts([{ key: 'wrapNumbers', value: [numbers] }]),
          },
        ]
      : []),
  ]
  return {
    base: service ? '' : names.imported(dynamo, 'DynamoDBClient'),
    service: service ? [service] : null,
    translate: [
      '{',
      ...translate.flatMap(({ key, value }): Statement => [`\n\t${key}: `, ...value, ',']),
      '\n}',
    ],
  }
}

function emitOptions(options: FileFacts['options'][number], emitting: Emitting): void {
  const { live, entities, file, findings, decisions } = emitting
  if (!isMigrated(emitting, options.id)) return
  const user = live.find((client) => client.fact.optionsVariables.includes(options.id))
  const isForCredentials = entities.some(({ entity }) =>
    entity.constructions.some((fact) => fact.optionsVariables.includes(options.id)),
  )
  if (!user && !isForCredentials && !options.wrapper) return
  const converted = optionsOf(options.object, file, user ? baseService(user.fact.service) : null)
  const indexes = options.object.entries.flatMap((entry, index) =>
    entry.key === null ? [] : [index],
  )
  const settings = converted.settings.map(
    (setting): Setting => ({ ...setting, from: indexes[setting.from] ?? setting.from }),
  )
  const outcomes = options.object.entries.map(
    (entry, index): Outcome =>
      entry.key === null ? { kind: 'keep' } : outcomeOf(settings, entry, index, emitting),
  )
  decisions.push({ kind: 'options', site: options.id, outcomes })
  findings.push(...converted.notices)
}

function emitCall(call: FileFacts['calls'][number], emitting: Emitting): void {
  const { names, file, isAggregated, decisions, findings } = emitting
  if (!isMigrated(emitting, call.id)) return
  const helper = helperDecision(call, emitting)
  if (helper) {
    decisions.push(helper)
    return
  }
  if (call.byVariable)
    findings.push({
      code: 'operation-by-name',
      at: call.span.start,
      data: { service: call.service },
    })
  const isCommand = call.sent?.kind === 'held' || call.sent?.kind === 'promisified'
  const form = isAggregated(call.id) && !isCommand ? 'method' : 'send'
  const prefix =
    call.service === documentClient ? 'Document' : (serviceOf(call.service)?.stem ?? '')
  const command =
    form === 'send' ? names.imported(packageOf(call), commandName(call.method), false, prefix) : ''
  decisions.push({
    kind: 'call',
    site: call.id,
    form,
    command,
    ...(call.sent?.kind === 'promisified' && emitting.isTypeScript
      ? {
          inputType: names.imported(
            packageOf(call),
            `${commandName(call.method)}Input`,
            true,
            prefix,
          ),
        }
      : {}),
    bound: emitting.boundFor(call),
  })
  findings.push(...file.remarks.filter((remark) => remark.site === call.id))
}

/** `new AWS.Endpoint(url)` → the url; v2 takes that too. */
function emitEndpoint({ id, inner }: EndpointFact, { decisions, findings }: Emitting): void {
  if (typeof inner.literal !== 'string' && !inner.schemed)
    findings.push({ code: 'endpoint-scheme', at: inner.span.start, data: {} })
  decisions.push({ kind: 'endpoint', site: id, parts: withScheme(inner, 'https://') })
}

/** The class that stands for a type of v2: its own, or the one that the file constructs. */
function heldType(
  { service, isBase }: FileFacts['types'][number],
  { names, classSpecifier, entities }: Emitting,
): string {
  const own = entities.flatMap(({ entity }) => entity.heldAs ?? [])
  const held =
    service === className || own.includes(className) || classSpecifier(heldName) === ''
      ? className
      : heldName
  return names.imported(classSpecifier(held), held, isBase !== true)
}

/** The type of providers, and of keys where some credentials are plain keys. */
function providerType(service: string, { names, entities }: Emitting): string {
  const any = entities.find(({ entity }) => entity.sites.includes(anyCredentials))
  const isChain = service === 'CredentialProviderChain'
  if (service === className || (!any && !isChain))
    return names.imported(providerPackage, 'CognitoIdentityCredentialProvider', true)
  const provider = names.imported('@smithy/types', 'AwsCredentialIdentityProvider', true)
  if (isChain || !any?.entity.hasKeys) return provider
  return `${names.imported('@smithy/types', 'AwsCredentialIdentity', true)} | ${provider}`
}

function emitType(type: FileFacts['types'][number], emitting: Emitting): void {
  if (!isTypeMigrated(type, emitting, emitting.entities)) return
  const isObject = isOfObject(type, emitting)
  if (type.ofUse && !isObject) return
  const text =
    type.kind === 'credentials'
      ? isObject
        ? heldType(type, emitting)
        : providerType(type.service, emitting)
      : classOf(type.service, type.id, true, emitting)
  emitting.decisions.push({ kind: 'type', site: type.id, text })
}
