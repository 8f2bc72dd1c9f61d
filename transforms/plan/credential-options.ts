// Credentials among the options: an object or provider, or the three keys.

import type { Part, Value } from '../model.ts'
import type { Given } from './options.ts'
import { self, text } from './setting-text.ts'

const isStatic = (keys: readonly (string | null)[]): boolean =>
  keys.includes('accessKeyId') && keys.includes('secretAccessKey')

/** v2 asks the chain when there are no credentials: neither own ones, nor those it found by itself on its start. */
export function provider(given: Given): void {
  const own = given.options.find((option) => option.key === 'credentials')?.value
  if (own && own.kind !== 'absent') return
  if (!own) given.notice('credential-provider', {})
  credentials(given)
}

export function credentials({ key, value, options, add, refuse }: Given): void {
  const isReplaced =
    key === 'credentials' &&
    value.kind === 'absent' &&
    options.some((option) => option.key === 'credentialProvider')
  if (isReplaced) return
  if (value.kind === 'credentials')
    add({ kind: 'credentials', sites: value.sites ?? [], text: value.text, source: value })
  else if (value.kind === 'absent') add(text(value, ['undefined']))
  else if (value.provider) add(text(value))
  else if (isStatic(value.keys ?? value.object?.entries.map((entry) => entry.key) ?? []))
    add(text(value))
  else refuse('credentials-not-visible', {})
}

/** The three keys as one object; v2 makes credentials of them only when both keys are there. */
export function staticKeys({ key, value, options, context, add, refuse }: Given): void {
  const of = (name: string): Value | undefined =>
    options.find((option) => option.key === name)?.value
  const id = of('accessKeyId')
  const secret = of('secretAccessKey')
  const token = of('sessionToken')
  if (!id || !secret) {
    refuse('option-refused')
    return
  }
  if (key !== 'accessKeyId') return
  const member = (name: string, own: Value): readonly Part[] =>
    own.text === name ? [name] : [`${name}: `, self(own)]
  const object: Part[] = [
    '{ ',
    ...member('accessKeyId', id),
    ', ',
    ...member('secretAccessKey', secret),
  ]
  if (token) object.push(', ', ...member('sessionToken', token))
  object.push(' }')
  const tests = [id, secret]
    .filter((own) => own.mayBeAbsent)
    .flatMap((own): Part[] => [self(own), ' && '])
  if (tests.length > 0 && context.hasOtherCredentials) {
    refuse('credentials-not-visible', {})
    return
  }
  const parts =
    tests.length === 0 ? object : [...tests.slice(0, -1), ' ? ', ...object, ' : undefined']
  const all = [id, secret, ...(token ? [token] : [])]
  const source: Value = {
    ...value,
    kind: 'other',
    constant: false,
    after: Math.max(...all.map((own) => own.after)),
    movable: all.every((own) => own.movable),
    refs: [],
  }
  add({ kind: 'text', parts, name: false, source })
}
