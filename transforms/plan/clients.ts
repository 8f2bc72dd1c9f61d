// Clients and the calls on them: what can move together, and to which class.

import type {
  Blocker,
  CallFact,
  ClientFact,
  ClientTarget,
  FileFacts,
  ProjectFacts,
  Value,
} from '../model.ts'
import { serviceOf } from '../sdk/services.ts'
import { createGroups, type Groups } from './groups.ts'
import {
  type Converted,
  convertOptions,
  credentialsWrites,
  type OptionContext,
  type Setting,
} from './options.ts'

export const documentClient = 'DynamoDB.DocumentClient'

/** The v2 class whose options and configuration section a client has. */
export const baseService = (service: string): string =>
  service === documentClient ? 'DynamoDB' : service

/** Operations of the document client. Source: `aws-sdk/lib/dynamodb/document_client.js`. */
export const documentMethods = new Set([
  'batchGet',
  'batchWrite',
  'delete',
  'get',
  'put',
  'query',
  'scan',
  'transactGet',
  'transactWrite',
  'update',
])

/** Options that only the document client has. */
export const documentOptions = new Set(['convertEmptyValues', 'service', 'wrapNumbers'])

/** A client with its options converted. */
export interface Client {
  readonly fact: ClientFact
  readonly file: FileFacts
  readonly own: Converted
  /** v3 names of the options it is given itself. */
  readonly ownKeys: ReadonlySet<string>
  /** It takes an `AWS.Config`, whose defaults override the global configuration. */
  readonly isolated: boolean
}

/** One for each property of the options literal; null for spreads. */
const ownOptions = (fact: ClientFact): readonly ({ key: string; value: Value } | null)[] =>
  (fact.options?.object?.entries ?? []).map((entry) =>
    entry.key === null ? null : { key: entry.key, value: entry.value },
  )

/** The options that a module sets for clients: `logger` for `AWS.config.s3.logger` too. */
export const keysWritten = (file: FileFacts): readonly string[] =>
  file.writes.flatMap(({ entries }) => entries.map(({ key }) => key.replace(/^.*\./, '')))

/**
 * @param hasOthers whether other modules set credentials too
 * @param overrides what the modules of the program set for all clients
 */
export function clientsOf(
  file: FileFacts,
  hasOthers: boolean,
  overrides: readonly string[],
): readonly Client[] {
  return file.clients.map((fact) => {
    if (fact.isV3) return v3Client(fact, file)
    const isDocument = fact.service === documentClient
    const options = ownOptions(fact).map((option) =>
      option && isDocument && documentOptions.has(option.key) ? null : option,
    )
    const own = convertAll(options, {
      service: baseService(fact.service),
      browser: file.browser,
      typescript: file.language === 'ts',
      place: 'client',
      overrides,
      hasOtherCredentials: hasOthers || credentialsWrites(file) > 0,
    })
    const variables = file.options.filter((candidate) =>
      fact.optionsVariables.includes(candidate.id),
    )
    const fromVariables = variables.flatMap(
      (variable) => optionsOf(variable.object, file, baseService(fact.service)).settings,
    )
    return {
      fact,
      file,
      own,
      ownKeys: new Set([...own.settings, ...fromVariables].map((setting) => setting.key)),
      isolated: variables.some((variable) => variable.wrapper !== null),
    }
  })
}

/** A client of v3 has its options already. */
const v3Client = (fact: ClientFact, file: FileFacts): Client => ({
  fact,
  file,
  own: { settings: [], blockers: [], notices: [] },
  ownKeys: new Set((fact.options?.object?.entries ?? []).map((entry) => entry.key ?? '')),
  isolated: false,
})

/** Converts entries, keeping their indexes; null entries are left out. */
function convertAll(
  options: readonly ({ key: string; value: NonNullable<ClientFact['options']> } | null)[],
  context: OptionContext,
): Converted {
  const present = options.flatMap((option, index) => (option ? [{ ...option, index }] : []))
  const converted = convertOptions(present, context)
  const settings = converted.settings.map(
    (setting): Setting => ({ ...setting, from: present[setting.from]?.index ?? setting.from }),
  )
  return { ...converted, settings }
}

export const optionsOf = (
  object: { entries: FileFacts['options'][number]['object']['entries'] },
  file: FileFacts,
  service: string | null,
): Converted =>
  convertOptions(
    object.entries.flatMap((entry) =>
      entry.key === null ? [] : [{ key: entry.key, value: entry.value }],
    ),
    {
      service,
      browser: file.browser,
      typescript: file.language === 'ts',
      place: 'variable',
      overrides: keysWritten(file),
      hasOtherCredentials: credentialsWrites(file) > 0,
    },
  )

