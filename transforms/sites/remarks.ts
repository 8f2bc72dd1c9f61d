// What a person has to know about a call once it is on v3: its response and its errors have other shapes.

import { ts } from 'ts-morph'
import type { CallFact, Remark } from '../model.ts'
import { absentListsOf, responseBlobsOf } from '../sdk/services.ts'
import { awaited, bare, isFunctionExpression, memberCallOn, memberOf } from '../syntax/nodes.ts'
import { documentClient } from './calls.ts'
import type { SiteContext } from './context.ts'

/** What a person has to know about the response of a call once it is on v3. */
export function remarksOn(
  call: CallFact,
  node: ts.CallExpression,
  context: SiteContext,
): readonly Remark[] {
  const what = `${call.service}.${call.method}`
  const fields = readFields(node, context)
  const found: Remark[] = []
  const request = fields?.get('$response')
  if (request !== undefined)
    found.push({ site: call.id, code: 'response-request', at: request, data: { what } })
  found.push(...thrownInCallback(call, node, what))
  if (call.service === documentClient) return [...found, ...errorRemarks(call, node, context)]
  for (const field of responseBlobsOf(call.service, call.method)) {
    const at = fields?.get(field)
    if (fields === undefined || at !== undefined)
      found.push({
        site: call.id,
        code: 'response-body',
        at: at ?? call.span.start,
        data: { what, field },
      })
  }
  for (const field of absentListsOf(call.service, call.method)) {
    const at = fields?.get(field)
    if (at !== undefined)
      found.push({ site: call.id, code: 'response-list', at, data: { what, field } })
  }
  return [...found, ...errorRemarks(call, node, context)]
}

/**
 * Fields of the response that the code reads directly, with the offset of the read;
 * undefined when the response goes where it cannot be followed.
 */
function readFields(
  node: ts.CallExpression,
  context: SiteContext,
): ReadonlyMap<string, number> | undefined {
  const fields = new Map<string, number>()
  const promise = memberCallOn(node)
  const outer = awaited(promise?.call ?? node)
  const parent = outer.parent
  const fromName = (name: ts.BindingName): boolean => {
    if (ts.isObjectBindingPattern(name)) {
      for (const element of name.elements) {
        const key = element.propertyName ?? element.name
        if (ts.isIdentifier(key)) fields.set(key.text, key.getStart())
      }
      return true
    }
    if (!ts.isIdentifier(name)) return false
    const symbol = context.oracle.symbol(name)
    let followed = true
    const visit = (at: ts.Node): void => {
      if (
        ts.isIdentifier(at) &&
        at !== name &&
        at.text === name.text &&
        context.oracle.symbol(at) === symbol
      ) {
        const member = memberOf(at.parent)
        if (member?.receiver === at) fields.set(member.name, at.getStart())
        else followed = false
      }
      ts.forEachChild(at, visit)
    }
    visit(context.source)
    return followed
  }
  const fromFunction = (fn: ts.Expression | undefined, index: number): boolean => {
    const inner = fn && bare(fn)
    if (!inner || !isFunctionExpression(inner)) return false
    const parameter = inner.parameters[index]
    return parameter ? fromName(parameter.name) : true
  }
  if (ts.isVariableDeclaration(parent) && parent.initializer === outer)
    return fromName(parent.name) ? fields : undefined
  if (ts.isExpressionStatement(parent) && promise) return fields
  const then = promise && memberCallOn(promise.call)
  if (then?.member.name === 'then')
    return fromFunction(then.call.arguments[0], 0) ? fields : undefined
  const callback = node.arguments[node.arguments.length - 1]
  if (!promise && callback) return fromFunction(callback, 1) ? fields : undefined
  const member = memberOf(parent)
  if (member?.receiver === outer && member.name !== 'then') {
    fields.set(member.name, outer.getStart())
    return fields
  }
  return undefined
}

/** v3 swallows what a callback throws; v2 does not. Source: `Client.send` of @smithy/core. */
function thrownInCallback(
  call: CallFact,
  node: ts.CallExpression,
  what: string,
): readonly Remark[] {
  const last = node.arguments.at(-1)
  const callback = last && bare(last)
  if (!callback || !isFunctionExpression(callback)) return []
  const find = (at: ts.Node): ts.Node | undefined => {
    if (ts.isThrowStatement(at)) return at
    return ts.isFunctionLike(at) || ts.isTryStatement(at) ? undefined : ts.forEachChild(at, find)
  }
  const thrown = ts.forEachChild(callback.body, find)
  return thrown
    ? [{ site: call.id, code: 'callback-throws', at: thrown.getStart(), data: { what } }]
    : []
}

const errorMembers = new Set([
  'code',
  'statusCode',
  'requestId',
  'retryable',
  'extendedRequestId',
  'originalError',
])

/** Reads of v2 error members: in the callback, and in the catch clauses around the call. */
function errorRemarks(
  call: CallFact,
  node: ts.CallExpression,
  context: SiteContext,
): readonly Remark[] {
  const found: Remark[] = []
  const inFunction = (name: ts.BindingName | undefined, scope: ts.Node): void => {
    if (!name || !ts.isIdentifier(name)) return
    const symbol = context.oracle.symbol(name)
    const visit = (at: ts.Node): void => {
      const member = memberOf(at)
      const receiver = member && bare(member.receiver)
      if (
        member &&
        receiver &&
        ts.isIdentifier(receiver) &&
        receiver.text === name.text &&
        errorMembers.has(member.name) &&
        context.oracle.symbol(receiver) === symbol
      )
        found.push({
          site: call.id,
          code: 'error-member',
          at: at.getStart(),
          data: { member: member.name },
        })
      ts.forEachChild(at, visit)
    }
    visit(scope)
  }
  const callback = node.arguments[node.arguments.length - 1]
  const inner = callback && bare(callback)
  if (inner && isFunctionExpression(inner)) inFunction(inner.parameters[0]?.name, inner.body)
  let chain = memberCallOn(node)
  while (chain) {
    const handler =
      chain.member.name === 'catch'
        ? chain.call.arguments[0]
        : chain.member.name === 'then'
          ? chain.call.arguments[1]
          : undefined
    const fn = handler && bare(handler)
    if (fn && isFunctionExpression(fn)) inFunction(fn.parameters[0]?.name, fn.body)
    chain = memberCallOn(chain.call)
  }
  for (let at: ts.Node = node; at.parent; at = at.parent) {
    const parent = at.parent
    if (ts.isTryStatement(parent) && parent.tryBlock === at && parent.catchClause)
      inFunction(parent.catchClause.variableDeclaration?.name, parent.catchClause.block)
  }
  return found
}
