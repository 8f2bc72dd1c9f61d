// Functions that have to wait for something they had at once: which of them can become async.

import { ts } from 'ts-morph'
import type { AsyncFact } from '../model.ts'
import type { Oracle } from '../oracle/oracle.ts'
import { isExported } from './exports.ts'
import { isEsm } from './module-shape.ts'
import { isFunctionExpression, memberOf, spanOf, wrapped } from './nodes.ts'
import { functionAround } from './place.ts'
import { usesOf } from './uses.ts'

type Fn = ts.FunctionDeclaration | ts.FunctionExpression | ts.ArrowFunction

/** Calls of web frameworks that look at nothing a handler returns. */
const routes = new Set(['all', 'delete', 'get', 'patch', 'post', 'put', 'use'])

/**
 * The functions that become async so that an expression may be awaited, the innermost first.
 *
 * @returns none: it may be awaited as it is; undefined: it cannot
 */
export function asyncsFor(
  node: ts.Expression,
  oracle: Oracle,
  seen: ReadonlySet<ts.Node> = new Set(),
): readonly AsyncFact[] | undefined {
  const fn = functionAround(node)
  if (!fn) return isEsm(node.getSourceFile()) ? [] : undefined
  if (isAsync(fn)) return isInParameters(node, fn) ? undefined : []
  if (!ts.isFunctionDeclaration(fn) && !isFunctionExpression(fn)) return undefined
  if (fn.asteriskToken || seen.has(fn) || isInParameters(node, fn)) return undefined
  const own: AsyncFact = {
    at: startOf(fn),
    name: fn.name?.getText() ?? '',
    type: fn.type ? spanOf(fn.type) : null,
    calls: [],
  }
  if (fn.type && /\basserts\b|\bis\b/.test(fn.type.getText())) return undefined
  if (isRoute(fn)) return [own]
  const name = nameOf(fn)
  if (!name) return undefined
  const calls: AsyncFact['calls'][number][] = []
  const others: AsyncFact[] = []
  for (const use of usesOf(name, oracle)) {
    const callee = wrapped(use)
    const call = callee.parent
    if (!ts.isCallExpression(call) || call.expression !== callee) return undefined
    const outer = wrapped(call)
    if (ts.isAwaitExpression(outer.parent)) continue
    if (isPassedOn(outer)) {
      const around = functionAround(call)
      if (around && isAsync(around)) continue
    }
    const more = asyncsFor(call, oracle, new Set([...seen, fn]))
    if (!more) return undefined
    others.push(...more)
    calls.push({ span: spanOf(call), operand: isOperand(call) })
  }
  return [{ ...own, name: name.text, calls }, ...others]
}

const isAsync = (fn: ts.Node): boolean =>
  ts.canHaveModifiers(fn) &&
  (ts.getModifiers(fn) ?? []).some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword)

const isInParameters = (node: ts.Node, fn: ts.Node): boolean =>
  ts.isFunctionLike(fn) &&
  fn.parameters.some((own) => node.getStart() >= own.getStart() && node.end <= own.end)

/** `return f()`, `() => f()`: a promise is as good there, if the function is async. */
const isPassedOn = (outer: ts.Expression): boolean =>
  ts.isReturnStatement(outer.parent) ||
  (ts.isArrowFunction(outer.parent) && outer.parent.body === outer)

/** Behind `export`: where the function itself begins. */
function startOf(fn: Fn): number {
  if (!ts.isFunctionDeclaration(fn)) return fn.getStart()
  const keyword = fn.getChildren().find(({ kind }) => kind === ts.SyntaxKind.FunctionKeyword)
  return (keyword ?? fn).getStart()
}

/** The name of a function that nothing outside of its file can know. */
function nameOf(fn: Fn): ts.Identifier | undefined {
  if (ts.isFunctionDeclaration(fn)) {
    const isOwn = (ts.getCombinedModifierFlags(fn) & ts.ModifierFlags.Export) === 0
    return isOwn ? fn.name : undefined
  }
  const outer = wrapped(fn)
  const { parent } = outer
  if (!ts.isVariableDeclaration(parent) || parent.initializer !== outer || parent.type)
    return undefined
  return ts.isIdentifier(parent.name) && !isExported(outer) ? parent.name : undefined
}

/** `app.get('/path', (req, res) => …)`. */
function isRoute(fn: Fn): boolean {
  if (!isFunctionExpression(fn)) return false
  const call = wrapped(fn).parent
  const [first] = fn.parameters
  if (!ts.isCallExpression(call) || !first || !ts.isIdentifier(first.name)) return false
  const isHandler = /^(_?req|request|ctx)$/.test(first.name.text)
  return isHandler && routes.has(memberOf(call.expression)?.name ?? '')
}

/** Something is done with the value that binds closer than `await`. */
export function isOperand(node: ts.Expression): boolean {
  const outer = wrapped(node)
  if (outer !== node) return false
  const { parent } = node
  return (
    memberOf(parent)?.receiver === node ||
    (ts.isElementAccessExpression(parent) && parent.expression === node) ||
    (ts.isCallExpression(parent) && parent.expression === node)
  )
}
