// Generated pages are what the tables say. `npx vitest run test/docs.test.ts --update` writes them anew.

import { expect, test } from 'vitest'
import { catalogue, type FindingCode, type Severity } from '../transforms/report/catalogue.ts'
import {
  type CredentialClass,
  type CredentialConversion,
  type CredentialOption,
  credentialClasses,
} from '../transforms/sdk/credentials.ts'
import {
  type Conversion,
  documentedRetries,
  httpOptionRows,
  type OptionRow,
  oldApiVersions,
  optionRows,
} from '../transforms/sdk/options.ts'

const meaning: Readonly<Record<Severity, string>> = {
  action: 'Something stays on v2 and needs a human. `--strict` exits with status 3.',
  review: 'Something was migrated, and a human should look at it.',
  note: 'Worth knowing.',
}

function findingsPage(): string {
  const codes = Object.keys(catalogue).sort() as FindingCode[]
  const severities: readonly Severity[] = ['action', 'review', 'note']
  const sections = severities.flatMap((severity) => [
    `## ${severity}\n\n${meaning[severity]}\n`,
    ...codes
      .filter((code) => catalogue[code].severity === severity)
      .map(
        (code) =>
          `### <a id="${code}"></a>${code}\n\n${catalogue[code].sentence}\n\n*What to do:* ${catalogue[code].advice}\n`,
      ),
  ])
  return `# Findings\n\nGenerated from \`transforms/report/catalogue.ts\`. Every finding has a file, a line and a column; names in braces are filled in.\n\n${sections.join('\n')}`
}

test('docs/findings.md lists every finding', async () => {
  await expect(findingsPage()).toMatchFileSnapshot('../docs/findings.md')
})

const conversions: Readonly<Record<Conversion, string>> = {
  same: 'The value stays.',
  'plus-one': 'v2 counts retries, v3 attempts: the value plus one.',
  retry:
    '`new ConfiguredRetryStrategy(attempts, delay)` of `@smithy/util-retry`, with `maxRetries` in it. `base` becomes the delay that v2 computes; `customBackoff` is called with the number of the retry from 0, as v2 does. In the global configuration the delay alone is kept, and each client makes its strategy of it.',
  endpoint:
    'Gets the scheme that v2 adds. `new AWS.Endpoint(url)` becomes the url. A value that may lack a scheme is a finding; one with `{service}` or `{region}` stays on v2.',
  'request-handler': 'Its members are options of the request handler, see below.',
  credentials: 'A provider, or an object with keys.',
  provider:
    'The chain as a provider, with a note: v2 asked it only where it found no keys by itself.',
  'static-key': 'The three keys become one object.',
  implied: '',
  drop: 'Dropped: it means nothing to v3.',
  negated: 'v3 has the opposite switch: `false` becomes `true`.',
  logger:
    '`console` without `debug` and `trace`. One that has only `log` or `write` is dropped with a finding, for v3 would never call it; of others a finding says that v3 calls other methods.',
  checksums: '`false` becomes `WHEN_REQUIRED`.',
  'global-endpoint':
    'v2 reads it of the client only, and asks the global endpoint in us-east-1 by default: `useGlobalEndpoint: true`, with a note, unless it is `regional`, or an endpoint, FIPS, dual stack or a region of another partition is set.',
  'api-version': 'Dropped; a finding where it selects an old shape of a service.',
  'api-versions': 'Dropped; a finding where it selects an old shape of a service.',
  bound:
    'Written into the input of each call that has the member and does not set it, as v2 does. The client stays on v2 where its calls are not all known.',
  refuse: 'No rewrite yet: the site stays on v2.',
}

function happens({ conversion, implied, refused, lost, note }: OptionRow): string {
  if (note) return note
  if (conversion !== 'implied') return conversions[conversion] + (lost ? ' A finding says so.' : '')
  const values = (implied ?? []).map((value) => `\`${JSON.stringify(value)}\``).join(' or ')
  return `${values} is dropped, for v3 does that; with another value ${refused ? 'the site stays on v2' : 'it is dropped with a finding'}.`
}

const code = (name: string | null): string => (name === null ? '' : `\`${name}\``)

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')

function optionsPage(): string {
  const options = optionRows.map((row) => [
    code(row.name),
    code(row.v3),
    happens(row) +
      (row.services ? ` Only for ${row.services.join(', ')}.` : '') +
      (row.own ? ' v2 does not read it from `AWS.config`.' : '') +
      (row.own === 'section' ? ' It does from the section of a service.' : ''),
  ])
  const members = httpOptionRows.map(({ name, node, browser }) => [
    code(name),
    code(node),
    code(browser),
  ])
  const versions = Object.entries(oldApiVersions).map(([service, date]) => [service, date])
  return `# Configuration options

Generated from \`transforms/sdk/options.ts\`: what becomes of each option of \`AWS.Config\` and of the constructors of v2's clients. Options of \`AWS.config\` go to the clients that v2 gave them to.

${table(['v2', 'v3', 'What happens'], options)}

## httpOptions

${table(['v2', '`requestHandler` on Node', 'in a browser'], members)}

An \`agent\` becomes \`httpAgent\` where the endpoint or its class says http, and both where nothing tells. \`proxy\` has no v3 form: the site stays on v2. A member without a form is a finding, unless v2 did not use it there either.

## Retries that v2 makes by default

${Object.entries(documentedRetries)
  .map(
    ([service, count]) => `* ${service === 'default' ? 'all other services' : service}: ${count}`,
  )
  .join('\n')}

## API versions

A version before the date selects an old shape of the service, which v3 does not have.

${table(['Service', "Today's shape since"], versions)}
`
}

