// Source files → modules that the driven process can run: everything becomes CommonJS, imports are resolved.
//
// Programs are driven as a bundler, or TypeScript with `esModuleInterop`, would build them. `import * as S3 from
// "aws-sdk/clients/s3"` is the module itself, as bundlers have it and as `esModuleInterop: false` has it.

import ts from 'typescript'
import type { SourceFile } from '../../transforms/migrate.ts'

export interface RunnableModule {
  readonly code?: string
  readonly json?: unknown
  /** Awaits at its top level. */
  readonly waits: boolean
  /** Modules of the program that are imported statically, in order. */
  readonly imports: readonly string[]
  /** Specifier → path, where it is one of the program's own modules. */
  readonly resolutions: Readonly<Record<string, string>>
}

export interface Program {
  readonly entry: string
  readonly modules: Readonly<Record<string, RunnableModule>>
  /** `main`, `run` and `handler` in the order in which the entry has them. */
  readonly order: readonly string[]
}

export function buildProgram(files: readonly SourceFile[], entry: string): Program {
  const resolver = createResolver(files)
  const modules = Object.fromEntries(
    files
      .filter(({ path }) => /\.([cm]?[jt]sx?|json)$/.test(path))
      .map((file) => [file.path, buildModule(file, resolver)]),
  )
  const text = files.find(({ path }) => path === entry)?.text
  if (text === undefined) throw new Error(`There is no ${entry}`)
  const at = (name: string) => text.search(new RegExp(`\\b${name}\\b`))
  const order = ['main', 'run', 'handler']
    .filter((name) => at(name) >= 0)
    .sort((a, b) => at(a) - at(b))
  return { entry, modules, order }
}

