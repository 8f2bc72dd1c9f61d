// Programs whose credentials come from their surroundings are driven like any other: each source is asked by both SDKs.

import { afterAll, describe, expect, test } from 'vitest'
import type { Failure } from './fixtures.ts'
import { type Runner, startRunner } from './runner.ts'
import { compareWire } from './wire.ts'
import type { World } from './world.ts'

interface Pair {
  readonly v2: string
  readonly v3: string
  readonly world?: World
  readonly failures?: readonly Failure[]
  /** What the request of the program is signed by. */
  readonly signer: string | RegExp
}

const region = 'eu-west-1'
const role = 'arn:aws:iam::123456789012:role/reader'
const keys = (name: string) => [
  `aws_access_key_id = AKID${name}`,
  `aws_secret_access_key = secret of ${name}`,
]
const credentialProcess = {
  '~/keys.cjs': `console.log(JSON.stringify({ Version: 1, AccessKeyId: 'AKIDPROCESS', SecretAccessKey: 'secret', SessionToken: process.env.WHO }))`,
}
const startUrl = 'https://example.awsapps.com/start'
const home = `\${HOME}`
const instance = { AWS_EC2_METADATA_DISABLED: null }

/** The class of v2. */
const v2 = (credentials: string) => `
  const AWS = require('aws-sdk')
  AWS.config.update({ region: '${region}' })
  exports.main = async () => {
    AWS.config.credentials = ${credentials}
    await new AWS.DynamoDB().listTables().promise()
  }`
const v3 = (credentials: string) => `
  const { DynamoDB } = require('@aws-sdk/client-dynamodb')
  const providers = require('@aws-sdk/credential-providers')
  const region = '${region}'
  exports.main = async () => {
    const credentials = providers.${credentials}
    await new DynamoDB({ region, credentials }).listTables({})
  }`

