// Loads of credentials: `creds.get(cb)`, `creds.getPromise()`, `AWS.config.getCredentials(cb)`, and the promises they become.

import { ts } from 'ts-morph'
import type {
  Blocker,
  BodyFact,
  CallbackFact,
  CredentialUseFact,
  Edit,
  LoadFact,
  Span,
} from '../model.ts'
import type { LoadDecision, Statement } from '../plan/types.ts'
import {
  bare,
  isDiscarded,
  isFunctionExpression,
  memberCallOn,
  memberOf,
  spanOf,
  statementOf,
  statementSpan,
  wrapped,
} from '../syntax/nodes.ts'
import { callbackOf } from './callbacks.ts'
import { isGlobalConfig } from './config.ts'
import { blocker, type SiteContext, siteOf } from './context.ts'
import type { MakeFact } from './credential-uses.ts'

export function load(
  call: ts.CallExpression,
  method: string,
  fact: MakeFact,
  context: SiteContext,
): CredentialUseFact {
  const [argument] = call.arguments
  const blockers: Blocker[] =
    call.arguments.length > 1 ? [blocker('credentials-lifecycle', call, { member: method })] : []
  const use = loadUse(call, method, argument, context)
  const made = fact(call, use, blockers)
  const types = droppedTypes(use.callback, argument, context)
  return { ...made, refs: [...made.refs, ...types], typeRefs: [...made.typeRefs, ...types] }
}

/** The callback is taken apart, and the types of its parameters go. */
function droppedTypes(
  callback: CallbackFact | null,
  argument: ts.Expression | undefined,
  context: SiteContext,
): readonly number[] {
  const fn = argument && bare(argument)
  if (!fn || !isFunctionExpression(fn) || callback?.shape.kind === 'mixed') return []
  return fn.parameters.flatMap(({ type }) => (type ? context.refsIn(type) : []))
}

/** How a call that loads is written. */
export function loadUse(
  call: ts.CallExpression,
  method: string,
  argument: ts.Expression | undefined,
  context: SiteContext,
): LoadFact {
  const then = memberCallOn(call)
  const [onDone] = then?.call.arguments ?? []
  const outer = wrapped(call)
  const alone = ts.isAwaitExpression(outer.parent) && ts.isExpressionStatement(outer.parent.parent)
  return {
    kind: 'load',
    method,
    callback: argument ? callbackOf(argument, true, context.oracle) : null,
    awaitedStatement: alone ? statementSpan(outer.parent.parent) : null,
    chained:
      then?.member.name === 'then' && onDone ? callbackOf(onDone, false, context.oracle) : null,
    discarded: isDiscarded(call),
    next: nextStatement(call),
  }
}

function nextStatement(node: ts.Node): number | null {
  const statement = statementOf(node)
  const list = statement?.parent
  if (!statement || !list || !(ts.isBlock(list) || ts.isSourceFile(list))) return null
  return list.statements[list.statements.indexOf(statement) + 1]?.getStart() ?? null
}

/** `AWS.config.getCredentials(cb)`. */
export function globalLoad(
  node: ts.CallExpression,
  context: SiteContext,
): CredentialUseFact | undefined {
  const member = memberOf(bare(node.expression))
  if (member?.name !== 'getCredentials' || !isGlobalConfig(member.receiver, context))
    return undefined
  const [argument] = node.arguments
  const use = loadUse(node, 'getCredentials', argument, context)
  return {
    ...siteOf(
      node,
      [...context.refsIn(node.expression), ...droppedTypes(use.callback, argument, context)],
      [],
      context,
    ),
    target: 'global',
    use,
    receiver: spanOf(member.receiver),
    bound: false,
    testedClass: null,
    typeRefs: droppedTypes(use.callback, argument, context),
  }
}

export function rewriteLoad(
  source: string,
  fact: CredentialUseFact,
  { base, parameter, form }: LoadDecision,
): readonly Edit[] {
  if (fact.use.kind !== 'load') return []
  const { callback, chained } = fact.use
  const called: Statement = [
    ...(base.length > 0 ? base : [receiverOf(source, fact, fact.use)]),
    '()',
  ]
  if (form === 'then' && chained)
    return [{ ...fact.span, parts: called }, ...parameterEdits(chained, parameter)]
  return [{ ...fact.span, parts: [...called, ...after(callback, parameter, form)] }]
}

/** `this.creds` in `this.creds.get(cb)`: a provider is called where it was. */
function receiverOf(source: string, { span }: CredentialUseFact, { method }: LoadFact): Span {
  const text = source.slice(span.start, span.end)
  const at = text.search(new RegExp(`(\\?\\.|!\\.|\\.|\\[['"])\\s*${method}\\b`))
  return { start: span.start, end: span.start + Math.max(at, 0) }
}

/** What follows the call that loads. */
function after(
  callback: CallbackFact | null,
  parameter: string | null,
  form: LoadDecision['form'],
): Statement {
  if (!callback) return form === 'forget' ? ['.catch(() => undefined)'] : []
  if (callback.kind === 'reference')
    return ['.then(() => ', callback.span, '(), ', callback.span, ')']
  if (form === 'split' && callback.shape.kind === 'split')
    return branches(callback, parameter ?? '')
  if (form === 'ignore')
    return [
      '.catch(() => undefined).then(',
      head(callback, parameter ?? '', callback.async),
      callback.body,
      ')',
    ]
  return ['.then(() => undefined, (error) => error).then(', callback.span, ')']
}

/** `.then(succeeded, failed)` for a callback whose body deals with its error first. */
export function branches(callback: CallbackFact, parameter: string): Statement {
  const { shape } = callback
  if (shape.kind !== 'split') return []
  return [
    '.then(',
    ...fn(callback, parameter, shape.succeeded),
    ', ',
    ...fn(callback, callback.params[0] ?? '', shape.failed),
    ')',
  ]
}

/** `(err) => ` or `function (err) `, as the callback was written. */
function head(callback: CallbackFact, parameter: string, isAsync: boolean): string {
  const prefix = isAsync ? 'async ' : ''
  return callback.arrow ? `${prefix}(${parameter}) => ` : `${prefix}function (${parameter}) `
}

/** A function of the callback's kind around a part of its body. */
function fn(callback: CallbackFact, parameter: string, body: BodyFact): Statement {
  const start = head(callback, body.span ? parameter : '', callback.async && body.awaits)
  if (!body.span) return [start, '{}']
  if (body.expression && callback.expression) return [start, body.span]
  if (body.expression) return [start, '{\n\t', body.returns ? 'return ' : '', body.span, ';', '\n}']
  const text: Statement =
    body.shift === 0 ? [body.span] : [{ shifted: [body.span], levels: body.shift }]
  return body.multiline ? [start, '{', ...text, '\n}'] : [start, '{\n\t', ...text, '\n}']
}

/** The parameter of a `.then` callback. */
function parameterEdits(callback: CallbackFact, parameter: string | null): readonly Edit[] {
  return parameter === null
    ? []
    : [{ ...callback.paramsSpan, parts: [head(callback, parameter, callback.async)] }]
}
