// `client.waitFor('bucketExists', params)`.

import { ts } from 'ts-morph'
import type { Edit, ObjectFact, Outcome, Part, WaiterFact, WaiterValue } from '../model.ts'
import type { Statement } from '../plan/types.ts'
import { waiterOf } from '../sdk/services.ts'
import { isConstant } from '../syntax/constants.ts'
import {
  bare,
  commentsIn,
  isDiscarded,
  isFunctionExpression,
  type Member,
  memberCallOn,
  nameOf,
  spanOf,
  wrapped,
} from '../syntax/nodes.ts'
import { objectOf } from '../syntax/values.ts'
import { callbackOf } from './callbacks.ts'
import type { SiteContext } from './context.ts'
import { branches } from './loads.ts'

/** A waiter for a state that is known, with parameters that can be seen; undefined: it stays. */
export function waiterIn(
  node: ts.CallExpression,
  member: Member,
  service: string,
  context: SiteContext,
): WaiterFact | undefined {
  const [first, ...given] = node.arguments
  const state = first && ts.isStringLiteralLike(bare(first)) ? bare(first) : undefined
  const known = state && ts.isStringLiteralLike(state) ? waiterOf(service, state.text) : undefined
  const text = context.source.text
  const isCommented = commentsIn(text, member.receiver.end, member.node.end).length > 0
  if (!state || !ts.isStringLiteralLike(state) || !known || isCommented || member.optional)
    return undefined
  if (given.length > 2 || given.some(ts.isSpreadElement)) return undefined
  const promise = memberCallOn(node)
  const isPromise = promise?.member.name === 'promise'
  const callback = isPromise ? undefined : given.at(-1)
  if (!isPromise && (!callback || !isCallable(callback, context))) return undefined
  if (callback && !isDiscarded(node) && !isReturned(node)) return undefined
  const params = callback ? given.at(-2) : given[0]
  if (isPromise && given.length > 1) return undefined
  const settings = settingsOf(params, context)
  if (!settings) return undefined
  const whole = isPromise ? promise.call : node
  return {
    kind: 'waiter',
    state: state.text,
    span: spanOf(whole),
    receiver: spanOf(member.receiver),
    client: bare(member.receiver).getText(),
    params: params ? spanOf(params) : null,
    object: settings.object,
    delay: settings.delay ?? known.delay,
    maxAttempts: settings.maxAttempts ?? known.maxAttempts,
    callback: callback ? callbackOf(callback, true, context.oracle) : null,
    used: isPromise && isUsed(whole),
  }
}

const isCallable = (node: ts.Expression, { oracle }: SiteContext): boolean =>
  isFunctionExpression(bare(node)) ||
  oracle.isCallable(bare(node)) ||
  (ts.isIdentifier(node) && /^(cb|callback|done|next|fn)$|Callback$/.test(node.text))

function isReturned(node: ts.CallExpression): boolean {
  const { parent } = wrapped(node)
  return ts.isReturnStatement(parent) || (ts.isArrowFunction(parent) && parent.body === node)
}

/** Something may be done with the response: it is not only waited for. */
function isUsed(promise: ts.CallExpression): boolean {
  if (isDiscarded(promise)) return false
  const then = memberCallOn(promise)
  const [handler] = then?.member.name === 'then' ? then.call.arguments : []
  const fn = handler && bare(handler)
  return !(fn && isFunctionExpression(fn) && fn.parameters.length === 0)
}

interface Settings {
  readonly object: ObjectFact | null
  readonly delay?: WaiterValue
  readonly maxAttempts?: WaiterValue
}

/** `$waiter` among the parameters; undefined: they cannot be seen. */
function settingsOf(params: ts.Expression | undefined, context: SiteContext): Settings | undefined {
  if (!params) return { object: null }
  const inner = bare(params)
  if (ts.isObjectLiteralExpression(inner)) {
    const own = settingsIn(inner, (value) => literal(value) ?? nameIn(value) ?? spanOf(value))
    return own && { object: objectOf(inner, context), ...own }
  }
  const held = constantOf(inner, context)
  const own =
    held && settingsIn(held, (value, key) => literal(value) ?? `${inner.getText()}.$waiter.${key}`)
  return own && { object: null, ...own }
}

type Own = Pick<Settings, 'delay' | 'maxAttempts'>

