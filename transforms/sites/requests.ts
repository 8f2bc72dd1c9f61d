// Requests that v2 keeps before it sends them: `s3.getObject(p).send(cb)`, `const request = s3.getObject(p)`, `.on('success', …)`.

import { ts } from 'ts-morph'
import type { CallFact, Edit, EventsFact, HeldFact, Part, SendFact, Span } from '../model.ts'
import { isSetOnce } from '../syntax/constants.ts'
import { isExported } from '../syntax/exports.ts'
import {
  bare,
  commentsIn,
  isDiscarded,
  isFunctionExpression,
  memberCallOn,
  memberOf,
  spanOf,
  wrapped,
} from '../syntax/nodes.ts'
import { functionAround } from '../syntax/place.ts'
import { usesOf } from '../syntax/uses.ts'
import type { SiteContext } from './context.ts'

/** `.send(callback)` and `.send()` behind an operation. */
export function sentBy(node: ts.CallExpression): SendFact | undefined {
  const sent = memberCallOn(node)
  if (sent?.member.name !== 'send' || sent.call.arguments.length > 1) return undefined
  const [callback] = sent.call.arguments
  const start = node.arguments.at(-1)?.end ?? node.arguments.pos
  const end = callback ? callback.getStart() : sent.call.end - 1
  const isPlain = commentsIn(node.getSourceFile().text, start, end).length === 0
  if (!isPlain || sent.member.optional || !isAlone(sent.call)) return undefined
  return { kind: 'send', call: spanOf(sent.call), gap: { start, end } }
}

/** Nothing is done with what it gives. */
const isAlone = (call: ts.CallExpression): boolean => {
  const { parent } = wrapped(call)
  const isReturned =
    ts.isReturnStatement(parent) || (ts.isArrowFunction(parent) && parent.body === call)
  return isDiscarded(call) || isReturned
}

/** The callback of an operation, wherever it stands. */
export function callbackOf(node: ts.CallExpression): ts.Expression | undefined {
  const sent = memberCallOn(node)
  return sent?.member.name === 'send' ? sent.call.arguments[0] : node.arguments.at(-1)
}

/** The calls by which a request that is kept, or a function made of an operation, is sent: their results are its response. */
export function sendingCalls(
  node: ts.CallExpression,
  { sent }: CallFact,
  { oracle }: SiteContext,
): readonly ts.CallExpression[] {
  if (sent?.kind !== 'held' && sent?.kind !== 'promisified') return [node]
  const { parent } = wrapped(node)
  if (!ts.isVariableDeclaration(parent) || !ts.isIdentifier(parent.name)) {
    const isCalled = ts.isCallExpression(parent) && parent.expression === wrapped(node)
    return isCalled ? [parent] : []
  }
  return usesOf(parent.name, oracle).flatMap((use) => {
    const call = sent.kind === 'held' ? memberCallOn(use)?.call : wrapped(use).parent
    const isCall = call && ts.isCallExpression(call)
    return isCall && (sent.kind === 'held' || call.expression === wrapped(use)) ? [call] : []
  })
}

/** `.on('success', f).on('error', g).send()`. */
export function eventsOn(node: ts.CallExpression, context: SiteContext): EventsFact | undefined {
  const handlers: { success?: ts.Expression; error?: ts.Expression; complete?: ts.Expression } = {}
  let at = node
  for (;;) {
    const next = memberCallOn(at)
    if (!next || next.member.optional) return undefined
    const [event, handler, ...rest] = next.call.arguments
    if (next.member.name === 'send') {
      if (event || at === node || !isAlone(next.call)) return undefined
      return eventsOf(node, next.call, handlers, context)
    }
    if (next.member.name !== 'on' || !event || !handler || rest.length > 0) return undefined
    const name = ts.isStringLiteralLike(event) ? event.text : ''
    if (name !== 'success' && name !== 'error' && name !== 'complete') return undefined
    if (handlers[name]) return undefined
    handlers[name] = handler
    at = next.call
  }
}

function eventsOf(
  node: ts.CallExpression,
  last: ts.CallExpression,
  handlers: { success?: ts.Expression; error?: ts.Expression; complete?: ts.Expression },
  context: SiteContext,
): EventsFact | undefined {
  const { success, error, complete } = handlers
  const reads = success ? dataReads(success, context) : []
  if (!reads) return undefined
  if (error && parametersOf(error, context) > 1) return undefined
  if (complete && (!isFunctionExpression(bare(complete)) || parametersOf(complete, context) > 0))
    return undefined
  if ([success, error, complete].some((handler) => handler && usesThis(handler))) return undefined
  const text = node.getSourceFile().text
  const kept = [success, error, complete].flatMap((handler) => (handler ? [spanOf(handler)] : []))
  const isCommented = commentsBetween(text, node.end, last.end, kept)
  if (isCommented) return undefined
  return {
    kind: 'events',
    call: spanOf(last),
    tail: { start: node.end, end: last.end },
    lead: /^\s*/.exec(text.slice(node.end))?.[0] ?? '',
    success: success ? spanOf(success) : null,
    reads,
    error: error ? spanOf(error) : null,
    complete: complete ? spanOf(complete) : null,
  }
}

