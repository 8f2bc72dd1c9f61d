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
import { findHandedOn, findRead, findWrite } from './sites/config.ts'
import type { SiteContext } from './sites/context.ts'
import { findCredentialUse } from './sites/credential-uses.ts'
import { findCredentials } from './sites/credentials.ts'
import { findImports, requiredModule } from './sites/imports.ts'
import { findOptions } from './sites/options.ts'
import { remarksOn } from './sites/remarks.ts'
import { findType } from './sites/types.ts'
import type { Constructions } from './syntax/constructions.ts'
import { memberOf, spanOf, statementSpan, wrapped } from './syntax/nodes.ts'
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
  const { imports, nodes } = findImports(source, oracle)
  const refs = Array.from(nodes.keys())
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
  const names = collectNames()
  const statements: Span[] = []
  const others = collectOtherUses(refs, oracle)
  const declarations: ts.VariableDeclaration[] = []
  const endpoints: number[] = []
  const visit = (node: ts.Node): void => {
    names.see(node)
    others.see(node)
    if (isListed(node)) statements.push(spanOf(node))
    if (ts.isVariableDeclaration(node)) declarations.push(node)
    endpoints.push(...endpointIn(node, context))
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
    declarations,
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
  for (const ref of endpoints) claimed.add(ref)
  const unknown: Blocker[] = []
  for (const [at, node] of nodes) {
    if (claimed.has(at)) continue
    const handedOn = findHandedOn(node, context)
    if (handedOn) writes.push(handedOn)
    else unknown.push(blockerAt(node))
  }
  return {
    file,
    language: /\.[cm]?tsx?$/.test(file) ? 'ts' : 'js',
    modules: isEsm(source) ? 'esm' : 'cjs',
    style: observeStyle(source),
    ...names.found(source),
    exports: hasExports(source),
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
    unknown: [...unknown, ...others.found],
    remarks,
    statements,
    lines: source.getLineStarts().slice(),
  }
}

function keep<T>(list: T[], fact: T | undefined): void {
  if (fact) list.push(fact)
}

/** `new AWS.Endpoint(url)` is part of the value it stands in. */
function endpointIn(node: ts.Node, context: SiteContext): readonly number[] {
  return ts.isNewExpression(node) &&
    context.oracle.thing(node.expression)?.kind === 'endpoint-class' &&
    ts.isPropertyAssignment(wrapped(node).parent)
    ? context.refsIn(node.expression)
    : []
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

interface Collector<T> {
  see(node: ts.Node): void
  readonly found: T
}

/** Re-exports, dynamic imports, and the `AWS` of a script tag. */
function collectOtherUses(refs: readonly number[], oracle: Oracle): Collector<readonly Blocker[]> {
  const found: Blocker[] = []
  const add = (node: ts.Node, code: Blocker['code'], data: Blocker['data']): void => {
    found.push({ code, at: node.getStart(), data })
  }
  const isSdk = (specifier: ts.Node | undefined): boolean =>
    specifier !== undefined &&
    ts.isStringLiteralLike(specifier) &&
    /^aws-sdk(\/|$)/.test(specifier.text)
  let global = refs.length > 0
  const see = (node: ts.Node): void => {
    if (ts.isExportDeclaration(node) && isSdk(node.moduleSpecifier))
      add(node, 'sdk-use-not-supported', { what: node.getText() })
    else if (ts.isImportTypeNode(node) && isSdk(literalIn(node)))
      add(node, 'type-reference', { what: node.getText() })
    else if (ts.isCallExpression(node) && isPromisesDependency(node))
      add(node, 'promises-replaced', { what: node.arguments[0]?.getText() ?? '' })
    else if (ts.isCallExpression(node) && isMock(node) && isSdk(node.arguments[0]))
      add(node, 'sdk-mocked', { what: node.expression.getText() })
    else if (
      ts.isCallExpression(node) &&
      node.expression.kind === ts.SyntaxKind.ImportKeyword &&
      isSdk(node.arguments[0])
    )
      add(node, 'sdk-use-not-supported', { what: node.getText() })
    else if (!global && isGlobalAws(node, oracle)) {
      global = true
      add(node, 'global-aws', { name: node.getText() })
    }
  }
  return { see, found }
}

/** The specifier of `import('aws-sdk').S3`. */
const literalIn = ({ argument }: ts.ImportTypeNode): ts.Node | undefined =>
  ts.isLiteralTypeNode(argument) ? argument.literal : undefined

/** `AWS.config.setPromisesDependency(Bluebird)`, but not `(null)` or `(Promise)`. */
const isPromisesDependency = (node: ts.CallExpression): boolean =>
  memberOf(node.expression)?.name === 'setPromisesDependency' &&
  !/^(null|undefined|(global(This)?\.)?Promise)?$/.test(node.arguments[0]?.getText() ?? '')

/** `jest.mock('aws-sdk', …)` and its like. */
const isMock = (node: ts.CallExpression): boolean =>
  /^(mock|doMock|unstable_mockModule|setMock)$/.test(memberOf(node.expression)?.name ?? '')

/** `AWS` in `AWS.config`, when nothing declares it; in JavaScript, assignments to its members count as declarations. */
function isGlobalAws(node: ts.Node, oracle: Oracle): boolean {
  if (!ts.isIdentifier(node) || (node.text !== 'AWS' && node.text !== 'AWSCognito')) return false
  if (isMemberName(node) || memberOf(node.parent)?.receiver !== node) return false
  const declarations = oracle.localSymbol(node)?.declarations ?? []
  return declarations.every(
    (own) => ts.isExpression(own) || ts.getCombinedModifierFlags(own) & ts.ModifierFlags.Ambient,
  )
}

/** Statements and class members that begin a line. */
function isListed(node: ts.Node): boolean {
  const isPart =
    (ts.isStatement(node) && !ts.isBlock(node) && !ts.isIfStatement(node.parent)) ||
    ts.isClassElement(node)
  if (!isPart) return false
  const text = node.getSourceFile().text
  const start = node.getStart()
  return text.slice(text.lastIndexOf('\n', start - 1) + 1, start).trim() === ''
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

function collectNames(): {
  see(node: ts.Node): void
  found(source: ts.SourceFile): Pick<FileFacts, 'names' | 'shadowed' | 'browser'>
} {
  const names = new Map<string, number[]>()
  const declared = new Set<string>()
  const shadowed = new Set<string>()
  const see = (node: ts.Node): void => {
    if (!ts.isIdentifier(node) || isMemberName(node)) return
    const places = names.get(node.text)
    if (places) places.push(node.getStart())
    else names.set(node.text, [node.getStart()])
    if (isDeclarationName(node)) (declared.has(node.text) ? shadowed : declared).add(node.text)
  }
  const found = (source: ts.SourceFile): Pick<FileFacts, 'names' | 'shadowed' | 'browser'> => ({
    names: Object.fromEntries(names),
    shadowed: Array.from(shadowed).sort(),
    browser:
      /\.[jt]sx$/.test(source.fileName) ||
      ['window', 'document', 'localStorage', 'sessionStorage'].some(
        (name) => names.has(name) && !declared.has(name),
      ),
  })
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
    last = statementSpan(statement)
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
