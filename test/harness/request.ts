// One HTTP request as either SDK sent it → the AWS operation it means.

import { canonical, type Json, parseQuery, parseXml } from './canonical.ts'
import { restOperation } from './rest-models.ts'

export interface RawRequest {
  readonly method: string
  /** Where the SDK wanted to send it: `https://sqs.eu-west-1.amazonaws.com`. */
  readonly origin: string
  /** Path and query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

export interface AwsRequest {
  /** Signing name; for unsigned requests the one in the host name; the host itself when it is not AWS. */
  readonly service: string
  readonly operation: string
  /** Region of the credential scope, for unsigned requests of the host name. */
  readonly region: string | null
  readonly accessKeyId: string | null
  readonly sessionToken: string | null
  readonly input: Json
  /** Null for the usual https endpoints of AWS; otherwise what is unusual: `http://localhost:4566`, `fips`. */
  readonly endpoint: string | null
  readonly protocol: 'json' | 'query' | 'rest' | 'cbor' | 'other'
}

const unsignedTargets: Readonly<Record<string, string>> = {
  AWSCognitoIdentityProviderService: 'cognito-idp',
  AWSCognitoIdentityService: 'cognito-identity',
}

export function readRequest(raw: RawRequest): AwsRequest {
  const url = new URL(raw.path, raw.origin)
  const seconds = secondsOf(url)
  const read = readSigned(raw, url)
  const input =
    seconds === null ? read.input : canonical({ ...Object(read.input), validFor: seconds })
  return { ...read, input }
}

/** For how long a presigned URL is valid; those of the old signature say until when, so it is a round number. */
function secondsOf(url: URL): number | null {
  const given = url.searchParams.get('X-Amz-Expires')
  if (given !== null) return Number(given)
  const until = url.searchParams.get('Expires')
  if (until === null || !url.searchParams.has('AWSAccessKeyId')) return null
  return Math.round((Number(until) - Date.now() / 1000) / 10) * 10
}

/** Parameters of presigned URLs that are no input. v2 has the type of what is put there too, beside the header. */
const signing =
  /^(Content-Type|X-Amz-.*|x-amz-(checksum-.*|sdk-checksum-algorithm)|x-id|AWSAccessKeyId|Signature|Expires)$/i

function readSigned(raw: RawRequest, url: URL): AwsRequest {
  const scope = /Credential=([^/]+)\/\d+\/([^/]+)\/([^/]+)\/aws4_request/.exec(
    raw.headers.authorization ?? decodeURIComponent(url.search),
  )
  const oldKey = url.searchParams.get('AWSAccessKeyId')
  const isPresigned = oldKey !== null || url.searchParams.has('X-Amz-Signature')
  const oldToken = url.searchParams.get('X-Amz-Security-Token')
  if (isPresigned)
    for (const name of Array.from(url.searchParams.keys()))
      if (signing.test(name)) url.searchParams.delete(name)
  const host = readHost(url.hostname)
  const target = raw.headers['x-amz-target']
  const service =
    scope?.[3] ?? unsignedTargets[target?.split(/[_.]/)[0] ?? ''] ?? host?.service ?? url.host
  const common = {
    service,
    region: scope?.[2] ?? host?.region ?? null,
    accessKeyId: scope?.[1] ?? oldKey,
    sessionToken: scope ? (raw.headers['x-amz-security-token'] ?? oldToken) : null,
    endpoint: unusualEndpoint(url, host),
  }
  return { ...common, ...readOperation(raw, url, service, host) }
}

/** `169.254.169.254`, or its address in version 6 of the protocol. */
export const isMetadataService = (host: string): boolean =>
  /^(169\.254\.169\.254|\[fd00:ec2::254\])(:\d+)?$/.test(host)

/** The addresses of ECS and EKS; and any other that a fixture names in AWS_CONTAINER_CREDENTIALS_FULL_URI. */
export const isCredentialsEndpoint = (host: string, operation: string): boolean =>
  /^(169\.254\.170\.(2|23)|\[fd00:ec2::23\])(:\d+)?$/.test(host) ||
  /^GET .*(credential|creds)/i.test(operation)

type Operation = Pick<AwsRequest, 'operation' | 'input' | 'protocol'>

function readOperation(raw: RawRequest, url: URL, service: string, host: Host | null): Operation {
  const body = decodeBody(raw)
  const text = body.toString('utf8')
  const target = raw.headers['x-amz-target']
  if (target)
    return {
      operation: target.slice(target.lastIndexOf('.') + 1),
      input: canonical(JSON.parse(text || '{}')),
      protocol: 'json',
    }
  const cbor = /\/service\/[^/]+\/operation\/([^/]+)$/.exec(url.pathname)
  if (cbor?.[1]) return { operation: cbor[1], input: body.toString('base64'), protocol: 'cbor' }
  const form = new URLSearchParams(/^[\w.]+=/.test(text) ? text : url.search)
  const action = form.get('Action')
  if (action) {
    // An hour is what STS gives to who asks for no time; v3 asks for it where v2 does not.
    if (/^AssumeRole/.test(action) && form.get('DurationSeconds') === '3600')
      form.delete('DurationSeconds')
    return { operation: action, input: parseQuery(form), protocol: 'query' }
  }
  const path = host?.bucket ? `/${host.bucket}${url.pathname}` : url.pathname
  const headers = inputHeaders(raw.headers)
  const rest = restOperation(service, raw.method, path, url.searchParams, headers)
  if (!rest)
    return {
      operation: `${raw.method} ${url.pathname}`,
      input: canonical({
        ...Object.fromEntries(url.searchParams),
        ...authorization(raw.headers),
        body: readBody(text, body, false),
      }),
      protocol: 'other',
    }
  const opaque = service === 's3' && /^(PutObject|UploadPart)$/.test(rest.operation)
  const payload = readBody(text, body, opaque)
  return {
    operation: rest.operation,
    input: canonical({ ...rest.input, ...(payload === '' ? {} : { body: payload }) }),
    protocol: 'rest',
  }
}

