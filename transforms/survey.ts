// One file's facts: what it does with the SDK. One walk; decides nothing.

import { ts } from 'ts-morph'
import type {
  Blocker,
  CallFact,
  ClientFact,
  CredentialsFact,
  CredentialUseFact,
  EscapeFact,
  FileFacts,
  ReadFact,
  Remark,
  Span,
  TypeFact,
  UnresolvedFact,
  WriteFact,
} from './model.ts'
import type { Oracle } from './oracle/oracle.ts'
import { findCall, findUnresolved } from './sites/calls.ts'
import { findClient, findEscape } from './sites/clients.ts'
import { findRead, findWrite } from './sites/config.ts'
import type { SiteContext } from './sites/context.ts'
import { findCredentialUse } from './sites/credential-uses.ts'
import { findCredentials } from './sites/credentials.ts'
import { findImports, requiredModule } from './sites/imports.ts'
import { findOptions } from './sites/options.ts'
import { remarksOn } from './sites/remarks.ts'
import { findType } from './sites/types.ts'
import type { Constructions } from './syntax/constructions.ts'
import { memberOf, spanOf, wrapped } from './syntax/nodes.ts'
import { observeStyle } from './syntax/style.ts'
import { isMemberName } from './syntax/values.ts'

/**
 * Surveys one file.
 *
 * @param file path relative to the project root, loaded in the oracle
 * @returns its facts; undefined when the oracle does not know the file
 */
