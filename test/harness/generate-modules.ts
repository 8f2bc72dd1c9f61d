// Programs of several modules that nobody wrote: each may configure while it is loaded or in a function, construct clients
// and use them; some take the SDK from another module; they are loaded in any order.

import fc from 'fast-check'
import type { SourceFile } from '../../transforms/migrate.ts'

const calls = {
  S3: 'listBuckets({})',
  SNS: "publish({ TopicArn: 'arn:aws:sns:eu-west-1:1:t', Message: 'm' })",
  SQS: 'listQueues({})',
  'DynamoDB.DocumentClient': "get({ TableName: 't', Key: { id: 'a' } })",
} as const

type Service = keyof typeof calls

const service = fc.constantFrom(...(Object.keys(calls) as Service[]))

const write = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('region', 'region', 'update', 'retries') },
  { weight: 3, arbitrary: fc.constantFrom('keys', 'guest', 'user', 'user') },
  { weight: 1, arbitrary: fc.constantFrom('none', 'branch') },
)
const use = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('call' as const), service }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('own' as const), service }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('identity' as const), service }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('look' as const), service }) },
)

const module = fc.record({
  /** Takes the SDK from the last module, which exports it. */
  borrows: fc.boolean(),
  loads: fc.array(fc.nat(3), { maxLength: 2 }),
  top: fc.array(write, { maxLength: 2 }),
  client: fc.option(service),
  set: fc.array(write, { maxLength: 2 }),
  uses: fc.array(use, { maxLength: 2 }),
})

type Module = typeof module extends fc.Arbitrary<infer T> ? T : never

export interface Modules {
  readonly dialect: 'cjs' | 'esm'
  readonly exporting: 'default' | 'named'
  readonly modules: readonly Module[]
  readonly order: readonly number[]
  readonly steps: readonly { readonly set: boolean; readonly of: number }[]
}

export const modulePrograms: fc.Arbitrary<Modules> = fc.record({
  dialect: fc.constantFrom('cjs' as const, 'esm' as const),
  exporting: fc.constantFrom('default' as const, 'named' as const),
  modules: fc.array(module, { minLength: 2, maxLength: 3 }),
  order: fc.shuffledSubarray([0, 1, 2], { minLength: 3 }),
  steps: fc.array(fc.record({ set: fc.boolean(), of: fc.nat(2) }), { minLength: 2, maxLength: 5 }),
})

/** The files of a program; `main` is exported by `main.mjs` or `main.cjs`. */
export function modulesOf(program: Modules): readonly SourceFile[] {
  const { dialect, modules } = program
  const ending = dialect === 'cjs' ? 'cjs' : 'mjs'
  const last = modules.length - 1
  const count = { value: 0 }
  const files = modules.map((own, i): SourceFile => {
    const borrows = own.borrows && i < last
    const isLender = i === last && modules.some(({ borrows: any }, at) => any && at < last)
    const loaded = Array.from(new Set(own.loads.map((n) => i + 1 + n))).filter((n) => n <= last)
    const lines = [
      importing(program, borrows ? `./m${last}.${ending}` : 'aws-sdk'),
      ...loaded.map((n) => (dialect === 'cjs' ? `require('./m${n}.cjs')` : `import './m${n}.mjs'`)),
      '',
      ...own.top.flatMap((kind) => written(kind, count)),
      ...(own.client ? [`const client = new AWS.${own.client}()`] : []),
      '',
      ...exported(
        program,
        `set${i}`,
        '',
        own.set.flatMap((kind) => written(kind, count)),
      ),
      ...exported(
        program,
        `use${i}`,
        'async ',
        own.uses.flatMap((each) => used(each)),
      ),
      ...exported(
        program,
        `ask${i}`,
        'async ',
        own.client ? [`await client.${calls[own.client]}.promise()`] : [],
      ),
      ...(isLender ? [lending(program)] : []),
      '',
    ]
    return { path: `m${i}.${ending}`, text: lines.join('\n') }
  })
  return [...files, mainOf(program, ending)]
}

