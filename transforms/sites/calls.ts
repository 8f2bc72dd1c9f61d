// Calls of operations: `s3.getObject(params).promise()`, `s3.getObject(params, callback)`.

import { ts } from 'ts-morph'
import type { Blocker, CallFact, Remark, UnresolvedFact } from '../model.ts'
import { absentListsOf, hasV3Operation, isOperation, responseBlobsOf } from '../sdk/services.ts'
import {
  awaited,
  bare,
  commentsIn,
  isDiscarded,
  isFunctionExpression,
  memberCallOn,
  memberOf,
  spanOf,
} from '../syntax/nodes.ts'
import { clientTarget } from './clients.ts'
import { blocker, type SiteContext, siteOf } from './context.ts'
import { requiredModule } from './imports.ts'

const documentOperations = new Set([
  'batchGet',
  'batchWrite',
  'delete',
  'get',
  'put',
  'query',
  'scan',
  'transactGet',
  'transactWrite',
  'update',
])

const documentClient = 'DynamoDB.DocumentClient'

const isKnownOperation = (service: string, method: string): boolean =>
  service === documentClient
    ? documentOperations.has(method)
    : isOperation(service, method) && hasV3Operation(service, method)

/** A call on a client, when the node is one. */
export function findCall(node: ts.Node, context: SiteContext): CallFact | undefined {
  if (!ts.isCallExpression(node)) return undefined
  const member = memberOf(bare(node.expression))
  if (!member || member.name === 'promise') return undefined
  const client = clientTarget(member.receiver, context)
  if (!client) return undefined
  const { service, target } = client
  const blockers: Blocker[] = []
  const what = `${service}.${member.name}`
  if (!isKnownOperation(service, member.name))
    blockers.push(blocker('call-not-supported', node, { what }))
  const [first, second] = node.arguments
  const promised = memberCallOn(node)
  const promise = promised?.member.name === 'promise' ? promised : undefined
  let params: ts.Expression | undefined = first
  let callback: ts.Expression | undefined = second
  if (node.arguments.length > 2 || node.arguments.some(ts.isSpreadElement))
    blockers.push(blocker('call-not-supported', node, { what: `${what} with these arguments` }))
  else if (!second && first && !promise && isCallback(first, node, context)) {
    params = undefined
    callback = first
  } else if (!promise && !callback && blockers.length === 0)
    blockers.push(blocker('request-object', node, { what }))
  if (callback && promise && blockers.length === 0)
    blockers.push(
      blocker('call-not-supported', node, { what: `${what} with a callback and a promise` }),
    )
  if (blockers.length === 0 && callback && !isDiscarded(node) && !isReturned(node))
    blockers.push(blocker('request-object', node, { what }))
  if (callback && usesThis(callback)) blockers.push(blocker('callback-this', callback, { what }))
  const argumentsStart = node.arguments.pos
  const text = context.source.text
  return {
    ...siteOf(promise?.call ?? node, [], blockers, context),
    service,
    target,
    method: member.name,
    member: member.span,
    optional: member.optional,
    args: { start: argumentsStart, end: node.end - 1 },
    params: params ? spanOf(params) : null,
    callback: callback ? spanOf(callback) : null,
    promise: promise ? { start: node.end, end: promise.call.end } : null,
    promiseComments: promise ? commentsIn(text, node.end, promise.call.end) : [],
  }
}

/** `return s3.getObject(params, cb)`: what a callback call returns is seldom used, but may be. */
function isReturned(node: ts.CallExpression): boolean {
  const outer = awaited(node)
  return (
    ts.isReturnStatement(outer.parent) ||
    (ts.isArrowFunction(outer.parent) && outer.parent.body === outer)
  )
}

/** Whether a lone argument is a callback: v2 sends nothing until it has one, so a discarded call must have one. */
function isCallback(
  argument: ts.Expression,
  call: ts.CallExpression,
  context: SiteContext,
): boolean {
  const inner = bare(argument)
  if (isFunctionExpression(inner) || context.oracle.isCallable(inner)) return true
  if (ts.isObjectLiteralExpression(inner)) return false
  const name = ts.isIdentifier(inner) ? inner.text : (memberOf(inner)?.name ?? '')
  return (
    context.oracle.isUntyped(inner) &&
    isDiscarded(call) &&
    /^(cb|callback|done|next|fn)$|Callback$|^on[A-Z]/.test(name)
  )
}

function usesThis(callback: ts.Expression): boolean {
  const inner = bare(callback)
  if (!ts.isFunctionExpression(inner)) return false
  let found = false
  const visit = (node: ts.Node): void => {
    if (node.kind === ts.SyntaxKind.ThisKeyword) found = true
    if (!ts.isFunctionExpression(node) && !ts.isFunctionDeclaration(node) && !ts.isClassLike(node))
      ts.forEachChild(node, visit)
  }
  visit(inner.body)
  return found
}

/** What a person has to know about the response of a call once it is on v3. */
export function remarksOn(
  call: CallFact,
  node: ts.CallExpression,
  context: SiteContext,
): readonly Remark[] {
  if (call.service === documentClient) return errorRemarks(call, node, context)
  const what = `${call.service}.${call.method}`
  const fields = readFields(node, context)
  const found: Remark[] = []
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

/** Something that another package exports, or makes. */
function isOfLibrary(receiver: ts.Expression, context: SiteContext): boolean {
  let root = bare(receiver)
  for (;;) {
    if (ts.isCallExpression(root) || ts.isNewExpression(root)) root = bare(root.expression)
    else if (memberOf(root)) root = bare(memberOf(root)?.receiver ?? root)
    else if (ts.isAwaitExpression(root)) root = bare(root.expression)
    else break
  }
  if (!ts.isIdentifier(root)) return false
  const declaration = context.oracle.localSymbol(root)?.declarations?.[0]
  if (!declaration) return false
  if (ts.isVariableDeclaration(declaration) && declaration.initializer) {
    const module = requiredModule(bare(declaration.initializer))
    if (module !== undefined) return !module.startsWith('.')
    return isOfLibrary(declaration.initializer, context)
  }
  const imported = ts.findAncestor(declaration, ts.isImportDeclaration)?.moduleSpecifier
  return imported !== undefined && ts.isStringLiteral(imported) && !imported.text.startsWith('.')
}

/** `x.getObject(…).promise()` where nothing tells what x is. */
export function findUnresolved(node: ts.Node, context: SiteContext): UnresolvedFact | undefined {
  if (!ts.isCallExpression(node) || node.arguments.length > 0) return undefined
  const promise = memberOf(bare(node.expression))
  if (promise?.name !== 'promise') return undefined
  const call = bare(promise.receiver)
  const member = ts.isCallExpression(call) ? memberOf(bare(call.expression)) : undefined
  if (
    !member ||
    clientTarget(member.receiver, context) ||
    !context.oracle.isUntyped(member.receiver) ||
    isOfLibrary(member.receiver, context)
  )
    return undefined
  return { method: member.name, at: node.getStart() }
}
