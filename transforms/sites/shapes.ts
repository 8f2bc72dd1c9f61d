// Types of v2 other than classes: `AWS.S3.PutObjectRequest`, `PromiseResult<D, E>`, `import('aws-sdk').AWSError`.

import { ts } from 'ts-morph'
import type { Edit, Part, ShapeFact, Span } from '../model.ts'
import { bare, spanOf } from '../syntax/nodes.ts'
import { responseOf } from './callback-types.ts'
import { type SiteContext, siteOf } from './context.ts'
import {
  classPath,
  generic,
  importedPath,
  modulePath,
  type Path,
  pathOf,
  shapePath,
} from './sdk-paths.ts'

/** A reference to a type of v2, when the node is one. */
export function findShape(
  node: ts.Node,
  context: SiteContext,
  inComment = false,
): ShapeFact | undefined {
  if (ts.isExportDeclaration(node)) return handedOn(node, context)
  const named = nameIn(node, context)
  const path = named && (shapePath(named.path) ?? (inComment ? classPath(named.path) : undefined))
  if (!named || !path || isDropped(node, context)) return undefined
  const refs = generic.has(path[0] ?? '') ? context.refsIn(node) : context.refsIn(named.at)
  const [data] = named.args ?? []
  const ownRefs = data ? refs.filter((at) => at < data.pos || at >= data.end) : refs
  const isResult = path[0] === 'PromiseResult'
  const joined = joinedAt(node, path, context)
  return {
    ...siteOf(named.at, isResult ? ownRefs : refs, [], context),
    span: joined ?? spanOf(ts.isExpressionWithTypeArguments(node) ? node.expression : node),
    path,
    what: named.at.getText().replace(/\s+/g, ''),
    form: joined ? 'joined' : named.form,
    handedOn: [],
    exportedAs: ts.isExportSpecifier(node) ? node.name.text : null,
    data: isResult && data ? spanOf(data) : null,
    dataPath: isResult && data ? (shapePathOf(data, context) ?? null) : null,
    plain: isOfLiteral(node),
    tight: isTight(node),
    ...responseOf(node, context),
  }
}

/** `DocumentClientOptions & DynamoDB.ClientConfiguration`: the first, with what joins it to the next. */
function joinedAt(node: ts.Node, path: Path, context: SiteContext): Span | null {
  const { parent } = node
  if (path[2] !== 'DocumentClientOptions' || !ts.isIntersectionTypeNode(parent)) return null
  const others = parent.types.filter((type) => type !== node)
  const isSame = (type: ts.TypeNode): boolean =>
    shapePathOf(type, context)?.join() === 'DynamoDB,ClientConfiguration'
  if (!others.some(isSame)) return null
  const at = Array.from<ts.Node>(parent.types).indexOf(node)
  const [previous, next] = [parent.types[at - 1], parent.types[at + 1]]
  if (next) return { start: node.getStart(), end: next.getStart() }
  return previous ? { start: previous.end, end: node.end } : null
}

/** `export type { Body } from 'aws-sdk/clients/s3'`, when all it hands on are types. */
function handedOn(node: ts.ExportDeclaration, context: SiteContext): ShapeFact | undefined {
  const { exportClause, moduleSpecifier } = node
  if (!exportClause || !ts.isNamedExports(exportClause)) return undefined
  const root =
    moduleSpecifier && ts.isStringLiteral(moduleSpecifier)
      ? modulePath(moduleSpecifier.text)
      : undefined
  if (!root || exportClause.elements.length === 0) return undefined
  const names = exportClause.elements.flatMap((element) => {
    const path = shapePath([...root, (element.propertyName ?? element.name).text])
    return path && !generic.has(path[0] ?? '') ? [{ path, name: element.name.text }] : []
  })
  if (names.length < exportClause.elements.length) return undefined
  return {
    ...siteOf(node, [], [], context),
    path: [],
    what: names.map(({ name }) => name).join(', '),
    form: 'reexport',
    handedOn: names,
    exportedAs: null,
    data: null,
    dataPath: null,
    plain: false,
    tight: false,
    optional: null,
    asserts: [],
  }
}

interface Named {
  readonly path: Path
  readonly at: ts.Node
  readonly form: ShapeFact['form']
  readonly args: ts.NodeArray<ts.TypeNode> | undefined
}

function nameIn(node: ts.Node, context: SiteContext): Named | undefined {
  const of = (
    at: ts.Node,
    form: ShapeFact['form'],
    args?: ts.NodeArray<ts.TypeNode>,
  ): Named | undefined => {
    const path = pathOf(at, context)
    return path && { path, at, form, args }
  }
  if (ts.isTypeReferenceNode(node)) return of(node.typeName, 'type', node.typeArguments)
  if (ts.isIndexedAccessTypeNode(node)) {
    const path = inputPath(node, context)
    return path && { path, at: node, form: 'type', args: undefined }
  }
  if (ts.isImportTypeNode(node) && !node.isTypeOf) {
    const path = importedPath(node)
    return path && { path, at: node, form: 'import', args: node.typeArguments }
  }
  if (ts.isExpressionWithTypeArguments(node) && ts.isHeritageClause(node.parent)) {
    const isOfClass = ts.isClassLike(node.parent.parent)
    if (isOfClass && node.parent.token === ts.SyntaxKind.ExtendsKeyword) return undefined
    return of(node.expression, 'heritage', node.typeArguments)
  }
  if (ts.isExportSpecifier(node) && !node.parent.parent.moduleSpecifier) {
    const name = node.propertyName ?? node.name
    return ts.isIdentifier(name) ? of(name, 'export') : undefined
  }
  return undefined
}

