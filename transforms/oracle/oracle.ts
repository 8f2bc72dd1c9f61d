// "Is this expression the SDK, and which part of it?" Answered by the TypeScript checker over the stub.

import { Project, ts } from 'ts-morph'
import { credentialClasses } from '../sdk/credentials.ts'
import { serviceNames } from '../sdk/services.ts'
import { resolveRelative } from '../syntax/paths.ts'
import { servicesMentioned, stubFiles, stubFolder } from './stub.ts'

/** A part of the SDK that an expression denotes. */
export type Thing =
  | { readonly kind: 'namespace' }
  | { readonly kind: 'global-config' }
  | { readonly kind: 'client-config' }
  | { readonly kind: 'config' }
  | { readonly kind: 'config-class' }
  | { readonly kind: 'global-credentials' }
  | { readonly kind: 'credentials'; readonly name: string }
  | { readonly kind: 'credentials-class'; readonly name: string }
  | { readonly kind: 'client'; readonly service: string }
  | { readonly kind: 'client-class'; readonly service: string }
  | { readonly kind: 'endpoint-class' }
  | { readonly kind: 'request' }
  | { readonly kind: 'other' }

export interface Oracle {
  /** The syntax tree of a file that was given; undefined for others. */
  source(file: string): ts.SourceFile | undefined
  /** First syntax error of a file. */
  syntaxError(file: string): { readonly message: string; readonly at: number } | undefined
  /** What an expression denotes; undefined when it is not the SDK. */
  thing(node: ts.Node): Thing | undefined
  /** What a type reference denotes. */
  typeThing(node: ts.TypeNode): Thing | undefined
  /** The symbol a name means, import aliases followed to where it is declared. */
  symbol(node: ts.Node): ts.Symbol | undefined
  /** The symbol a name means in its own file. */
  localSymbol(node: ts.Node): ts.Symbol | undefined
  /** What the place of an expression asks for: the type of a parameter, of a property. */
  expects(node: ts.Expression): Thing | undefined
  isCallable(node: ts.Node): boolean
  isUntyped(node: ts.Node): boolean
  mayBeAbsent(node: ts.Node): boolean
  /** Path of a project file that a module specifier means. */
  dependency(specifier: ts.Expression): string | undefined
}

const root = '/project/'

const options: ts.CompilerOptions = {
  allowJs: true,
  allowSyntheticDefaultImports: true,
  esModuleInterop: false,
  ignoreDeprecations: '6.0',
  jsx: ts.JsxEmit.Preserve,
  lib: ['lib.es2022.d.ts'],
  module: ts.ModuleKind.CommonJS,
  moduleResolution: ts.ModuleResolutionKind.Node10,
  allowImportingTsExtensions: true,
  resolveJsonModule: false,
  noEmit: true,
  skipLibCheck: true,
  strict: true,
  target: ts.ScriptTarget.ES2022,
  types: [],
}

