// `s3.getSignedUrl(…)`, `s3.getSignedUrlPromise(…)`, `s3.createPresignedPost(…)`.

import { ts } from 'ts-morph'
import type { AsyncFact, Edit, EntryFact, Outcome, Part, SignedUrlFact, Span } from '../model.ts'
import { entryParts } from '../plan/providers.ts'
import type { Option, Statement } from '../plan/types.ts'
import { asyncsFor, isOperand } from '../syntax/asyncs.ts'
import { isConstant } from '../syntax/constants.ts'
import {
  bare,
  commentsIn,
  isDiscarded,
  isFunctionExpression,
  type Member,
  nameOf,
  spanOf,
  wrapped,
} from '../syntax/nodes.ts'
import { objectOf } from '../syntax/values.ts'
import { callbackOf } from './callbacks.ts'
import type { SiteContext } from './context.ts'
import { branches } from './loads.ts'

/** A signed URL of an operation that is known, where it can be waited for; undefined: it stays. */
export function signedUrlIn(
  node: ts.CallExpression,
  member: Member,
  context: SiteContext,
): SignedUrlFact | undefined {
  const isPost = member.name === 'createPresignedPost'
  const given = Array.from(node.arguments)
  const text = context.source.text
  const isCommented = commentsIn(text, member.receiver.end, member.node.end).length > 0
  if (member.optional || isCommented || given.some(ts.isSpreadElement)) return undefined
  const first = isPost ? undefined : given.shift()
  const operation = first && ts.isStringLiteralLike(bare(first)) ? bare(first) : undefined
  if (!isPost && !operation) return undefined
  const [params, callback, ...rest] = given
  if (rest.length > 0 || (callback && !isPlainCallback(callback, context))) return undefined
  if (callback && !isDiscarded(node) && !isReturned(node)) return undefined
  const literal = params && bare(params)
  const object =
    literal && ts.isObjectLiteralExpression(literal) ? objectOf(literal, context) : null
  const spreads = object?.entries.filter(({ key }) => key === null) ?? []
  if (spreads.length > 0 && (isPost || !isReadable(spreads, context))) return undefined
  if (isPost && !object) return undefined
  const fields = isPost ? fieldsIn(literal, context) : null
  if (isPost && !fields?.entries.some(({ key }) => key === 'key')) return undefined
  const keys = object
    ? object.entries.map(({ key }) => key ?? '')
    : params
      ? keysOf(params, context)
      : []
  const sync = !callback && member.name !== 'getSignedUrlPromise'
  const asyncs = sync ? asyncsFor(node, context.oracle) : []
  if (!asyncs) return undefined
  return {
    kind: 'signed-url',
    operation: operation && ts.isStringLiteralLike(operation) ? operation.text : '',
    receiver: spanOf(member.receiver),
    params: params ? spanOf(params) : null,
    object,
    fields,
    keys,
    callback: callback ? callbackOf(callback, true, context.oracle) : null,
    sync,
    operand: isOperand(node),
    asyncs,
  }
}

/** One `...params`, of which a member can be read without a complaint about types. */
function isReadable(spreads: readonly EntryFact[], { file }: SiteContext): boolean {
  const [only, ...others] = spreads
  return others.length === 0 && only?.value.text !== undefined && /\.[cm]?jsx?$/.test(file)
}

/** A name, or a function that deals with its error first. */
function isPlainCallback(node: ts.Expression, { oracle }: SiteContext): boolean {
  const inner = bare(node)
  if (!isFunctionExpression(inner)) return ts.isIdentifier(inner) || oracle.isCallable(inner)
  return callbackOf(node, true, oracle).shape.kind === 'split'
}

function isReturned(node: ts.CallExpression): boolean {
  const { parent } = wrapped(node)
  return ts.isReturnStatement(parent) || (ts.isArrowFunction(parent) && parent.body === node)
}

/** The literal of `Fields`. */
function fieldsIn(
  params: ts.Expression | undefined,
  context: SiteContext,
): SignedUrlFact['fields'] {
  if (!params || !ts.isObjectLiteralExpression(params)) return null
  const property = params.properties.find(({ name }) => name && nameOf(name) === 'Fields')
  const value =
    property && ts.isPropertyAssignment(property) ? bare(property.initializer) : undefined
  return value && ts.isObjectLiteralExpression(value) ? objectOf(value, context) : null
}

/** The keys of the literal that a constant holds. */
function keysOf(node: ts.Expression, { oracle }: SiteContext): readonly string[] | null {
  const inner = bare(node)
  if (!ts.isIdentifier(inner) || !isConstant(inner, oracle)) return null
  const declaration = oracle.symbol(inner)?.valueDeclaration
  const initial =
    declaration && ts.isVariableDeclaration(declaration) && declaration.initializer
      ? bare(declaration.initializer)
      : undefined
  if (!initial || !ts.isObjectLiteralExpression(initial)) return null
  const keys = initial.properties.map(({ name }) => name && nameOf(name))
  const isKnown = keys.every((key) => typeof key === 'string')
  return isKnown ? keys.map(String) : null
}

/** Operations whose input has an `Expires` of its own, so that v2's has to go. */
const withExpires = new Set(['copyObject', 'createMultipartUpload', 'putObject'])

/** Names of what is imported. */
export interface SignedUrlNames {
  /** `getSignedUrl`, `createPresignedPost`. */
  readonly fn: string
  readonly command: string
}

