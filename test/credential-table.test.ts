// The table of credential classes knows every class and option of v2, and its names of v3 are those of the v3 providers.

import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import {
  type CredentialClass,
  type CredentialOption,
  credentialClasses,
} from '../transforms/sdk/credentials.ts'
import { type CompileUnit, compileAll } from './harness/compile.ts'
import { loadFixtures } from './harness/fixtures.ts'

const require = createRequire(import.meta.url)
const typings = dirname(require.resolve('aws-sdk/lib/credentials.d.ts'))

const parse = (path: string): ts.SourceFile =>
  ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest)

const sts = parse(join(typings, '../clients/sts.d.ts'))
const cognito = parse(join(typings, '../clients/cognitoidentity.d.ts'))

/** Names of the members of an interface, or of an object type that is given a name. */
function membersOf(source: ts.SourceFile, name: string): readonly string[] {
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    const isNamed =
      (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) &&
      node.name.text === name
    const members = !isNamed
      ? []
      : ts.isInterfaceDeclaration(node)
        ? node.members
        : ts.isTypeLiteralNode(node.type)
          ? node.type.members
          : []
    for (const { name: key } of members) if (key && ts.isIdentifier(key)) found.push(key.text)
    ts.forEachChild(node, visit)
  }
  visit(source)
  expect(found).not.toEqual([])
  return found
}

/** What the typings of v2 say a constructor takes, by class: objects by their members, arguments by their names. */
const declared: Readonly<Record<string, (source: ts.SourceFile) => readonly string[]>> = {
  ChainableTemporaryCredentials: (source) =>
    membersOf(source, 'ChainableTemporaryCredentialsOptions'),
  CognitoIdentityCredentials: () => [
    ...membersOf(cognito, 'GetIdInput'),
    ...membersOf(cognito, 'GetCredentialsForIdentityInput'),
    'LoginId',
  ],
  CredentialProviderChain: () => ['providers'],
  Credentials: (source) => membersOf(source, 'CredentialsOptions'),
  EC2MetadataCredentials: (source) => membersOf(source, 'EC2MetadataCredentialsOptions'),
  ECSCredentials: (source) => membersOf(source, 'ECSCredentialsOptions'),
  EnvironmentCredentials: () => ['envPrefix'],
  FileSystemCredentials: () => ['filename'],
  ProcessCredentials: (source) => membersOf(source, 'ProcessCredentialsOptions'),
  RemoteCredentials: (source) => membersOf(source, 'RemoteCredentialsOptions'),
  SAMLCredentials: () => membersOf(sts, 'AssumeRoleWithSAMLRequest'),
  SharedIniFileCredentials: (source) => membersOf(source, 'SharedIniFileCredentialsOptions'),
  SsoCredentials: (source) => membersOf(source, 'SsoCredentialsOptions'),
  TemporaryCredentials: () => ['params', 'masterCredentials'],
  TokenFileWebIdentityCredentials: () => ['clientConfig'],
  WebIdentityCredentials: () => membersOf(sts, 'AssumeRoleWithWebIdentityRequest'),
}

const typingsOf = ({ file }: CredentialClass): ts.SourceFile =>
  parse(file ? join(typings, 'credentials', `${file}.d.ts`) : join(typings, 'credentials.d.ts'))

const optionsOf = ({ options, second }: CredentialClass): readonly CredentialOption[] => [
  ...options,
  ...(second ? [second] : []),
]

describe('every class of v2', () => {
  it('has a row', () => {
    const files = readdirSync(join(typings, 'credentials')).filter((name) => name.endsWith('.d.ts'))
    const classes = files.flatMap((name) =>
      parse(join(typings, 'credentials', name))
        .statements.filter(ts.isClassDeclaration)
        .map((node) => node.name?.text),
    )
    expect(classes.length).toBeGreaterThan(14)
    expect(credentialClasses.map(({ name }) => name)).toEqual([...classes, 'Credentials'].sort())
  })

  it('that the running SDK exports has a row', () => {
    const running = Object.keys(require('aws-sdk') as object).filter((name) =>
      /Credentials$|ProviderChain$/.test(name),
    )
    expect(running.length).toBeGreaterThan(14)
    const others = running.filter((name) => !credentialClasses.some((row) => row.name === name))
    expect(others).toEqual(['TokenProviderChain'])
  })

  it.each(credentialClasses.map((row) => [row.name, row] as const))(
    '%s: every option has a row',
    (name, row) => {
      const known = optionsOf(row).map((option) => option.name)
      expect(new Set(known).size).toBe(known.length)
      const members = declared[name]?.(typingsOf(row)) ?? []
      expect(members.filter((member) => !known.includes(member))).toEqual([])
    },
  )
})

