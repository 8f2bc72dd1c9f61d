// What other modules may get hold of through what a module exports.

import { ts } from 'ts-morph'
import type { ExportsShape, FileFacts } from '../model.ts'
import { isEsm } from './module-shape.ts'
import { bare, isAssignment, memberOf, nameOf, spanOf, statementSpan } from './nodes.ts'
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

/** What a module exports by name. */
export function exportNamesOf(source: ts.SourceFile): FileFacts['exportNames'] {
  return source.statements.flatMap((statement): FileFacts['exportNames'] => {
    if (ts.isExportDeclaration(statement))
      return statement.moduleSpecifier === undefined &&
        statement.exportClause &&
        ts.isNamedExports(statement.exportClause)
        ? statement.exportClause.elements.map((element) => ({
            local: nameOf(element.propertyName ?? element.name) ?? '',
            exported: nameOf(element.name) ?? '',
          }))
        : []
    if (ts.isVariableStatement(statement) && isMarked(statement))
      return statement.declarationList.declarations.flatMap(({ name }) =>
        ts.isIdentifier(name) ? [{ local: name.text, exported: name.text }] : [],
      )
    const assignment = ts.isExpressionStatement(statement) ? statement.expression : undefined
    if (!assignment || !isAssignment(assignment) || !isExports(assignment.left)) return []
    const value = bare(assignment.right)
    const member = memberOf(assignment.left)
    if (!isWhole(assignment.left))
      return member
        ? [{ local: ts.isIdentifier(value) ? value.text : '', exported: member.name }]
        : []
    if (!ts.isObjectLiteralExpression(value)) return []
    return value.properties.flatMap((property) => {
      const held = ts.isPropertyAssignment(property)
        ? bare(property.initializer)
        : ts.isShorthandPropertyAssignment(property)
          ? property.name
          : undefined
      return property.name
        ? [
            {
              local: held && ts.isIdentifier(held) ? held.text : '',
              exported: nameOf(property.name) ?? '',
            },
          ]
        : []
    })
  })
}

const isMarked = (statement: ts.VariableStatement): boolean =>
  statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false

const isWhole = (left: ts.Expression): boolean =>
  ['module.exports', 'exports'].includes(left.getText())

/** How a CommonJS module exports; `other` also where an ES module cannot export names. */
export function exportsShapeOf(
  source: ts.SourceFile,
  isSdk: (node: ts.Expression) => boolean,
): ExportsShape {
  const equals = source.statements.find(
    (statement): statement is ts.ExportAssignment =>
      ts.isExportAssignment(statement) && statement.isExportEquals === true,
  )
  if (equals) return isSdk(equals.expression) ? { kind: 'none' } : { kind: 'other' }
  if (isEsm(source)) return { kind: 'none' }
  let shape: ExportsShape = { kind: 'none' }
  for (const statement of source.statements) {
    const assignment = ts.isExpressionStatement(statement) ? statement.expression : undefined
    if (!assignment || !isAssignment(assignment) || !isExports(assignment.left)) continue
    if (!isWhole(assignment.left))
      shape =
        shape.kind === 'none' || shape.kind === 'members' ? { kind: 'members' } : { kind: 'other' }
    else if (shape.kind !== 'none') shape = { kind: 'other' }
    else shape = wholeShape(statement, bare(assignment.right), isSdk)
  }
  const written = source.text.match(/\b(module\.)?exports\b/g)?.length ?? 0
  return shape.kind === 'none' && written > 0 ? { kind: 'other' } : shape
}

function wholeShape(
  statement: ts.Statement,
  value: ts.Expression,
  isSdk: (node: ts.Expression) => boolean,
): ExportsShape {
  if (isSdk(value)) return { kind: 'sdk', statement: statementSpan(statement) }
  if (!ts.isObjectLiteralExpression(value)) return { kind: 'other' }
  const [first] = value.properties
  return {
    kind: 'object',
    statement: statementSpan(statement),
    object: spanOf(value),
    entries: value.properties.map(spanOf),
    multiline:
      first !== undefined &&
      value.getSourceFile().text.slice(value.getStart(), first.getStart()).includes('\n'),
  }
}