/** Loads files into a checker. `files` are all that mention the SDK or depend on one that does. */
export function createOracle(
  files: readonly { readonly path: string; readonly text: string }[],
): Oracle {
  const project = new Project({ useInMemoryFileSystem: true, compilerOptions: options })
  const services = servicesMentioned(files.map((file) => file.text))
  const known = new Set<string>([...serviceNames])
  const classes = new Set<string>(credentialClasses.map((c) => c.name))
  for (const [path, text] of Object.entries(stubFiles(services)))
    project.getFileSystem().writeFileSync(path, text)
  project.addSourceFileAtPath(`${stubFolder}/require.d.ts`)
  for (const file of files) project.createSourceFile(root + file.path, file.text)
  const program = project.getProgram().compilerObject
  const checker = program.getTypeChecker()

  const fromStub = (symbol: ts.Symbol | undefined): boolean =>
    symbol?.declarations?.some((d) => d.getSourceFile().fileName.startsWith(stubFolder)) ?? false

  const name = (symbol: ts.Symbol): string => {
    const parent = symbol.declarations?.[0]?.parent?.parent
    return symbol.name === 'DocumentClient' && parent && ts.isModuleDeclaration(parent)
      ? 'DynamoDB.DocumentClient'
      : symbol.name
  }

  const thingOf = (type: ts.Type): Thing | undefined => {
    const bare = type.isUnion()
      ? type.types.filter((t) => !(t.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Null)))
      : [type]
    const [only] = bare
    const symbol = only?.symbol
    if (!only || bare.length > 1 || !symbol || !fromStub(symbol)) return undefined
    if (symbol.flags & ts.SymbolFlags.ValueModule && !(symbol.flags & ts.SymbolFlags.Class))
      return symbol.name.includes(stubFolder) || symbol.name.startsWith('"')
        ? { kind: 'namespace' }
        : { kind: 'other' }
    const label = name(symbol)
    const isClass = only.getConstructSignatures().length > 0
    if (known.has(label) || label === 'DynamoDB.DocumentClient')
      return { kind: isClass ? 'client-class' : 'client', service: label }
    if (classes.has(label) || label === 'Credentials')
      return { kind: isClass ? 'credentials-class' : 'credentials', name: label }
    if (label === 'GlobalCredentials') return { kind: 'global-credentials' }
    if (label === 'GlobalConfig') return { kind: 'global-config' }
    if (label === 'ClientConfig') return { kind: 'client-config' }
    if (label === 'Config') return { kind: isClass ? 'config-class' : 'config' }
    if (label === 'Endpoint' && isClass) return { kind: 'endpoint-class' }
    if (label === 'Request') return { kind: 'request' }
    return { kind: 'other' }
  }

  const localSymbol = (node: ts.Node): ts.Symbol | undefined => {
    if (ts.isIdentifier(node) && ts.isShorthandPropertyAssignment(node.parent))
      return checker.getShorthandAssignmentValueSymbol(node.parent)
    if (ts.isIdentifier(node) && ts.isExportSpecifier(node.parent))
      return checker.getExportSpecifierLocalTargetSymbol(node.parent)
    return checker.getSymbolAtLocation(node)
  }

  const follow = (symbol: ts.Symbol | undefined): ts.Symbol | undefined =>
    symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol

  return {
    source: (file) => program.getSourceFile(root + file),
    syntaxError: (file) => {
      const source = program.getSourceFile(root + file)
      const [first] = source ? program.getSyntacticDiagnostics(source) : []
      return (
        first && {
          message: ts.flattenDiagnosticMessageText(first.messageText, ' '),
          at: first.start,
        }
      )
    },
    thing: (node) => thingOf(checker.getTypeAtLocation(node)),
    typeThing: (node) => thingOf(checker.getTypeFromTypeNode(node)),
    symbol: (node) => follow(localSymbol(node)),
    localSymbol,
    expects: (node) => {
      const type = checker.getContextualType(node)
      return type && thingOf(type)
    },
    isCallable: (node) => checker.getTypeAtLocation(node).getCallSignatures().length > 0,
    isUntyped: (node) => (checker.getTypeAtLocation(node).flags & ts.TypeFlags.Any) !== 0,
    mayBeAbsent: (node) => {
      const type = checker.getTypeAtLocation(node)
      const absent = ts.TypeFlags.Undefined | ts.TypeFlags.Null | ts.TypeFlags.Void
      return type.isUnion() ? type.types.some((t) => t.flags & absent) : (type.flags & absent) !== 0
    },
    dependency: (specifier) => {
      if (!ts.isStringLiteralLike(specifier)) return undefined
      const declared = checker
        .getSymbolAtLocation(specifier)
        ?.declarations?.[0]?.getSourceFile().fileName
      const path =
        declared ??
        resolveRelative(
          specifier.getSourceFile().fileName,
          specifier.text,
          (file) => program.getSourceFile(file) !== undefined,
        )
      return path?.startsWith(root) ? path.slice(root.length) : undefined
    },
  }
}