function buildModule({ path, text }: SourceFile, resolver: Resolver): RunnableModule {
  if (path.endsWith('.json'))
    return { json: readJson(text), waits: false, imports: [], resolutions: {} }
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true)
  const { outputText } = ts.transpileModule(text, {
    // The extension would decide about the module format.
    fileName: path.replace(/\.[cm]([jt]s)$/, '.$1'),
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.CommonJS,
      moduleDetection: ts.ModuleDetectionKind.Auto,
      esModuleInterop: true,
      experimentalDecorators: true,
      allowJs: true,
      jsx: ts.JsxEmit.ReactJSX,
      removeComments: false,
    },
  })
  const resolutions: Record<string, string> = {}
  for (const { fileName } of ts.preProcessFile(text, true, true).importedFiles) {
    const resolved = resolver(path, fileName)
    if (resolved) resolutions[fileName] = resolved
  }
  const imports = source.statements.flatMap((statement) => {
    const declares = ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)
    const specifier = declares ? statement.moduleSpecifier : undefined
    const typeOnly =
      (ts.isImportDeclaration(statement) &&
        statement.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword) ||
      (ts.isExportDeclaration(statement) && statement.isTypeOnly)
    const resolved =
      specifier && ts.isStringLiteral(specifier) && !typeOnly
        ? resolutions[specifier.text]
        : undefined
    return resolved ? [resolved] : []
  })
  const code = outputText
    .replace(/= __importStar\((require\("aws-sdk[^"]*"\))\)/g, '= $1')
    .replace(/\bimport\.meta\b/g, '__meta')
    .replace(/^#!.*/, '')
  return { code, waits: awaitsAtTopLevel(source), imports, resolutions }
}

function awaitsAtTopLevel(source: ts.SourceFile): boolean {
  const visit = (node: ts.Node): boolean => {
    if (ts.isFunctionLike(node) || ts.isPropertyDeclaration(node)) return false
    if (ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier)) return true
    return ts.forEachChild(node, visit) ?? false
  }
  return visit(source)
}

/** From a file and a specifier to a file of the same project; undefined for packages. */
export type Resolver = (from: string, specifier: string) => string | undefined

const suffixes = [
  '',
  '.ts',
  '.tsx',
  '.mts',
  '.cts',
  '.js',
  '.jsx',
  '.mjs',
  '.cjs',
  '.json',
  '.d.ts',
]
const typescriptOf: readonly (readonly [RegExp, string])[] = [
  [/\.js$/, '.ts'],
  [/\.js$/, '.tsx'],
  [/\.jsx$/, '.tsx'],
  [/\.mjs$/, '.mts'],
  [/\.cjs$/, '.cts'],
]

/** Relative paths, `paths` of the nearest tsconfig.json above, and packages of the same workspace. */
export function createResolver(files: readonly SourceFile[]): Resolver {
  const paths = new Set(files.map(({ path }) => path))
  const fileAt = (path: string): string | undefined => {
    for (const suffix of [...suffixes, ...suffixes.slice(1).map((s) => `/index${s}`)])
      if (paths.has(path + suffix)) return path + suffix
    for (const [from, to] of typescriptOf) {
      const renamed = path.replace(from, to)
      if (renamed !== path && paths.has(renamed)) return renamed
    }
    return undefined
  }
  const aliases = files
    .filter(({ path }) => /(^|\/)[jt]sconfig\.json$/.test(path))
    .flatMap(readAliases)
  const packages = files
    .filter(({ path }) => /(^|\/)package\.json$/.test(path))
    .flatMap(readPackage)
  return (from, specifier) => {
    if (/^\.{1,2}(\/|$)/.test(specifier)) return fileAt(joinPath(directoryOf(from), specifier))
    for (const { directory, pattern, targets } of aliases) {
      const rest = pattern.exec(specifier)
      if (!rest || !isBelow(from, directory)) continue
      for (const target of targets) {
        const found = fileAt(joinPath(directory, target.replace('*', rest[1] ?? '')))
        if (found) return found
      }
    }
    for (const { directory, name, main } of packages) {
      if (specifier === name)
        return (
          fileAt(joinPath(directory, main)) ??
          fileAt(directory) ??
          fileAt(joinPath(directory, 'src'))
        )
      if (specifier.startsWith(`${name}/`))
        return fileAt(joinPath(directory, specifier.slice(name.length + 1)))
    }
    return undefined
  }
}

interface Alias {
  readonly directory: string
  readonly pattern: RegExp
  readonly targets: readonly string[]
}

function readAliases({ path, text }: SourceFile): Alias[] {
  const { config } = ts.parseConfigFileTextToJson(path, text)
  const { baseUrl, paths = {} }: { baseUrl?: string; paths?: Record<string, string[]> } = Object(
    Object(config).compilerOptions,
  )
  const directory = joinPath(directoryOf(path), baseUrl ?? '.')
  const toPattern = (key: string) =>
    new RegExp(`^${key.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace('*', '(.*)')}$`)
  const aliases = Object.entries(paths).map(([key, targets]) => ({
    directory,
    pattern: toPattern(key),
    targets,
  }))
  return baseUrl === undefined
    ? aliases
    : [...aliases, { directory, pattern: /^([^.].*)$/, targets: ['*'] }]
}

function readPackage({
  path,
  text,
}: SourceFile): { directory: string; name: string; main: string }[] {
  const { name, main, module, source, exports }: Record<string, unknown> = Object(readJson(text))
  const entry = [source, main, module, exports, Object(exports)['.']].find(
    (value) => typeof value === 'string',
  )
  if (typeof name !== 'string') return []
  return [{ directory: directoryOf(path), name, main: typeof entry === 'string' ? entry : 'index' }]
}

const readJson = (text: string): unknown => ts.parseConfigFileTextToJson('x.json', text).config

const directoryOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))
const isBelow = (path: string, directory: string): boolean =>
  directory === '' || path.startsWith(`${directory}/`)

function joinPath(directory: string, path: string): string {
  const steps: string[] = []
  for (const step of `${directory}/${path}`.split('/')) {
    if (step === '..') steps.pop()
    else if (step !== '' && step !== '.') steps.push(step)
  }
  return steps.join('/')
}