const shapePathOf = (node: ts.TypeNode, context: SiteContext): Path | undefined => {
  const named = nameIn(node, context)
  return named && shapePath(named.path)
}

/** `Parameters<S3['putObject']>[0]`, the input of an operation. */
function inputPath(node: ts.IndexedAccessTypeNode, { oracle }: SiteContext): Path | undefined {
  const { objectType: list, indexType: index } = node
  const isFirst = ts.isLiteralTypeNode(index) && index.literal.getText() === '0'
  if (!isFirst || !ts.isTypeReferenceNode(list) || list.typeName.getText() !== 'Parameters')
    return undefined
  const [method] = list.typeArguments ?? []
  const operation = method && operationIn(method, oracle)
  return operation && [...operation.service.split('.'), `${operation.method}()`]
}

/** `S3['putObject']`, `typeof s3.putObject`. */
function operationIn(
  node: ts.TypeNode,
  oracle: SiteContext['oracle'],
): { readonly service: string; readonly method: string } | undefined {
  if (ts.isTypeQueryNode(node) && ts.isQualifiedName(node.exprName)) {
    const thing = oracle.thing(node.exprName.left)
    return thing?.kind === 'client'
      ? { service: thing.service, method: node.exprName.right.text }
      : undefined
  }
  if (!ts.isIndexedAccessTypeNode(node) || !ts.isTypeReferenceNode(node.objectType))
    return undefined
  const { indexType: name } = node
  const thing = oracle.typeThing(node.objectType)
  return thing?.kind === 'client' && ts.isLiteralTypeNode(name) && ts.isStringLiteral(name.literal)
    ? { service: thing.service, method: name.literal.text }
    : undefined
}

/** The indexed access whose client a type names. */
export function parametersOf(node: ts.TypeNode, context: SiteContext): Path | undefined {
  const outer = node.parent.parent?.parent
  return outer && ts.isIndexedAccessTypeNode(outer) ? inputPath(outer, context) : undefined
}

/** `import('aws-sdk').S3.Body`. */
export function isImportedShape(node: ts.ImportTypeNode): boolean {
  const path = node.isTypeOf ? undefined : importedPath(node)
  return path !== undefined && shapePath(path) !== undefined
}

/** Inside `Request<…>`, which stays whole, or the error of a `PromiseResult`, which goes. */
function isDropped(node: ts.Node, context: SiteContext): boolean {
  for (let at = node; at.parent; at = at.parent) {
    const { parent } = at
    if (!ts.isTypeReferenceNode(parent) && !ts.isImportTypeNode(parent)) continue
    const path = parent.typeArguments && shapePathOf(parent, context)
    if (!path || !generic.has(path[0] ?? '')) continue
    if (path[0] !== 'PromiseResult' || parent.typeArguments?.[0] !== at) return true
  }
  return false
}

/** `const empty: S3.ListObjectsOutput = { … }`, `return { … }` of a function that returns it: nothing that a service answered. */
function isOfLiteral(node: ts.Node): boolean {
  const holder = ts.isArrayTypeNode(node.parent) ? node.parent.parent : node.parent
  const isLiteral = (value: ts.Expression | undefined): boolean =>
    value !== undefined && isObjectOrList(bare(value))
  if (
    ts.isVariableDeclaration(holder) ||
    ts.isPropertyDeclaration(holder) ||
    ts.isParameter(holder)
  )
    return isLiteral(holder.initializer)
  if (ts.isFunctionLike(holder) && 'body' in holder && holder.body)
    return ts.isBlock(holder.body)
      ? holder.body.statements.some(
          (statement) => ts.isReturnStatement(statement) && isLiteral(statement.expression),
        )
      : isLiteral(holder.body)
  return ts.isSatisfiesExpression(holder) && isLiteral(holder.expression)
}

const isObjectOrList = (node: ts.Expression): boolean =>
  ts.isObjectLiteralExpression(node) || ts.isArrayLiteralExpression(node)

/** `X[]`, `X['Key']`, `keyof X`: an intersection needs parentheses. */
const isTight = ({ parent }: ts.Node): boolean =>
  ts.isArrayTypeNode(parent) || ts.isIndexedAccessTypeNode(parent) || ts.isTypeOperatorNode(parent)

/** Edits that write a type of v3. */
export function rewriteShape(
  { span, optional, asserts }: ShapeFact,
  parts: readonly Part[],
): readonly Edit[] {
  const insert = (at: number, text: string): Edit => ({ start: at, end: at, parts: [text] })
  return [
    { ...span, parts },
    ...(optional === null ? [] : [insert(optional, '?'), ...asserts.map((at) => insert(at, '!'))]),
  ]
}
