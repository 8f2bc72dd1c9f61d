// Where a part of the SDK itself leaves a module: `export default AWS`, `export { AWS }`, `module.exports = AWS`.

import { ts } from 'ts-morph'
import type { ExportFact, Span } from '../model.ts'
import { bare, isAssignment, memberOf, nameOf, spanOf, statementSpan } from '../syntax/nodes.ts'
import type { SiteContext } from './context.ts'
import { isStatic } from './imports.ts'

/** What of the SDK a statement exports. */
export function findExports(node: ts.Node, context: SiteContext): readonly ExportFact[] {
  if (ts.isExportAssignment(node))
    return isPart(node.expression, context)
      ? [exportOf(node.isExportEquals ? '=' : 'default', node, node.expression, context)]
      : []
  if (ts.isExportDeclaration(node)) return declared(node, context)
  if (ts.isVariableStatement(node)) return variables(node, context)
  if (ts.isExpressionStatement(node) && isAssignment(node.expression))
    return assigned(node, node.expression, context)
  return []
}

const isPart = (node: ts.Node, context: SiteContext): boolean => isStatic(node, context.oracle)

function exportOf(
  name: string,
  statement: ts.Statement,
  value: ts.Node,
  context: SiteContext,
  more: Partial<ExportFact> = {},
): ExportFact {
  const at = (more.span ?? spanOf(value)).start
  return {
    id: `export:${at}`,
    name,
    at: statement.getStart(),
    what: statement.getText().replace(/\s+/g, ' '),
    span: statementSpan(statement),
    siblings: [],
    statement: statementSpan(statement),
    refs: context.refsIn(value),
    from: null,
    isAlias: false,
    ...more,
  }
}

/** `export const sdk = AWS`, which goes as the alias it is. */
function variables(node: ts.VariableStatement, context: SiteContext): readonly ExportFact[] {
  if (!node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return []
  return node.declarationList.declarations.flatMap(({ name, initializer }) => {
    if (!initializer || !isPart(initializer, context)) return []
    return namesIn(name).map((local) => ({
      ...exportOf(local.text, node, initializer, context, { span: spanOf(local) }),
      refs: [],
      isAlias: true,
    }))
  })
}

const namesIn = (name: ts.BindingName): readonly ts.Identifier[] =>
  ts.isIdentifier(name)
    ? [name]
    : name.elements.flatMap((element) =>
        ts.isBindingElement(element) ? namesIn(element.name) : [],
      )

/** `export { AWS }`, `export { AWS } from './aws'`, `export * from './aws'`. */
function declared(node: ts.ExportDeclaration, context: SiteContext): readonly ExportFact[] {
  const { exportClause, moduleSpecifier } = node
  const specifier =
    moduleSpecifier && ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : undefined
  const target =
    specifier === undefined ? undefined : context.oracle.fileOf(specifier, context.file)
  const isSdk = specifier !== undefined && /^aws-sdk(\/|$)/.test(specifier)
  if (specifier !== undefined && !isSdk && target === undefined) return []
  if (!exportClause || ts.isNamespaceExport(exportClause)) {
    const name = exportClause ? (nameOf(exportClause.name) ?? '') : '*'
    if (isSdk) return [exportOf(name, node, node, context)]
    return target === undefined
      ? []
      : [exportOf(name, node, node, context, { from: { target, name: '*' } })]
  }
  const siblings: readonly Span[] = exportClause.elements.map((element) => ({
    start: element.getStart(),
    end: element.end,
  }))
  return exportClause.elements.flatMap((element, i) => {
    const source = nameOf(element.propertyName ?? element.name) ?? ''
    if (
      !isSdk &&
      !isPart(element.propertyName ?? element.name, context) &&
      !isPart(element.name, context)
    )
      return []
    const span = siblings[i] ?? spanOf(element)
    const from = target === undefined ? null : { target, name: source }
    return [exportOf(nameOf(element.name) ?? '', node, element, context, { span, siblings, from })]
  })
}

/** `module.exports = AWS`, `module.exports = { AWS }`, `exports.AWS = AWS`. */
function assigned(
  statement: ts.ExpressionStatement,
  { left, right }: ts.BinaryExpression,
  context: SiteContext,
): readonly ExportFact[] {
  const target = left.getText()
  const value = bare(right)
  const isWhole = target === 'module.exports' || target === 'exports'
  const member = memberOf(left)
  const owner = member?.receiver.getText()
  if (member && !isWhole && (owner === 'exports' || owner === 'module.exports'))
    return isPart(value, context) ? [exportOf(member.name, statement, value, context)] : []
  if (!isWhole) return []
  if (isPart(value, context)) return [exportOf('=', statement, value, context)]
  if (!ts.isObjectLiteralExpression(value)) return []
  const siblings = value.properties.map(spanOf)
  return value.properties.flatMap((property, i) => {
    const held = ts.isPropertyAssignment(property)
      ? property.initializer
      : ts.isShorthandPropertyAssignment(property)
        ? property.name
        : undefined
    if (!held || !property.name || !isPart(held, context)) return []
    const span = siblings[i] ?? spanOf(property)
    return [exportOf(nameOf(property.name) ?? '', statement, held, context, { span, siblings })]
  })
}
