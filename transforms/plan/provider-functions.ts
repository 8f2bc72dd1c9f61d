// Providers that v3 has no function for, written out.

import type { Names } from './names.ts'
import { objectParts } from './providers.ts'
import type { Option, Statement } from './types.ts'

export const providersPackage = '@aws-sdk/credential-providers'
const stsPackage = '@aws-sdk/client-sts'

export interface FunctionContext {
  readonly names: Names
  readonly isTypeScript: boolean
}

/** `EnvironmentCredentials('MYAPP')`: v3 reads `AWS_…` alone. */
export function fromPrefix(variable: (name: string) => Statement): Statement {
  return [
    'async () => {',
    '\n\tconst accessKeyId = ',
    ...variable('ACCESS_KEY_ID'),
    ';',
    '\n\tconst secretAccessKey = ',
    ...variable('SECRET_ACCESS_KEY'),
    ';',
    '\n\tif (!accessKeyId || !secretAccessKey) throw new Error(',
    { quoted: 'The access key is not in the environment' },
    ')',
    ';',
    '\n\treturn { accessKeyId, secretAccessKey, sessionToken: ',
    ...variable('SESSION_TOKEN'),
    ' }',
    ';',
    '\n}',
  ]
}

/** `FileSystemCredentials(path)`. */
export function fromFile(path: Statement, { names }: FunctionContext): Statement {
  return [
    'async () => {',
    `\n\tconst file = await ${names.imported('node:fs/promises', 'readFile')}(`,
    ...path,
    ', ',
    { quoted: 'utf8' },
    ')',
    ';',
    '\n\tconst { accessKeyId, secretAccessKey, sessionToken } = JSON.parse(file)',
    ';',
    '\n\treturn { accessKeyId, secretAccessKey, sessionToken }',
    ';',
    '\n}',
  ]
}

/** `SAMLCredentials` and what has no `RoleArn`: one command of STS, whose answer holds the keys. */
export function fromCommand(
  command: 'AssumeRoleWithSAMLCommand' | 'GetSessionTokenCommand',
  input: Statement,
  config: readonly Option[],
  { names, isTypeScript }: FunctionContext,
): Statement {
  const sure = isTypeScript ? '!' : ''
  const given = config.length === 0 && !isTypeScript ? [] : objectParts(config)
  return [
    'async () => {',
    `\n\tconst sts = new ${names.imported(stsPackage, 'STSClient')}(`,
    ...given,
    ')',
    ';',
    `\n\tconst { Credentials: keys } = await sts.send(new ${names.imported(stsPackage, command)}(`,
    ...input,
    '))',
    ';',
    '\n\treturn {',
    `\n\t\taccessKeyId: keys${sure}.AccessKeyId${sure},`,
    `\n\t\tsecretAccessKey: keys${sure}.SecretAccessKey${sure},`,
    `\n\t\tsessionToken: keys${sure}.SessionToken,`,
    `\n\t\texpiration: keys${sure}.Expiration,`,
    '\n\t}',
    ';',
    '\n}',
  ]
}

/** `(serial, callback) => …` as a function that returns a promise. */
export function promised(
  callback: Statement,
  isName: boolean,
  { names, isTypeScript }: FunctionContext,
): Statement {
  const name = names.imported('node:util', 'promisify')
  if (!isTypeScript) return [`${name}(`, ...callback, ')']
  const typed = '(serial: string, callback: (error?: Error, code?: string) => void) => void'
  const given: Statement = isName ? callback : ['(', ...callback, `) as ${typed}`]
  return [`${name}(`, ...given, ') as (serial: string) => Promise<string>']
}

/** A function around a link that lets the chain go on, whatever goes wrong in it. */
export function nextLink(
  name: string,
  { names, isTypeScript }: FunctionContext,
): readonly Statement[] {
  const link = isTypeScript ? names.fresh('ChainLink') : ''
  const typed = isTypeScript ? `: ${link}` : ''
  const chain = names.imported(providersPackage, 'createCredentialChain')
  return [
    ...(isTypeScript ? [[`type ${link} = Parameters<typeof ${chain}>[number]`]] : []),
    [
      '\n',
      '/** As in v2, the next provider is asked after any failure. */',
      `\nconst ${name} = (provider${typed})${typed} => async (properties) => {`,
      '\n\ttry {',
      '\n\t\treturn await provider(properties)',
      ';',
      '\n\t} catch (error) {',
      '\n\t\tthrow Object.assign(Object(error), { tryNextLink: true })',
      ';',
      '\n\t}',
      '\n}',
    ],
  ]
}
