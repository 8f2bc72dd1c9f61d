// What other modules may get hold of through what a module exports.

import { ts } from 'ts-morph'
import { isAssignment } from './nodes.ts'
import { functionAround } from './place.ts'

/** Whether an expression's value is exported: itself, inside an object or array, or returned by an exported function. */
export function isExported(node: ts.Expression): boolean {
  for (let at: ts.Node = node; ; ) {
    const parent: ts.Node = at.parent
    if (ts.isExportAssignment(parent) || ts.isExportSpecifier(parent)) return true
    if (isAssignment(parent) && parent.right === at && isExports(parent.left)) return true
    if (ts.isVariableDeclaration(parent)) return parent.initializer === at && isExportedName(parent)
    if (ts.isReturnStatement(parent)) {
      const fn = functionAround(parent)
      if (!fn || ts.isFunctionDeclaration(fn)) return fn !== undefined && isExportedName(fn)
      if (!ts.isArrowFunction(fn) && !ts.isFunctionExpression(fn)) return false
      at = fn
    } else if (passes(parent, at)) at = parent
    else return false
  }
}

const passes = (parent: ts.Node, child: ts.Node): boolean =>
  (isAssignment(parent) && parent.right === child) ||
  (ts.isArrowFunction(parent) && parent.body === child) ||
  ts.isPropertyAssignment(parent) ||
  ts.isShorthandPropertyAssignment(parent) ||
  ts.isObjectLiteralExpression(parent) ||
  ts.isArrayLiteralExpression(parent) ||
  ts.isParenthesizedExpression(parent) ||
  ts.isAsExpression(parent) ||
  ts.isNonNullExpression(parent) ||
  ts.isSatisfiesExpression(parent) ||
  ts.isAwaitExpression(parent) ||
  ts.isConditionalExpression(parent) ||
  ts.isBinaryExpression(parent)

const isExports = (left: ts.Expression): boolean => /^(module\.)?exports\b/.test(left.getText())

function isExportedName(node: ts.VariableDeclaration | ts.FunctionDeclaration): boolean {
  if (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Export) return true
  if (!node.name || !ts.isIdentifier(node.name) || functionAround(node)) return false
  return exportedNames(node.getSourceFile()).has(node.name.text)
}

const known = new WeakMap<ts.SourceFile, ReadonlySet<string>>()

/** Local names in `export { a }`, `export default a`, `module.exports = { a }`, `exports.b = a`. */
function exportedNames(source: ts.SourceFile): ReadonlySet<string> {
  const before = known.get(source)
  if (before) return before
  const names = new Set<string>()
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && isPlainlyExported(node)) names.add(node.text)
    ts.forEachChild(node, visit)
  }
  visit(source)
  known.set(source, names)
  return names
}

function isPlainlyExported(node: ts.Identifier): boolean {
  for (let at: ts.Node = node; ; at = at.parent) {
    const { parent } = at
    if (ts.isExportAssignment(parent) || ts.isExportSpecifier(parent)) return true
    if (isAssignment(parent)) return parent.right === at && isExports(parent.left)
    const isInside =
      (ts.isPropertyAssignment(parent) && parent.initializer === at) ||
      ts.isShorthandPropertyAssignment(parent) ||
      ts.isObjectLiteralExpression(parent) ||
      ts.isArrayLiteralExpression(parent)
    if (!isInside) return false
  }
}
