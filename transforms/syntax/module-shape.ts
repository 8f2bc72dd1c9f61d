// What kind of module a file is: its format, its names, what it begins with.

import { ts } from 'ts-morph'
import type { FileFacts, Span } from '../model.ts'
import { isMemberName } from './constants.ts'
import { bare, isAssignment, isFunctionExpression, requiredModule, statementSpan } from './nodes.ts'
import { collectSigns } from './platform.ts'

export function isEsm(source: ts.SourceFile): boolean {
  const file = source.fileName
  if (/\.(mts|mjs)$/.test(file)) return true
  const written = source.statements.some(
    (statement) =>
      ts.isImportDeclaration(statement) ||
      ts.isExportDeclaration(statement) ||
      ts.isExportAssignment(statement) ||
      ts.isImportEqualsDeclaration(statement) ||
      (ts.canHaveModifiers(statement) &&
        (ts.getModifiers(statement) ?? []).some((m) => m.kind === ts.SyntaxKind.ExportKeyword)),
  )
  if (/\.(cts|cjs)$/.test(file) && !written) return false
  return written
}

export function hasExports(source: ts.SourceFile): boolean {
  return /\bexport\b|\bmodule\.exports\b|\bexports\./.test(source.text)
}

/** Whether evaluating a module does and reads nothing but names, and loads no package but the SDK. */
export function isInert(source: ts.SourceFile): boolean {
  return source.statements.every((statement) => {
    if (ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement))
      return statement.moduleSpecifier === undefined || isSdkSpecifier(statement.moduleSpecifier)
    if (ts.isExportAssignment(statement)) return isPlain(statement.expression)
    if (ts.isVariableStatement(statement))
      return statement.declarationList.declarations.every(
        ({ initializer }) => !initializer || isPlain(initializer),
      )
    if (ts.isExpressionStatement(statement)) {
      const { expression } = statement
      return (
        ts.isStringLiteral(expression) ||
        (isAssignment(expression) &&
          /^(module\.)?exports\b/.test(expression.left.getText()) &&
          isPlain(expression.right))
      )
    }
    return ts.isFunctionDeclaration(statement) || isTypeStatement(statement)
  })
}

/** A name, a literal, a function, a part of the SDK that is no setting, or a list or object of these. */
function isPlain(node: ts.Expression): boolean {
  const inner = bare(node)
  if (ts.isObjectLiteralExpression(inner))
    return inner.properties.every(
      (property) =>
        ts.isShorthandPropertyAssignment(property) ||
        ts.isMethodDeclaration(property) ||
        (ts.isPropertyAssignment(property) && isPlain(property.initializer)),
    )
  if (ts.isArrayLiteralExpression(inner)) return inner.elements.every(isPlain)
  if (ts.isPropertyAccessExpression(inner))
    return inner.name.text !== 'config' && isPlain(inner.expression)
  return (
    ts.isIdentifier(inner) ||
    ts.isLiteralExpression(inner) ||
    isFunctionExpression(inner) ||
    isSdkRequire(inner)
  )
}

const isTypeStatement = (statement: ts.Statement): boolean =>
  ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)

const isSdkSpecifier = (node: ts.Node): boolean =>
  ts.isStringLiteral(node) && /^aws-sdk(\/|$)/.test(node.text)

const isSdkRequire = (node: ts.Expression): boolean =>
  /^aws-sdk(\/|$)/.test(requiredModule(node) ?? '')

