// Compiles the outputs of all fixtures against the real v3 packages and says, per fixture, what TypeScript minds.
//
// TypeScript files are checked under `strict`. JavaScript files are checked too, without what JavaScript never promised
// (types of parameters, null checks), so that a misspelt option or a missing export is seen. The two share their parsed
// library files. What is left of `aws-sdk` v2, and packages that are not installed, count as `any`: the real v2 typings
// cost 10 s and 1 GB and say nothing about a migration. A misspelt `@aws-sdk` package is an error.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import type { SourceFile } from '../../transforms/migrate.ts'
import { isAboutUnknown, isMissingFile, isUnsayable, isUntypedCallback } from './excuses.ts'
import { root } from './fixtures.ts'
import { createResolver, type Resolver } from './program.ts'

export interface CompileUnit {
  readonly name: string
  readonly files: readonly SourceFile[]
  /** Imports of files that do not exist are allowed: the fixture shows one file of a program. */
  readonly partial: boolean
}

const base: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  module: ts.ModuleKind.Preserve,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  jsx: ts.JsxEmit.Preserve,
  types: ['node'],
  esModuleInterop: true,
  resolveJsonModule: true,
  experimentalDecorators: true,
  allowImportingTsExtensions: true,
  allowJs: true,
  skipLibCheck: true,
  noEmit: true,
  alwaysStrict: false,
}

const strict: ts.CompilerOptions = { ...base, strict: true, alwaysStrict: false }
const relaxed: ts.CompilerOptions = {
  ...base,
  checkJs: true,
  noImplicitAny: false,
  strictNullChecks: false,
  useUnknownInCatchVariables: false,
}

const isTypeScript = (path: string): boolean => /\.([cm]?ts|tsx)$/.test(path)
const isJavaScript = (path: string): boolean => /\.([cm]?js|jsx)$/.test(path)

/** Complaints by unit name; units that compile are in the map with none. */
export function compileAll(units: readonly CompileUnit[]): Map<string, string[]> {
  const workspace = createWorkspace(units)
  const complaints = new Map(units.map(({ name }) => [name, [] as string[]]))
  for (const [options, concerns] of [
    [strict, isTypeScript],
    [relaxed, isJavaScript],
  ] as const) {
    const paths = workspace.paths.filter(concerns)
    if (paths.length === 0) continue
    const program = ts.createProgram({
      rootNames: [workspace.ambient, ...paths],
      options,
      host: workspace.host(options),
    })
    for (const path of paths) {
      const unit = workspace.unitOf(path)
      const file = program.getSourceFile(path)
      if (!unit || !file) continue
      const importsUnknown = workspace.importsUnknown(path)
      const diagnostics = [
        ...program.getSyntacticDiagnostics(file),
        ...program.getSemanticDiagnostics(file),
      ]
      for (const diagnostic of diagnostics) {
        const excused =
          (unit.partial && isMissingFile(diagnostic)) ||
          isAboutUnknown(diagnostic, workspace.unknown) ||
          (isTypeScript(path)
            ? isUntypedCallback(diagnostic, importsUnknown)
            : isUnsayable(diagnostic))
        if (excused) continue
        complaints
          .get(unit.name)
          ?.push(print(diagnostic, path.slice(workspace.directoryOf(unit).length)))
      }
    }
  }
  return complaints
}

interface Workspace {
  readonly paths: readonly string[]
  /** A declaration file that names what is not installed. */
  readonly ambient: string
  /** What it names. */
  readonly unknown: ReadonlySet<string>
  importsUnknown(path: string): boolean
  unitOf(path: string): CompileUnit | undefined
  directoryOf(unit: CompileUnit): string
  host(options: ts.CompilerOptions): ts.CompilerHost
}

