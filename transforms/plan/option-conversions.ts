// What each kind of conversion makes of an option.

import type { Part, Value } from '../model.ts'
import { type Conversion, oldApiVersions } from '../sdk/options.ts'
import { serviceOf } from '../sdk/services.ts'
import { credentials, provider, staticKeys } from './credential-options.ts'
import { requestHandler } from './handler-options.ts'
import type { Given } from './options.ts'
import { plusOne, retryDelays } from './retries.ts'
import { membersOf, operand, self, text } from './setting-text.ts'

export const converters: Readonly<Record<Conversion, (given: Given) => void>> = {
  same: ({ value, add }) => add(value.kind === 'absent' ? text(value, ['undefined']) : text(value)),
  'plus-one': plusOne,
  retry: retryDelays,
  endpoint,
  'request-handler': requestHandler,
  credentials,
  provider,
  'static-key': staticKeys,
  implied,
  drop: ({ row, notice }) => {
    if (row.lost) notice('option-lost')
  },
  negated: ({ value, overrides, add }) => {
    if (value.literal === false) add(text(value, ['true']))
    else if (value.literal === true && overrides) add(text(value, ['false']))
    else if (value.literal === undefined && value.kind !== 'absent')
      add(text(value, [...operand(value), ' === false']))
  },
  checksums: ({ value, overrides, add }) => {
    if (value.literal === false) add(text(value, [{ quoted: 'WHEN_REQUIRED' }]))
    else if (value.literal === true && overrides) add(text(value, [{ quoted: 'WHEN_SUPPORTED' }]))
    else if (value.literal === undefined && value.kind !== 'absent')
      add(
        text(value, [
          ...operand(value),
          ' === false ? ',
          { quoted: 'WHEN_REQUIRED' },
          ' : undefined',
        ]),
      )
  },
  logger,
  'global-endpoint': globalEndpoint,
  'api-version': apiVersion,
  'api-versions': apiVersions,
  refuse: ({ refuse }) => refuse('option-refused'),
  bound: ({ value, context, refuse }) => {
    if (context.place !== 'client' && value.kind !== 'absent') refuse('option-refused')
  },
}

/** v2 completes `localhost:4566` to `https://localhost:4566`; v3 refuses it. `AWS.Endpoint` does not look at `sslEnabled`. */
function endpoint({ value, options, add, refuse, notice }: Given): void {
  const isPlain =
    value.kind !== 'endpoint' &&
    options.some((option) => option.key === 'sslEnabled' && option.value.literal === false)
  const inner = value.inner ?? value
  if (inner.templated) refuse('option-refused', { option: 'endpoint (with a placeholder)' })
  if (inner.kind !== 'absent' && typeof inner.literal !== 'string' && !inner.schemed)
    notice('endpoint-scheme', {})
  add(text(inner, withScheme(inner, isPlain ? 'http://' : 'https://')))
}

/** The address of an endpoint, with the scheme that v2 adds. */
export function withScheme(value: Value, scheme: string): readonly Part[] {
  if (value.kind === 'absent') return ['undefined']
  if (typeof value.literal !== 'string' || /^[a-z][a-z0-9+.-]*:\/\//i.test(value.literal))
    return [self(value)]
  const { start, end } = value.span
  if (value.kind === 'literal')
    return [{ start, end: start + 1 }, scheme, { start: start + 1, end }]
  return [`\`${scheme}\${`, self(value), '}`']
}

function implied({ key, value, row, options, refuse, notice }: Given): void {
  if (row.implied?.some((own) => own === value.literal)) return
  if (key === 'sslEnabled' && isSchemeKnown(value, options)) return
  if (key === 'sslEnabled')
    refuse('option-refused', { option: 'sslEnabled (without an endpoint that has a scheme)' })
  else if (row.refused) refuse('option-refused')
  else notice('option-lost')
}

/** `sslEnabled` says nothing where the endpoint has a scheme, or gets one from it. */
function isSchemeKnown(value: Value, options: Given['options']): boolean {
  const own = options.find((option) => option.key === 'endpoint')?.value
  if (!own || own.kind === 'absent') return false
  const { schemed, literal } = own.inner ?? own
  return schemed === true || value.literal === false || typeof literal !== 'string'
}

/** v2 writes a line for each request with `log` or `write`; v3 calls `debug`, `info`, `warn` and `error` with objects. */
function logger({ value, overrides, add, notice }: Given): void {
  const none = (): void => {
    if (overrides) add(text(value, ['undefined']))
  }
  if (value.kind === 'absent') {
    none()
    return
  }
  if (value.text === 'console') {
    add(text(value, ['{ ...console, debug() {}, trace() {} }']))
    return
  }
  const keys = value.keys ?? value.object?.entries.map((entry) => entry.key)
  const isStream = /^process\.(stdout|stderr)$/.test(value.text ?? '')
  if (isStream || keys?.every((key) => key === 'log' || key === 'write')) {
    notice('logger-silent', {})
    none()
    return
  }
  notice('logger-differs', {})
  add(text(value))
}

/** Only what is given to the client itself counts in v2; its default is the global endpoint. */
function globalEndpoint({ value, context, add }: Given): void {
  if (context.place === 'global' || context.service !== 'STS') return
  if (typeof value.literal === 'string') {
    if (value.literal.toLowerCase() !== 'regional') add(text(value, ['true']))
  } else if (value.kind === 'absent') add(text(value, ['true']))
  else add(text(value, [...operand(value), ' !== ', { quoted: 'regional' }]))
}

/** Whether a version selects an old shape of a service. */
function isOld(service: string, { literal }: Value): boolean {
  const since = oldApiVersions[service]
  if (since === undefined || literal === 'latest') return false
  return !(typeof literal === 'string' && literal >= since)
}

function apiVersion({ value, context, notice }: Given): void {
  if (value.kind === 'absent') return
  const services = context.service === null ? (context.services ?? []) : [context.service]
  for (const service of services) if (isOld(service, value)) notice('old-api-version', { service })
}

function apiVersions({ value, context, notice }: Given): void {
  const services = context.services ?? (context.service === null ? [] : [context.service])
  const members = membersOf(value)
  if (members)
    for (const { key, value: version } of members) {
      const name = services.find((own) => serviceOf(own)?.id === key)
      if (name !== undefined && isOld(name, version)) notice('old-api-version', { service: name })
    }
  else if (value.kind !== 'absent' && services.some((own) => own in oldApiVersions))
    notice('option-lost')
}
