// What v3 calls the errors of v2.

import { errorNames } from './error-names.generated.ts'

/** What a code of v2, compared with a literal, is in v3. */
export type Verdict =
  /** A code of Node or of another library, which stays in `code`. */
  | { readonly kind: 'code' }
  | { readonly kind: 'name'; readonly name: string }
  /** The name is one of those that v3 gives where v2 gave this code. */
  | { readonly kind: 'changed'; readonly name: string }
  /** An answer without a body, which v3 names after nothing. */
  | { readonly kind: 'status'; readonly status: number }
  /** v3 has no such error, or calls it differently for different services. */
  | { readonly kind: 'none' }

/** Codes of the SDK itself that v3 calls otherwise. */
const renamed: Readonly<Record<string, string>> = {
  RequestAbortedError: 'AbortError',
  ResourceNotReady: 'TimeoutError',
}

/** Errors of the SDK itself that v3 does not have: it throws those of Node, or sends what v2 refused to send. */
const gone = new Set([
  'ConfigError',
  'InvalidParameterType',
  'MissingRequiredParameter',
  'MultipleValidationErrors',
  'NetworkingError',
  'UnexpectedParameter',
  'UnknownEndpoint',
])

/** Codes that v2's S3 gives to answers without a body. Source: `extractError` of `aws-sdk/lib/services/s3.js`. */
const ofEmptyAnswer: Readonly<Record<string, number>> = { BadRequest: 400, Forbidden: 403 }

/** Codes of Node (`ENOENT`, `ERR_…`) and of databases: no code of AWS is without a small letter. */
const isForeign = (code: string): boolean => !/[a-z]/.test(code)

/** @param sources the services and methods whose errors are compared: `IAM.getUser` */
export function verdictOn(
  code: string,
  sources: readonly { readonly service: string; readonly method: string }[],
): Verdict {
  if (isForeign(code)) return { kind: 'code' }
  if (gone.has(code)) return { kind: 'none' }
  if (code === 'CredentialsError') return { kind: 'changed', name: 'CredentialsProviderError' }
  const name = renamed[code]
  if (name !== undefined) return { kind: 'name', name }
  const status = ofEmptyAnswer[code]
  const heads = sources.filter(
    ({ service, method }) => service === 'S3' && method.startsWith('head'),
  )
  if (status !== undefined && heads.length > 0)
    return heads.length === sources.length ? { kind: 'status', status } : { kind: 'none' }
  const names = new Set(sources.flatMap(({ service }) => namesOf(service, code)))
  const [only] = names
  return names.size <= 1 ? { kind: 'name', name: only ?? code } : { kind: 'none' }
}

/** The names that v3's client of a service gives to errors with a code of v2. */
function namesOf(service: string, code: string): readonly string[] {
  const row = Object.hasOwn(errorNames, service) ? (errorNames[service] ?? '') : ''
  const found = row
    .split(' ')
    .filter((pair) => pair.startsWith(`${code}:`))
    .map((pair) => pair.slice(code.length + 1))
  return found.length > 0 ? found : [code]
}

/** Whether v3 has other names for some codes of a service. */
export const renamesErrors = (service: string): boolean => Object.hasOwn(errorNames, service)
