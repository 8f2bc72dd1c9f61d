// What the stand-in answers: enough for both SDKs to go on, and identities that can be told apart.

import { createHash } from 'node:crypto'
import { isList, type Json } from './canonical.ts'
import type { Failure } from './fixtures.ts'
import { type AwsRequest, isCredentialsEndpoint, isMetadataService } from './request.ts'

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Buffer
}

/** What one run of one program has been given so far. */
export interface Account {
  guests: number
  /** Access key → whose it is. */
  readonly owners: Map<string, string>
  /** Requests seen per operation, for configured failures. */
  readonly seen: Map<string, number>
}

export const newAccount = (): Account => ({ guests: 0, owners: new Map(), seen: new Map() })

/** Who signs: an identity that the stand-in issued, or the program's own keys. */
export function ownerOf(request: AwsRequest, account: Account): string | null {
  if (request.accessKeyId === null) return null
  const own = request.sessionToken === null ? '' : ` with session token ${request.sessionToken}`
  return account.owners.get(request.accessKeyId) ?? `key ${request.accessKeyId}${own}`
}

export function answer(
  request: AwsRequest,
  account: Account,
  failures: readonly Failure[],
): Answer {
  const count = (account.seen.get(request.operation) ?? 0) + 1
  account.seen.set(request.operation, count)
  const failure = failures.find(
    ({ operation, times = 1 }) => operation === request.operation && count <= times,
  )
  if (failure) return failed(request, failure)
  const endpoint = endpointAnswer(request, account)
  if (endpoint) return endpoint
  const answerOf = byOperation[`${request.service}:${request.operation}`]
  return answerOf ? answerOf(request, account) : empty(request)
}

type Answering = (request: AwsRequest, account: Account) => Answer