/** The token that a program shows to what is not AWS, such as the endpoint of a container's credentials. */
function authorization(headers: Readonly<Record<string, string>>): Record<string, string> {
  const given = headers.authorization
  return given === undefined || given.startsWith('AWS4') ? {} : { authorization: given }
}

/** JSON and XML as structures, other text as it is, bytes as base64. */
function readBody(text: string, body: Buffer, opaque: boolean): Json {
  if (!Buffer.from(text, 'utf8').equals(body)) return `base64:${body.toString('base64')}`
  if (opaque) return text
  if (text.startsWith('<')) return parseXml(text)
  try {
    const value: Json = JSON.parse(text)
    return value !== null && typeof value === 'object' ? value : text
  } catch {
    return text
  }
}

/** Takes the chunk framing of `aws-chunked` bodies away: `<hex>[;…]\r\n<data>\r\n … 0\r\n<trailers>`. */
function decodeBody(raw: RawRequest): Buffer {
  const chunked =
    raw.headers['content-encoding']?.includes('aws-chunked') ||
    raw.headers['x-amz-content-sha256']?.startsWith('STREAMING-')
  if (!chunked) return raw.body
  const chunks: Buffer[] = []
  let at = 0
  while (at < raw.body.length) {
    const end = raw.body.indexOf('\r\n', at)
    const size = Number.parseInt(raw.body.toString('latin1', at, end), 16)
    if (!(size > 0)) break
    chunks.push(raw.body.subarray(end + 2, end + 2 + size))
    at = end + 2 + size + 2
  }
  return Buffer.concat(chunks)
}

/** Headers that carry members of an input; signing, checksums and the SDK's own remarks are left out. */
function inputHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const carried: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (plumbingHeader.test(name)) continue
    if (!/^x-amz/.test(name) && !standardHeaders.has(name)) continue
    if (name === 'content-type' && defaultContentType.test(value)) continue
    const plain = name === 'content-encoding' ? value.replace(/aws-chunked,?\s*/, '') : value
    if (plain !== '') carried[name] = plain
  }
  return carried
}

const plumbingHeader =
  /^x-amz-(date|security-token|content-sha256|user-agent|checksum-.*|sdk-checksum-algorithm|trailer|decoded-content-length|target|te|region-set)$|^x-amzn-(query-mode|trace-id)$/
const defaultContentType =
  /^(application\/(octet-stream|json|xml|x-amz-json-1\.[01]|x-www-form-urlencoded.*)|binary\/octet-stream|text\/plain;\s*charset=utf-8)$/i
const standardHeaders = new Set([
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-unmodified-since',
  'range',
])

interface Host {
  readonly service: string
  readonly region: string | null
  readonly bucket: string | null
  readonly variants: readonly string[]
}

const regionName = /^[a-z]{2}(-[a-z]+)+-\d$/

/** Host names of AWS: `[bucket.]service[-fips][.dualstack][.region].amazonaws.com`. */
function readHost(hostname: string): Host | null {
  const [, prefix] = /^(.+?)\.(?:amazonaws\.com(?:\.cn)?|api\.aws)$/.exec(hostname) ?? []
  if (!prefix) return null
  const labels = prefix.split('.')
  const variants = [
    ...(/\bfips\b/.test(prefix) ? ['fips'] : []),
    ...(labels.includes('dualstack') ? ['dualstack'] : []),
    ...(labels.includes('s3-accelerate') ? ['accelerate'] : []),
  ]
  const s3 = labels.findIndex((label) => /^s3($|-)/.test(label))
  const region = labels.find((label) => regionName.test(label)) ?? null
  if (s3 >= 0)
    return {
      service: 's3',
      region: region ?? 'us-east-1',
      bucket: labels.slice(0, s3).join('.') || null,
      variants,
    }
  const names = labels.filter((label) => label !== region && label !== 'dualstack')
  return {
    // The API model of SSO goes by both labels.
    service: /^portal\.sso\b/.test(prefix)
      ? 'portal.sso'
      : (names.at(-1) ?? prefix).replace(/-fips$/, ''),
    region: region ?? 'us-east-1',
    bucket: null,
    variants,
  }
}

function unusualEndpoint(url: URL, host: Host | null): string | null {
  if (!host) return url.origin
  const parts = [...(url.protocol === 'https:' ? [] : ['http']), ...host.variants]
  return parts.length > 0 ? parts.join(' ') : null
}
