// Which endpoint a client of STS asks.

import type { CallFact } from '../model.ts'
import { serviceOf } from '../sdk/services.ts'
import type { Client } from './clients.ts'
import { slotId } from './config.ts'
import type { Emitting } from './emitting.ts'

/** Operations that v3 cannot send to the global endpoint: it would want credentials for them. */
const unsigned = new Set(['assumeRoleWithSAML', 'assumeRoleWithWebIdentity'])

const isOf = ({ service, target }: CallFact, client: string): boolean =>
  'service' in target ? service === 'STS' : target.includes(client)

/** Regions of other partitions, which have no global endpoint. */
const otherPartition = /^(cn|us-gov|us-iso[a-z]?)-/

/**
 * A v2 client of STS asks the global endpoint unless told otherwise; v3 asks the region's unless told so. What is set in a
 * branch or in a function may not be set: then v3 is told so too, and an endpoint or FIPS that is set goes before it.
 */
export function asksGlobalSts(client: Client, emitting: Emitting): boolean {
  const { fact, file } = client
  if (fact.isV3 || serviceOf(fact.service)?.id !== 'sts') return false
  if (file.calls.some((call) => isOf(call, fact.id) && unsigned.has(call.method))) return false
  const variables = file.options.filter(({ id }) => fact.optionsVariables.includes(id))
  const entries = [
    ...(fact.options?.object?.entries ?? []),
    ...variables.flatMap(({ object }) => object.entries),
  ]
  const { fed: slots, rungs } = emitting.module
  const fed = (slots.get(fact.id) ?? []).filter(
    (slot) => !client.ownKeys.has(slot.key) && rungs.get(slotId(slot))?.rung === 1,
  )
  const given = (key: string): readonly (typeof entries)[number]['value'][] => [
    ...entries.flatMap((entry) => (entry.key === key ? [entry.value] : [])),
    ...fed.flatMap((slot) =>
      slot.key === key ? slot.writes.map(({ setting }) => setting.value.source) : [],
    ),
  ]
  const endpoints = given('endpoint')
  if (endpoints.length > 0 && endpoints.every((value) => !value.mayBeAbsent)) return false
  if (given('useFipsEndpoint').some(({ literal }) => literal === true)) return false
  if (given('useDualstackEndpoint').some(({ literal }) => literal === true)) return false
  const regions = given('region')
  const isApart =
    regions.length > 0 &&
    regions.every(({ literal }) => typeof literal === 'string' && otherPartition.test(literal))
  return !isApart
}

/** Whether the client says itself which endpoint it asks. */
export const saysStsEndpoint = ({ fact, file }: Client): boolean =>
  [
    ...(fact.options?.object?.entries ?? []),
    ...file.options
      .filter(({ id }) => fact.optionsVariables.includes(id))
      .flatMap(({ object }) => object.entries),
  ].some(({ key }) => key === 'stsRegionalEndpoints')
