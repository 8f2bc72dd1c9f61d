// Reads of error members that only v2 has, wherever what a call throws is caught in its file.

import { ts } from 'ts-morph'
import type { CallFact, Remark } from '../model.ts'
import { bare, memberCallOn, memberOf, nameOf, wrapped } from '../syntax/nodes.ts'
import { functionOf } from './calls.ts'
import type { SiteContext } from './context.ts'

const errorMembers = new Set([
  'code',
  'statusCode',
  'requestId',
  'retryable',
  'extendedRequestId',
  'originalError',
])

/** Reads of v2 error members: in the callback, and wherever what the call throws is caught in this file. */
export function errorRemarks(
  call: CallFact,
  node: ts.CallExpression,
  context: SiteContext,
): readonly Remark[] {
  const found = new Map<number, Remark>()
  const say = (member: string, at: ts.Node): void => {
    const start = at.getStart()
    found.set(start, { site: call.id, code: 'error-member', at: start, data: { member } })
  }
  const callback = node.arguments.at(-1)
  const fn = callback && functionOf(bare(callback), context)
  if (fn?.parameters[0]) readMembers(fn.parameters[0].name, fn, say, context)
  for (const { name, scope } of handlersAround(node, context))
    readMembers(name, scope, say, context)
  return Array.from(found.values())
}

interface Handler {
  readonly name: ts.Node
  readonly scope: ts.Node
}

/** What catches an exception of a call: handlers of its promise, `catch` clauses, and those around the calls of its function. */
function handlersAround(
  node: ts.CallExpression,
  context: SiteContext,
  seen: Set<ts.Node> = new Set(),
): readonly Handler[] {
  const found: Handler[] = []
  for (let chain = memberCallOn(node); chain; chain = memberCallOn(chain.call)) {
    const { name } = chain.member
    const handler = chain.call.arguments[name === 'then' ? 1 : 0]
    const fn =
      handler && (name === 'then' || name === 'catch') && functionOf(bare(handler), context)
    if (!fn) continue
    const [parameter] = fn.parameters
    if (parameter) found.push({ name: parameter.name, scope: fn })
  }
  for (let at: ts.Node = node; at.parent; at = at.parent) {
    const { parent } = at
    if (ts.isTryStatement(parent) && parent.tryBlock === at && parent.catchClause) {
      const { variableDeclaration, block } = parent.catchClause
      if (variableDeclaration) found.push({ name: variableDeclaration.name, scope: block })
    }
    if (!ts.isFunctionLike(at) || seen.has(at)) continue
    seen.add(at)
    for (const outer of callsOf(at, context)) found.push(...handlersAround(outer, context, seen))
  }
  return found
}

const known = new WeakMap<ts.SourceFile, ReadonlyMap<string, readonly ts.Identifier[]>>()

/** The calls of a function in its own file. */
function callsOf(fn: ts.Node, context: SiteContext): readonly ts.CallExpression[] {
  const name = nameGiven(fn)
  if (name === undefined) return []
  let callees = known.get(context.source)
  if (!callees) {
    callees = calleesIn(context.source)
    known.set(context.source, callees)
  }
  return (callees.get(name) ?? []).flatMap((callee) => {
    const declarations = context.oracle.symbol(callee)?.declarations ?? []
    const call = ts.findAncestor(callee, ts.isCallExpression)
    return call && declarations.some((declared) => functionGiven(declared) === fn) ? [call] : []
  })
}

/** The names by which functions and methods are called, by text. */
function calleesIn(source: ts.SourceFile): ReadonlyMap<string, readonly ts.Identifier[]> {
  const found = new Map<string, ts.Identifier[]>()
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const callee = bare(node.expression)
      const name = ts.isPropertyAccessExpression(callee) ? callee.name : callee
      if (ts.isIdentifier(name)) found.set(name.text, [...(found.get(name.text) ?? []), name])
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

/** The name that a function is declared, assigned or defined under. */
function nameGiven(fn: ts.Node): string | undefined {
  const { parent } = wrapped(fn as ts.Expression)
  const name =
    ts.isFunctionLike(fn) && fn.name
      ? fn.name
      : ts.isVariableDeclaration(parent) ||
          ts.isPropertyDeclaration(parent) ||
          ts.isPropertyAssignment(parent)
        ? parent.name
        : undefined
  return name && ts.isIdentifier(name) ? name.text : undefined
}

/** The function that a declaration gives a name to. */
function functionGiven(declaration: ts.Node): ts.Node | undefined {
  if (ts.isFunctionLike(declaration)) return declaration
  const value =
    ts.isVariableDeclaration(declaration) ||
    ts.isPropertyDeclaration(declaration) ||
    ts.isPropertyAssignment(declaration)
      ? declaration.initializer
      : undefined
  return value && bare(value)
}

/** Members of an error that only v2 has: `err.code`, `err['code']`, `const { code } = err`, `catch ({ code })`. */
function readMembers(
  name: ts.Node,
  scope: ts.Node,
  say: (member: string, at: ts.Node) => void,
  context: SiteContext,
): void {
  const fromPattern = (pattern: ts.ObjectBindingPattern): void => {
    for (const element of pattern.elements) {
      const key = nameOf(element.propertyName ?? element.name)
      if (key !== null && errorMembers.has(key)) say(key, element)
    }
  }
  if (ts.isObjectBindingPattern(name)) fromPattern(name)
  if (!ts.isIdentifier(name)) return
  const symbol = context.oracle.symbol(name)
  const isError = (node: ts.Node): boolean =>
    ts.isIdentifier(node) && node.text === name.text && context.oracle.symbol(node) === symbol
  const visit = (at: ts.Node): void => {
    const member = memberOf(at)
    if (member && errorMembers.has(member.name) && isError(bare(member.receiver)) && !isErrno(at))
      say(member.name, at)
    if (
      ts.isVariableDeclaration(at) &&
      at.initializer &&
      ts.isObjectBindingPattern(at.name) &&
      isError(bare(at.initializer))
    )
      fromPattern(at.name)
    ts.forEachChild(at, visit)
  }
  visit(scope)
}

/** `err.code === 'ENOENT'`: an error of Node, not of AWS. */
function isErrno(node: ts.Node): boolean {
  const { parent } = node
  return (
    ts.isBinaryExpression(parent) &&
    [parent.left, parent.right].some(
      (side) => ts.isStringLiteral(side) && /^E[A-Z0-9]{3,}$/.test(side.text),
    )
  )
}
