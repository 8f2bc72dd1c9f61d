// Types of v2 other than classes: `AWS.S3.PutObjectRequest`, `PromiseResult<D, E>`, `import('aws-sdk').AWSError`.

import { ts } from 'ts-morph'
import type { Edit, Part, ShapeFact } from '../model.ts'
import { serviceById, serviceNames, serviceOf } from '../sdk/services.ts'
import {
  bare,
  isAssignment,
  isFunctionExpression,
  memberOf,
  spanOf,
  wrapped,
} from '../syntax/nodes.ts'
import { usesOf } from '../syntax/uses.ts'
import { type SiteContext, siteOf } from './context.ts'

/** Names from the root of the SDK: `['S3', 'PutObjectRequest']`. */
type Path = readonly string[]

/** Generic types; their arguments are sites of their own only where one of them stays. */
const generic = new Set(['PromiseResult', 'Request', 'Response'])

/** Types that are of no service. */
const general = new Set(['AWSError', 'ConfigurationOptions', 'ServiceConfigurationOptions'])

/** A reference to a type of v2, when the node is one. */
export function findShape(node: ts.Node, context: SiteContext): ShapeFact | undefined {
  const named = nameIn(node, context)
  const path = named && shapePath(named.path)
  if (!named || !path || isDropped(node, context)) return undefined
  const refs = generic.has(path[0] ?? '') ? context.refsIn(node) : context.refsIn(named.at)
  const [data] = named.args ?? []
  const ownRefs = data ? refs.filter((at) => at < data.pos || at >= data.end) : refs
  const isResult = path[0] === 'PromiseResult'
  return {
    ...siteOf(named.at, isResult ? ownRefs : refs, [], context),
    span: ts.isExpressionWithTypeArguments(node) ? spanOf(node.expression) : spanOf(node),
    path,
    what: named.at.getText().replace(/\s+/g, ''),
    form: named.form,
    exportedAs: ts.isExportSpecifier(node) ? node.name.text : null,
    data: isResult && data ? spanOf(data) : null,
    dataPath: isResult && data ? (shapePathOf(data, context) ?? null) : null,
    plain: isOfLiteral(node),
    tight: isTight(node),
    ...responseOf(node, context),
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

/** The path without `Types`, if a type other than a class of the SDK may be there. */
function shapePath(path: Path): Path | undefined {
  const [first = '', ...rest] = path.filter((name, i) => name !== 'Types' || i === 0)
  if (rest.length === 0) return generic.has(first) || general.has(first) ? [first] : undefined
  if (rest.at(-1)?.endsWith('()')) return [first, ...rest]
  if (!serviceOf(first)) return undefined
  const [second = '', third] = rest
  if (rest.length === 1)
    return second === 'DocumentClient' || second === 'Converter' || ownTypes.has(second)
      ? undefined
      : [first, second]
  if (rest.length > 2 || third === undefined) return undefined
  const isKnown =
    (first === 'DynamoDB' && second === 'DocumentClient') ||
    (second === 'ManagedUpload' && third === 'SendData')
  return isKnown ? [first, second, third] : undefined
}

/** Classes that services have beside their shapes. */
const ownTypes = new Set(['ManagedUpload', 'Presigner', 'Signer'])

/** What a name or a chain of names means, from the root of the SDK. */
function pathOf(node: ts.Node, context: SiteContext): Path | undefined {
  if (ts.isQualifiedName(node)) {
    const left = pathOf(node.left, context)
    return left && [...left, node.right.text]
  }
  if (ts.isPropertyAccessExpression(node)) {
    const left = pathOf(node.expression, context)
    return left && [...left, node.name.text]
  }
  if (!ts.isIdentifier(node) || context.refsIn(node).length === 0) return undefined
  const [own = importOf(node.text, context)] = context.oracle.localSymbol(node)?.declarations ?? []
  return (own && declaredPath(own, context)) ?? stubPath(node, context)
}

/** `import Types = S3.Types`: the checker finds no symbol where it finds no namespace. */
const importOf = (name: string, { source }: SiteContext): ts.Declaration | undefined =>
  source.statements.find(
    (statement): statement is ts.ImportEqualsDeclaration =>
      ts.isImportEqualsDeclaration(statement) && statement.name.text === name,
  )

/** By the import that declares a name: the checker follows it only to what the stub has. */
function declaredPath(declaration: ts.Declaration, context: SiteContext): Path | undefined {
  if (ts.isImportEqualsDeclaration(declaration)) {
    const { moduleReference } = declaration
    if (!ts.isExternalModuleReference(moduleReference)) return pathOf(moduleReference, context)
    return ts.isStringLiteral(moduleReference.expression)
      ? modulePath(moduleReference.expression.text)
      : undefined
  }
  const statement = ts.findAncestor(declaration, ts.isImportDeclaration)
  if (!statement || !ts.isStringLiteral(statement.moduleSpecifier)) return undefined
  const path = modulePath(statement.moduleSpecifier.text)
  if (!path || !ts.isImportSpecifier(declaration)) return path
  const name = (declaration.propertyName ?? declaration.name).text
  return name === 'default' || (path.length > 0 && name === path.at(-1)) ? path : [...path, name]
}

/** `['S3']` for `aws-sdk/clients/s3`, `[]` for modules that hold the SDK or its general types. */
function modulePath(module: string): Path | undefined {
  const [, inside = ''] = /^aws-sdk(?:\/(.*?)(?:\.js)?)?$/.exec(module) ?? []
  if (!/^aws-sdk(\/|$)/.test(module)) return undefined
  const client = /^clients\/(\w+)$/.exec(inside)?.[1]
  if (client !== undefined && client !== 'all') {
    const service = serviceNames.find((name) => serviceOf(name) === serviceById(client))
    return service === undefined ? undefined : [service]
  }
  if (inside === 'lib/dynamodb/document_client') return ['DynamoDB']
  return inside === 'lib/s3/managed_upload' ? ['S3'] : []
}

/** What the checker knows: names that modules of the project hand on. */
function stubPath(node: ts.Identifier, { oracle }: SiteContext): Path | undefined {
  const thing = oracle.thing(node)
  if (thing?.kind === 'namespace') return []
  return thing?.kind === 'client-class' ? thing.service.split('.') : undefined
}

function importedPath({ argument, qualifier }: ts.ImportTypeNode): Path | undefined {
  const literal = ts.isLiteralTypeNode(argument) ? argument.literal : undefined
  const path = literal && ts.isStringLiteral(literal) ? modulePath(literal.text) : undefined
  return path && qualifier && [...path, ...qualifier.getText().split('.')]
}

/** `Parameters<S3['putObject']>[0]`, the input of an operation. */
function inputPath(node: ts.IndexedAccessTypeNode, { oracle }: SiteContext): Path | undefined {
  const { objectType: list, indexType: index } = node
  const isFirst = ts.isLiteralTypeNode(index) && index.literal.getText() === '0'
  if (!isFirst || !ts.isTypeReferenceNode(list) || list.typeName.getText() !== 'Parameters')
    return undefined
  const [method] = list.typeArguments ?? []
  if (!method || !ts.isIndexedAccessTypeNode(method)) return undefined
  const { objectType: client, indexType: name } = method
  const thing = ts.isTypeReferenceNode(client) ? oracle.typeThing(client) : undefined
  return thing?.kind === 'client' && ts.isLiteralTypeNode(name) && ts.isStringLiteral(name.literal)
    ? [...thing.service.split('.'), `${name.literal.text}()`]
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

/** The response of a callback, which v3 types as perhaps undefined, and where it is read. */
function responseOf(node: ts.Node, context: SiteContext): Pick<ShapeFact, 'optional' | 'asserts'> {
  const none = { optional: null, asserts: [] }
  const parameter = node.parent
  if (!ts.isParameter(parameter) || parameter.questionToken || parameter.initializer) return none
  const fn = parameter.parent
  const isBody = isFunctionExpression(fn) || ts.isFunctionDeclaration(fn)
  if (fn.parameters[1] !== parameter || !isBody || !fn.body || !ts.isIdentifier(parameter.name))
    return none
  if (!isGiven(fn, context)) return none
  const asserts: number[] = []
  for (const use of usesOf(parameter.name, context.oracle, fn.body)) {
    const { parent } = use
    const isMember =
      (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)) &&
      parent.expression === use
    if (isMember ? !parent.questionDotToken : isHandedOn(use)) asserts.push(use.end)
  }
  return { optional: parameter.name.end, asserts }
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

/** Whether a function is the callback of a call on a client. */
function isGiven(
  fn: ts.FunctionExpression | ts.ArrowFunction | ts.FunctionDeclaration,
  context: SiteContext,
): boolean {
  const isArgument = (node: ts.Expression): boolean => {
    const { parent } = wrapped(node)
    const member = ts.isCallExpression(parent) ? memberOf(bare(parent.expression)) : undefined
    return member !== undefined && context.oracle.thing(member.receiver)?.kind === 'client'
  }
  if (!ts.isFunctionDeclaration(fn) && isArgument(fn)) return true
  const holder = ts.isFunctionDeclaration(fn) ? fn : wrapped(fn).parent
  const name =
    ts.isFunctionDeclaration(holder) || ts.isVariableDeclaration(holder) ? holder.name : undefined
  return name !== undefined && ts.isIdentifier(name)
    ? usesOf(name, context.oracle).some(isArgument)
    : false
}

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