/** Whether a comment stands in a span, but not in the spans that are kept. */
function commentsBetween(text: string, start: number, end: number, kept: readonly Span[]): boolean {
  const rest = kept
    .toSorted((a, b) => b.start - a.start)
    .reduce(
      (left, span) => left.slice(0, span.start - start) + left.slice(span.end - start),
      text.slice(start, end),
    )
  return /\/[/*]/.test(rest)
}

/** The `.data` of `response.data` in a handler that reads nothing else of its response; undefined: it does. */
function dataReads(handler: ts.Expression, context: SiteContext): readonly Span[] | undefined {
  const fn = bare(handler)
  if (!isFunctionExpression(fn) || fn.parameters.length > 1) return undefined
  const [parameter] = fn.parameters
  if (!parameter) return []
  if (!ts.isIdentifier(parameter.name) || parameter.type) return undefined
  const reads: Span[] = []
  for (const use of usesOf(parameter.name, context.oracle, fn.body)) {
    const member = memberOf(use.parent)
    if (member?.receiver !== use || member.name !== 'data') return undefined
    reads.push({ start: use.end, end: member.node.end })
  }
  return reads
}

function parametersOf(handler: ts.Expression, { oracle }: SiteContext): number {
  const inner = bare(handler)
  if (isFunctionExpression(inner)) return inner.parameters.length
  const declaration = ts.isIdentifier(inner) ? oracle.symbol(inner)?.valueDeclaration : undefined
  return declaration && ts.isFunctionDeclaration(declaration) ? declaration.parameters.length : 1
}

function usesThis(handler: ts.Expression): boolean {
  const fn = bare(handler)
  if (!ts.isFunctionExpression(fn)) return false
  const find = (node: ts.Node): boolean =>
    node.kind === ts.SyntaxKind.ThisKeyword ||
    (!ts.isFunctionExpression(node) &&
      (ts.forEachChild(node, (child) => find(child) || undefined) ?? false))
  return find(fn.body)
}

/** `const request = s3.getObject(p)`, when it is only sent, from where the same client is at hand. */
export function heldIn(node: ts.CallExpression, context: SiteContext): HeldFact | undefined {
  const outer = wrapped(node)
  const declaration = outer.parent
  if (!ts.isVariableDeclaration(declaration) || declaration.initializer !== node) return undefined
  const { name } = declaration
  const member = memberOf(bare(node.expression))
  if (!member || member.optional || !ts.isIdentifier(name) || declaration.type) return undefined
  const isConst = isSetOnce(name, context.oracle) && !isExported(node)
  if (!isConst || !isStable(member.receiver, context)) return undefined
  const sends = usesOf(name, context.oracle).map((use) => sendOf(use, member.receiver, node))
  const isSeen = sends.every((send) => send !== undefined)
  if (!isSeen || sends.length === 0) return undefined
  return {
    kind: 'held',
    receiver: spanOf(member.receiver),
    callee: { start: node.getStart(), end: node.arguments.pos },
    sends: sends.filter((send) => send !== undefined),
  }
}

/** A client that is the same wherever its name means the same. */
function isStable(receiver: ts.Expression, { oracle }: SiteContext): boolean {
  if (ts.isIdentifier(receiver)) return isSetOnce(receiver, oracle)
  return (
    ts.isPropertyAccessExpression(receiver) &&
    receiver.expression.kind === ts.SyntaxKind.ThisKeyword
  )
}

/** `request.promise()`, `request.send(callback)`. */
function sendOf(
  use: ts.Identifier,
  receiver: ts.Expression,
  made: ts.Node,
): HeldFact['sends'][number] | undefined {
  const sent = memberCallOn(use)
  if (!sent || sent.member.optional) return undefined
  const { name } = sent.member
  const [callback, ...rest] = sent.call.arguments
  const isPromise = name === 'promise' && !callback
  const isSend = name === 'send' && rest.length === 0 && isAlone(sent.call)
  if (!isPromise && !isSend) return undefined
  const isThis = !ts.isIdentifier(receiver)
  if (isThis && thisScope(use) !== thisScope(made)) return undefined
  return {
    span: spanOf(sent.call),
    request: spanOf(use),
    callback: callback ? spanOf(callback) : null,
  }
}

/** The function whose `this` a node would mean. */
function thisScope(node: ts.Node): ts.Node | undefined {
  let fn = functionAround(node)
  while (fn && ts.isArrowFunction(fn)) fn = functionAround(fn)
  return fn
}

/** `new Command(…)` where the request was made, and `client.send(request)` where it was sent. */
export const heldEdits = (
  { receiver, callee, sends }: HeldFact,
  command: string,
): readonly Edit[] => [
  { ...callee, parts: [`new ${command}(`] },
  ...sends.map(({ span, request, callback }): Edit => {
    const given: readonly Part[] = callback ? [', ', callback] : []
    return { ...span, parts: [receiver, '.send(', request, ...given, ')'] }
  }),
]

/** `.then(f, g)` for listeners of `success` and `error`, `.finally(h)` for those of `complete`. */
export function eventEdits({
  tail,
  lead,
  success,
  reads,
  error,
  complete,
}: EventsFact): readonly Edit[] {
  const chained: Part[] = []
  const add = (name: string, ...handlers: readonly Span[]): void => {
    chained.push(
      { raw: lead },
      `.${name}(`,
      ...handlers.flatMap((handler, i): Part[] => (i === 0 ? [handler] : [', ', handler])),
      ')',
    )
  }
  if (success && error) add('then', success, error)
  else if (success) add('then', success)
  else if (error) add('catch', error)
  if (complete) add('finally', complete)
  return [{ ...tail, parts: chained }, ...reads.map((read): Edit => ({ ...read, parts: [] }))]
}