/** `getSignedUrl(s3, new GetObjectCommand({ … }), { expiresIn })`. */
export function signedUrlEdits(
  fact: SignedUrlFact,
  node: Span,
  { fn, command }: SignedUrlNames,
): readonly Edit[] {
  const input =
    fact.operation === '' ? post(fact, node) : [`new ${command}(`, ...inputOf(fact, node), ')']
  const called: Statement = [`${fn}(`, fact.receiver, ', ', ...input, ...optionsOf(fact), ')']
  const { callback } = fact
  if (callback?.kind === 'reference') {
    const { span } = callback
    return [{ ...node, parts: [...called, '.then((url) => ', span, '(null, url), ', span, ')'] }]
  }
  if (callback)
    return [{ ...node, parts: [...called, ...branches(callback, callback.params[1] ?? '')] }]
  if (!fact.sync) return [{ ...node, parts: called }]
  const awaited: Statement = ['await ', ...called]
  return [{ ...node, parts: fact.operand ? ['(', ...awaited, ')'] : awaited }]
}

/** The functions that become async for signed URLs, each once. */
export function asyncEdits(facts: readonly SignedUrlFact[]): readonly Edit[] {
  const functions = new Map(facts.flatMap(({ asyncs }) => asyncs).map((own) => [own.at, own]))
  const calls = new Map(
    Array.from(functions.values()).flatMap((own) =>
      own.calls.map((call) => [call.span.start, call] as const),
    ),
  )
  return [
    ...Array.from(functions.values()).flatMap(headEdits),
    ...Array.from(calls.values()).flatMap(({ span, operand, all }): Edit[] => {
      const open = `${operand ? '(' : ''}await ${all ? 'Promise.all(' : ''}`
      const close = `${all ? ')' : ''}${operand ? ')' : ''}`
      return [
        { start: span.start, end: span.start, parts: [open] },
        ...(close === '' ? [] : [{ start: span.end, end: span.end, parts: [close] }]),
      ]
    }),
  ]
}

/** `async ` before the function, `Promise<…>` around its type. */
const headEdits = ({ at, type }: AsyncFact): readonly Edit[] => [
  { start: at, end: at, parts: ['async '] },
  ...(type
    ? [
        { start: type.start, end: type.start, parts: ['Promise<'] },
        { start: type.end, end: type.end, parts: ['>'] },
      ]
    : []),
]

function inputOf({ object, params, keys, operation }: SignedUrlFact, node: Span): Statement {
  if (object) {
    const outcomes = object.entries.map(
      ({ key }): Outcome => ({ kind: key === 'Expires' ? 'drop' : 'keep' }),
    )
    const part: Part = { object, added: [], outcomes }
    const isSpread = object.entries.some(({ key }) => key === null)
    if (isSpread && withExpires.has(operation))
      return [
        '{ ...',
        { aligned: [part], from: object.span.start, to: node.start },
        ', Expires: undefined }',
      ]
    return [{ aligned: [part], from: object.span.start, to: node.start }]
  }
  if (!params) return ['{}']
  const isInTheWay = withExpires.has(operation) && (keys === null || keys.includes('Expires'))
  return isInTheWay ? ['{ ...', params, ', Expires: undefined }'] : [params]
}

/** `, { expiresIn: 60, signableHeaders: new Set(['content-type']) }`. */
function optionsOf({ object, params, keys, operation }: SignedUrlFact): Statement {
  if (operation === '') return []
  const options: Option[] = []
  const own = object?.entries.find(({ key }) => key === 'Expires')
  const spread = object?.entries.find(({ key }) => key === null)
  if (own)
    options.push({
      key: 'expiresIn',
      value: own.value.text === 'expiresIn' ? ['expiresIn'] : [own.value.span],
    })
  else if (spread) options.push({ key: 'expiresIn', value: [spread.value.span, '.Expires'] })
  else if (!object && params && (keys === null || keys.includes('Expires')))
    options.push({ key: 'expiresIn', value: [params, '.Expires'] })
  if (
    /^(putObject|uploadPart|createMultipartUpload)$/.test(operation) &&
    keys?.includes('ContentType')
  )
    options.push({ key: 'signableHeaders', value: ['new Set([', { quoted: 'content-type' }, '])'] })
  if (options.length === 0) return []
  return [
    ', { ',
    ...options.flatMap((option, i): Statement => [i === 0 ? '' : ', ', ...entryParts(option)]),
    ' }',
  ]
}

/** The name of the object is beside the fields in v3. */
function post({ object, fields }: SignedUrlFact, node: Span): Statement {
  if (!object || !fields) return []
  const name = fields.entries.find(({ key }) => key === 'key')
  const others: Part = {
    object: fields,
    added: [],
    outcomes: fields.entries.map((entry): Outcome => ({ kind: entry === name ? 'drop' : 'keep' })),
  }
  const outcomes = object.entries.map(({ key }): Outcome => {
    if (key !== 'Fields') return { kind: 'keep' }
    return fields.entries.length > 1 ? { kind: 'write', key, value: [others] } : { kind: 'drop' }
  })
  const added = name
    ? [entryParts({ key: 'Key', value: name.value.text === 'Key' ? ['Key'] : [name.value.span] })]
    : []
  const part: Part = { object, added, outcomes }
  return [{ aligned: [part], from: object.span.start, to: node.start }]
}
