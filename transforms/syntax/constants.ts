// Whether and where an expression keeps its value: names that are set once, what an expression needs, what it does.

import { ts } from 'ts-morph'
import type { Oracle } from '../oracle/oracle.ts'

function declarationOf(node: ts.Identifier, oracle: Oracle): ts.Declaration | undefined {
  return oracle.localSymbol(node)?.declarations?.[0]
}

const isImportLike = (declaration: ts.Declaration): boolean =>
  ts.isImportClause(declaration) ||
  ts.isImportSpecifier(declaration) ||
  ts.isNamespaceImport(declaration) ||
  ts.isImportEqualsDeclaration(declaration)

export const isConstant = (node: ts.Expression, oracle: Oracle): boolean =>
  ts.isIdentifier(node) && isSetOnce(node, oracle)

/** A name whose value never changes after its declaration. */
export function isSetOnce(node: ts.Identifier, oracle: Oracle): boolean {
  const declaration = declarationOf(node, oracle)
  if (!declaration) return false
  if (
    isImportLike(declaration) ||
    (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0
  )
    return true
  const isVariable =
    ts.isParameter(declaration) ||
    ts.isVariableDeclaration(declaration) ||
    ts.isBindingElement(declaration)
  return isVariable && !isReassigned(node, oracle)
}

/** Whether anything assigns to a variable after its declaration. */
function isReassigned(name: ts.Identifier, oracle: Oracle): boolean {
  const symbol = oracle.symbol(name)
  let found = false
  const visit = (node: ts.Node): void => {
    if (
      ts.isIdentifier(node) &&
      node.text === name.text &&
      isTarget(node) &&
      oracle.symbol(node) === symbol
    )
      found = true
    if (!found) ts.forEachChild(node, visit)
  }
  visit(name.getSourceFile())
  return found
}

function isTarget(node: ts.Identifier): boolean {
  let at: ts.Node = node
  while (
    ts.isArrayLiteralExpression(at.parent) ||
    ts.isObjectLiteralExpression(at.parent) ||
    ts.isPropertyAssignment(at.parent) ||
    ts.isShorthandPropertyAssignment(at.parent) ||
    ts.isParenthesizedExpression(at.parent)
  )
    at = at.parent
  const parent = at.parent
  if (ts.isBinaryExpression(parent)) return parent.left === at && isAssignmentLike(parent)
  if (ts.isForOfStatement(parent) || ts.isForInStatement(parent)) return parent.initializer === at
  return (
    (ts.isPostfixUnaryExpression(parent) || ts.isPrefixUnaryExpression(parent)) &&
    parent.operator !== ts.SyntaxKind.ExclamationToken &&
    parent.operator !== ts.SyntaxKind.MinusToken
  )
}

export function needsOf(
  node: ts.Expression,
  oracle: Oracle,
): { readonly after: number; readonly movable: boolean } {
  let after = -1
  let movable = true
  const source = node.getSourceFile()
  const visit = (at: ts.Node): void => {
    if (
      ts.isCallExpression(at) ||
      ts.isNewExpression(at) ||
      ts.isAwaitExpression(at) ||
      isAssignmentLike(at)
    )
      movable = false
    if (ts.isIdentifier(at) && !isMemberName(at)) {
      const declaration = declarationOf(at, oracle)
      if (
        declaration &&
        declaration.getSourceFile() === source &&
        !ts.isFunctionDeclaration(declaration) &&
        !isImportLike(declaration)
      ) {
        const inside = declaration.getStart() >= node.getStart() && declaration.end <= node.end
        if (!inside) {
          after = Math.max(after, declaration.end)
          if (!isConstant(at, oracle) && !ts.isParameter(declaration)) movable = false
        }
      }
    }
    if (at.kind === ts.SyntaxKind.ThisKeyword) movable = false
    ts.forEachChild(at, visit)
  }
  visit(node)
  return { after, movable }
}

/** Calls, awaits and assignments; constructions of the SDK's own objects have none that matter. */
export function hasEffects(node: ts.Node): boolean {
  if (ts.isFunctionLike(node)) return false
  if (
    ts.isCallExpression(node) ||
    ts.isAwaitExpression(node) ||
    ts.isYieldExpression(node) ||
    isAssignmentLike(node) ||
    (ts.isPrefixUnaryExpression(node) &&
      (node.operator === ts.SyntaxKind.PlusPlusToken ||
        node.operator === ts.SyntaxKind.MinusMinusToken))
  )
    return true
  return ts.forEachChild(node, (child) => hasEffects(child) || undefined) ?? false
}

const isAssignmentLike = (node: ts.Node): boolean =>
  (ts.isBinaryExpression(node) &&
    node.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
    node.operatorToken.kind <= ts.SyntaxKind.LastAssignment) ||
  ts.isPostfixUnaryExpression(node)

export const isMemberName = (node: ts.Identifier): boolean => {
  const parent = node.parent
  return (
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    (ts.isPropertyAssignment(parent) && parent.name === node) ||
    (ts.isQualifiedName(parent) && parent.right === node) ||
    ((ts.isMethodDeclaration(parent) ||
      ts.isPropertyDeclaration(parent) ||
      ts.isPropertySignature(parent) ||
      ts.isMethodSignature(parent) ||
      ts.isGetAccessor(parent) ||
      ts.isSetAccessor(parent)) &&
      parent.name === node) ||
    (ts.isImportSpecifier(parent) && parent.propertyName === node) ||
    (ts.isExportSpecifier(parent) && parent.propertyName !== undefined && parent.name === node) ||
    (ts.isBindingElement(parent) && parent.propertyName === node) ||
    ts.isJsxAttribute(parent)
  )
}
