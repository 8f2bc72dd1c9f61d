// The names of v2's types that v3 does not export as they are, read from the declarations that `aws-sdk` carries.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What v2 declares, and no v3 client has: the models of obsolete operations, and a shape that went. */
const without: Readonly<Record<string, string>> = {
  EC2: 'BlobAttributeValue',
  S3: 'CloudFunctionConfiguration GetBucketLifecycleOutput GetBucketLifecycleRequest LifecycleConfiguration NotificationConfigurationDeprecated PutBucketLifecycleRequest PutBucketNotificationRequest QueueConfigurationDeprecated Rule TopicConfigurationDeprecated',
}

/** v3 puts `_` before names that mean something else in TypeScript. */
const reserved = new Set([
  'Error',
  'Exclude',
  'InstanceType',
  'Object',
  'Parameters',
  'Record',
  'Stream',
])

/** Values of any form, which v2 declares as empty interfaces. */
const documents = new Set([
  'ActionPayloadFieldValue',
  'ActorPolicyDocument',
  'AdditionalModelRequestFieldsValue',
  'Document',
  'EnabledBaselineParameterDocument',
  'FilterValue',
  'JsonDocumentType',
  'Manifest',
  'QueryResultValue',
  'RetrievalResultMetadataValue',
  'RunParameters',
  'Sbom',
  'Template',
])

/** Shapes of v2 that v3 has under another name or in another form, by that form. */
export type ShapeGroups = ReadonlyMap<string, readonly string[]>

/**
 * Reads the declarations of one service.
 *
 * @param commandOf what the rule of transforms/sdk/shapes.ts makes of a name that ends like an input or an output
 * @returns the v2 names by their v3 text: `string`, `_Object[]`, `GetItemCommandInput`; `-`: there is none; `=`: its own name
 */
export function shapesOf(
  sdk: string,
  service: string,
  commandOf: (shape: string) => string | undefined,
): ShapeGroups {
  const text = readFileSync(join(sdk, `clients/${service.toLowerCase()}.d.ts`), 'utf8')
  const aliases = new Map<string, string>()
  for (const [, name = '', type = ''] of text.matchAll(/^ {2}export type (\w+) = (.*);$/gm))
    aliases.set(name, type)
  const own = new Set(
    Array.from(text.matchAll(/^ {2}export interface (\w+)\b/gm), ([, name = '']) => name),
  )
  const empty = new Set(
    Array.from(text.matchAll(/^ {2}export interface (\w+) \{\s*\}/gm), ([, name = '']) => name),
  )
  const commands = commandTypes(text)
  const gone = new Set(without[service]?.split(' ') ?? [])
  const groups = new Map<string, string[]>()
  const add = (type: string, name: string): void => {
    groups.set(type, [...(groups.get(type) ?? []), name])
  }
  for (const name of [...own, ...aliases.keys()].sort()) {
    if (name === 'ClientConfiguration' || name === 'ClientApiVersions' || name === 'apiVersion')
      continue
    const command = isCommandName.test(name) ? commands.get(name) : undefined
    const type = gone.has(name) ? '-' : (command ?? textOf(name, []))
    const expected = commandOf(name) ?? name
    if (type !== expected) add(type === name ? '=' : type, name)
  }
  return groups

  function textOf(name: string, around: readonly string[]): string {
    const alias = aliases.get(name)
    if (gone.has(name) || around.includes(name)) return 'unknown'
    if (empty.has(name) && documents.has(name)) return '__DocumentType'
    if (alias === undefined || isEnum(alias) || alias.startsWith('EventStream<'))
      return exported(name)
    const inside = [...around, name]
    const list = /^(\w+)\[\]$/.exec(alias)?.[1]
    if (list !== undefined) {
      return `${textOf(list, inside)}[]`
    }
    const value = /^\{\[key: string\]: (\w+)\}$/.exec(alias)?.[1]
    if (value !== undefined) return `Record<string, ${textOf(value, inside)}>`
    if (alias.startsWith('Buffer|'))
      return alias.includes('Readable') ? 'StreamingBlobPayloadInputTypes' : 'Uint8Array'
    return alias
  }
}

/** Others are outputs and parts of other shapes: `Reservation`, which v3 exports without metadata. */
const isCommandName = /(Request|Input|Message|Response|Output|Result|Answer)$/

const isEnum = (alias: string): boolean => alias.startsWith('"')

/** v3 begins every name with a capital letter. */
const exported = (name: string): string =>
  reserved.has(name) ? `_${name}` : name.charAt(0).toUpperCase() + name.slice(1)

/** The inputs and outputs that belong to one operation alone, with the names of its command. */
function commandTypes(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, Set<string>>()
  const see = (shape: string, type: string): void => {
    found.set(shape, (found.get(shape) ?? new Set()).add(type))
  }
  const methods =
    /^ {2}(\w+)\(params: \w+\.Types\.(\w+), callback\?: \(err: AWSError, data: (?:\w+\.Types\.(\w+)|\{\})\)/gm
  for (const [, method = '', input = '', output] of text.matchAll(methods)) {
    if (method === 'waitFor') continue
    const operation = method.charAt(0).toUpperCase() + method.slice(1)
    see(input, `${operation}CommandInput`)
    if (output !== undefined) see(output, `${operation}CommandOutput`)
  }
  return new Map(
    Array.from(found).flatMap(([shape, types]) => {
      const [only] = types
      return types.size === 1 && only !== undefined ? [[shape, only] as const] : []
    }),
  )
}
