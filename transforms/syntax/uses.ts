// The uses of a variable in its file, and which of them may change what it holds.

import { ts } from 'ts-morph'
import type { Oracle } from '../oracle/oracle.ts'
import { isMemberName } from './constants.ts'
import { isAssignment, memberOf, wrapped } from './nodes.ts'

/** All other places of the file, or of a part of it, that name the variable a name means. */
export function usesOf(
  name: ts.Identifier,
  oracle: Oracle,
  scope: ts.Node = name.getSourceFile(),
): readonly ts.Identifier[] {
  const symbol = oracle.symbol(name)
  const found: ts.Identifier[] = []
  const visit = (node: ts.Node): void => {
    if (
      ts.isIdentifier(node) &&
      node !== name &&
      node.text === name.text &&
      !isMemberName(node) &&
      oracle.symbol(node) === symbol
    )
      found.push(node)
    ts.forEachChild(node, visit)
  }
  visit(scope)
  return found
}

/** `x = …`, `x.y = …`, `delete x.y`, and `f(x)` or `f(x.y)`, where `f` may do so. */
export function isChange(use: ts.Expression): boolean {
  let outer = wrapped(use)
  while (
    (ts.isPropertyAccessExpression(outer.parent) || ts.isElementAccessExpression(outer.parent)) &&
    outer.parent.expression === outer
  )
    outer = wrapped(outer.parent)
  const { parent } = outer
  if (isAssignment(parent)) return parent.left === outer
  if (ts.isCallExpression(parent)) return parent.expression !== outer && !isRead(outer)
  return ts.isDeleteExpression(parent)
}

/** `log(params.IdentityPoolId)`: the value of a member, most likely text. */
const isRead = (node: ts.Expression): boolean => {
  const name = memberOf(node)?.name
  return name !== undefined && name !== 'Logins' && name !== 'params'
}
