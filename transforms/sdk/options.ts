// Configuration options of v2 and what becomes of each in v3.
// Source: `aws-sdk/lib/config.js` and the option types of the v3 clients; behaviour measured with both SDKs.

export type Conversion =
  /** Another name at most; the value stays. */
  | 'same'
  /** `maxRetries` counts retries, `maxAttempts` counts attempts. */
  | 'plus-one'
  /** Delays between attempts become a retry strategy. */
  | 'retry'
  /** v3 needs a scheme, and takes a string instead of `AWS.Endpoint`. */
  | 'endpoint'
  /** Timeouts and agents become options of the request handler. */
  | 'request-handler'
  | 'credentials'
  /** A chain that is asked when there are no credentials. */
  | 'provider'
  /** `accessKeyId`, `secretAccessKey`, `sessionToken`: together one credentials object. */
  | 'static-key'
  /** v3 always behaves as the listed values ask; others are a finding. */
  | 'implied'
  /** Means nothing to v3, or selects what v3 does anyway. */
  | 'drop'
  /** v3 has the opposite switch. */
  | 'negated'
  /** `console` would flood: v3 also logs debug and trace messages. */
  | 'logger'
  /** `computeChecksums: false`. */
  | 'checksums'
  /** `stsRegionalEndpoints`, of one client. */
  | 'global-endpoint'
  /** Dropped, but for versions that select an old shape. */
  | 'api-version'
  | 'api-versions'
  /** Changes what is sent and has no form yet: the site stays on v2. */
  | 'refuse'
  /** Written into the calls of the client. */
  | 'bound'

export interface OptionRow {
  readonly name: string
  /** v3 option; null when there is none. */
  readonly v3: string | null
  readonly conversion: Conversion
  /** v2 class names of the services that have the v3 option; absent: all. */
  readonly services?: readonly string[]
  /** `implied`: values that need no word. */
  readonly implied?: readonly (string | number | boolean)[]
  /** `implied`: with another value the site stays on v2. */
  readonly refused?: true
  /** `drop`: the value is lost, and a person should know. */
  readonly lost?: true
  /** v2 takes it from the options of a client, and perhaps from its section of `AWS.config`, but not from `AWS.config`. */
  readonly own?: 'client' | 'section'
  /** For the documentation: what happens, where the conversion alone does not tell. */
  readonly note?: string
}

