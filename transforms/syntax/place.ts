// Where a node stands: the statement lists and functions around it.

import { ts } from 'ts-morph'
import type { Frame, Place } from '../model.ts'
import { statementSpan } from './nodes.ts'

const isFunction = (node: ts.Node): node is ts.FunctionLikeDeclaration =>
  ts.isFunctionDeclaration(node) ||
  ts.isFunctionExpression(node) ||
  ts.isArrowFunction(node) ||
  ts.isMethodDeclaration(node) ||
  ts.isConstructorDeclaration(node) ||
  ts.isGetAccessor(node) ||
  ts.isSetAccessor(node)

const isAsync = (node: ts.Node): boolean =>
  ts.canHaveModifiers(node) &&
  (ts.getModifiers(node) ?? []).some((m) => m.kind === ts.SyntaxKind.AsyncKeyword)

/** The innermost function-like node or class field initialiser around a node; undefined at module level. */
export function functionAround(node: ts.Node): ts.Node | undefined {
  for (let child = node, parent = node.parent; parent; child = parent, parent = parent.parent) {
    if (isFunction(parent)) return parent
    if (ts.isPropertyDeclaration(parent) && parent.initializer === child) return parent
    if (ts.isClassStaticBlockDeclaration(parent)) return parent
  }
  return undefined
}

const statementsOf = (node: ts.Node): readonly ts.Statement[] | undefined =>
  ts.isSourceFile(node) ||
  ts.isBlock(node) ||
  ts.isModuleBlock(node) ||
  ts.isCaseOrDefaultClause(node)
    ? node.statements
    : undefined

/** Frames from the module inwards. Source: the syntax alone. */
export function placeOf(node: ts.Node): Place {
  const frames: Frame[] = []
  for (
    let child: ts.Node = node, parent = node.parent;
    parent;
    child = parent, parent = parent.parent
  ) {
    const list = statementsOf(parent)
    const single = !list && standsAlone(child, parent)
    if (!list && !single) continue
    if (list && !list.some((statement) => statement === child)) continue
    const fn = functionAround(child)
    frames.unshift({
      block: list ? parent.pos : child.getStart(),
      blockEnd: list ? parent.end : child.end,
      at: ts.isPropertyDeclaration(parent) ? parent.getStart() : child.getStart(),
      runs: list ? runsAt(child, parent) : child.getStart(),
      end: ts.isStatement(child) ? statementSpan(child).end : child.end,
      list: list !== undefined,
      begins: list !== undefined || ts.isPropertyDeclaration(parent),
      fn: fn ? fn.getStart() : -1,
      async: fn !== undefined && isAsync(fn),
    })
  }
  return frames
}

/** Where a statement of a list is first reached: for a function declaration, the first statement that calls it. */
function runsAt(statement: ts.Node, list: ts.Node): number {
  const start = statement.getStart()
  if (!ts.isFunctionDeclaration(statement) || !statement.name) return start
  return Math.min(start, callsAbove(list).get(statement) ?? start)
}

const known = new WeakMap<ts.Node, ReadonlyMap<ts.Node, number>>()

/** For each function declared in a list, the first statement of the list that calls it, itself or through another such function. */
function callsAbove(list: ts.Node): ReadonlyMap<ts.Node, number> {
  const before = known.get(list)
  if (before) return before
  const statements = statementsOf(list) ?? []
  const functions = new Map<string, ts.FunctionDeclaration>()
  for (const statement of statements)
    if (ts.isFunctionDeclaration(statement) && statement.name)
      functions.set(statement.name.text, statement)
  const first = new Map<ts.Node, number>()
  const reach = (node: ts.Node, at: number): void => {
    const fn = ts.isIdentifier(node) ? functions.get(node.text) : undefined
    if (fn && !first.has(fn) && isReached(node)) {
      first.set(fn, at)
      reach(fn, at)
    }
    ts.forEachChild(node, (child) => reach(child, at))
  }
  for (const statement of statements)
    if (!ts.isFunctionDeclaration(statement)) reach(statement, statement.getStart())
  known.set(list, first)
  return first
}

/** Called, or given to something that may call it. */
const isReached = ({ parent }: ts.Node): boolean =>
  ts.isCallExpression(parent) || ts.isNewExpression(parent)

/** A statement or expression where a statement list could be: `if (x) f()`, `() => f()`, a field's initialiser. */
function standsAlone(child: ts.Node, parent: ts.Node): boolean {
  if (ts.isArrowFunction(parent)) return parent.body === child && !ts.isBlock(child)
  if (ts.isPropertyDeclaration(parent)) return parent.initializer === child
  if (isFunction(parent)) return ts.isParameter(child)
  if (ts.isBlock(child)) return false
  if (ts.isIfStatement(parent))
    return parent.thenStatement === child || parent.elseStatement === child
  return ts.isIterationStatement(parent, false) && parent.statement === child
}