/** The extension with which a file names other files of the project. */
export function extensionHabit(source: ts.SourceFile): FileFacts['extension'] {
  const written = /(?:\bfrom\s*|\brequire\s*\(\s*|\bimport\s*\(?\s*)(['"])(\.{1,2}\/[^'"\n]+)\1/g
  for (const [, , specifier = ''] of source.text.matchAll(written)) {
    const [, ending] = /\.(\w+)$/.exec(specifier) ?? []
    if (ending === undefined) return 'none'
    if (ending === 'js' || ending === 'jsx') return 'js'
    if (ending === 'ts' || ending === 'tsx') return 'ts'
  }
  return null
}

type NameFacts = Pick<FileFacts, 'names' | 'shadowed' | 'inContainer' | 'platform' | 'browser'>

export function collectNames(): {
  see(node: ts.Node): void
  found(source: ts.SourceFile): NameFacts
} {
  const names = new Map<string, number[]>()
  const declared = new Set<string>()
  const shadowed = new Set<string>()
  const signs = collectSigns()
  const see = (node: ts.Node): void => {
    signs.see(node)
    if (!ts.isIdentifier(node) || isMemberName(node)) return
    const places = names.get(node.text)
    if (places) places.push(node.getStart())
    else names.set(node.text, [node.getStart()])
    if (isDeclarationName(node)) (declared.has(node.text) ? shadowed : declared).add(node.text)
  }
  const found = (source: ts.SourceFile): NameFacts => {
    const platform = signs.found(source, (name) => declared.has(name))
    return {
      names: Object.fromEntries(names),
      shadowed: Array.from(shadowed).sort(),
      inContainer: /\bAWS_CONTAINER_CREDENTIALS_RELATIVE_URI\b/.test(source.text),
      platform,
      browser: platform === 'browser',
    }
  }
  return { see, found }
}

function isDeclarationName(node: ts.Identifier): boolean {
  const parent = node.parent
  if (ts.isBindingElement(parent)) return parent.name === node
  return (
    ((ts.isVariableDeclaration(parent) ||
      ts.isParameter(parent) ||
      ts.isFunctionDeclaration(parent) ||
      ts.isFunctionExpression(parent) ||
      ts.isClassDeclaration(parent) ||
      ts.isEnumDeclaration(parent)) &&
      parent.name === node) ||
    ts.isImportSpecifier(parent) ||
    ts.isImportClause(parent) ||
    ts.isNamespaceImport(parent)
  )
}

/** Imports, requires and directives at the head of a file. */
export function prologueOf(source: ts.SourceFile): Span | null {
  let last: Span | null = null
  for (const statement of source.statements) {
    const isDirective =
      ts.isExpressionStatement(statement) && ts.isStringLiteral(statement.expression)
    const isRequire =
      ts.isVariableStatement(statement) &&
      statement.declarationList.declarations.every(
        (d) => d.initializer && containsRequire(d.initializer),
      )
    if (
      !isDirective &&
      !isRequire &&
      !ts.isImportDeclaration(statement) &&
      !ts.isImportEqualsDeclaration(statement)
    )
      break
    last = statementSpan(statement)
  }
  return last
}

/** What a module requires in its own statements, outside functions and branches. */
export function eagerRequires(source: ts.SourceFile): readonly string[] {
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    const isConditional =
      ts.isFunctionLike(node) ||
      ts.isClassLike(node) ||
      ts.isIfStatement(node) ||
      ts.isIterationStatement(node, false) ||
      ts.isTryStatement(node) ||
      ts.isSwitchStatement(node) ||
      ts.isConditionalExpression(node) ||
      (ts.isBinaryExpression(node) && node.operatorToken.kind !== ts.SyntaxKind.EqualsToken)
    if (isConditional) return
    const module = requiredModule(node)
    if (module !== undefined) found.push(module)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

/** Whether a module requires others behind statements that do something. */
export function hasLateRequires(source: ts.SourceFile): boolean {
  const prologue = prologueOf(source)
  return source.statements.some(
    (statement) =>
      statement.getStart() >= (prologue?.end ?? 0) &&
      ((ts.isVariableStatement(statement) &&
        statement.declarationList.declarations.some(
          (d) => d.initializer && containsRequire(d.initializer),
        )) ||
        (ts.isExpressionStatement(statement) &&
          requiredModule(statement.expression) !== undefined)),
  )
}

function containsRequire(node: ts.Expression): boolean {
  let inner: ts.Expression = node
  for (;;) {
    if (requiredModule(inner) !== undefined) return true
    if (ts.isPropertyAccessExpression(inner) || ts.isCallExpression(inner)) inner = inner.expression
    else return false
  }
}
