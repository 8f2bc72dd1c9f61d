// The services of v2, their operations, and their names in v3.

import { inputMembers } from './inputs.generated.ts'
import {
  absentLists,
  operations,
  responseBlobs,
  responsePayloads,
  responseStreams,
} from './operations.generated.ts'
import { services } from './services.generated.ts'
import { waiters } from './waiters.generated.ts'

export interface Service {
  /** Name of the service in v2: `aws-sdk/clients/<id>`, `AWS.config.<id>`. */
  readonly id: string
  /** Package of the v3 client; null where none was ever published. */
  readonly package: string | null
  /** Aggregated class of v3; the client class adds `Client`. */
  readonly stem: string
  readonly protocol: 'ec2' | 'json' | 'query' | 'rest-json' | 'rest-xml'
}

/**
 * The packages of v3 no longer share a version, and some stopped early, but each has a 3.x release:
 * this range resolves for every one of them.
 */
export const v3Range = '^3.0.0'

/** The range of a package the migrated program needs; those of Smithy are numbered apart. */
export const rangeOf = (name: string): string => (name.startsWith('@smithy/') ? '^4.0.0' : v3Range)

/** Operations of v2 that the v3 client of the service does not have. */
export const operationsWithoutV3: Readonly<Record<string, string>> = {
  S3: 'getBucketLifecycle getBucketNotification putBucketLifecycle putBucketNotification',
}

/** Every v2 class name, sorted. */
export const serviceNames: readonly string[] = Object.keys(services)

const namesById: ReadonlyMap<string, string> = new Map(
  Object.entries(services).map(([name, service]) => [service.id, name]),
)

export function serviceOf(v2ClassName: string): Service | undefined {
  return Object.hasOwn(services, v2ClassName) ? services[v2ClassName] : undefined
}

export function serviceById(id: string): Service | undefined {
  const name = namesById.get(id)
  return name === undefined ? undefined : serviceOf(name)
}

/** The v2 class name of the service that a v3 package is for. */
export const serviceOfPackage = (name: string): string | undefined =>
  serviceNames.find((service) => serviceOf(service)?.package === name)

/** `S3Client`. Meaningless for a service without a package. */
export function clientClass(service: Service): string {
  return `${service.stem}Client`
}

/** Methods of a v2 client that send a request, in v2 and aggregated v3 spelling, which are the same. */
export function operationsOf(v2ClassName: string): readonly string[] {
  return wordsOf(operations, v2ClassName)
}

export function isOperation(v2ClassName: string, method: string): boolean {
  return operationsOf(v2ClassName).includes(method)
}

/** False also for what is no operation at all, and for services without a v3 client. */
export function hasV3Operation(v2ClassName: string, method: string): boolean {
  return (
    typeof serviceOf(v2ClassName)?.package === 'string' &&
    isOperation(v2ClassName, method) &&
    !wordsOf(operationsWithoutV3, v2ClassName).includes(method)
  )
}

/** `getObject` → `GetObjectCommand`; `sendCommand` → `SendCommandCommand`. */
export function commandName(method: string): string {
  return `${method.charAt(0).toUpperCase()}${method.slice(1)}Command`
}

/**
 * Top-level members of the response that v2 gives as a Buffer, string or stream, and v3 in another form:
 * `getObject` → `['Body']`.
 */
export function responseBlobsOf(v2ClassName: string, method: string): readonly string[] {
  return membersOf(responseBlobs, v2ClassName, method)
}

/** What a blob of a response is in v3, and was in v2: a stream for a Buffer, bytes for text or for a Buffer. */
export type BlobForm = 'stream' | 'text' | 'bytes' | 'events'

export function blobFormOf(v2ClassName: string, method: string, member: string): BlobForm {
  const isIn = (table: Readonly<Record<string, string>>): boolean =>
    membersOf(table, v2ClassName, method).includes(member)
  if (isIn(responseStreams)) return 'stream'
  if (isIn(responsePayloads)) return 'text'
  return /stream$|^completion$/i.test(member) ? 'events' : 'bytes'
}

/** Those that v3 gives as a stream. */
export function responseStreamsOf(v2ClassName: string, method: string): readonly string[] {
  return membersOf(responseStreams, v2ClassName, method)
}

/** Top-level lists of the response that are `[]` in v2 and undefined in v3 where the service sent none. */
export function absentListsOf(v2ClassName: string, method: string): readonly string[] {
  return membersOf(absentLists, v2ClassName, method)
}

function membersOf(
  table: Readonly<Record<string, string>>,
  v2ClassName: string,
  method: string,
): readonly string[] {
  const prefix = `${method}.`
  return wordsOf(table, v2ClassName)
    .filter((entry) => entry.startsWith(prefix))
    .map((entry) => entry.slice(prefix.length))
}

function wordsOf(table: Readonly<Record<string, string>>, key: string): readonly string[] {
  return Object.hasOwn(table, key) ? (table[key]?.split(' ') ?? []) : []
}

/** What a waiter of v2 does by default. */
export interface Waiter {
  /** Seconds between two attempts. */
  readonly delay: number
  readonly maxAttempts: number
}

/** The waiter for a state; undefined: the service has none. */
export function waiterOf(v2ClassName: string, state: string): Waiter | undefined {
  const row = wordsOf(waiters, v2ClassName).find((entry) => entry.startsWith(`${state}:`))
  const [, delay, maxAttempts] = row?.split(':') ?? []
  return row === undefined ? undefined : { delay: Number(delay), maxAttempts: Number(maxAttempts) }
}

/** `bucketExists` → `waitUntilBucketExists`. */
export const waiterName = (state: string): string =>
  `waitUntil${state.charAt(0).toUpperCase()}${state.slice(1)}`

/**
 * Top-level members of the input of an operation: `putObject` → `['ACL', 'Body', …]`; undefined for services that the table
 * does not hold.
 */
export function inputMembersOf(v2ClassName: string, method: string): readonly string[] | undefined {
  const prefix = `${method}:`
  const row = wordsOf(inputMembers, v2ClassName).find((entry) => entry.startsWith(prefix))
  return row?.slice(prefix.length).split(',')
}
