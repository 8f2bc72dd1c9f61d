// The types of v2's models, and what they are in TypeScript with v3.

import { hasV3Operation, serviceOf } from './services.ts'
import { shapes } from './shapes.generated.ts'

/** A type of v3: text in which the given names are imported. */
export interface V3Type {
  readonly text: string
  readonly names: readonly { readonly name: string; readonly module: string }[]
}

/** What a name in the text of a type means without an import. */
const builtIn = new Set([
  'Date',
  'NonNullable',
  'Omit',
  'Record',
  'Uint8Array',
  'boolean',
  'number',
  'string',
  'unknown',
])

const smithyTypes = '@smithy/types'

/** A type with its names, those that nothing else says imported from a package. */
export function typeIn(text: string, module: string): V3Type {
  const moduleOf = (name: string): string =>
    name === 'StreamingBlobPayloadInputTypes' || name === documentType ? smithyTypes : module
  const names = new Set(text.replace(/'[^']*'/g, '').match(/[A-Za-z_]\w*/g))
  return {
    text: text.replace(documentType, 'DocumentType'),
    names: Array.from(names)
      .filter((name) => !builtIn.has(name))
      .map((name) => ({
        name: name.replace(documentType, 'DocumentType'),
        module: moduleOf(name),
      })),
  }
}

/** Values of any form, apart from services that have a shape of this name. */
const documentType = '__DocumentType'

const tables = new Map<string, ReadonlyMap<string, string>>()

/** By v2 name, the text of those that no rule gives. */
function tableOf(service: string): ReadonlyMap<string, string> {
  const known = tables.get(service)
  if (known) return known
  const row = Object.hasOwn(shapes, service) ? (shapes[service] ?? '') : ''
  const table = new Map(
    row.split('|').flatMap((group) => {
      const at = group.indexOf(':')
      const type = group.slice(0, at)
      return group
        .slice(at + 1)
        .split(' ')
        .map((name) => [name, type] as const)
    }),
  )
  tables.set(service, table)
  return table
}

/** `PutObjectRequest` → `PutObjectCommandInput`, by its name alone. */
export function commandTypeOf(service: string, shape: string): string | undefined {
  const [, operation = '', end = ''] =
    /^(.+?)(Request|Input|Message|Response|Output|Result)$/.exec(shape) ?? []
  const method = operation.charAt(0).toLowerCase() + operation.slice(1)
  if (operation === '' || !hasV3Operation(service, method)) return undefined
  return `${operation}Command${/^(Request|Input|Message)$/.test(end) ? 'Input' : 'Output'}`
}

/**
 * What a shape of v2 is in v3: the input or output of a command, a name that the client exports, or what it was an alias of.
 *
 * @param shape its name in v2: `PutObjectRequest`, `Body`, `ObjectList`
 * @param plain an output that is written as a literal, so without the metadata that those of commands must have
 * @returns null when v3 has nothing for it
 */
export function typeOfShape(service: string, shape: string, plain = false): V3Type | null {
  const row = serviceOf(service)
  if (!row?.package) return null
  if (shape === 'ClientConfiguration') return typeIn(`${row.stem}ClientConfig`, row.package)
  if (shape === 'apiVersion') return typeIn('string', row.package)
  if (shape === 'ClientApiVersions') return null
  const listed = tableOf(service).get(shape)
  if (listed === '-' || listed?.includes('unknown')) return null
  const text = listed === '=' ? shape : (listed ?? commandTypeOf(service, shape) ?? shape)
  return typeIn(plain && text.endsWith('CommandOutput') ? shape : text, row.package)
}

/** `S3ServiceException`, which every client exports. */
export const exceptionOf = (service: string): V3Type | null => {
  const row = serviceOf(service)
  return row?.package ? typeIn(`${row.stem}ServiceException`, row.package) : null
}
