// Programs nobody wrote: configuration, credentials, clients and calls in any order, at module level, in a function that
// sets up, and in `main`.

import fc from 'fast-check'
import type { SourceFile } from '../../transforms/migrate.ts'

const calls = {
  S3: ['listBuckets', '{}'],
  SNS: ['publish', "{ TopicArn: 'arn:aws:sns:eu-west-1:1:t', Message: 'm' }"],
  DynamoDB: ['listTables', '{}'],
  'DynamoDB.DocumentClient': ['get', "{ TableName: 't', Key: { id: 'a' } }"],
} as const

type Service = keyof typeof calls

const services = Object.keys(calls) as Service[]

const region = fc.constantFrom('eu-west-1', 'ap-south-1')
const service = fc.constantFrom(...services)

const config = fc.oneof(
  fc.record({
    kind: fc.constant('region' as const),
    region,
    form: fc.constantFrom('assign', 'update', 'element', 'variable', 'branch'),
  }),
  fc.record({ kind: fc.constant('keys' as const), form: fc.constantFrom('update', 'object') }),
  fc.record({
    kind: fc.constant('cognito' as const),
    form: fc.constantFrom('assign', 'update', 'named'),
    logins: fc.boolean(),
    region: fc.option(region),
  }),
)
const client = fc.record({
  kind: fc.constant('client' as const),
  service,
  options: fc.constantFrom('', "{ region: 'sa-east-1' }", '{ maxRetries: 2 }'),
})
const call = fc.record({
  kind: fc.constant('call' as const),
  service,
  form: fc.constantFrom('await', 'then', 'callback'),
})
const identity = fc.record({
  kind: fc.constant('identity' as const),
  form: fc.constantFrom('await', 'then', 'callback', 'item'),
})

type Step =
  typeof config | typeof client | typeof call | typeof identity extends fc.Arbitrary<infer T>
    ? T
    : never

export interface Generated {
  readonly dialect: 'cjs' | 'esm' | 'named'
  readonly semicolons: boolean
  readonly top: readonly Step[]
  readonly setup: readonly Step[]
  readonly body: readonly Step[]
}

export const programs: fc.Arbitrary<Generated> = fc.record({
  dialect: fc.constantFrom('cjs' as const, 'esm' as const, 'named' as const),
  semicolons: fc.boolean(),
  top: fc.array(fc.oneof(config, client), { maxLength: 3 }),
  setup: fc.array(config, { maxLength: 2 }),
  body: fc
    .array(fc.oneof(config, client, call, identity), { maxLength: 5 })
    .chain((steps) => call.map((last) => [...steps, last])),
})

/** The source of a program, with an exported `main`. */
export function sourceOf(program: Generated): SourceFile {
  const names = new Set<string>()
  const sdk = (path: string): string => {
    if (program.dialect !== 'named') return `AWS.${path}`
    names.add(path.split('.')[0] ?? path)
    return path
  }
  let count = 0
  let isCognito = false
  const known = new Map<Service, string>()
  const print = (step: Step, isLocal: boolean): string[] => {
    count += 1
    switch (step.kind) {
      case 'region':
        return regionStep(step.form, `'${step.region}'`, sdk('config'), count)
      case 'keys': {
        const keys = `{ accessKeyId: 'AKID${count}', secretAccessKey: 's' }`
        return step.form === 'update'
          ? [`${sdk('config')}.update(${keys})`]
          : [`${sdk('config')}.credentials = new ${sdk('Credentials')}('AKID${count}', 's')`]
      }
      case 'cognito': {
        isCognito = true
        const logins = step.logins ? `, Logins: { 'accounts.google.com': 'token${count}' }` : ''
        const second = step.region === null ? '' : `, { region: '${step.region}' }`
        const made = `new ${sdk('CognitoIdentityCredentials')}({ IdentityPoolId: 'pool-${count}'${logins} }${second})`
        if (step.form === 'named')
          return [`const creds${count} = ${made}`, `${sdk('config')}.credentials = creds${count}`]
        return step.form === 'assign'
          ? [`${sdk('config')}.credentials = ${made}`]
          : [`${sdk('config')}.update({ credentials: ${made} })`]
      }
      case 'client':
        if (!isLocal || !known.has(step.service)) known.set(step.service, `client${count}`)
        return [`const client${count} = new ${sdk(step.service)}(${step.options})`]
      case 'call':
        return callStep(step, known.get(step.service) ?? `new ${sdk(step.service)}()`)
      case 'identity':
        return isCognito ? identityStep(step.form, `${sdk('config')}.credentials`, sdk) : []
      default:
        return step satisfies never
    }
  }
  const block = (steps: readonly Step[], isLocal: boolean): string[] =>
    steps
      .flatMap((step) => print(step, isLocal))
      .map((line) => (program.semicolons && !/[{,(]$/.test(line) ? `${line};` : line))
  const top = block(program.top, false)
  const setup = block(program.setup, true)
  const body = block(program.body, true)
  const isCjs = program.dialect === 'cjs'
  const imported =
    program.dialect === 'named' ? `{ ${Array.from(names).sort().join(', ')} }` : 'AWS'
  const text = [
    isCjs ? `const ${imported} = require('aws-sdk')` : `import ${imported} from 'aws-sdk'`,
    '',
    ...top,
    '',
    'function setUp() {',
    ...setup.map((line) => `  ${line}`),
    '}',
    '',
    isCjs ? 'exports.main = async () => {' : 'export async function main() {',
    '  setUp()',
    ...body.map((line) => `  ${line}`),
    '}',
    '',
  ].join('\n')
  return { path: isCjs ? 'program.cjs' : 'program.mjs', text }
}

function regionStep(form: string, value: string, config: string, count: number): string[] {
  if (form === 'assign') return [`${config}.region = ${value}`]
  if (form === 'element') return [`${config}['region'] = ${value}`]
  if (form === 'update') return [`${config}.update({ region: ${value} })`]
  if (form === 'branch') return [`if (process.env.STAGE) ${config}.region = ${value}`]
  return [`const settings${count} = { region: ${value} }`, `${config}.update(settings${count})`]
}

function callStep(
  { service, form }: { service: Service; form: string },
  receiver: string,
): string[] {
  const [operation, params] = calls[service]
  const request = `${receiver}.${operation}(${params}`
  if (form === 'await') return [`await ${request}).promise()`]
  if (form === 'then') return [`await ${request}).promise().then(() => undefined)`]
  return [
    `await new Promise((resolve, reject) => ${request}, (err) => (err ? reject(err) : resolve())))`,
  ]
}

function identityStep(form: string, credentials: string, sdk: (path: string) => string): string[] {
  const id = `${credentials}.identityId`
  if (form === 'then') return [`console.log(await ${credentials}.getPromise().then(() => ${id}))`]
  if (form === 'callback')
    return [
      `await new Promise((resolve, reject) => ${credentials}.get((err) => (err ? reject(err) : resolve(console.log(${id})))))`,
    ]
  const table = `new ${sdk('DynamoDB.DocumentClient')}()`
  return form === 'await'
    ? [`await ${credentials}.getPromise()`, `console.log(${id})`]
    : [
        `await ${credentials}.getPromise()`,
        `await ${table}.put({ TableName: 't', Item: { id: ${id} } }).promise()`,
      ]
}
