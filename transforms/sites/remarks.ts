// What a person has to know about a call once it is on v3: its response and its errors have other shapes.

import { ts } from 'ts-morph'
import type { CallFact, Remark } from '../model.ts'
import { absentListsOf, responseBlobsOf } from '../sdk/services.ts'
import {
  awaited,
  bare,
  isAssignment,
  isFunctionExpression,
  memberCallOn,
  memberOf,
  wrapped,
} from '../syntax/nodes.ts'
import { documentClient, functionOf } from './calls.ts'
import type { SiteContext } from './context.ts'

/** What a person has to know about the response of a call once it is on v3. */
export function remarksOn(
  call: CallFact,
  node: ts.CallExpression,
  context: SiteContext,
): readonly Remark[] {
  const what = `${call.service}.${call.method}`
  const { fields, bare: unguarded, whole, compared } = readsOf(node, context)
  const found: Remark[] = []
  const say = (code: Remark['code'], at: number, data: Remark['data']): void => {
    found.push({ site: call.id, code, at, data: { what, ...data } })
  }
  const request = fields.get('$response')
  if (request !== undefined) say('response-request', request, {})
  if (compared !== undefined && !call.promise) say('callback-null', compared, {})
  found.push(...thrownInCallback(call, node, what))
  if (call.service === documentClient) return found
  for (const field of responseBlobsOf(call.service, call.method)) {
    const at = fields.get(field)
    if (!whole || at !== undefined) say('response-body', at ?? call.span.start, { field })
  }
  for (const field of absentListsOf(call.service, call.method)) {
    const at = fields.get(field)
    if (at !== undefined && unguarded.has(field)) say('response-list', at, { field })
  }
  return found
}

interface Reads {
  /** Fields of the response that the code reads directly, with the offset of the read. */
  readonly fields: ReadonlyMap<string, number>
  /** Fields that some read takes without a guard such as `?.` or `?? []`. */
  readonly bare: ReadonlySet<string>
  /** The response goes nowhere else. */
  readonly whole: boolean
  /** Where the response is compared with null. */
  readonly compared: number | undefined
}

/** What the code takes from the response of a call. */
function readsOf(node: ts.CallExpression, context: SiteContext): Reads {
  const fields = new Map<string, number>()
  const unguarded = new Set<string>()
  let whole = true
  let compared: number | undefined
  const add = (field: string, at: ts.Node, isGuarded: boolean): void => {
    if (!fields.has(field)) fields.set(field, at.getStart())
    if (!isGuarded) unguarded.add(field)
  }
  const fromName = (name: ts.Node): void => {
    if (ts.isObjectBindingPattern(name)) {
      for (const element of name.elements) {
        const key = element.propertyName ?? element.name
        if (ts.isIdentifier(key)) add(key.text, key, element.initializer !== undefined)
      }
      return
    }
    if (!ts.isIdentifier(name)) {
      whole = false
      return
    }
    const symbol = context.oracle.symbol(name)
    const visit = (at: ts.Node): void => {
      if (
        ts.isIdentifier(at) &&
        at !== name &&
        at.text === name.text &&
        context.oracle.symbol(at) === symbol
      ) {
        const { parent } = wrapped(at)
        const member = memberOf(parent)
        if (member?.receiver === wrapped(at)) add(member.name, at, isGuarded(member.node))
        else if (ts.isVariableDeclaration(parent) && parent.initializer) fromName(parent.name)
        else if (isNullTest(parent)) compared ??= at.getStart()
        else if (!isTest(parent) && !isTarget(at)) whole = false
      }
      ts.forEachChild(at, visit)
    }
    visit(context.source)
  }
  const fromFunction = (given: ts.Expression | undefined, index: number): void => {
    const fn = given && functionOf(bare(given), context)
    const parameter = fn?.parameters[index]
    if (parameter) fromName(parameter.name)
    else whole = fn !== undefined
  }
  const promise = memberCallOn(node)
  const outer = awaited(promise?.call ?? node)
  const { parent } = outer
  const then = promise && memberCallOn(promise.call)
  const callback = node.arguments.at(-1)
  const member = memberOf(parent)
  if (ts.isVariableDeclaration(parent) && parent.initializer === outer) fromName(parent.name)
  else if (isAssignment(parent) && parent.right === outer) fromName(bare(parent.left))
  else if (then?.member.name === 'then') fromFunction(then.call.arguments[0], 0)
  else if (!promise && callback) fromFunction(callback, 1)
  else if (member?.receiver === outer && member.name !== 'then')
    add(member.name, outer, isGuarded(member.node))
  else whole = ts.isExpressionStatement(parent) && promise !== undefined
  return { fields, bare: unguarded, whole, compared }
}

/** `data.List?.length`, `data.List ?? []`, `if (data.List)`. */
function isGuarded(node: ts.Expression): boolean {
  const outer = wrapped(node)
  const { parent } = outer
  if (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent))
    return parent.questionDotToken !== undefined
  return isTest(parent) || (ts.isBinaryExpression(parent) && isChoice(parent))
}

const isChoice = ({ operatorToken: { kind } }: ts.BinaryExpression): boolean =>
  kind === ts.SyntaxKind.QuestionQuestionToken ||
  kind === ts.SyntaxKind.BarBarToken ||
  kind === ts.SyntaxKind.AmpersandAmpersandToken

const isTest = (parent: ts.Node): boolean =>
  ts.isIfStatement(parent) ||
  ts.isPrefixUnaryExpression(parent) ||
  (ts.isBinaryExpression(parent) && isChoice(parent))

const isTarget = (node: ts.Identifier): boolean =>
  isAssignment(node.parent) && node.parent.left === node

/** `data === null`, `data !== null`. */
const isNullTest = (parent: ts.Node): boolean =>
  ts.isBinaryExpression(parent) &&
  (parent.operatorToken.kind === ts.SyntaxKind.EqualsEqualsEqualsToken ||
    parent.operatorToken.kind === ts.SyntaxKind.ExclamationEqualsEqualsToken) &&
  [parent.left, parent.right].some((side) => side.kind === ts.SyntaxKind.NullKeyword)

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
