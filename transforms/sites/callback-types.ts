// The type of the response in a callback, which v3 types as perhaps undefined.

import { ts } from 'ts-morph'
import type { ShapeFact } from '../model.ts'
import { bare, isAssignment, isFunctionExpression, memberOf, wrapped } from '../syntax/nodes.ts'
import { usesOf } from '../syntax/uses.ts'
import type { SiteContext } from './context.ts'

/** The response of a callback, which v3 types as perhaps undefined, and where it is read. */
export function responseOf(
  node: ts.Node,
  context: SiteContext,
): Pick<ShapeFact, 'optional' | 'asserts'> {
  const none = { optional: null, asserts: [] }
  const parameter = ts.isUnionTypeNode(node.parent) ? node.parent.parent : node.parent
  if (!ts.isParameter(parameter) || parameter.questionToken || parameter.initializer) return none
  const fn = parameter.parent
  const { name } = parameter
  if (fn.parameters[1] !== parameter || !ts.isIdentifier(name) || !isGiven(fn, context)) return none
  return { optional: name.end, asserts: readsOf(name, fn, context) }
}

function readsOf(
  name: ts.Identifier,
  fn: ts.SignatureDeclaration,
  context: SiteContext,
): readonly number[] {
  const body = 'body' in fn ? fn.body : undefined
  if (!body) {
    const holder = ts.isVariableDeclaration(fn.parent) ? fn.parent.initializer : undefined
    const inner = holder && bare(holder)
    const parameter = inner && isFunctionExpression(inner) ? inner.parameters[1] : undefined
    return inner && isFunctionExpression(inner) && parameter && ts.isIdentifier(parameter.name)
      ? readsOf(parameter.name, inner, context)
      : []
  }
  return usesOf(name, context.oracle, body).flatMap((use) => {
    const { parent } = use
    const isMember =
      (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)) &&
      parent.expression === use
    return (isMember ? !parent.questionDotToken : isHandedOn(use)) ? [use.end] : []
  })
}

/** `done(data)`, `return data`, `const answer = data`. */
const isHandedOn = (use: ts.Identifier): boolean => {
  const { parent } = use
  return (
    ((ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent)) &&
      parent.initializer === use) ||
    (ts.isCallExpression(parent) && parent.arguments.includes(use)) ||
    (ts.isArrowFunction(parent) && parent.body === use) ||
    (isAssignment(parent) && parent.right === use) ||
    ts.isReturnStatement(parent)
  )
}

/** Whether a function, or one of its type, is the callback of a call on a client. */
function isGiven(fn: ts.SignatureDeclaration, context: SiteContext): boolean {
  const { oracle } = context
  const isArgument = (node: ts.Expression): boolean => {
    const { parent } = wrapped(node)
    const member = ts.isCallExpression(parent) ? memberOf(bare(parent.expression)) : undefined
    return member !== undefined && oracle.thing(member.receiver)?.kind === 'client'
  }
  const isPassed = (holder: ts.Node): boolean =>
    (ts.isFunctionDeclaration(holder) ||
      ts.isVariableDeclaration(holder) ||
      ts.isParameter(holder)) &&
    holder.name !== undefined &&
    ts.isIdentifier(holder.name) &&
    usesOf(holder.name, oracle).some(isArgument)
  if (ts.isFunctionTypeNode(fn)) {
    const { parent } = fn
    return ts.isTypeAliasDeclaration(parent)
      ? usesOf(parent.name, oracle).some((use) => isPassed(use.parent.parent))
      : isPassed(parent)
  }
  if (isFunctionExpression(fn)) return isArgument(fn) || isPassed(wrapped(fn).parent)
  return isPassed(fn)
}
