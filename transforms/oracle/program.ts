// The files of a project in a checker: those that mention the SDK, and those that the SDK reaches through an import.

import { Project, ts } from 'ts-morph'
import type { Links } from '../model.ts'
import type { Resolve } from '../resolve.ts'
import { bare, isFunctionExpression, returnsOf } from '../syntax/nodes.ts'
import { folderOf, joinPath, resolvePath } from '../syntax/paths.ts'
import { root, servicesMentioned, stubFiles, stubFolder } from './stub.ts'
import { createSuspects, type Suspects } from './suspects.ts'
import { thingOf } from './thing.ts'

export interface SourceText {
  readonly path: string
  readonly text: string
}

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

export interface Loaded {
  readonly program: ts.Program
  readonly mayBeSdk: Suspects
  /** The project file that a module specifier means. */
  readonly fileOf: (specifier: string, from: string) => string | undefined
}

/**
 * Loads a program.
 *
 * @param mentioning files that mention the SDK
 * @param importing files that import them, directly or not: loaded when the SDK passes through what they import
 * @param links what each file imports of the others
 * @param resolveFile which project file a module specifier means
 */
export function loadProgram(
  mentioning: readonly SourceText[],
  importing: readonly SourceText[],
  links: Links,
  resolveFile: Resolve,
): Loaded {
  const services = servicesMentioned([...mentioning, ...importing].map((file) => file.text))
  const stub = stubFiles(services)
  const paths = new Set([
    ...Object.keys(stub),
    ...[...mentioning, ...importing].map((file) => root + file.path),
  ])
  const resolve = (specifier: string, from: string): string | undefined =>
    resolveModule(specifier, from, (path) => paths.has(path)) ??
    fileOf(resolveFile(specifier, from.slice(root.length)))
  const project = new Project({
    useInMemoryFileSystem: true,
    compilerOptions: options,
    resolutionHost: () => ({
      resolveModuleNames: (specifiers, from) =>
        specifiers.map((specifier) => {
          const resolvedFileName = resolve(specifier, from)
          return resolvedFileName === undefined ? undefined : { resolvedFileName }
        }),
    }),
  })
  for (const [path, text] of Object.entries(stub)) project.getFileSystem().writeFileSync(path, text)
  project.addSourceFileAtPath(`${stubFolder}/require.d.ts`)
  let checker: ts.TypeChecker
  const mayBeSdk = createSuspects(resolve, () => checker)
  const projectFile = (specifier: string, from: string): string | undefined => {
    const path = resolve(specifier, root + from)
    return path?.startsWith(root) ? path.slice(root.length) : undefined
  }
  let waiting = importing
  for (let next = mentioning; ; ) {
    for (const file of next) project.createSourceFile(root + file.path, file.text)
    if (waiting.length === 0) {
      const program = project.getProgram().compilerObject
      checker = program.getTypeChecker()
      return { program, mayBeSdk, fileOf: projectFile }
    }
    const probe = project.createSourceFile(
      '/probe.ts',
      next.map((file) => `import ${JSON.stringify(root + file.path)}\n`).join(''),
      { overwrite: true },
    ).compilerNode
    const program = project.getProgram().compilerObject
    checker = program.getTypeChecker()
    const imports = probe.statements.filter(ts.isImportDeclaration)
    const passing = new Set(
      next.flatMap(({ path }, i) => {
        const specifier = imports[i]?.moduleSpecifier
        return specifier && passesOn(specifier, checker, mayBeSdk) ? path : []
      }),
    )
    const isReached = ({ path }: SourceText): boolean =>
      links[path]?.some((target) => passing.has(target)) ?? false
    next = waiting.filter(isReached)
    if (next.length === 0) return { program, mayBeSdk, fileOf: projectFile }
    waiting = waiting.filter((file) => !isReached(file))
  }
}

const fileOf = (path: string | undefined): string | undefined =>
  path === undefined ? undefined : root + path

