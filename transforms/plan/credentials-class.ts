// Credentials that the program looks into, refreshes or changes: a class of the program in the place of v2's.
//
// A provider is a function and has no state to look at. What v2's object does is done by a small class with the same
// members, written once into the project; clients get its `provider`. Source: `aws-sdk/lib/credentials.js` and
// `aws-sdk/lib/credentials/cognito_identity_credentials.js`.

import type { Home } from './home.ts'
import { cognitoPackage } from './providers.ts'
import type { CreatedFile, CreatedStatement, Need, Statement } from './types.ts'

export const className = 'CognitoIdentityCredentials'
export const stem = 'cognito-identity-credentials'

/** Writes the module of the class. */
export function classModule(home: Home): CreatedFile {
  const isTypeScript = home.language === 'ts'
  const needs: Need[] = [
    'CognitoIdentityClient',
    'GetCredentialsForIdentityCommand',
    'GetIdCommand',
  ].map((name) => ({ module: cognitoPackage, name, local: name, typeOnly: false }))
  const typed = ['CognitoIdentityClientConfig', 'GetCredentialsForIdentityCommandOutput']
  if (isTypeScript)
    for (const name of typed)
      needs.push({ module: cognitoPackage, name, local: name, typeOnly: true })
  const statements: CreatedStatement[] = [
    ...(isTypeScript ? [{ parts: optionsType, semicolon: false }] : []),
    { parts: storage(isTypeScript), semicolon: true },
    {
      parts: classStatement(home.modules === 'cjs' ? '' : 'export ', isTypeScript),
      semicolon: false,
    },
    ...(home.modules === 'cjs'
      ? [{ parts: [`\nmodule.exports = { ${className} }`], semicolon: true }]
      : []),
  ]
  return { style: home.style, modules: home.modules, needs, statements }
}

const optionsType: Statement = [
  'export interface CognitoIdentityOptions {',
  '\n\tIdentityPoolId?: string',
  ';',
  '\n\tIdentityId?: string',
  ';',
  '\n\tAccountId?: string',
  ';',
  '\n\tLogins?: Record<string, string>',
  ';',
  '\n\tLoginId?: string',
  ';',
  '\n\tCustomRoleArn?: string',
  ';',
  '\n\t[key: string]: unknown',
  ';',
  '\n}\n',
]

const storage = (isTypeScript: boolean): Statement => [
  '/** Where browsers keep the identity id of a pool, under the names that v2 used. */\n',
  `const storage = ()${isTypeScript ? ': Storage | undefined' : ''} => {`,
  '\n\ttry {',
  '\n\t\treturn window.localStorage',
  ';',
  '\n\t} catch {',
  '\n\t\treturn undefined',
  ';',
  '\n\t}',
  '\n}',
]

