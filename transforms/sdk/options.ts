// Configuration options of v2 and what becomes of each in v3.
// Source: `aws-sdk/lib/config.js` and the option types of the v3 clients; behaviour measured with both SDKs.

export type Conversion =
  /** Another name at most; the value stays. */
  | 'same'
  /** `maxRetries` counts retries, `maxAttempts` counts attempts. */
  | 'plus-one'
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
  /** `console` would flood: v3 also logs debug and trace messages. */
  | 'logger'
  /** `computeChecksums: false`. */
  | 'checksums'
  /** Changes what is sent and has no form yet: the site stays on v2. */
  | 'refuse'

export interface OptionRow {
  readonly name: string
  /** v3 option; null when there is none. */
  readonly v3: string | null
  readonly conversion: Conversion
  /** v2 class names of the services that have the v3 option; absent: all. */
  readonly services?: readonly string[]
  /** `implied`: values that need no word. */
  readonly implied?: readonly (string | number | boolean)[]
  /** `drop`: the value is lost, and a person should know. */
  readonly lost?: true
}

const s3 = ['S3', 'S3Control'] as const

export const optionRows: readonly OptionRow[] = [
  { name: 'accessKeyId', v3: 'credentials', conversion: 'static-key' },
  { name: 'apiVersion', v3: null, conversion: 'drop' },
  { name: 'apiVersions', v3: null, conversion: 'drop' },
  { name: 'clientSideMonitoring', v3: null, conversion: 'drop', lost: true },
  {
    name: 'computeChecksums',
    v3: 'requestChecksumCalculation',
    conversion: 'checksums',
    services: ['S3'],
  },
  { name: 'convertResponseTypes', v3: null, conversion: 'implied', implied: [true] },
  { name: 'correctClockSkew', v3: null, conversion: 'drop' },
  { name: 'credentialProvider', v3: 'credentials', conversion: 'provider' },
  { name: 'credentials', v3: 'credentials', conversion: 'credentials' },
  { name: 'customUserAgent', v3: 'customUserAgent', conversion: 'same' },
  { name: 'dynamoDbCrc32', v3: null, conversion: 'drop' },
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
  { name: 'hostPrefixEnabled', v3: null, conversion: 'implied', implied: [true] },
  { name: 'httpOptions', v3: 'requestHandler', conversion: 'request-handler' },
  { name: 'logger', v3: 'logger', conversion: 'logger' },
  { name: 'maxRedirects', v3: null, conversion: 'drop', lost: true },
  { name: 'maxRetries', v3: 'maxAttempts', conversion: 'plus-one' },
  { name: 'paramValidation', v3: null, conversion: 'drop', lost: true },
  { name: 'params', v3: null, conversion: 'refuse' },
  { name: 'region', v3: 'region', conversion: 'same' },
  { name: 'retryDelayOptions', v3: null, conversion: 'drop', lost: true },
  { name: 's3BucketEndpoint', v3: null, conversion: 'refuse' },
  { name: 's3DisableBodySigning', v3: null, conversion: 'drop' },
  { name: 's3ForcePathStyle', v3: 'forcePathStyle', conversion: 'same', services: s3 },
  { name: 's3UsEast1RegionalEndpoint', v3: null, conversion: 'implied', implied: ['regional'] },
  { name: 's3UseArnRegion', v3: 'useArnRegion', conversion: 'same', services: s3 },
  { name: 'secretAccessKey', v3: 'credentials', conversion: 'static-key' },
  { name: 'sessionToken', v3: 'credentials', conversion: 'static-key' },
  { name: 'signatureCache', v3: null, conversion: 'drop' },
  { name: 'signatureVersion', v3: null, conversion: 'implied', implied: ['v4'] },
  { name: 'sslEnabled', v3: null, conversion: 'implied', implied: [true] },
  { name: 'stsRegionalEndpoints', v3: null, conversion: 'implied', implied: ['regional'] },
  { name: 'systemClockOffset', v3: 'systemClockOffset', conversion: 'same' },
  { name: 'token', v3: null, conversion: 'refuse' },
  { name: 'tokenProvider', v3: null, conversion: 'refuse' },
  {
    name: 'useAccelerateEndpoint',
    v3: 'useAccelerateEndpoint',
    conversion: 'same',
    services: ['S3'],
  },
  { name: 'useDualstackEndpoint', v3: 'useDualstackEndpoint', conversion: 'same' },
  { name: 'useFipsEndpoint', v3: 'useFipsEndpoint', conversion: 'same' },
]

/** Members of `httpOptions` and the request handler options they become, on Node and in a browser. */
export const httpOptionRows: readonly {
  readonly name: string
  readonly node: string | null
  readonly browser: string | null
}[] = [
  { name: 'agent', node: 'httpsAgent', browser: null },
  { name: 'connectTimeout', node: 'connectionTimeout', browser: null },
  { name: 'timeout', node: 'socketTimeout', browser: 'requestTimeout' },
]

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
