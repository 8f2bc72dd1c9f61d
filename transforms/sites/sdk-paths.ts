// What a name in a type means: its path from the root of the SDK.

import { ts } from 'ts-morph'
import { serviceById, serviceNames, serviceOf } from '../sdk/services.ts'
import type { SiteContext } from './context.ts'

/** Names from the root of the SDK: `['S3', 'PutObjectRequest']`. */
export type Path = readonly string[]

/** Generic types; their arguments are sites of their own only where one of them stays. */
export const generic = new Set(['PromiseResult', 'Request', 'Response'])

/** Types that are of no service. */
const general = new Set(['AWSError', 'ConfigurationOptions', 'ServiceConfigurationOptions'])

/** The path without `Types`, if a type other than a class of the SDK may be there. */
export function shapePath(path: Path): Path | undefined {
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

/** A client class. */
export function classPath(path: Path): Path | undefined {
  const [first = '', second, ...rest] = path.filter((name, i) => name !== 'Types' || i === 0)
  const isDocument = first === 'DynamoDB' && second === 'DocumentClient'
  if (!serviceOf(first) || rest.length > 0 || (second !== undefined && !isDocument))
    return undefined
  return isDocument ? [first, second] : [first]
}

/** Classes that services have beside their shapes. */
const ownTypes = new Set(['ManagedUpload', 'Presigner', 'Signer'])

/** What a name or a chain of names means, from the root of the SDK. */
export function pathOf(node: ts.Node, context: SiteContext): Path | undefined {
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

/** `import Types = S3.Types`, `import { Types } from …`: the checker finds no symbol where it finds no namespace. */
const importOf = (name: string, { source }: SiteContext): ts.Declaration | undefined => {
  for (const statement of source.statements) {
    if (ts.isImportEqualsDeclaration(statement) && statement.name.text === name) return statement
    const bindings = ts.isImportDeclaration(statement)
      ? statement.importClause?.namedBindings
      : undefined
    if (!bindings || !ts.isNamedImports(bindings)) continue
    const specifier = bindings.elements.find((element) => element.name.text === name)
    if (specifier) return specifier
  }
  return undefined
}

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
export function modulePath(module: string): Path | undefined {
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
  const thing = oracle.nameThing(node)
  if (thing?.kind === 'namespace') return []
  return thing?.kind === 'client-class' ? thing.service.split('.') : undefined
}

export function importedPath({ argument, qualifier }: ts.ImportTypeNode): Path | undefined {
  const literal = ts.isLiteralTypeNode(argument) ? argument.literal : undefined
  const path = literal && ts.isStringLiteral(literal) ? modulePath(literal.text) : undefined
  return path && qualifier && [...path, ...qualifier.getText().split('.')]
}