/** `type` is written in TypeScript only. */
function classStatement(lead: string, isTypeScript: boolean): Statement {
  const type = (text: string): string => (isTypeScript ? text : '')
  const callback = type('?: (error?: Error) => void')
  const line = (depth: number, ...parts: Statement): Statement => [
    `\n${'\t'.repeat(depth)}`,
    ...parts,
    ';',
  ]
  const open = (depth: number, text: string): Statement => [`\n${'\t'.repeat(depth)}${text}`]
  const member = (text: string): Statement => [`\n\n\t${text}`]
  const isPrivate = type('private ')
  return [
    '\n/** Cognito credentials that can be looked at, refreshed and changed. Clients share them: give each its `provider`. */\n',
    `${lead}class ${className} {`,
    ...line(1, `expired = true`),
    ...(isTypeScript
      ? [
          ...line(1, 'expireTime: Date = null!'),
          ...line(1, 'accessKeyId!: string'),
          ...line(1, 'secretAccessKey!: string'),
          ...line(1, 'sessionToken!: string'),
          ...line(1, 'data: GetCredentialsForIdentityCommandOutput = null!'),
          ...line(1, 'params: CognitoIdentityOptions'),
          ...line(1, 'private cognito: CognitoIdentityClient'),
          ...line(1, 'private loaded: string | undefined'),
          ...line(1, 'private loading: Promise<void> | undefined'),
        ]
      : [...line(1, 'expireTime = null'), ...line(1, 'data = null')]),
    ...member(
      `constructor(params${type(': CognitoIdentityOptions')}, clientConfig${type(': CognitoIdentityClientConfig')} = {}) {`,
    ),
    ...line(2, 'this.params = params'),
    ...line(
      2,
      'const region = clientConfig.region ?? params.IdentityPoolId?.split(',
      { quoted: ':' },
      ')[0]',
    ),
    ...line(
      2,
      'this.cognito = new CognitoIdentityClient(region ? { ...clientConfig, region } : clientConfig)',
    ),
    ...open(1, '}'),
    ...member(
      '/** For clients of v3. What it resolves to counts as expired, so they ask again and see every change. */',
    ),
    ...open(1, 'provider = async () => {'),
    ...line(2, 'await this.getPromise()'),
    ...line(2, 'const { accessKeyId, secretAccessKey, sessionToken, identityId } = this'),
    ...line(
      2,
      'return { accessKeyId, secretAccessKey, sessionToken, identityId, expiration: new Date() }',
    ),
    ...open(1, '}'),
    ...member(`get identityId()${type(': string')} {`),
    ...line(
      2,
      `return ${type('(')}this.loaded || this.params.IdentityId || this.cachedId()${type(') as string')}`,
    ),
    ...open(1, '}'),
    ...member(`set identityId(identityId${type(': string')}) {`),
    ...line(2, 'this.loaded = identityId'),
    ...open(1, '}'),
    ...member(`needsRefresh()${type(': boolean')} {`),
    ...line(
      2,
      'const isExpiring = this.expireTime && this.expireTime.getTime() < Date.now() + 15000',
    ),
    ...line(2, 'return isExpiring || this.expired || !this.accessKeyId || !this.secretAccessKey'),
    ...open(1, '}'),
    ...member(`get(callback${callback})${type(': void')} {`),
    ...line(2, `if (this.needsRefresh()) this.refresh(callback ?? (() => {}))`),
    ...line(2, 'else callback?.()'),
    ...open(1, '}'),
    ...member(`getPromise()${type(': Promise<void>')} {`),
    ...line(2, 'return this.needsRefresh() ? this.refreshPromise() : Promise.resolve()'),
    ...open(1, '}'),
    ...member(`refresh(callback${callback})${type(': void')} {`),
    ...line(2, 'const loading = this.refreshPromise()'),
    ...line(2, `if (callback) loading.then(() => callback(), (error) => callback(error))`),
    ...open(1, '}'),
    ...member('/** Loads once for all who ask at the same time. */'),
    ...open(1, `refreshPromise()${type(': Promise<void>')} {`),
    ...open(2, 'this.loading ??= this.load().finally(() => {'),
    ...line(3, 'this.loading = undefined'),
    ...line(2, '})'),
    ...line(2, 'return this.loading'),
    ...open(1, '}'),
    ...member('/** For `AWS.config.getCredentials(callback)`. */'),
    ...open(
      1,
      `getCredentials(callback${type(`: (error: Error | undefined, credentials: ${className}) => void`)})${type(': void')} {`,
    ),
    ...line(
      2,
      `this.get((error) => callback(error, ${type('(')}error ? null : this${type(`) as ${className}`)}))`,
    ),
    ...open(1, '}'),
    ...member('/** Forgets the identity id. */'),
    ...open(1, `clearCachedId()${type(': void')} {`),
    ...line(2, 'this.loaded = undefined'),
    ...line(2, 'delete this.params.IdentityId'),
    ...line(2, 'storage()?.removeItem(this.cacheKey(', { quoted: 'id' }, '))'),
    ...line(2, 'storage()?.removeItem(this.cacheKey(', { quoted: 'providers' }, '))'),
    ...open(1, '}'),
    ...member(`${isPrivate}async load()${type(': Promise<void>')} {`),
    ...open(2, 'try {'),
    ...line(3, 'this.loaded = undefined'),
    ...line(3, `this.data = null${type('!')}`),
    ...line(3, 'const { IdentityPoolId, AccountId, CustomRoleArn } = this.params'),
    ...line(3, 'const Logins = this.params.Logins && { ...this.params.Logins }'),
    ...line(3, 'this.params.IdentityId ||= this.cachedId()'),
    ...open(3, 'if (!this.params.IdentityId) {'),
    ...line(
      4,
      'const found = await this.cognito.send(new GetIdCommand({ IdentityPoolId, AccountId, Logins }))',
    ),
    ...line(4, 'this.params.IdentityId = found.IdentityId'),
    ...open(3, '}'),
    ...line(3, 'const { IdentityId } = this.params'),
    ...open(3, 'const data = await this.cognito.send('),
    ...open(4, 'new GetCredentialsForIdentityCommand({ IdentityId, Logins, CustomRoleArn }),'),
    ...line(3, ')'),
    ...line(3, 'this.data = data'),
    ...line(3, 'this.loaded = data.IdentityId'),
    ...line(3, 'this.params.IdentityId = data.IdentityId'),
    ...line(
      3,
      `const { AccessKeyId, SecretKey, SessionToken, Expiration } = data.Credentials${type('!')}`,
    ),
    ...line(3, `this.accessKeyId = AccessKeyId${type('!')}`),
    ...line(3, `this.secretAccessKey = SecretKey${type('!')}`),
    ...line(3, `this.sessionToken = SessionToken${type('!')}`),
    ...line(3, `this.expireTime = Expiration${type('!')}`),
    ...line(3, 'this.expired = false'),
    ...line(3, 'this.remember()'),
    ...open(2, '} catch (error) {'),
    ...line(
      3,
      `if (${type('error instanceof Error && ')}error.name === `,
      { quoted: 'NotAuthorizedException' },
      ') this.clearCachedId()',
    ),
    ...line(3, `throw error instanceof Error ? Object.assign(error, { code: error.name }) : error`),
    ...open(2, '}'),
    ...open(1, '}'),
    ...member('/** For the next visit. A storage that is full is no failure. */'),
    ...open(1, `${isPrivate}remember()${type(': void')} {`),
    ...line(2, 'const { IdentityId = ', { quoted: '' }, ', Logins } = this.params'),
    ...open(2, 'try {'),
    ...line(3, 'storage()?.setItem(this.cacheKey(', { quoted: 'id' }, '), IdentityId)'),
    ...line(
      3,
      'if (Logins) storage()?.setItem(this.cacheKey(',
      { quoted: 'providers' },
      '), Object.keys(Logins).join())',
    ),
    ...open(2, '} catch {}'),
    ...open(1, '}'),
    ...member(`${isPrivate}cacheKey(kind${type(': string')})${type(': string')} {`),
    ...line(2, 'const { IdentityPoolId, LoginId = ', { quoted: '' }, ' } = this.params'),
    ...line(2, `return \`aws.cognito.identity-\${kind}.\${IdentityPoolId}\${LoginId}\``),
    ...open(1, '}'),
    ...member('/** What an earlier visit left, if it signed in with one of the same providers. */'),
    ...open(1, `${isPrivate}cachedId()${type(': string | undefined')} {`),
    ...line(
      2,
      'const known = storage()?.getItem(this.cacheKey(',
      { quoted: 'providers' },
      '))?.split(',
      { quoted: ',' },
      ') ?? []',
    ),
    ...line(2, 'const { Logins } = this.params'),
    ...line(
      2,
      'const isSame = !Logins || Object.keys(Logins).some((name) => known.includes(name))',
    ),
    ...line(
      2,
      'return (isSame && storage()?.getItem(this.cacheKey(',
      { quoted: 'id' },
      '))) || undefined',
    ),
    ...open(1, '}'),
    '\n}',
  ]
}