const hub = (service: string): string => `service:${service}`

const itemsOf = (target: ClientTarget): readonly string[] =>
  'service' in target ? [hub(target.service)] : target

/** Joins what must be decided together: a client with its calls, and, where only types tell, all clients of a service. */
export function clientGroups(facts: ProjectFacts): Groups {
  const groups = createGroups()
  const hubs = new Set<string>()
  const join = (id: string, target: ClientTarget): void => {
    for (const item of itemsOf(target)) {
      groups.join(id, item)
      if ('service' in target) hubs.add(item)
    }
  }
  for (const file of Object.values(facts.files)) {
    for (const client of file.clients) {
      groups.of(client.id)
      for (const variable of client.optionsVariables) groups.join(client.id, variable)
      for (const service of client.services) groups.join(client.id, service)
      const objects = file.options.filter((own) => client.optionsVariables.includes(own.id))
      for (const { span } of objects)
        for (const other of file.clients)
          if (other.span.start > span.start && other.span.end < span.end)
            groups.join(client.id, other.id)
    }
    for (const call of file.calls) join(call.id, call.target)
    for (const given of [...file.escapes, ...file.clientConfigs]) join(given.id, given.target)
    for (const { id, use, span } of file.clientConfigs)
      for (const client of file.clients)
        if (use.kind === 'passed' && client.span.start < span.start && span.end < client.span.end)
          groups.join(id, client.id)
    for (const type of file.types)
      if (type.kind === 'client') join(type.id, { service: type.service })
  }
  for (const file of Object.values(facts.files))
    for (const client of file.clients)
      if (hubs.has(hub(client.service))) groups.join(client.id, hub(client.service))
  return groups
}

/** Reasons inside a client itself. */
export function ownBlockers(client: Client): readonly Blocker[] {
  const { fact, file } = client
  const blockers: Blocker[] = [...fact.blockers, ...client.own.blockers]
  const variables = file.options.filter((candidate) => fact.optionsVariables.includes(candidate.id))
  for (const variable of variables) {
    const converted = optionsOf(variable.object, file, baseService(fact.service))
    blockers.push(...converted.blockers)
    const isDocumentOnly = variable.object.entries.some(
      (entry) => fact.service === documentClient && documentOptions.has(entry.key ?? ''),
    )
    if (
      variable.changed ||
      isDocumentOnly ||
      (variable.shared && changesKeys(variable.object.entries, converted))
    )
      blockers.push({
        code: 'options-not-visible',
        at: fact.span.start,
        data: { what: variable.name },
      })
  }
  if (isStrategyScattered(client))
    blockers.push({
      code: 'option-refused',
      at: fact.span.start,
      data: { option: 'retryDelayOptions (apart from maxRetries)' },
    })
  if (serviceOf(baseService(fact.service))?.package == null)
    blockers.push({ code: 'no-v3-client', at: fact.span.start, data: { service: fact.service } })
  return blockers
}

/** A strategy in one object and a number of attempts in another: which counts depends on their order. */
function isStrategyScattered({ fact, file, own }: Client): boolean {
  const sources = [
    own.settings,
    ...file.options
      .filter(({ id }) => fact.optionsVariables.includes(id))
      .map(({ object }) => optionsOf(object, file, baseService(fact.service)).settings),
  ]
  const about = sources.filter((settings) =>
    settings.some(({ key }) => key === 'retryStrategy' || key === 'maxAttempts'),
  )
  return about.length > 1 && about.flat().some(({ key }) => key === 'retryStrategy')
}

function changesKeys(
  entries: FileFacts['options'][number]['object']['entries'],
  converted: Converted,
): boolean {
  return entries.some((entry, index) => {
    const setting = converted.settings.find((candidate) => candidate.from === index)
    return (
      entry.key !== null &&
      (!setting ||
        setting.key !== entry.key ||
        setting.value.kind !== 'text' ||
        setting.value.source.span.start !== entry.value.span.start)
    )
  })
}

export const commandsPackage = '@aws-sdk/lib-dynamodb'

/** Package that a call's command is imported from. */
export const packageOf = (call: Pick<CallFact, 'service'>): string =>
  call.service === documentClient ? commandsPackage : (serviceOf(call.service)?.package ?? '')