export function survey(
  file: string,
  oracle: Oracle,
  constructions: Constructions,
): FileFacts | undefined {
  const source = oracle.source(file)
  if (!source) return undefined
  const { imports, refs } = findImports(source, oracle)
  const refsIn = (node: ts.Node): readonly number[] =>
    refs.filter((at) => at >= node.getStart() && at < node.end)
  const context: SiteContext = { file, source, oracle, constructions, refsIn }
  const writes: WriteFact[] = []
  const reads: ReadFact[] = []
  const credentials: CredentialsFact[] = []
  const uses: CredentialUseFact[] = []
  const clients: ClientFact[] = []
  const calls: CallFact[] = []
  const escapes: EscapeFact[] = []
  const types: TypeFact[] = []
  const unresolved: UnresolvedFact[] = []
  const remarks: Remark[] = []
  const visit = (node: ts.Node): void => {
    keep(writes, findWrite(node, context))
    keep(reads, findRead(node, context))
    keep(credentials, findCredentials(node, context))
    keep(uses, findCredentialUse(node, context))
    keep(clients, findClient(node, context))
    keep(escapes, findEscape(node, context))
    keep(types, findType(node, context))
    keep(unresolved, findUnresolved(node, context))
    const call = findCall(node, context)
    if (call && ts.isCallExpression(node)) {
      calls.push(call)
      remarks.push(...remarksOn(call, node, context))
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  const options = findOptions(
    [...clients, ...credentials].flatMap((site) => site.optionsVariables),
    context,
  )
  const used = new Set(uses.flatMap((use) => use.refs))
  const ownTypes = types.filter((type) => !type.refs.some((ref) => used.has(ref)))
  const claimed = new Set(
    [...writes, ...reads, ...credentials, ...uses, ...clients, ...ownTypes, ...options].flatMap(
      (site) => site.refs,
    ),
  )
  for (const fact of imports) for (const ref of fact.refs) claimed.add(ref)
  claimEndpoints(source, context, claimed)
  return {
    file,
    language: /\.[cm]?tsx?$/.test(file) ? 'ts' : 'js',
    modules: isEsm(source) ? 'esm' : 'cjs',
    style: observeStyle(source),
    ...namesIn(source),
    exports: hasExports(source),
    dependencies: dependenciesOf(source, oracle),
    prologue: prologueOf(source),
    begin: source.statements[0]?.getStart() ?? source.end,
    imports,
    writes,
    reads,
    credentials,
    uses,
    clients,
    options,
    calls,
    escapes,
    unresolved,
    types: ownTypes,
    unknown: [...unclaimed(source, refs, claimed), ...otherUses(source, refs, oracle)],
    remarks,
    statements: statementsIn(source),
    lines: source.getLineStarts().slice(),
  }
}

function keep<T>(list: T[], fact: T | undefined): void {
  if (fact) list.push(fact)
}

/** `new AWS.Endpoint(url)` is part of the value it stands in. */
function claimEndpoints(source: ts.SourceFile, context: SiteContext, claimed: Set<number>): void {
  const visit = (node: ts.Node): void => {
    if (
      ts.isNewExpression(node) &&
      context.oracle.thing(node.expression)?.kind === 'endpoint-class' &&
      ts.isPropertyAssignment(wrapped(node).parent)
    )
      for (const ref of context.refsIn(node.expression)) claimed.add(ref)
    ts.forEachChild(node, visit)
  }
  visit(source)
}

/** Names of the SDK that no site accounts for. */
function unclaimed(
  source: ts.SourceFile,
  refs: readonly number[],
  claimed: ReadonlySet<number>,
): readonly Blocker[] {
  const open = new Set(refs.filter((ref) => !claimed.has(ref)))
  const found: Blocker[] = []
  const visit = (node: ts.Node): void => {
    if (open.has(node.getStart()) && (ts.isIdentifier(node) || requiredModule(node))) {
      open.delete(node.getStart())
      found.push(blockerAt(node))
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

function blockerAt(node: ts.Node): Blocker {
  let outer = node
  while (
    memberOf(outer.parent)?.receiver === outer ||
    (ts.isQualifiedName(outer.parent) && outer.parent.left === outer)
  )
    outer = outer.parent
  const isType =
    ts.isQualifiedName(outer) ||
    ts.isTypeReferenceNode(outer.parent) ||
    ts.isTypeQueryNode(outer.parent)
  const what = outer.getText().replace(/\s+/g, ' ')
  return {
    code: isType ? 'type-reference' : 'sdk-use-not-supported',
    at: node.getStart(),
    data: { what },
  }
}

/** Re-exports, dynamic imports, and the `AWS` of a script tag. */
function otherUses(
  source: ts.SourceFile,
  refs: readonly number[],
  oracle: Oracle,
): readonly Blocker[] {
  const found: Blocker[] = []
  let global = false
  const visit = (node: ts.Node): void => {
    if (
      ts.isExportDeclaration(node) &&
      node.moduleSpecifier &&
      ts.isStringLiteral(node.moduleSpecifier) &&
      /^aws-sdk(\/|$)/.test(node.moduleSpecifier.text)
    )
      found.push({
        code: 'sdk-use-not-supported',
        at: node.getStart(),
        data: { what: node.getText() },
      })
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [specifier] = node.arguments
      if (specifier && ts.isStringLiteralLike(specifier) && /^aws-sdk(\/|$)/.test(specifier.text))
        found.push({
          code: 'sdk-use-not-supported',
          at: node.getStart(),
          data: { what: node.getText() },
        })
    }
    if (
      !global &&
      refs.length === 0 &&
      ts.isIdentifier(node) &&
      (node.text === 'AWS' || node.text === 'AWSCognito') &&
      !isMemberName(node)
    ) {
      const symbol = oracle.localSymbol(node)
      const ambient =
        symbol?.declarations?.every(
          (d) => ts.getCombinedModifierFlags(d) & ts.ModifierFlags.Ambient,
        ) ?? true
      const member = memberOf(node.parent)
      if (ambient && member?.receiver === node) {
        global = true
        found.push({ code: 'global-aws', at: node.getStart(), data: { name: node.text } })
      }
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

function statementsIn(source: ts.SourceFile): readonly Span[] {
  const found: Span[] = []
  const visit = (node: ts.Node): void => {
    const start = node.getStart()
    const isListed =
      (ts.isStatement(node) && !ts.isBlock(node) && !ts.isIfStatement(node.parent)) ||
      ts.isClassElement(node)
    if (
      isListed &&
      source.text.slice(source.text.lastIndexOf('\n', start - 1) + 1, start).trim() === ''
    )
      found.push(spanOf(node))
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

function isEsm(source: ts.SourceFile): boolean {
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

function hasExports(source: ts.SourceFile): boolean {
  return /\bexport\b|\bmodule\.exports\b|\bexports\./.test(source.text)
}

function namesIn(source: ts.SourceFile): Pick<FileFacts, 'names' | 'shadowed' | 'browser'> {
  const names: Record<string, number[]> = Object.create(null)
  const declared = new Set<string>()
  const shadowed = new Set<string>()
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && !isMemberName(node)) {
      names[node.text] = [...(names[node.text] ?? []), node.getStart()]
      if (isDeclarationName(node)) (declared.has(node.text) ? shadowed : declared).add(node.text)
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  const browser = ['window', 'document', 'localStorage', 'sessionStorage'].some(
    (name) => name in names && !declared.has(name),
  )
  return {
    names: { ...names },
    shadowed: Array.from(shadowed).sort(),
    browser: browser || /\.[jt]sx$/.test(source.fileName),
  }
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

function dependenciesOf(source: ts.SourceFile, oracle: Oracle): readonly string[] {
  const found = new Set<string>()
  const add = (specifier: ts.Expression | undefined): void => {
    const path = specifier && oracle.dependency(specifier)
    if (path) found.add(path)
  }
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) add(node.moduleSpecifier)
    else if (ts.isExternalModuleReference(node)) add(node.expression)
    else if (
      ts.isCallExpression(node) &&
      (requiredModule(node) !== undefined || node.expression.kind === ts.SyntaxKind.ImportKeyword)
    )
      add(node.arguments[0])
    ts.forEachChild(node, visit)
  }
  visit(source)
  return Array.from(found).sort()
}

/** Imports, requires and directives at the head of a file. */
function prologueOf(source: ts.SourceFile): Span | null {
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
    last = spanOf(statement)
  }
  return last
}

function containsRequire(node: ts.Expression): boolean {
  let inner: ts.Expression = node
  for (;;) {
    if (requiredModule(inner) !== undefined) return true
    if (ts.isPropertyAccessExpression(inner) || ts.isCallExpression(inner)) inner = inner.expression
    else return false
  }
}