export const optionRows: readonly OptionRow[] = [
  { name: 'accessKeyId', v3: 'credentials', conversion: 'static-key' },
  { name: 'apiVersion', v3: null, conversion: 'api-version' },
  { name: 'apiVersions', v3: null, conversion: 'api-versions' },
  { name: 'clientSideMonitoring', v3: null, conversion: 'implied', implied: [false] },
  {
    name: 'computeChecksums',
    v3: 'requestChecksumCalculation',
    conversion: 'checksums',
    services: ['S3'],
  },
  { name: 'convertResponseTypes', v3: null, conversion: 'implied', implied: [true] },
  {
    name: 'correctClockSkew',
    v3: null,
    conversion: 'drop',
    note: 'Dropped: v3 always corrects the clock.',
  },
  { name: 'credentialProvider', v3: 'credentials', conversion: 'provider' },
  { name: 'credentials', v3: 'credentials', conversion: 'credentials' },
  { name: 'customUserAgent', v3: 'customUserAgent', conversion: 'same' },
  {
    name: 'dynamoDbCrc32',
    v3: null,
    conversion: 'drop',
    note: 'Dropped: v3 does not look at the checksum of responses of DynamoDB.',
  },
  { name: 'endpoint', v3: 'endpoint', conversion: 'endpoint' },
  {
    name: 'endpointCacheSize',
    v3: 'endpointCacheSize',
    conversion: 'same',
    services: ['DynamoDB', 'TimestreamQuery', 'TimestreamWrite'],
  },
  {
    name: 'endpointDiscoveryEnabled',
    v3: 'endpointDiscoveryEnabled',
    conversion: 'same',
    services: ['DynamoDB', 'TimestreamQuery', 'TimestreamWrite'],
  },
  { name: 'hostPrefixEnabled', v3: 'disableHostPrefix', conversion: 'negated' },
  { name: 'httpOptions', v3: 'requestHandler', conversion: 'request-handler' },
  { name: 'logger', v3: 'logger', conversion: 'logger' },
  { name: 'maxRedirects', v3: null, conversion: 'implied', implied: [0] },
  { name: 'maxRetries', v3: 'maxAttempts', conversion: 'plus-one' },
  {
    name: 'paramValidation',
    v3: null,
    conversion: 'implied',
    implied: [false],
    note: 'v3 validates nothing but what the URL needs. Dropped; anything but `false` is a finding.',
  },
  { name: 'params', v3: null, conversion: 'bound', own: 'section' },
  { name: 'region', v3: 'region', conversion: 'same' },
  { name: 'retryDelayOptions', v3: 'retryStrategy', conversion: 'retry' },
  {
    name: 's3BucketEndpoint',
    v3: null,
    conversion: 'implied',
    implied: [false],
    refused: true,
  },
  { name: 's3DisableBodySigning', v3: null, conversion: 'implied', implied: [true] },
  { name: 's3ForcePathStyle', v3: 'forcePathStyle', conversion: 'same', services: ['S3'] },
  {
    name: 's3UsEast1RegionalEndpoint',
    v3: null,
    conversion: 'drop',
    note: 'Dropped: v3 asks s3.us-east-1.amazonaws.com. The legacy host s3.amazonaws.com is another name for it.',
  },
  {
    name: 's3UseArnRegion',
    v3: 'useArnRegion',
    conversion: 'same',
    services: ['S3', 'S3Control'],
  },
  { name: 'secretAccessKey', v3: 'credentials', conversion: 'static-key' },
  { name: 'sessionToken', v3: 'credentials', conversion: 'static-key' },
  { name: 'signatureCache', v3: null, conversion: 'drop' },
  { name: 'signatureVersion', v3: null, conversion: 'implied', implied: ['v4'], refused: true },
  {
    name: 'sslEnabled',
    v3: null,
    conversion: 'implied',
    implied: [true],
    refused: true,
    note: 'v3 asks https unless `endpoint` says http. `true`, and `false` beside an endpoint, which gets its scheme from it, are dropped; otherwise the site stays on v2.',
  },
  {
    name: 'stsRegionalEndpoints',
    v3: 'useGlobalEndpoint',
    conversion: 'global-endpoint',
    services: ['STS'],
  },
  { name: 'systemClockOffset', v3: 'systemClockOffset', conversion: 'same' },
  { name: 'token', v3: null, conversion: 'refuse' },
  { name: 'tokenProvider', v3: null, conversion: 'refuse' },
  {
    name: 'useAccelerateEndpoint',
    v3: 'useAccelerateEndpoint',
    conversion: 'same',
    services: ['S3'],
  },
  {
    name: 'useDualstack',
    v3: 'useDualstackEndpoint',
    conversion: 'same',
    services: ['S3', 'S3Control'],
    own: 'client',
  },
  { name: 'useDualstackEndpoint', v3: 'useDualstackEndpoint', conversion: 'same' },
  { name: 'useFipsEndpoint', v3: 'useFipsEndpoint', conversion: 'same' },
]

/** Members of `httpOptions` and the request handler options they become, on Node and in a browser. */
export const httpOptionRows: readonly {
  readonly name: string
  readonly node: string | null
  readonly browser: string | null
  /** Where there is no form, nothing is lost: v2 did not use it there, or v3 has nothing like it. */
  readonly unused?: true
  /** The value that needs no form. */
  readonly silent?: boolean
}[] = [
  { name: 'agent', node: 'httpsAgent', browser: null },
  { name: 'connectTimeout', node: 'connectionTimeout', browser: null },
  { name: 'proxy', node: null, browser: null },
  { name: 'timeout', node: 'socketTimeout', browser: 'requestTimeout' },
  { name: 'xhrAsync', node: null, browser: null, unused: true },
  { name: 'xhrWithCredentials', node: null, browser: 'credentials', unused: true, silent: false },
]

/** Retries of a v2 client that is told nothing. */
export const documentedRetries: Readonly<Record<string, number>> & { readonly default: number } = {
  default: 3,
  DynamoDB: 10,
}

/** Services where an old `apiVersion` selects an old shape, with the first date that selects today's. */
export const oldApiVersions: Readonly<Record<string, string>> = {
  CloudFront: '2019-03-26',
  CloudSearch: '2013-01-01',
  DynamoDB: '2012-08-10',
  Lambda: '2015-03-31',
  RDS: '2014-09-01',
}

const rows = new Map(optionRows.map((row) => [row.name, row]))

/** The row of a v2 option; undefined for names v2 does not know, which never reach a client. */
export const optionRow = (name: string): OptionRow | undefined => rows.get(name)