function importing({ dialect, exporting }: Modules, from: string): string {
  const name = from === 'aws-sdk' || exporting === 'default' ? 'AWS' : '{ AWS }'
  return dialect === 'cjs'
    ? `const ${from === 'aws-sdk' ? 'AWS' : '{ AWS }'} = require('${from}')`
    : `import ${name} from '${from}'`
}

const lending = ({ dialect, exporting }: Modules): string =>
  dialect === 'cjs'
    ? 'exports.AWS = AWS'
    : exporting === 'default'
      ? 'export default AWS'
      : 'export { AWS }'

function exported(
  { dialect }: Modules,
  name: string,
  lead: string,
  body: readonly string[],
): readonly string[] {
  const lines = body.map((line) => `  ${line}`)
  return dialect === 'cjs'
    ? [`exports.${name} = ${lead}() => {`, ...lines, '}']
    : [`export ${lead}function ${name}() {`, ...lines, '}']
}

function written(kind: string, count: { value: number }): readonly string[] {
  count.value += 1
  const n = count.value
  const region = ['eu-west-1', 'ap-south-1', 'sa-east-1'][n % 3] ?? ''
  const cognito = (logins: string): string =>
    `AWS.config.credentials = new AWS.CognitoIdentityCredentials({ IdentityPoolId: 'us-east-1:pool-${n}'${logins} }, { region: 'us-east-1' })`
  if (kind === 'region') return [`AWS.config.region = '${region}'`]
  if (kind === 'update') return [`AWS.config.update({ region: '${region}', maxRetries: ${n % 4} })`]
  if (kind === 'retries') return [`AWS.config.maxRetries = ${n % 5}`]
  if (kind === 'branch') return [`if (process.env.STAGE) AWS.config.region = '${region}'`]
  if (kind === 'keys')
    return [`AWS.config.update({ accessKeyId: 'AKID${n}', secretAccessKey: 's${n}' })`]
  if (kind === 'guest') return [cognito('')]
  if (kind === 'user') return [cognito(`, Logins: { 'accounts.google.com': 'token${n}' }`)]
  return []
}

function used({ kind, service: name }: { kind: string; service: Service }): readonly string[] {
  if (kind === 'call') return [`await new AWS.${name}().${calls[name]}.promise()`]
  if (kind === 'own')
    return [`await new AWS.${name}({ region: 'ca-central-1' }).${calls[name]}.promise()`]
  const test = 'if (AWS.config.credentials instanceof AWS.CognitoIdentityCredentials) '
  if (kind === 'identity')
    return [
      'if (AWS.config.credentials && AWS.config.credentials.getPromise) await AWS.config.credentials.getPromise()',
      'if (AWS.config.credentials) console.log(AWS.config.credentials.identityId)',
    ]
  return [
    `${test}{`,
    '  await AWS.config.credentials.getPromise()',
    '  console.log(AWS.config.credentials.accessKeyId.length)',
    '  AWS.config.credentials.expired = true',
    '}',
  ]
}

function mainOf({ dialect, modules, order, steps }: Modules, ending: string): SourceFile {
  const known = order.filter((i) => i < modules.length)
  const names = (i: number): string => `{ set${i}, use${i}, ask${i} }`
  const lines = [
    ...known.map((i) =>
      dialect === 'cjs'
        ? `const ${names(i)} = require('./m${i}.cjs')`
        : `import ${names(i)} from './m${i}.mjs'`,
    ),
    '',
    dialect === 'cjs' ? 'exports.main = async () => {' : 'export async function main() {',
    ...steps
      .map(({ set, of }) => ({ set, of: of % modules.length }))
      .flatMap(({ set, of }) =>
        set ? [`  set${of}()`] : [`  await use${of}()`, `  await ask${of}()`],
      ),
    '}',
    '',
  ]
  return { path: `main.${ending}`, text: lines.join('\n') }
}
