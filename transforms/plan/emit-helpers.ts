// Helpers of v2's S3 client: uploads, signed URLs, presigned posts.

import type { CallFact } from '../model.ts'
import { commandName, serviceOf, waiterName } from '../sdk/services.ts'
import { type Client, packageOf } from './clients.ts'
import type { Emitting } from './emitting.ts'
import type { Decision, Option } from './types.ts'

/** A callback of an upload or a waiter that mixes its error with the rest is kept as it is, by `callbackify` of Node. */
export const needsCallbackify = ({ sent }: CallFact): boolean =>
  (sent?.kind === 'upload' || sent?.kind === 'waiter') &&
  sent.callback?.kind === 'inline' &&
  sent.callback.shape.kind !== 'split'

/** The decision about a call of a helper; undefined: it is none. */
export function helperDecision(call: CallFact, emitting: Emitting): Decision | undefined {
  const { names, findings } = emitting
  const { sent } = call
  const base = { kind: 'call', site: call.id, form: 'send', bound: [] } as const
  if (sent?.kind === 'upload')
    return {
      ...base,
      command: '',
      helper: names.imported('@aws-sdk/lib-storage', 'Upload'),
      ...(needsCallbackify(call)
        ? { callbackify: names.imported('node:util', 'callbackify') }
        : {}),
    }
  if (sent?.kind === 'set') {
    findings.push({ code: 'document-sets', at: call.span.start, data: {} })
    return { ...base, command: '' }
  }
  if (sent?.kind === 'waiter') {
    if (call.service === 'S3' && sent.state === 'bucketExists')
      findings.push({ code: 'waiter-goes-on', at: call.span.start, data: {} })
    return {
      ...base,
      command: '',
      helper: names.imported(packageOf(call), waiterName(sent.state)),
      ...(needsCallbackify(call)
        ? { callbackify: names.imported('node:util', 'callbackify') }
        : {}),
    }
  }
  if (sent?.kind !== 'signed-url') return undefined
  for (const { at, name } of sent.asyncs)
    if (name !== '') findings.push({ code: 'function-made-async', at, data: { name } })
  if (sent.operation === '')
    return {
      ...base,
      command: '',
      helper: names.imported('@aws-sdk/s3-presigned-post', 'createPresignedPost'),
    }
  return {
    ...base,
    command: names.imported(
      packageOf(call),
      commandName(sent.operation),
      false,
      serviceOf(call.service)?.stem ?? '',
    ),
    helper: names.imported('@aws-sdk/s3-request-presigner', 'getSignedUrl'),
  }
}

/** v3 signs the checksum of an empty body into a URL under which something is put. */
export const presigning = (client: Client, emitting: Emitting): readonly Option[] =>
  emitting.isPresigning(client.fact.id) && !client.ownKeys.has('requestChecksumCalculation')
    ? [{ key: 'requestChecksumCalculation', value: [{ quoted: 'WHEN_REQUIRED' }] }]
    : []
