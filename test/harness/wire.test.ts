// Programs that do the same are equal, and each way of doing something else is seen.

import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import type { SourceFile } from '../../transforms/migrate.ts'
import type { Failure } from './fixtures.ts'
import { type Outcome, type Runner, startRunner } from './runner.ts'
import { compareWire } from './wire.ts'

// Programs are kept as text, out of reach of the formatter and the compiler.
const demo = fileURLToPath(new URL('demo/', import.meta.url))
const demos = readdirSync(demo).filter((name) => name.includes('.v2.'))
const unlimited = { timeout: 0 }

let runner: Promise<Runner> | undefined
afterAll(async () => (await runner)?.close())

async function drive(
  files: string | readonly SourceFile[],
  failures: readonly Failure[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  runner ??= startRunner()
  const program = typeof files === 'string' ? [{ path: 'program.js', text: files }] : files
  return (await runner).run({
    program,
    entry: program[0]?.path ?? '',
    drive: null,
    env,
    failures,
  })
}

const read = (name: string): SourceFile => ({
  path: name.replace(/\.v\d|\.txt/g, ''),
  text: readFileSync(`${demo}${name}`, 'utf8'),
})

/** Drives a pair after changing the v3 side, and returns what the comparison says. */
async function compare(
  name: string,
  from: string | RegExp = '',
  to = '',
  failures: readonly Failure[] = [],
): Promise<string[]> {
  const v2 = read(demos.find((file) => file.startsWith(name)) ?? name)
  const v3 = read((demos.find((file) => file.startsWith(name)) ?? name).replace('.v2.', '.v3.'))
  const text = v3.text.replace(from, to)
  if (from !== '') expect(text).not.toBe(v3.text)
  const [before, after] = await Promise.all([
    drive([v2], failures),
    drive([{ ...v3, text }], failures),
  ])
  return compareWire(before, after)
}

describe('programs that do the same are equal', unlimited, () => {
  test.each(demos)('%s', async (name) => {
    expect(await compare(name)).toEqual([])
  })

  test('also when Cognito refuses', async () => {
    const refusal = [{ operation: 'GetItem', times: 1 }]
    expect(await compare('identity-id', '', '', refusal)).toEqual([])
  })
})

describe('a program that does something else is found out', unlimited, () => {
  test('another region', async () => {
    const complaints = await compare(
      'logins-and-documents',
      'DynamoDBClient({ region',
      "DynamoDBClient({ region: 'us-east-2'",
    )
    expect(complaints).toContainEqual(
      expect.stringMatching(/^only v3 sends: dynamodb.PutItem in us-east-2/),
    )
  })

  test('another region for Cognito', async () => {
    const complaints = await compare(
      'pool-and-s3',
      'clientConfig: { region }',
      "clientConfig: { region: 'eu-west-1' }",
    )
    expect(complaints).toContainEqual(
      expect.stringMatching(/^v3 asks for credentials .* cognito-identity.GetId in eu-west-1/),
    )
  })

  test('another user', async () => {
    const complaints = await compare('logins-and-documents', "'token'", "'token of somebody else'")
    expect(complaints).toContainEqual(
      expect.stringMatching(/^only v3 sends: dynamodb.PutItem .*somebody else/),
    )
  })

  test('a guest instead of a user', async () => {
    const complaints = await compare('logins-and-documents', /logins: .*/, '')
    expect(complaints).toContainEqual(
      expect.stringMatching(/^only v3 sends: dynamodb.PutItem .* identity us-east-1:guest 1/),
    )
  })

  test('one guest printed, another one signing', async () => {
    const pool =
      "fromCognitoIdentityPool({ clientConfig: { region }, identityPoolId: 'us-west-2:pool' })"
    const complaints = await compare(
      'identity-id',
      /fromCognitoIdentity\(.*\)$/m,
      pool.replace(
        'fromCognitoIdentityPool',
        "require('@aws-sdk/credential-provider-cognito-identity').fromCognitoIdentityPool",
      ),
    )
    expect(complaints).toContainEqual('v3 calls GetId 2 times, v2 1 times')
    expect(complaints).toContainEqual(expect.stringMatching(/^identities printed/))
  })

  test('one more GetId for the same user', async () => {
    const again = `main = async () => { await require('@aws-sdk/credential-provider-cognito-identity').fromCognitoIdentityPool({
      clientConfig: { region: 'us-east-1' }, identityPoolId: 'us-east-1:pool', logins: { 'accounts.google.com': 'token' } })()`
    expect(await compare('logins-and-documents', 'main = async () => {', again)).toEqual([
      'v3 calls GetId 2 times, v2 1 times',
    ])
  })

  test('a request that is missing', async () => {
    const complaints = await compare('pool-and-s3', /^.*ListObjectsV2Command\(.*\n/m, '')
    expect(complaints).toEqual([expect.stringMatching(/^only v2 sends: s3.ListObjectsV2/)])
  })

  test('a request with another parameter', async () => {
    const complaints = await compare('pool-and-s3', "Key: 'y'", "Key: 'z'")
    expect(complaints).toEqual([
      expect.stringMatching(/^only v2 sends: s3.DeleteObjects/),
      expect.stringMatching(/^only v3/),
    ])
  })

  test('a request that is no longer waited for', async () => {
    const complaints = await compare(
      'logins-and-documents',
      /await (documents.send\(\s*new PutCommand)/,
      '$1',
    )
    expect(complaints).toEqual(['v2 waits for each answer before the next request, v3 does not'])
  })

  test('requests in another order', async () => {
    const swap = /(.*PutObjectCommand\(.*\n)(.*GetObjectCommand\(.*\n)/
    expect(await compare('pool-and-s3', swap, '$2$1')).toEqual([
      expect.stringMatching(/^sent in another order/),
    ])
  })

  test('another endpoint', async () => {
    const complaints = await compare('static-keys', 'localhost:4566', 'localhost:4567')
    expect(complaints).toEqual([
      expect.stringMatching(/at http:\/\/localhost:4566/),
      expect.stringMatching(/at http:\/\/localhost:4567/),
    ])
  })

  test('a session token that is lost', async () => {
    const complaints = await compare('class', ", sessionToken: 'session'", '')
    expect(complaints).toContainEqual(expect.stringMatching(/^only v3 sends: s3.GetObject/))
  })

  test('another session name', async () => {
    const complaints = await compare('class', "RoleSessionName: 'session'", '')
    expect(complaints).toContainEqual(
      expect.stringMatching(/^v3 asks for credentials .*RoleSessionName":"<generated>/),
    )
  })

  test('another result', async () => {
    const complaints = await compare('pool-and-s3', 'return Body', 'return "" + Body')
    expect(complaints).toEqual([expect.stringMatching(/^logged by v2/)])
  })

  test('an exception', async () => {
    const complaints = await compare('class', 'new S3({', 'new S4({')
    expect(complaints).toContainEqual('v2 threw nothing; v3 threw at once')
    expect(complaints).toContainEqual(expect.stringMatching(/S4 is not (defined|a constructor)/))
  })

  test('an exception that is swallowed', async () => {
    const failures = [{ operation: 'GetItem', code: 'ResourceNotFoundException' }]
    const v2 = await drive(
      "const AWS = require('aws-sdk'); exports.main = () => new AWS.DynamoDB({ region: 'eu-west-1', accessKeyId: 'A', secretAccessKey: 'B' }).getItem({ TableName: 't', Key: {} }).promise()",
      failures,
    )
    const v3 = await drive(
      "const { DynamoDB } = require('@aws-sdk/client-dynamodb'); exports.main = () => new DynamoDB({ region: 'eu-west-1', credentials: { accessKeyId: 'A', secretAccessKey: 'B' } }).getItem({ TableName: 't', Key: {} }).catch(() => {})",
      failures,
    )
    expect(compareWire(v2, v2, ['threw'])).toEqual([])
    expect(compareWire(v2, v2)).toContainEqual(expect.stringMatching(/^both threw/))
    expect(compareWire(v2, v3)).toContainEqual('v2 threw at once; v3 threw nothing')
  })

  test('a program that does nothing proves nothing', async () => {
    const idle = await drive('export const unused = 1')
    expect(compareWire(idle, idle)).toEqual([expect.stringMatching(/^nothing was sent/)])
    expect(compareWire(idle, idle, ['idle'])).toEqual([])
  })
})

describe('the driven process', unlimited, () => {
  const guest =
    "const AWS = require('aws-sdk'); exports.main = async () => { const c = new AWS.CognitoIdentityCredentials({ IdentityPoolId: 'p' }, { region: 'eu-west-1' }); await c.getPromise(); return c.identityId + ' ' + AWS.config.region + ' ' + process.env.WHO; }"

  test('keeps programs apart', async () => {
    const first = await drive(
      `${guest}; AWS.config.region = 'left-over'; process.env.WHO = 'left over'`,
    )
    const second = await drive(guest, [], { WHO: 'me' })
    expect(first.log).toEqual(['eu-west-1:guest-1 left-over left over'])
    expect(second.log).toEqual(['eu-west-1:guest-1 undefined me'])
  })

  test('gives no guest id twice to one program', async () => {
    const { log } = await drive(`${guest}; exports.run = exports.main.bind()`)
    expect(log.map((line) => String(line).split(' ')[0])).toEqual([
      'eu-west-1:guest-1',
      'eu-west-1:guest-2',
    ])
  })

  test('lets nothing leave the machine', async () => {
    const { errors, requests } = await drive(`
      import net from 'node:net'
      export async function main() { await fetch('https://example.com/a?b=c', { method: 'POST', body: 'text' }) }
      export const run = () => net.connect(80, '192.0.2.1')`)
    expect(requests).toMatchObject([
      { service: 'example.com', operation: 'POST /a', input: { b: 'c', body: 'text' } },
    ])
    expect(errors).toEqual([expect.stringContaining('Blocked: a connection to 192.0.2.1:80')])
  })

  test('runs programs of several modules, in import order, with top-level await', async () => {
    const { log } = await drive([
      {
        path: 'src/main.ts',
        text: "import './first.js'; import { value } from '@/second'; import shared from '@app/shared'; export const main = (): string => value + shared",
      },
      {
        path: 'src/first.ts',
        text: 'declare global { var seen: string }; globalThis.seen = await Promise.resolve("first ")',
      },
      { path: 'src/second/index.ts', text: 'export const value = globalThis.seen + "second "' },
      { path: 'packages/shared/index.js', text: 'module.exports = require("./data.json").text' },
      { path: 'packages/shared/data.json', text: '{ "text": "shared" }' },
      {
        path: 'packages/shared/package.json',
        text: '{ "name": "@app/shared", "main": "index.js" }',
      },
      { path: 'tsconfig.json', text: '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }' },
    ])
    expect(log).toEqual(['first second shared'])
  })
})
