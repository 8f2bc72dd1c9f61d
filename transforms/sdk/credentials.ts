// The credential classes of v2, and the providers of v3 that take their place.
// Source: the files of `aws-sdk/lib/credentials`, and the option types of `@aws-sdk/credential-providers`; measured with both.

/** What becomes of one option or argument. */
export type CredentialConversion =
  /** Another name at most. */
  | 'same'
  /** Credentials that are asked first. */
  | 'master'
  /** Options of the client that the credentials send with. */
  | 'client-config'
  /** `httpOptions` of that client. */
  | 'http-options'
  /** `httpOptions`, of which v3 has the timeout. */
  | 'timeout'
  /** `(serial, callback) => …` becomes a function that returns a promise. */
  | 'token-code'
  /** Parameters of AssumeRole, with v2's session name where there is none. */
  | 'role-params'
  /** A name that v2 gives to sessions which have none. */
  | 'session-name'
  /** v3 behaves as if it were false. */
  | 'off'
  /** Goes: v2 does not read it either. */
  | 'unused'
  /** Goes, and is said. */
  | 'lost'
  /** Has no form in v3: the site stays on v2. */
  | 'refuse'

export interface CredentialOption {
  readonly name: string
  /** v3 option; null: none. */
  readonly v3: string | null
  readonly conversion: CredentialConversion
}

export interface CredentialClass {
  readonly name: string
  /** File in `aws-sdk/lib/credentials`, without its ending; empty: it is in `aws-sdk/lib/credentials.js`. */
  readonly file: string
  /** v3 provider; null: a function is written. */
  readonly provider: string | null
  /** Identifier of the service it sends to with a client of its own, which takes the global configuration. */
  readonly sends: 'cognitoidentity' | 'sts' | null
  /** Its requests are not signed. v3 cannot send those to the global endpoint of STS: it would want credentials. */
  readonly unsigned?: true
  /** That client is constructed with the credentials, not when they are first used. */
  readonly eager: boolean
  /** What its constructor takes: an object of options, or arguments in this order. */
  readonly takes: 'options' | 'arguments' | 'params'
  /** `options` and `params`: members of the first argument; `arguments`: the arguments. */
  readonly options: readonly CredentialOption[]
  /** `params`: the second argument. */
  readonly second?: CredentialOption
  /** Options that v2 has by default and v3 has not, as text. */
  readonly defaults?: Readonly<Record<string, string>>
  /** The session name that v2 gives. */
  readonly session?: string
  /** Whatever goes wrong in it, a chain asks the next provider. */
  readonly yields?: true
}

const option = (
  name: string,
  v3: string | null = name,
  conversion: CredentialConversion = 'same',
): CredentialOption => ({ name, v3, conversion })

const own = { sends: null, eager: false } as const
const clientConfig = option('clientConfig', 'clientConfig', 'client-config')
const profile = [option('profile'), option('filename', 'filepath')]
const callback = option('callback', null, 'refuse')
const remoteOptions = [
  option('httpOptions', 'timeout', 'timeout'),
  option('maxRetries'),
  option('retryDelayOptions', null, 'lost'),
  option('logger'),
]