/** A value of the type that each option of v3 has. */
const samples: Readonly<Record<string, string>> = {
  accountId: "'123456789012'",
  clientConfig: "{ region: 'eu-west-1', requestHandler: { socketTimeout: 1000 } }",
  customRoleArn: "'arn:aws:iam::123456789012:role/user'",
  durationSeconds: '900',
  ec2MetadataV1Disabled: 'true',
  filepath: "'/etc/keys'",
  identityId: "'eu-west-1:5f0a'",
  identityPoolId: "'eu-west-1:0d5c'",
  logger: 'console',
  logins: "{ 'accounts.google.com': 'token' }",
  masterCredentials: "{ accessKeyId: 'AKID', secretAccessKey: 'secret' }",
  maxRetries: '3',
  mfaCodeProvider: 'async (serial: string) => serial',
  params: "{ RoleArn: 'arn:aws:iam::123456789012:role/user', RoleSessionName: 'session' }",
  policy: "'{}'",
  policyArns: "[{ arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }]",
  profile: "'work'",
  providerId: "'graph.facebook.com'",
  roleArn: "'arn:aws:iam::123456789012:role/user'",
  roleSessionName: "'session'",
  timeout: '1000',
  userIdentifier: "'one'",
  webIdentityToken: "'token'",
}

/** A program that gives a provider an option. */
function unitOf(provider: string, option: string): CompileUnit {
  const text = `import { ${provider} } from '@aws-sdk/credential-providers'
type Members<T> = T extends unknown ? { [K in keyof T]?: T[K] } : never
export const options: Members<NonNullable<Parameters<typeof ${provider}>[0]>> = { ${option}: ${samples[option]} }
`
  const name = `${provider}-${option}`
  return { name, files: [{ path: `${name}.ts`, text }], partial: false }
}

const providers: Readonly<Record<string, readonly string[]>> = {
  CognitoIdentityCredentials: ['fromCognitoIdentityPool'],
  ECSCredentials: ['fromHttp', 'fromContainerMetadata'],
  RemoteCredentials: ['fromHttp', 'fromContainerMetadata'],
}

describe('every option of v3 in the table', () => {
  it('is an option of its provider', () => {
    const units = credentialClasses.flatMap((row) => {
      if (row.provider === null || row.provider === 'createCredentialChain') return []
      return (providers[row.name] ?? [row.provider]).flatMap((provider) =>
        optionsOf(row).flatMap(({ v3 }) =>
          v3 === null || (v3 === 'identityId' && provider === 'fromCognitoIdentityPool')
            ? []
            : [unitOf(provider, v3)],
        ),
      )
    })
    expect(units.length).toBeGreaterThan(30)
    const complaints = [...compileAll(units)].filter(([, found]) => found.length > 0)
    expect(complaints).toEqual([])
  })

  it('and one that is not is noticed', () => {
    for (const [provider, option] of [
      ['fromIni', 'timeout'],
      ['fromWebToken', 'params'],
      ['fromSomewhere', 'profile'],
    ] as const)
      expect([...compileAll([unitOf(provider, option)]).values()][0]).not.toEqual([])
  })

  it('and every provider of the mission is one that the programs of the fixtures end with', () => {
    const texts = loadFixtures()
      .flatMap(({ output }) => output ?? [])
      .map(({ text }) => text)
    const missing = [
      'createCredentialChain',
      'fromCognitoIdentity',
      'fromCognitoIdentityPool',
      'fromContainerMetadata',
      'fromEnv',
      'fromHttp',
      'fromIni',
      'fromInstanceMetadata',
      'fromNodeProviderChain',
      'fromProcess',
      'fromSSO',
      'fromTemporaryCredentials',
      'fromTokenFile',
      'fromWebToken',
    ].filter((name) => !texts.some((text) => text.includes(`${name}(`)))
    expect(missing).toEqual([])
  })
})

describe('occurs in a fixture', () => {
  const texts = loadFixtures().flatMap(({ input }) => input.map(({ text }) => text))

  it.each(credentialClasses.map((row) => [row.name, row] as const))(
    '%s, with all its options, by each way to import it',
    (name, row) => {
      const constructions = texts.filter((text) =>
        new RegExp(`\\bnew [\\w.]*\\b${name}\\b`).test(text),
      )
      expect(constructions).not.toEqual([])
      const options =
        row.takes === 'arguments' ? [] : optionsOf(row).filter((o) => o !== row.second)
      const isShown = (option: string): boolean =>
        constructions.some((text) => new RegExp(`\\b${option}\\b`).test(text))
      expect(options.map((option) => option.name).filter((option) => !isShown(option))).toEqual([])
      const file = row.file ? `lib/credentials/${row.file}` : 'lib/credentials'
      expect(texts.some((text) => text.includes(`'aws-sdk/${file}'`))).toBe(true)
    },
  )
})