/** The units in folders of their own inside the repository, in memory, so that its packages are found. */
function createWorkspace(units: readonly CompileUnit[]): Workspace {
  const base = join(root, '.tmp', 'compile')
  const directoryOf = (unit: CompileUnit) => `${base}/${unit.name}/`
  const texts = new Map<string, string>()
  const unitByPath = new Map<string, CompileUnit>()
  const resolvers = new Map<CompileUnit, Resolver>()
  for (const unit of units) {
    resolvers.set(unit, createResolver(unit.files))
    for (const { path, text } of unit.files) {
      texts.set(directoryOf(unit) + path, asModule(path, text))
      unitByPath.set(directoryOf(unit) + path, unit)
    }
  }
  const ambient = `${base}/ambient.d.ts`
  const unknown = unknownModules(units, resolvers)
  texts.set(ambient, declarationsOf(unknown))
  const parsed = new Map<string, ts.SourceFile | undefined>()
  const cache = ts.createModuleResolutionCache(root, (path) => path)

  return {
    paths: [...unitByPath.keys()],
    ambient,
    unknown,
    importsUnknown: (path) =>
      ts
        .preProcessFile(texts.get(path) ?? '', true, true)
        .importedFiles.some(({ fileName }) => unknown.has(fileName)),
    unitOf: (path) => unitByPath.get(path),
    directoryOf,
    host(options) {
      const host = ts.createCompilerHost(options)
      return {
        ...host,
        getCurrentDirectory: () => root,
        fileExists: (path) => texts.has(path) || host.fileExists(path),
        readFile: (path) => texts.get(path) ?? host.readFile(path),
        getSourceFile(path, languageVersion) {
          if (!parsed.has(path)) {
            const text = texts.get(path) ?? ts.sys.readFile(path)
            parsed.set(
              path,
              text === undefined
                ? undefined
                : ts.createSourceFile(path, text, languageVersion, false),
            )
          }
          return parsed.get(path)
        },
        resolveModuleNameLiterals(literals, from, redirected, compilerOptions) {
          return literals.map(({ text }) => {
            const unit = unitByPath.get(from)
            const own = unit && resolvers.get(unit)?.(from.slice(directoryOf(unit).length), text)
            if (unit && own) {
              const resolvedFileName = directoryOf(unit) + own
              return {
                resolvedModule: {
                  resolvedFileName,
                  extension: extensionOf(own),
                  isExternalLibraryImport: false,
                },
              }
            }
            if (isV2(text)) return { resolvedModule: undefined }
            return ts.resolveModuleName(text, from, compilerOptions, host, cache, redirected)
          })
        },
      }
    },
  }
}

const isV2 = (specifier: string): boolean => /^aws-sdk(\/|$)/.test(specifier)

/** A script would put its names into the global scope and meet the other fixtures there. */
function asModule(path: string, text: string): string {
  if (!isJavaScript(path) && !isTypeScript(path)) return text
  const { importedFiles } = ts.preProcessFile(text, true, true)
  const isModule = importedFiles.length > 0 || /\bexports\b|^\s*(import|export)\b/m.test(text)
  return isModule ? text : `${text}\nexport {}`
}

function unknownModules(
  units: readonly CompileUnit[],
  resolvers: ReadonlyMap<CompileUnit, Resolver>,
): Set<string> {
  const names = new Set<string>()
  for (const unit of units)
    for (const { path, text } of unit.files) {
      if (!isJavaScript(path) && !isTypeScript(path)) continue
      for (const { fileName } of ts.preProcessFile(text, true, true).importedFiles) {
        const own = fileName.startsWith('.') || resolvers.get(unit)?.(path, fileName) !== undefined
        if (!own && (isV2(fileName) || !isInstalled(fileName))) names.add(fileName)
      }
    }
  return names
}

const declarationsOf = (names: ReadonlySet<string>): string =>
  [
    'declare namespace JSX { interface IntrinsicElements { [name: string]: any } }',
    ...[...names].map((name) => `declare module ${JSON.stringify(name)};`),
  ].join('\n')

function isInstalled(specifier: string): boolean {
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
  // SDK packages must be installed: a misspelt name has to fail.
  return (
    /^@(aws-sdk|smithy)\//.test(name) ||
    specifier.startsWith('node:') ||
    builtin.has(name) ||
    existsSync(join(root, 'node_modules', name))
  )
}

const builtin = new Set([
  'assert',
  'buffer',
  'child_process',
  'crypto',
  'events',
  'fs',
  'http',
  'https',
  'net',
  'os',
  'path',
  'process',
  'querystring',
  'readline',
  'stream',
  'timers',
  'tls',
  'url',
  'util',
  'worker_threads',
  'zlib',
])

const extensionOf = (path: string): string =>
  path.endsWith('.d.ts') ? '.d.ts' : path.slice(path.lastIndexOf('.'))

function print({ file, start, code, messageText }: ts.Diagnostic, path: string): string {
  const at = file && start !== undefined ? file.getLineAndCharacterOfPosition(start) : undefined
  const place = at ? `${path}:${at.line + 1}:${at.character + 1}` : path
  return `${place} TS${code} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`
}
