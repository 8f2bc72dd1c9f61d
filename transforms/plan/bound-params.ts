// `new AWS.S3({ params: { Bucket } })`: v2 adds these to the input of each call that has the member and does not set it.
// Source: `makeRequest` in `aws-sdk/lib/service.js`. In v3 they are written into the calls.

import type { Blocker, CallFact, ClientFact, EntryFact, FileFacts, Value } from '../model.ts'
import { inputMembersOf } from '../sdk/services.ts'
import { baseService, documentClient } from './clients.ts'
import { dominates, isTopLevel } from './reach.ts'
import type { Option, Statement } from './types.ts'

/** A client with what is decided together with it. */
export interface BoundGroup {
  readonly client: ClientFact
  readonly file: FileFacts
  /** Clients that the same calls may go to. */
  readonly clients: readonly ClientFact[]
  readonly calls: readonly { readonly call: CallFact; readonly file: FileFacts }[]
  /** Code that is not seen gets the client. */
  readonly isGiven: boolean
}

/** The parameters that a client is given for its calls; null: none. */
export const boundParams = (fact: ClientFact): Value | null =>
  fact.options?.object?.entries.find((entry) => entry.key === 'params')?.value ?? null

/** Why they cannot be written into the calls; null: they can. */
export function boundBlocker(group: BoundGroup): Blocker | null {
  const { client, file, clients, calls, isGiven } = group
  const params = boundParams(client)
  if (!params || params.kind === 'absent') return null
  const refused: Blocker = {
    code: 'option-refused',
    at: params.span.start,
    data: { option: 'params' },
  }
  const entries = params.object?.entries
  if (!entries?.every((entry) => entry.key !== null) || clients.length > 1 || isGiven)
    return refused
  const isKnown = calls.every(({ call, file: other }) => {
    const members = membersOf(call)
    return (
      members !== undefined &&
      entries.every((entry) => {
        if (!members.includes(entry.key ?? '') || isSet(call, entry)) return true
        const isDoubtful = call.input?.entries.some(
          ({ key, mayBeAbsent }) => key === entry.key && mayBeAbsent,
        )
        return !isDoubtful && isKnownAt(entry.value, group, call, other === file)
      })
    )
  })
  return isKnown ? null : refused
}

const documentOperations: Readonly<Record<string, string>> = {
  batchGet: 'batchGetItem',
  batchWrite: 'batchWriteItem',
  delete: 'deleteItem',
  get: 'getItem',
  put: 'putItem',
  query: 'query',
  scan: 'scan',
  transactGet: 'transactGetItems',
  transactWrite: 'transactWriteItems',
  update: 'updateItem',
}

/** Members of the input of a call; undefined: not known. */
function membersOf({ service, method }: CallFact): readonly string[] | undefined {
  const operation = service === documentClient ? documentOperations[method] : method
  return operation === undefined ? undefined : inputMembersOf(baseService(service), operation)
}

/** The call gives a value of its own. */
const isSet = ({ input }: CallFact, { key }: EntryFact): boolean =>
  input?.entries.some((own) => own.key === key && !own.mayBeAbsent) ?? false

/** Whether a value means the same at a call as where the client is constructed. */
function isKnownAt(
  value: Value,
  { client, file }: BoundGroup,
  call: CallFact,
  isSame: boolean,
): boolean {
  if (value.kind === 'literal') return true
  const root = value.text?.split('.')[0]
  if (!isSame || root === undefined || file.shadowed.includes(root)) return false
  if (!value.constant && !value.movable) return false
  return isTopLevel(client.place) || dominates(client.place, call.place)
}

/** What is added to the input of a call. */
export function boundOptions(
  client: ClientFact,
  call: CallFact,
  isSame: boolean,
): readonly Option[] {
  const members = membersOf(call) ?? []
  return (boundParams(client)?.object?.entries ?? []).flatMap((entry): Option[] => {
    const { key, value } = entry
    if (key === null || !members.includes(key) || isSet(call, entry)) return []
    return [{ key, value: isSame ? textOf(value, key) : literalOf(value) }]
  })
}

const textOf = (value: Value, key: string): Statement => (value.text === key ? [key] : [value.span])

const literalOf = ({ literal }: Value): Statement =>
  typeof literal === 'string' && !/['"\\\n]/.test(literal)
    ? [{ quoted: literal }]
    : [JSON.stringify(literal)]