/** The file of the stub that a module specifier means, or the project file that an absolute path is. */
function resolveModule(
  specifier: string,
  from: string,
  exists: (path: string) => boolean,
): string | undefined {
  if (specifier.startsWith(root)) return exists(specifier) ? specifier : undefined
  if (specifier === 'aws-sdk') return `${stubFolder}/index.d.ts`
  if (specifier.startsWith('aws-sdk/')) {
    const path = `/node_modules/${specifier.replace(/\.js$/, '')}.d.ts`
    return exists(path) ? path : undefined
  }
  return from.startsWith(stubFolder)
    ? resolvePath(joinPath(folderOf(from), specifier), exists)
    : undefined
}

/** Whether who imports a module may get hold of the SDK, or of an object that holds or returns a part of it. */
function passesOn(specifier: ts.Expression, checker: ts.TypeChecker, mayBeSdk: Suspects): boolean {
  const module = checker.getSymbolAtLocation(specifier)
  if (!module) return false
  const mayPass = (own: ts.Declaration): boolean =>
    own.getSourceFile().isDeclarationFile || mayBeSdk(nameIn(own))
  const seen = new Set<ts.Type>()
  const holds = (type: ts.Type, depth: number): boolean => {
    if (thingOf(type)) return true
    if (depth === 0 || seen.has(type)) return false
    seen.add(type)
    if (type.isUnionOrIntersection()) return type.types.some((part) => holds(part, depth))
    if (!(type.flags & ts.TypeFlags.Object)) return false
    const inner = [
      ...(isReference(type) ? checker.getTypeArguments(type) : []),
      ...[...type.getCallSignatures(), ...type.getConstructSignatures()].flatMap((signature) => [
        signature.getReturnType(),
        ...signature.getParameters().map((parameter) => checker.getTypeOfSymbol(parameter)),
      ]),
      ...(isOfProject(type) ? type.getProperties().map((own) => checker.getTypeOfSymbol(own)) : []),
    ]
    return inner.some((part) => holds(part, depth - 1))
  }
  return checker
    .getExportsOfModule(module)
    .concat(module.exports?.get(ts.InternalSymbolName.ExportEquals) ?? [])
    .map((symbol) => aliased(symbol, checker))
    .filter((symbol) => symbol.declarations?.some(mayPass) ?? true)
    .some((symbol) => isLate(symbol, checker) || holds(checker.getTypeOfSymbol(symbol), 5))
}

/** A variable that is assigned later, or a function that returns one: the checker has no type for it. */
function isLate(symbol: ts.Symbol, checker: ts.TypeChecker): boolean {
  if (isLateVariable(symbol)) return true
  const declaration = symbol.valueDeclaration
  const value =
    declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : declaration
  if (!value || !(ts.isFunctionDeclaration(value) || isFunctionExpression(value))) return false
  return returnsOf(value.body).some((returned) => {
    const name = bare(returned)
    return ts.isIdentifier(name) && isLateVariable(checker.getSymbolAtLocation(name))
  })
}

function isLateVariable(symbol: ts.Symbol | undefined): boolean {
  const declaration = symbol?.valueDeclaration
  return (
    declaration !== undefined &&
    ts.isVariableDeclaration(declaration) &&
    !declaration.initializer &&
    !declaration.type
  )
}

/** What stands for a declaration: its name. */
const nameIn = (node: ts.Node): ts.Node =>
  (ts.isVariableDeclaration(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node)) &&
  node.name
    ? node.name
    : node

const aliased = (symbol: ts.Symbol, checker: ts.TypeChecker): ts.Symbol =>
  symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol

const isReference = (type: ts.Type): type is ts.TypeReference =>
  'objectFlags' in type && (Number(type.objectFlags) & ts.ObjectFlags.Reference) !== 0

/** Declared in the project: what the library declares has far too many members, and the SDK in none. */
const isOfProject = (type: ts.Type): boolean =>
  type.symbol?.declarations?.some((d) => d.getSourceFile().fileName.startsWith(root)) ?? false
