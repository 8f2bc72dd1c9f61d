// The tables of services and operations, generated from the models that `aws-sdk` (v2) carries.

import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { argv } from 'node:process'
import { fileURLToPath } from 'node:url'
import { commandTypeOf } from '../transforms/sdk/shapes.ts'
import { shapesOf } from './shapes.ts'

interface Shape {
  readonly type?: string
  readonly shape?: string
  readonly members?: Readonly<Record<string, Shape>>
  readonly payload?: string
  readonly location?: string
  readonly eventstream?: boolean
  readonly streaming?: boolean
}

interface Model {
  readonly metadata: {
    readonly serviceId: string
    readonly protocol: string
    readonly awsQueryCompatible?: object
  }
  readonly operations: Readonly<Record<string, { readonly input?: Shape; readonly output?: Shape }>>
  readonly shapes: Readonly<Record<string, Shape>>
}

interface ServiceMetadata {
  readonly name: string
  readonly xmlNoDefaultLists?: boolean
}

interface ServiceRows {
  readonly name: string
  readonly service: string
  readonly operations: readonly string[]
  readonly responseBlobs: readonly string[]
  readonly responseStreams: readonly string[]
  readonly responsePayloads: readonly string[]
  readonly absentLists: readonly string[]
  readonly inputMembers: readonly string[]
  readonly waiters: readonly string[]
  readonly shapes: string
}

/** Services whose clients are often given parameters for all their calls. */
const withBoundParams = new Set([
  'CloudWatchLogs',
  'CognitoIdentityServiceProvider',
  'DynamoDB',
  'Firehose',
  'IotData',
  'Kinesis',
  'Lambda',
  'S3',
  'SES',
  'SNS',
  'SQS',
  'StepFunctions',
])

/** Services of v2 that never got a v3 client. */
const withoutClient = new Set(['ImportExport', 'MobileAnalytics', 'SimpleDB'])

/** Protocols whose v2 parser gives `[]` for a list that the response leaves out. */
const listDefaultingProtocols = new Set(['ec2', 'query', 'rest-xml'])

/** Text of every generated file by its path in the project. */
export function generate(): Readonly<Record<string, string>> {
  const sdk = dirname(createRequire(import.meta.url).resolve('aws-sdk/package.json'))
  const metadata = readJson<Record<string, ServiceMetadata>>(sdk, 'apis/metadata.json')
  const rows = Object.values(metadata)
    .map((service) => ({
      ...serviceRows(service, newestModel(sdk, service)),
      shapes: withoutClient.has(service.name) ? '' : shapeRow(sdk, service.name),
      waiters: withoutClient.has(service.name) ? [] : waiterRows(sdk, service),
    }))
    .sort((a, b) => compare(a.name.toLowerCase(), b.name.toLowerCase()))
  return {
    'transforms/sdk/services.generated.ts': [
      "import type { Service } from './services.ts'\n",
      table(
        'services',
        'Services of v2 by class name.',
        'Service',
        rows.map((row) => [row.name, row.service]),
      ),
    ].join('\n'),
    'transforms/sdk/operations.generated.ts': [
      operationTable('operations', 'Methods of each v2 service.', rows),
      operationTable(
        'responseBlobs',
        'Top-level members of responses that are a blob, a stream or an event stream.',
        rows,
      ),
      operationTable('responseStreams', 'Those that v3 gives as a stream.', rows),
      operationTable(
        'responsePayloads',
        'Those that are the whole body of the response, which v2 gives as text.',
        rows,
      ),
      operationTable(
        'absentLists',
        'Top-level lists of responses that v2 gives as `[]` where the service sent none.',
        rows,
      ),
    ].join('\n'),
    'transforms/sdk/inputs.generated.ts': operationTable(
      'inputMembers',
      'Top-level members of the inputs of services whose clients are often given parameters.',
      rows,
    ),
    'transforms/sdk/waiters.generated.ts': operationTable(
      'waiters',
      'States that clients of v2 wait for, with the seconds between two attempts and the number of attempts.',
      rows,
    ),
    'transforms/sdk/shapes.generated.ts': table(
      'shapes',
      'Types of v2 that v3 has under another name or not at all, by what they are in v3.',
      'string',
      rows.filter((row) => row.shapes !== '').map((row) => [row.name, `'${row.shapes}'`]),
    ),
  }
}

/** `string:Name Name|Item[]:Name`, the text of v3 before the names of v2. */
function shapeRow(sdk: string, service: string): string {
  const groups = shapesOf(sdk, service, (shape) => commandTypeOf(service, shape))
  return Array.from(groups, ([type, names]) => `${type}:${names.join(' ')}`)
    .sort(compare)
    .join('|')
}