export const credentialClasses: readonly CredentialClass[] = [
  {
    name: 'ChainableTemporaryCredentials',
    file: 'chainable_temporary_credentials',
    provider: 'fromTemporaryCredentials',
    sends: 'sts',
    eager: true,
    takes: 'options',
    session: 'temporary-credentials',
    options: [
      option('masterCredentials', 'masterCredentials', 'master'),
      option('params', 'params', 'role-params'),
      option('stsConfig', 'clientConfig', 'client-config'),
      option('tokenCodeFn', 'mfaCodeProvider', 'token-code'),
    ],
  },
  {
    name: 'CognitoIdentityCredentials',
    file: 'cognito_identity_credentials',
    provider: 'fromCognitoIdentityPool',
    sends: 'cognitoidentity',
    eager: false,
    takes: 'params',
    session: 'web-identity',
    options: [
      option('AccountId', 'accountId'),
      option('CustomRoleArn', 'customRoleArn'),
      option('IdentityId', 'identityId'),
      option('IdentityPoolId', 'identityPoolId'),
      option('LoginId', 'userIdentifier'),
      option('Logins', 'logins'),
      option('RoleArn', null),
      option('RoleSessionName', null),
      option('WebIdentityToken', null),
    ],
    second: clientConfig,
  },
  {
    ...own,
    name: 'CredentialProviderChain',
    file: 'credential_provider_chain',
    provider: 'createCredentialChain',
    takes: 'arguments',
    options: [option('providers')],
  },
  {
    ...own,
    name: 'Credentials',
    file: '',
    provider: null,
    takes: 'arguments',
    options: [option('accessKeyId'), option('secretAccessKey'), option('sessionToken')],
  },
  {
    ...own,
    name: 'EC2MetadataCredentials',
    file: 'ec2_metadata_credentials',
    provider: 'fromInstanceMetadata',
    takes: 'options',
    yields: true,
    defaults: { maxRetries: '3' },
    options: [
      ...remoteOptions,
      option('ec2MetadataV1Disabled'),
      option('profile'),
      option('filename', null, 'lost'),
      option('host', null, 'refuse'),
    ],
  },
  {
    ...own,
    name: 'ECSCredentials',
    file: 'ecs_credentials',
    provider: 'fromHttp',
    takes: 'options',
    yields: true,
    options: remoteOptions,
  },
  {
    ...own,
    name: 'EnvironmentCredentials',
    file: 'environment_credentials',
    provider: 'fromEnv',
    takes: 'arguments',
    yields: true,
    options: [option('envPrefix', null)],
  },
  {
    ...own,
    name: 'FileSystemCredentials',
    file: 'file_system_credentials',
    provider: null,
    takes: 'arguments',
    options: [option('filename', null)],
  },
  {
    ...own,
    name: 'ProcessCredentials',
    file: 'process_credentials',
    provider: 'fromProcess',
    takes: 'options',
    options: [...profile, callback, option('httpOptions', null, 'unused')],
  },
  {
    ...own,
    name: 'RemoteCredentials',
    file: 'remote_credentials',
    provider: 'fromHttp',
    takes: 'options',
    yields: true,
    options: remoteOptions,
  },
  {
    name: 'SAMLCredentials',
    unsigned: true,
    file: 'saml_credentials',
    provider: null,
    sends: 'sts',
    eager: false,
    takes: 'params',
    options: [
      'DurationSeconds',
      'Policy',
      'PolicyArns',
      'PrincipalArn',
      'RoleArn',
      'SAMLAssertion',
    ].map((name) => option(name)),
  },
  {
    ...own,
    name: 'SharedIniFileCredentials',
    file: 'shared_ini_file_credentials',
    provider: 'fromIni',
    takes: 'options',
    options: [
      ...profile,
      callback,
      option('disableAssumeRole', null, 'off'),
      option('httpOptions', 'clientConfig', 'http-options'),
      option('preferStaticCredentials', null, 'off'),
      option('tokenCodeFn', 'mfaCodeProvider', 'token-code'),
    ],
  },
  {
    ...own,
    name: 'SsoCredentials',
    file: 'sso_credentials',
    provider: 'fromSSO',
    takes: 'options',
    options: [
      ...profile,
      callback,
      option('httpOptions', 'clientConfig', 'http-options'),
      option('ssoClient', null, 'refuse'),
    ],
  },
  {
    name: 'TemporaryCredentials',
    file: 'temporary_credentials',
    provider: 'fromTemporaryCredentials',
    sends: 'sts',
    eager: false,
    takes: 'arguments',
    session: 'temporary-credentials',
    options: [
      option('params', 'params', 'role-params'),
      option('masterCredentials', 'masterCredentials', 'master'),
    ],
  },
  {
    name: 'TokenFileWebIdentityCredentials',
    unsigned: true,
    file: 'token_file_web_identity_credentials',
    provider: 'fromTokenFile',
    sends: 'sts',
    eager: false,
    takes: 'arguments',
    session: 'token-file-web-identity',
    options: [clientConfig],
  },
  {
    name: 'WebIdentityCredentials',
    unsigned: true,
    file: 'web_identity_credentials',
    provider: 'fromWebToken',
    sends: 'sts',
    eager: false,
    takes: 'params',
    session: 'web-identity',
    options: [
      option('DurationSeconds', 'durationSeconds'),
      option('Policy', 'policy'),
      option('PolicyArns', 'policyArns'),
      option('ProviderId', 'providerId'),
      option('RoleArn', 'roleArn'),
      option('RoleSessionName', 'roleSessionName', 'session-name'),
      option('WebIdentityToken', 'webIdentityToken'),
    ],
    second: clientConfig,
  },
]

const classes = new Map(credentialClasses.map((row) => [row.name, row]))

/** The row of a v2 class; undefined for names that are none. */
export const credentialClass = (name: string): CredentialClass | undefined => classes.get(name)

/** Name of the classes of a program that extend `AWS.Credentials`. */
export const ownClass = 'own'