const hash = (...parts: readonly Json[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16).toUpperCase()

const member = (value: Json, key: string): Json | undefined =>
  value !== null && typeof value === 'object' && !isList(value) ? value[key] : undefined

const anHour = () => Math.floor(Date.now() / 1000) + 3600

/** A new key pair for an owner; the same owner gets the same keys. */
function issue(account: Account, owner: string): { id: string; secret: string; token: string } {
  const id = `ASIA${hash(owner)}`
  account.owners.set(id, owner)
  return { id, secret: `secret-of-${id}`, token: `token-of-${id}` }
}

const hasLogins = (input: Json): boolean =>
  Object.keys(Object(member(input, 'Logins') ?? {})).length > 0

const getId: Answering = ({ input, region }, account) => {
  const guest = () => {
    account.guests += 1
    return `guest-${account.guests}`
  }
  const user = () =>
    `user-${hash(member(input, 'IdentityPoolId') ?? null, member(input, 'Logins') ?? null).toLowerCase()}`
  return json({ IdentityId: `${region ?? 'local'}:${hasLogins(input) ? user() : guest()}` })
}

const getCredentials: Answering = ({ input }, account) => {
  const identity = member(input, 'IdentityId') ?? null
  const logins = hasLogins(input)
    ? ` logged in with ${JSON.stringify(member(input, 'Logins'))}`
    : ''
  const role = member(input, 'CustomRoleArn')
  const { id, secret, token } = issue(
    account,
    `identity ${identity}${logins}${role ? ` as ${role}` : ''}`,
  )
  return json({
    IdentityId: identity,
    Credentials: { AccessKeyId: id, SecretKey: secret, SessionToken: token, Expiration: anHour() },
  })
}

const getOpenIdToken: Answering = ({ input }) => {
  const identity = member(input, 'IdentityId') ?? null
  return json({
    IdentityId: identity,
    Token: `openid ${identity} ${hash(member(input, 'Logins') ?? null)}`,
  })
}

const signIn: Answering = ({ input }) => {
  const user = hash(input)
  const tokens = {
    IdToken: `id ${user}`,
    AccessToken: `access ${user}`,
    RefreshToken: `refresh ${user}`,
  }
  return json({ AuthenticationResult: { ...tokens, ExpiresIn: 3600, TokenType: 'Bearer' } })
}

const assume: Answering = (request, account) => {
  const { operation, input } = request
  const role = member(input, 'RoleArn')
  const by =
    member(input, 'WebIdentityToken') ?? member(input, 'SAMLAssertion') ?? ownerOf(request, account)
  const { id, secret, token } = issue(
    account,
    `${operation} ${role ?? ''} by ${by} ${JSON.stringify(input)}`,
  )
  return xml(
    operation,
    `<Credentials><AccessKeyId>${id}</AccessKeyId><SecretAccessKey>${secret}</SecretAccessKey>` +
      `<SessionToken>${token}</SessionToken><Expiration>${new Date(anHour() * 1000).toISOString()}</Expiration></Credentials>` +
      `<AssumedRoleUser><Arn>${role}</Arn><AssumedRoleId>AROA:session</AssumedRoleId></AssumedRoleUser>`,
  )
}

/** The portal answers with the time in milliseconds. */
const roleCredentials: Answering = ({ input }, account) => {
  const of = ['account_id', 'role_name', 'x-amz-sso_bearer_token'].map((key) => member(input, key))
  const { id, secret, token } = issue(account, `SSO account ${of[0]} role ${of[1]} by ${of[2]}`)
  const keys = { accessKeyId: id, secretAccessKey: secret, sessionToken: token }
  return json({ roleCredentials: { ...keys, expiration: anHour() * 1000 } })
}

const callerIdentity: Answering = (request, account) => {
  const name = hash(ownerOf(request, account)).toLowerCase()
  return xml(
    request.operation,
    `<Account>123456789012</Account><Arn>arn:aws:iam::123456789012:user/${name}</Arn><UserId>AIDA</UserId>`,
  )
}

const profileName = 'role-of-the-instance'
const profilePath = 'GET /latest/meta-data/iam/security-credentials/'

/** What answers on link-local and loopback addresses: the metadata of an instance, the credentials of a container. */
function endpointAnswer({ service, operation, protocol, input }: AwsRequest, account: Account) {
  if (protocol !== 'other') return undefined
  const keys = (owner: string): Answer => {
    const { id, secret, token } = issue(account, owner)
    return json({
      Code: 'Success',
      Type: 'AWS-HMAC',
      AccessKeyId: id,
      SecretAccessKey: secret,
      Token: token,
      LastUpdated: new Date().toISOString(),
      Expiration: new Date(anHour() * 1000).toISOString(),
    })
  }
  if (isMetadataService(service)) {
    if (operation === 'PUT /latest/api/token') return text('token of the metadata service')
    if (operation === profilePath) return text(profileName)
    if (operation.startsWith(profilePath))
      return keys(`instance with ${operation.slice(profilePath.length)}`)
    return json({}, 404)
  }
  if (!isCredentialsEndpoint(service, operation)) return undefined
  const shown = member(input, 'authorization')
  return keys(`container ${service} ${operation}${shown === undefined ? '' : ` with ${shown}`}`)
}

const md5 = (text: Json): string => createHash('md5').update(String(text)).digest('hex')

const inBase64 = (text: string): string => Buffer.from(text).toString('base64')

const batchOf = (input: Json): readonly Json[] => {
  const entries = member(input, 'Entries') ?? []
  return isList(entries) ? entries : []
}

const sent = (entry: Json): Json => ({
  Id: member(entry, 'Id') ?? '',
  MessageId: 'message-1',
  MD5OfMessageBody: md5(member(entry, 'MessageBody') ?? ''),
})

const list =
  (root: string, content = ''): Answering =>
  () =>
    plainXml(`<${root}>${content}</${root}>`)
const bucketList =
  '<Buckets><Bucket><Name>a-bucket</Name><CreationDate>2024-01-01T00:00:00.000Z</CreationDate></Bucket></Buckets>'
const objectList =
  '<Name>a-bucket</Name><IsTruncated>false</IsTruncated><KeyCount>1</KeyCount><MaxKeys>1000</MaxKeys>' +
  '<Contents><Key>a-key</Key><Size>3</Size><LastModified>2024-01-01T00:00:00.000Z</LastModified><ETag>"etag"</ETag></Contents>'
const etag = { etag: '"900150983cd24fb0d6963f7d28e17f72"' }

const byOperation: Readonly<Record<string, Answering | undefined>> = {
  'cognito-identity:GetCredentialsForIdentity': getCredentials,
  'cognito-identity:GetId': getId,
  'cognito-identity:GetOpenIdToken': getOpenIdToken,
  'cognito-idp:AdminInitiateAuth': signIn,
  'cognito-idp:InitiateAuth': signIn,
  'cognito-idp:RespondToAuthChallenge': signIn,
  'dynamodb:BatchGetItem': () => json({ Responses: {}, UnprocessedKeys: {} }),
  'dynamodb:DescribeTable': ({ input }) =>
    json({ Table: { TableName: member(input, 'TableName') ?? 'a table', TableStatus: 'ACTIVE' } }),
  'dynamodb:Query': () => json({ Items: [], Count: 0, ScannedCount: 0 }),
  'dynamodb:Scan': () => json({ Items: [], Count: 0, ScannedCount: 0 }),
  'ec2:DescribeInstances': list('DescribeInstancesResponse', '<requestId>request-1</requestId>'),
  'kms:Decrypt': () => json({ Plaintext: inBase64('open') }),
  'kms:Encrypt': () => json({ CiphertextBlob: inBase64('sealed') }),
  'kms:GenerateDataKey': () =>
    json({ CiphertextBlob: inBase64('sealed'), Plaintext: inBase64('key') }),
  'lambda:Invoke': ({ input }) =>
    json({ ok: true, from: member(input, 'FunctionName') ?? 'a function' }),
  'polly:SynthesizeSpeech': () => text('speech'),
  's3:CompleteMultipartUpload': list('CompleteMultipartUploadResult', '<ETag>"etag"</ETag>'),
  's3:CopyObject': list('CopyObjectResult', '<ETag>"etag"</ETag>'),
  's3:CreateMultipartUpload': list(
    'InitiateMultipartUploadResult',
    '<UploadId>upload-1</UploadId>',
  ),
  's3:DeleteObjects': list('DeleteResult'),
  's3:GetBucketLocation': list('LocationConstraint'),
  's3:GetObject': ({ input }) => ({
    status: 200,
    headers: { 'content-type': 'text/plain', ...etag },
    body: `object ${member(input, 'Bucket')}/${member(input, 'Key')}`,
  }),
  's3:HeadObject': () => ({
    status: 200,
    headers: { 'content-type': 'text/plain', 'x-amz-meta-owner': 'alice', ...etag },
    body: '',
  }),
  's3:ListBuckets': list('ListAllMyBucketsResult', bucketList),
  's3:ListObjectVersions': list('ListVersionsResult', '<Name>a-bucket</Name>'),
  's3:ListObjects': list('ListBucketResult', objectList),
  's3:ListObjectsV2': list('ListBucketResult', objectList),
  's3:PutObject': () => ({ status: 200, headers: etag, body: '' }),
  's3:UploadPart': () => ({ status: 200, headers: etag, body: '' }),
  'portal.sso:GetRoleCredentials': roleCredentials,
  'secretsmanager:GetSecretValue': () => json({ Name: 'secret', SecretBinary: inBase64('secret') }),
  // Answers that are not empty, but leave their lists out.
  'sns:ListSubscriptions': ({ operation }) => xml(operation, '<Other/>'),
  'sns:ListTopics': ({ operation }) => xml(operation, '<Other/>'),
  'sqs:ReceiveMessage': () =>
    json({
      Messages: [
        {
          MessageId: 'message-1',
          ReceiptHandle: 'receipt-1',
          Body: 'hello',
          MD5OfBody: md5('hello'),
        },
      ],
    }),
  'sqs:SendMessage': ({ input }) =>
    json({ MessageId: 'message-1', MD5OfMessageBody: md5(member(input, 'MessageBody') ?? '') }),
  'sqs:SendMessageBatch': ({ input }) => json({ Successful: batchOf(input).map(sent), Failed: [] }),
  'sts:AssumeRole': assume,
  'sts:AssumeRoleWithSAML': assume,
  'sts:AssumeRoleWithWebIdentity': assume,
  'sts:GetCallerIdentity': callerIdentity,
  'sts:GetSessionToken': assume,
}

const json = (value: Json, status = 200): Answer => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body: JSON.stringify(value),
})