function serviceRows(
  service: ServiceMetadata,
  model: Model,
): Omit<ServiceRows, 'shapes' | 'waiters'> {
  const { name } = service
  const { awsQueryCompatible, protocol, serviceId } = model.metadata
  const client = `'@aws-sdk/client-${serviceId.toLowerCase().replaceAll(' ', '-')}'`
  const stem = serviceId.replace(/(?:^|[ -])(.?)/g, (_, first: string) => first.toUpperCase())
  const defaultsLists =
    !service.xmlNoDefaultLists &&
    (listDefaultingProtocols.has(protocol) || awsQueryCompatible !== undefined)
  return {
    name,
    service: `{ id: '${name.toLowerCase()}', package: ${withoutClient.has(name) ? null : client}, stem: '${stem}', protocol: '${protocol}' }`,
    operations: Object.keys(model.operations).map(lowerFirst).sort(compare),
    responseBlobs: outputMembers(model, isBlob),
    responseStreams: outputMembers(model, isStream),
    responsePayloads: protocol === 'rest-json' ? outputMembers(model, isPayload) : [],
    inputMembers: withBoundParams.has(name) ? inputMembers(model) : [],
    absentLists: defaultsLists ? outputMembers(model, isListInBody) : [],
  }
}

interface Waiters {
  readonly waiters: Readonly<
    Record<string, { readonly delay: number; readonly maxAttempts: number }>
  >
}

/** `bucketExists:5:20`. */
function waiterRows(sdk: string, { name }: ServiceMetadata): readonly string[] {
  const source = readFileSync(join(sdk, `clients/${name.toLowerCase()}.js`), 'utf8')
  const file = [...source.matchAll(/apis\/[\w.-]+\.waiters2\.json/g)].at(-1)?.[0]
  if (file === undefined) return []
  return Object.entries(readJson<Waiters>(sdk, file).waiters)
    .map(([state, { delay, maxAttempts }]) => `${lowerFirst(state)}:${delay}:${maxAttempts}`)
    .sort(compare)
}

/** The model that v2 takes without `apiVersion`: the last one of the client file. */
function newestModel(sdk: string, { name }: ServiceMetadata): Model {
  const source = readFileSync(join(sdk, `clients/${name.toLowerCase()}.js`), 'utf8')
  const file = [...source.matchAll(/apis\/[\w.-]+\.min\.json/g)].at(-1)?.[0]
  if (file === undefined) throw new Error(`aws-sdk has no model of ${name}`)
  return readJson<Model>(sdk, file)
}

/** `method:Member,Member` for each operation with an input. */
function inputMembers(model: Model): readonly string[] {
  return Object.entries(model.operations)
    .map(([name, { input = {} }]) => {
      const { members = {} } = input.shape === undefined ? input : (model.shapes[input.shape] ?? {})
      return `${lowerFirst(name)}:${Object.keys(members).join()}`
    })
    .sort(compare)
}

/** `method.Member` for the top-level members of outputs that satisfy the predicate. */
function outputMembers(
  model: Model,
  isWanted: (member: Shape, output: Shape, name: string) => boolean,
): readonly string[] {
  const resolved = (shape: Shape): Shape =>
    shape.shape === undefined ? shape : { ...model.shapes[shape.shape], ...shape }
  return Object.entries(model.operations)
    .flatMap(([name, operation]) => {
      const output = resolved(operation.output ?? {})
      return Object.entries(output.members ?? {})
        .filter(([key, member]) => isWanted(resolved(member), output, key))
        .map(([member]) => `${lowerFirst(name)}.${member}`)
    })
    .sort(compare)
}

function isBlob(member: Shape): boolean {
  return member.type === 'blob' || member.eventstream === true
}

function isStream(member: Shape): boolean {
  return member.type === 'blob' && member.streaming === true
}

function isPayload(member: Shape, output: Shape, name: string): boolean {
  return member.type === 'blob' && member.streaming !== true && output.payload === name
}

/** Lists in headers, and members beside a payload, do not pass through the parser that makes `[]`. */
function isListInBody(member: Shape, output: Shape): boolean {
  return member.type === 'list' && member.location === undefined && output.payload === undefined
}

function operationTable(
  name:
    | 'operations'
    | 'responseBlobs'
    | 'responseStreams'
    | 'responsePayloads'
    | 'absentLists'
    | 'inputMembers'
    | 'waiters',
  title: string,
  rows: readonly ServiceRows[],
): string {
  return table(
    name,
    title,
    'string',
    rows
      .filter((row) => row[name].length > 0)
      .map((row) => [row.name, `'${row[name].join(' ')}'`] as const),
  )
}

function table(
  name: string,
  title: string,
  type: string,
  rows: readonly (readonly [key: string, value: string])[],
): string {
  const lines = rows.map(([key, value]) => `  ${key}: ${value},\n`).join('')
  return `// ${title} Generated by scripts/generate-sdk-tables.ts.\nexport const ${name}: Readonly<Record<string, ${type}>> = {\n${lines}}\n`
}

function readJson<T>(folder: string, file: string): T {
  return JSON.parse(readFileSync(join(folder, file), 'utf8')) as T
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

if (argv[1] === fileURLToPath(import.meta.url))
  for (const [path, text] of Object.entries(generate()))
    writeFileSync(new URL(`../${path}`, import.meta.url), text)