/** What `$waiter` in a literal says. */
function settingsIn(
  node: ts.ObjectLiteralExpression,
  read: (value: ts.Expression, key: string) => WaiterValue,
): Own | undefined {
  const names = node.properties.map(({ name }) => name && nameOf(name))
  if (names.some((name) => typeof name !== 'string')) return undefined
  const property = node.properties[names.indexOf('$waiter')]
  if (!property) return {}
  const waiter = ts.isPropertyAssignment(property) ? bare(property.initializer) : undefined
  if (!waiter || !ts.isObjectLiteralExpression(waiter)) return undefined
  const found: { delay?: WaiterValue; maxAttempts?: WaiterValue } = {}
  for (const own of waiter.properties) {
    const key = own.name && nameOf(own.name)
    const value = ts.isPropertyAssignment(own)
      ? own.initializer
      : ts.isShorthandPropertyAssignment(own)
        ? own.name
        : undefined
    if ((key !== 'delay' && key !== 'maxAttempts') || !value) return undefined
    found[key] = read(value, key)
  }
  return found
}

const nameIn = (node: ts.Expression): string | undefined =>
  ts.isIdentifier(node) ? node.text : undefined

const literal = (node: ts.Expression): number | undefined => {
  const inner = bare(node)
  return ts.isNumericLiteral(inner) ? Number(inner.text) : undefined
}

function constantOf(
  node: ts.Expression,
  { oracle }: SiteContext,
): ts.ObjectLiteralExpression | undefined {
  if (!ts.isIdentifier(node) || !isConstant(node, oracle)) return undefined
  const declaration = oracle.symbol(node)?.valueDeclaration
  const initial =
    declaration && ts.isVariableDeclaration(declaration) && declaration.initializer
      ? bare(declaration.initializer)
      : undefined
  return initial && ts.isObjectLiteralExpression(initial) ? initial : undefined
}

/**
 * `waitUntilBucketExists({ client: s3, minDelay: 5, maxDelay: 5, maxWaitTime: 105 }, { Bucket })`: v2 asks once, and
 * `maxAttempts` times again. Source: `resource_waiter.js` of `aws-sdk`, the waiters of `@smithy/core`; measured with both.
 *
 * @param callbackify local name of the function of `node:util`; empty: it is not needed
 */
export function waiterEdits(fact: WaiterFact, fn: string, callbackify: string): readonly Edit[] {
  const { client, receiver, delay, maxAttempts, callback, span } = fact
  const wait = partsOf(delay)
  const most: Statement =
    typeof delay === 'number' && typeof maxAttempts === 'number'
      ? [String(delay * (maxAttempts + 1))]
      : [...operand(delay), ' * ', ...attempts(maxAttempts)]
  const called: Statement = [
    `${fn}({ `,
    ...(client === 'client' ? ['client'] : ['client: ', receiver]),
    ', minDelay: ',
    ...wait,
    ', maxDelay: ',
    ...wait,
    ', maxWaitTime: ',
    ...most,
    ' }, ',
    ...inputOf(fact),
    ')',
  ]
  const response = '.then(({ reason }) => reason)'
  if (!callback) return [{ ...span, parts: fact.used ? [...called, response] : called }]
  if (callback.kind === 'reference') {
    const { span: given } = callback
    const settled: Statement = ['.then(({ reason }) => ', given, '(null, reason), ', given, ')']
    return [{ ...span, parts: [...called, ...settled] }]
  }
  if (callbackify !== '')
    return [
      { ...span, parts: [`${callbackify}(() => `, ...called, response, ')(', callback.span, ')'] },
    ]
  const [, data] = callback.params
  return [{ ...span, parts: [...called, ...branches(callback, data ? `{ reason: ${data} }` : '')] }]
}

/** One more than v2 was told: the first one is no retry. v3 stops when the next one would be too late. */
const attempts = (value: WaiterValue): Statement =>
  typeof value === 'number' ? [String(value + 1)] : ['(', ...operand(value), ' + 1)']

const partsOf = (value: WaiterValue): Statement =>
  typeof value === 'object' ? [value] : [String(value)]

const operand = (value: WaiterValue): Statement =>
  typeof value === 'object' ? ['(', value, ')'] : [String(value)]

/** The parameters without `$waiter`. */
function inputOf({ object, params, span }: WaiterFact): Statement {
  if (!params) return ['{}']
  if (!object) return [params]
  const outcomes = object.entries.map(
    ({ key }): Outcome => ({ kind: key === '$waiter' ? 'drop' : 'keep' }),
  )
  const part: Part = { object, added: [], outcomes }
  return [{ aligned: [part], from: object.span.start, to: span.start }]
}