const text = (body: string): Answer => ({
  status: 200,
  headers: { 'content-type': 'text/plain' },
  body,
})

const plainXml = (text: string, status = 200): Answer => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body: `<?xml version="1.0" encoding="UTF-8"?>${text}`,
})

const xml = (operation: string, result: string): Answer =>
  plainXml(
    `<${operation}Response><${operation}Result>${result}</${operation}Result>` +
      `<ResponseMetadata><RequestId>request-1</RequestId></ResponseMetadata></${operation}Response>`,
  )

/** An empty answer in the protocol of the request. */
function empty(request: AwsRequest): Answer {
  switch (request.protocol) {
    case 'json':
      return json({})
    case 'query':
      return xml(request.operation, '')
    case 'cbor':
      return {
        status: 200,
        headers: { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' },
        body: Buffer.from([0xa0]),
      }
    case 'rest':
      return request.service === 's3' ||
        request.service === 'route53' ||
        request.service === 'cloudfront'
        ? { status: 200, headers: {}, body: '' }
        : json({})
    case 'other':
      return json({})
  }
}

function failed(
  request: AwsRequest,
  { status = 400, code = 'NotAuthorizedException' }: Failure,
): Answer {
  const message = `The stand-in was told to refuse ${request.operation}`
  if (request.protocol === 'query')
    return plainXml(
      `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
      status,
    )
  if (request.service === 's3')
    return plainXml(`<Error><Code>${code}</Code><Message>${message}</Message></Error>`, status)
  if (request.service === 'sqs') {
    // What SQS said in its former protocol goes beside what it says now.
    const type = code === 'AWS.SimpleQueueService.NonExistentQueue' ? 'QueueDoesNotExist' : code
    const body = json({ __type: `com.amazonaws.sqs#${type}`, message }, status)
    return { ...body, headers: { ...body.headers, 'x-amzn-query-error': `${code};Sender` } }
  }
  const body = json({ __type: code, message }, status)
  return { ...body, headers: { ...body.headers, 'x-amzn-errortype': code } }
}