test('docs/config-options.md lists every option', async () => {
  await expect(optionsPage()).toMatchFileSnapshot('../docs/config-options.md')
})

const credentialConversions: Readonly<Record<CredentialConversion, string>> = {
  same: 'The value stays.',
  master: 'Keys or a provider. Without it, the global credentials where v2 took them.',
  'client-config':
    'Options of the client, each as in [config-options.md](config-options.md). Those of `AWS.config` that v2 took are added.',
  'http-options': 'Options of the request handler.',
  timeout: 'Its `timeout`. `connectTimeout` is part of it in v3.',
  'token-code': '`promisify(f)` of `node:util`.',
  'role-params': 'With the name of the session that v2 gives where there is none.',
  'session-name': 'Without it, the name that v2 gives.',
  off: '`false` is dropped, for v3 does that. With another value the credentials stay on v2.',
  unused: 'Dropped: v2 does not read it.',
  lost: 'Dropped, with a finding.',
  refuse: 'The credentials stay on v2, with a finding.',
}

/** What the tables do not tell of a class. */
const remarks: Readonly<Record<string, string>> = {
  ChainableTemporaryCredentials:
    'Without `params.RoleArn` it asks for a session token: a function with `GetSessionTokenCommand`. v2 asks the global endpoint of STS unless the options of the client say otherwise, so `useGlobalEndpoint: true` is written.',
  CognitoIdentityCredentials:
    'With `IdentityId`, and where the identity id is used, `fromCognitoIdentity`. With `RoleArn` (the classic flow) a function with the commands of that flow, which takes `RoleSessionName` too. `WebIdentityToken` is dropped: v2 overwrites it. Where the program looks into the credentials or changes them, a class of the same name is written into the project.',
  CredentialProviderChain:
    'Without a list, `fromNodeProviderChain()`. v2 asks the next provider after any failure; a link that may fail with an error at which v3 stops is wrapped. `resolve` and `resolvePromise` become the provider where a client takes the result, and an awaited call of it where keys are read.',
  Credentials:
    'An object with the keys. A class that extends it extends a class `Credentials` that is written into the project.',
  EC2MetadataCredentials: 'v3 does not retry unless it is told to: `maxRetries: 3`, as in v2.',
  ECSCredentials:
    '`fromHttp` reads the same variables, tokens in files too. It is called when the keys are wanted, for outside of a container it throws at once. Where the file itself looks for `AWS_CONTAINER_CREDENTIALS_RELATIVE_URI`, `fromContainerMetadata`.',
  EnvironmentCredentials:
    '`fromEnv` where the prefix is `AWS`; for other prefixes a function that reads the variables.',
  FileSystemCredentials: 'A function that reads the file.',
  RemoteCredentials: 'As `ECSCredentials`.',
  SAMLCredentials: 'A function with `AssumeRoleWithSAMLCommand`.',
  SharedIniFileCredentials:
    'v3 reads `~/.aws/config` too, where v2 wanted `AWS_SDK_LOAD_CONFIG`; a finding says so.',
  TemporaryCredentials:
    'As `ChainableTemporaryCredentials`. Over others of its class v2 takes the credentials that those ask, and so does what is written. `TokenCode` becomes `mfaCodeProvider`.',
  TokenFileWebIdentityCredentials:
    'The role and the file come from the same variables in both. The name of the session stays v2’s.',
}

function credentialsPage(): string {
  const row = ({ name, v3, conversion }: CredentialOption): readonly string[] => [
    code(name),
    code(v3),
    conversion === 'same' && v3 === null ? 'See above.' : credentialConversions[conversion],
  ]
  const became = ({ provider }: CredentialClass): string =>
    provider === null ? 'v3 has no provider for it.' : `Becomes \`${provider}\`.`
  const sections = credentialClasses.map((own) => {
    const rows = [...own.options, ...(own.second ? [own.second] : [])].map(row)
    const remark = remarks[own.name]
    const what = own.takes === 'arguments' ? 'argument' : 'option'
    return `## ${own.name}\n\n${became(own)}${remark ? ` ${remark}` : ''}\n\n${table([`v2 ${what}`, 'v3 option', 'What happens'], rows)}\n`
  })
  return `# Credential classes

Generated from \`transforms/sdk/credentials.ts\`: what becomes of each credential class of v2, of its options, and of the second argument of its constructor, if it has one. The providers are those of \`@aws-sdk/credential-providers\`, Cognito's those of \`@aws-sdk/credential-provider-cognito-identity\`.

A provider is a function that a client asks for keys. Where the program reads keys, sets \`expired\`, refreshes, or extends \`AWS.Credentials\`, it keeps an object: a class \`Credentials\` is written into the project, with the members of v2's on top of a provider. Classes that load when they are constructed (environment, files) stay on v2 there if the keys are read before anything loaded them.

${sections.join('\n')}`
}

test('docs/credentials.md lists every class and option', async () => {
  await expect(credentialsPage()).toMatchFileSnapshot('../docs/credentials.md')
})

test('the catalogue is sorted, and every sentence ends', () => {
  const codes = Object.keys(catalogue)
  expect(codes).toEqual([...codes].sort())
  for (const { sentence, advice } of Object.values(catalogue)) {
    expect(sentence).toMatch(/[.!?)]$/)
    expect(advice).toMatch(/[.!?`]$/)
  }
})