const pairs: Readonly<Record<string, Pair>> = {
  'environment variables': {
    v2: v2(`new AWS.EnvironmentCredentials('AWS')`),
    v3: v3(`fromEnv()`),
    world: { env: { AWS_ACCESS_KEY_ID: 'AKIDENV', AWS_SECRET_ACCESS_KEY: 'secret' } },
    signer: 'key AKIDENV',
  },
  'a shared file': {
    v2: v2(`new AWS.SharedIniFileCredentials({ profile: 'dev' })`),
    v3: v3(`fromIni({ profile: 'dev' })`),
    world: {
      env: {},
      files: { '~/.aws/credentials': ['[default]', ...keys('DEFAULT'), '[dev]', ...keys('DEV')] },
    },
    signer: 'key AKIDDEV',
  },
  'a profile that assumes a role': {
    v2: v2(`new AWS.SharedIniFileCredentials({ profile: 'reader' })`),
    v3: v3(`fromIni({ profile: 'reader' })`),
    world: {
      env: { AWS_SDK_LOAD_CONFIG: '1' },
      files: {
        '~/.aws/credentials': ['[base]', ...keys('BASE')],
        '~/.aws/config': [
          '[profile reader]',
          `role_arn = ${role}`,
          'source_profile = base',
          `region = ${region}`,
        ],
      },
    },
    signer: /^AssumeRole .*role\/reader by key AKIDBASE /,
  },
  'a shared file elsewhere': {
    v2: v2(`new AWS.SharedIniFileCredentials({ filename: './keys.ini' })`),
    v3: v3(`fromIni({ filepath: './keys.ini' })`),
    world: { env: {}, files: { 'keys.ini': ['[default]', ...keys('HERE')] } },
    signer: 'key AKIDHERE',
  },
  'a process': {
    v2: v2(`new AWS.ProcessCredentials({ profile: 'tool' })`),
    v3: v3(`fromProcess({ profile: 'tool' })`),
    world: {
      env: { WHO: 'me' },
      files: {
        ...credentialProcess,
        '~/.aws/credentials': ['[tool]', `credential_process = \${NODE} ${home}/keys.cjs`],
      },
    },
    signer: 'key AKIDPROCESS with session token me',
  },
  'an instance': {
    v2: v2(`new AWS.EC2MetadataCredentials()`),
    v3: v3(`fromInstanceMetadata({ maxRetries: 3 })`),
    world: { env: instance },
    signer: 'instance with role-of-the-instance',
  },
  'an instance that refuses at first': {
    v2: v2(`new AWS.EC2MetadataCredentials()`),
    v3: v3(`fromInstanceMetadata({ maxRetries: 3 })`),
    world: { env: instance },
    failures: [
      { operation: 'GET /latest/meta-data/iam/security-credentials/', times: 1, status: 503 },
    ],
    signer: 'instance with role-of-the-instance',
  },
  'a container': {
    v2: v2(`new AWS.ECSCredentials()`),
    v3: v3(`fromHttp()`),
    world: { env: { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/v2/credentials/task' } },
    signer: 'container 169.254.170.2 GET /v2/credentials/task',
  },
  'a container with a token': {
    v2: v2(`new AWS.RemoteCredentials()`),
    v3: v3(`fromHttp()`),
    world: {
      env: {
        AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://localhost:8080/credentials',
        AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: `${home}/token`,
      },
      files: { '~/token': 'Bearer pod' },
    },
    signer: 'container localhost:8080 GET /credentials with Bearer pod',
  },
  'a chain of roles': {
    v2: v2(`new AWS.ChainableTemporaryCredentials({
      params: { RoleArn: '${role}', RoleSessionName: 'second' },
      masterCredentials: new AWS.ChainableTemporaryCredentials({
        params: { RoleArn: '${role}-first', RoleSessionName: 'first' },
        masterCredentials: new AWS.Credentials('AKIDROOT', 'secret'),
      }),
    })`),
    v3: v3(`fromTemporaryCredentials({
      params: { RoleArn: '${role}', RoleSessionName: 'second' },
      masterCredentials: providers.fromTemporaryCredentials({
        params: { RoleArn: '${role}-first', RoleSessionName: 'first' },
        masterCredentials: { accessKeyId: 'AKIDROOT', secretAccessKey: 'secret' },
        clientConfig: { region },
      }),
      clientConfig: { region },
    })`),
    signer: /^AssumeRole .*role\/reader by AssumeRole .*role\/reader-first by key AKIDROOT /,
  },
  'a web identity': {
    v2: v2(`new AWS.WebIdentityCredentials({ RoleArn: '${role}', WebIdentityToken: 'token' })`),
    v3: v3(
      `fromWebToken({ roleArn: '${role}', webIdentityToken: 'token', roleSessionName: 'web-identity' })`,
    ),
    signer: /^AssumeRoleWithWebIdentity .*role\/reader by token /,
  },
  'a web identity in a file': {
    v2: v2(`new AWS.TokenFileWebIdentityCredentials()`),
    v3: v3(`fromTokenFile({ roleSessionName: 'token-file-web-identity' })`),
    world: {
      env: { AWS_WEB_IDENTITY_TOKEN_FILE: `${home}/token`, AWS_ROLE_ARN: role },
      files: { '~/token': 'token of the pod' },
    },
    signer: /^AssumeRoleWithWebIdentity .*role\/reader by token of the pod /,
  },
  'a portal': {
    v2: v2(`new AWS.SsoCredentials({ profile: 'work' })`),
    v3: v3(`fromSSO({ profile: 'work' })`),
    world: {
      env: { AWS_SDK_LOAD_CONFIG: '1' },
      files: {
        '~/.aws/config': [
          '[profile work]',
          `sso_start_url = ${startUrl}`,
          'sso_region = us-east-2',
          'sso_account_id = 123456789012',
          'sso_role_name = Reader',
        ],
        [`~/.aws/sso/cache/\${sha1:${startUrl}}.json`]: JSON.stringify({
          startUrl,
          region: 'us-east-2',
          accessToken: 'token of the portal',
          expiresAt: '2999-01-01T00:00:00Z',
        }),
      },
    },
    signer: 'SSO account 123456789012 role Reader by token of the portal',
  },
  'a session': {
    v2: v2(`new AWS.TemporaryCredentials({}, new AWS.Credentials('AKIDROOT', 'secret'))`),
    v3: v3(`fromEnv`).replace(
      'providers.fromEnv',
      `async () => {
        const { STS } = require('@aws-sdk/client-sts')
        const sts = new STS({ region, credentials: { accessKeyId: 'AKIDROOT', secretAccessKey: 'secret' } })
        const { Credentials: c } = await sts.getSessionToken({})
        return { accessKeyId: c.AccessKeyId, secretAccessKey: c.SecretAccessKey, sessionToken: c.SessionToken }
      }`,
    ),
    signer: /^GetSessionToken .*by key AKIDROOT /,
  },
  'an assertion': {
    v2: v2(
      `new AWS.SAMLCredentials({ RoleArn: '${role}', PrincipalArn: 'arn', SAMLAssertion: 'assertion' })`,
    ),
    v3: v3(`fromEnv`).replace(
      'providers.fromEnv',
      `async () => {
        const { STS } = require('@aws-sdk/client-sts')
        const { Credentials: c } = await new STS({ region }).assumeRoleWithSAML(
          { RoleArn: '${role}', PrincipalArn: 'arn', SAMLAssertion: 'assertion' })
        return { accessKeyId: c.AccessKeyId, secretAccessKey: c.SecretAccessKey, sessionToken: c.SessionToken }
      }`,
    ),
    signer: /^AssumeRoleWithSAML .*role\/reader by assertion /,
  },
}

let runner: Promise<Runner> | undefined
afterAll(async () => (await runner)?.close())

async function drive(text: string, { world = { env: {} }, failures = [] }: Partial<Pair>) {
  runner ??= startRunner()
  const program = [{ path: 'program.js', text }]
  // STS in the region, as v3 has it.
  const env = { AWS_STS_REGIONAL_ENDPOINTS: 'regional', ...world.env }
  return (await runner).run({ ...world, env, program, entry: 'program.js', drive: null, failures })
}

async function compare(name: string, from = '', to = ''): Promise<string[]> {
  const pair = pairs[name]
  if (!pair) throw new Error(`There is no ${name}`)
  const changed = pair.v3.replace(from, to)
  if (from !== '') expect(changed).not.toBe(pair.v3)
  return compareWire(await drive(pair.v2, pair), await drive(changed, pair))
}

describe('both SDKs ask', { timeout: 0 }, () => {
  test.each(Object.entries(pairs))('%s', async (_, pair) => {
    const before = await drive(pair.v2, pair)
    const after = await drive(pair.v3, pair)
    expect(compareWire(before, after)).toEqual([])
    for (const { requests } of [before, after])
      expect(requests.at(-1)).toMatchObject({
        operation: 'ListTables',
        signer: typeof pair.signer === 'string' ? pair.signer : expect.stringMatching(pair.signer),
      })
  })
})

describe('a program that asks another source is found out', { timeout: 0 }, () => {
  test.each([
    ['a shared file', `profile: 'dev'`, `profile: 'default'`, /^only v3 .* AKIDDEFAULT/],
    ['a shared file elsewhere', 'filepath', 'filename', /^v2 threw nothing; v3 threw at once/],
    ['a container', 'fromHttp', 'fromContainerMetadata', undefined],
    ['a container with a token', 'fromHttp', 'fromContainerMetadata', /^v3 asks for .*credentials/],
    ['an instance', 'fromInstanceMetadata({ maxRetries: 3 })', 'fromEnv()', /^v2 threw nothing/],
    ['an instance that refuses at first', '{ maxRetries: 3 }', '', /^v2 threw nothing/],
    ['a chain of roles', `RoleSessionName: 'first'`, '', /^v3 asks for .*"<generated>"/],
    ['a chain of roles', `AKIDROOT`, 'AKIDOTHER', /^only v3 sends: .*AKIDOTHER/],
    ['a web identity', `'web-identity'`, `'other'`, /^v3 asks for .*"other"/],
    ['a portal', `profile: 'work'`, `profile: 'home'`, /^v2 threw nothing/],
  ])('%s: %s → %s', async (name, from, to, complaint) => {
    const complaints = await compare(name, from, to)
    if (complaint) expect(complaints).toContainEqual(expect.stringMatching(complaint))
    else expect(complaints).toEqual([])
  })
})

describe('the world of a program', { timeout: 0 }, () => {
  test('holds nothing of this machine and nothing of the program before', async () => {
    process.env.AWS_PROFILE = 'leaked'
    const text = `
      const fs = require('node:fs')
      exports.main = () => JSON.stringify([
        Object.keys(process.env).filter((name) => /^(AWS|AMAZON)_/.test(name)).sort(),
        fs.readdirSync(require('node:os').homedir()), fs.existsSync('here'), fs.existsSync(__dirname + '/here')])`
    const first = await drive(text, {
      world: { env: { AWS_REGION: region, ...instance }, files: { '~/a': '', here: '' } },
    })
    const second = await drive(text, {})
    delete process.env.AWS_PROFILE
    const regional = 'AWS_STS_REGIONAL_ENDPOINTS'
    const suppressed = 'AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE'
    expect(first.log).toEqual([
      JSON.stringify([['AWS_REGION', suppressed, regional], ['a'], true, true]),
    ])
    expect(second.log).toEqual([
      JSON.stringify([['AWS_EC2_METADATA_DISABLED', suppressed, regional], [], false, false]),
    ])
  })

  test('holds files that the program requires, and that v2 reads', async () => {
    const world = {
      env: {},
      files: {
        'aws.json': '{ "accessKeyId": "AKIDFILE", "secretAccessKey": "s", "region": "eu-west-1" }',
      },
    }
    const text = `
      const AWS = require('aws-sdk')
      AWS.config.loadFromPath(__dirname + '/aws.json')
      exports.main = async () => {
        await new AWS.DynamoDB().listTables().promise()
        return require('./aws.json').accessKeyId
      }`
    const { requests, log } = await drive(text, { world })
    expect([requests[0]?.signer, log]).toEqual(['key AKIDFILE', ['AKIDFILE']])
  })

  test('takes no file out of it', async () => {
    const world = { env: {}, files: { '~/../../out': '' } }
    for (let run = 0; run < 3; run += 1)
      await expect(drive('', { world })).rejects.toThrow('outside')
  })
})
