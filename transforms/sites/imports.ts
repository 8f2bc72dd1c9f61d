// Statements that bind names of the SDK: `import`, `require`, `import =`, and aliases like `const { S3 } = AWS`.

import { ts } from 'ts-morph'
import type { BindingFact, ImportFact, Span } from '../model.ts'
import type { Oracle } from '../oracle/oracle.ts'
import { bare, memberOf, nameOf, requiredModule, spanOf, statementSpan } from '../syntax/nodes.ts'
import { placeOf } from '../syntax/place.ts'

const isV2 = (specifier: string): boolean =>
  specifier === 'aws-sdk' || specifier.startsWith('aws-sdk/')
const isV3 = (specifier: string): boolean => specifier.startsWith('@aws-sdk/')

export interface SdkNames {
  readonly imports: readonly ImportFact[]
  /** Every use of a name bound to the SDK, and every bare `require('aws-sdk')`, by offset and in order. */
  readonly nodes: ReadonlyMap<number, ts.Node>
}

/** The parts of the SDK that names are given to. */
const nameable = new Set([
  'namespace',
  'global-config',
  'client-class',
  'credentials-class',
  'config-class',
  'endpoint-class',
  'other',
])

/** Whether an expression is a part of the SDK itself, not an object made with it. */
export const isStatic = (node: ts.Node, oracle: Oracle): boolean =>
  nameable.has(oracle.thing(node)?.kind ?? '')

/** `require('./aws').AWS` in `require('./aws').AWS.S3`, whose type the checker does not follow. */
function innerPart(node: ts.Expression, oracle: Oracle): ts.Expression | undefined {
  for (let inner = bare(node); ts.isPropertyAccessExpression(inner); inner = bare(inner.expression))
    if (isStatic(inner, oracle)) return inner
  return undefined
}

interface Draft {
  readonly fact: Omit<ImportFact, 'bindings' | 'refs'>
  readonly names: readonly {
    readonly node: ts.Identifier
    readonly imported: string
    readonly span: Span
    readonly typeOnly: boolean
  }[]
  /** The SDK name an alias is taken from. */
  readonly from: ts.Node | null
}

/** Finds every binding of the SDK and every use of it; imports of project files too. */
export function findImports(file: string, source: ts.SourceFile, oracle: Oracle): SdkNames {
  const drafts: Draft[] = []
  const loose: ts.Node[] = []
  const targetOf = (module: string): string | null => oracle.fileOf(module, file) ?? null
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) drafts.push(...fromImport(node, targetOf))
    else if (ts.isImportEqualsDeclaration(node)) drafts.push(...fromImportEquals(node, targetOf))
    else if (ts.isVariableDeclaration(node) && node.initializer) {
      const isConfig = oracle.thing(node.initializer)?.kind === 'global-config'
      const draft = fromVariable(node, node.initializer, targetOf, isConfig)
      if (draft && (draft.fact.form === 'require' || isStatic(node.initializer, oracle)))
        drafts.push(draft)
      if (draft?.fact.target && !isStatic(node.name, oracle)) {
        const part = innerPart(node.initializer, oracle)
        if (part) loose.push(part)
      }
    } else if (ts.isExpressionStatement(node)) drafts.push(...fromStatement(node, targetOf))
    const required = requiredModule(node)
    if (required && isV2(required) && !drafts.some((draft) => contains(draft.fact.span, node)))
      loose.push(node)
    ts.forEachChild(node, visit)
  }
  visit(source)
  const uses = usesOf(source, drafts, oracle)
  const at = (nodes: readonly ts.Node[]): readonly number[] => nodes.map((node) => node.getStart())
  /** The uses of a name that mean the SDK: all, or those of a module that holds it. */
  const sdkUses = (name: ts.Identifier, { target }: Draft['fact']): readonly ts.Node[] => {
    const all = uses.get(name) ?? []
    if (target === null || isStatic(name, oracle)) return all
    return all.filter((use) => {
      const member = memberOf(use.parent)
      const kind = member && oracle.thing(member.node)?.kind
      return member?.receiver === use && kind !== 'other' && nameable.has(kind ?? '')
    })
  }
  const found: ts.Node[] = [...loose]
  const imports = drafts.map(
    ({ fact, names, from }): ImportFact => ({
      ...fact,
      refs: from
        ? Array.from(uses.values())
            .flatMap(at)
            .filter((start) => start >= from.getStart() && start < from.end)
        : [],
      bindings: names.map(
        ({ node, imported, span, typeOnly }): BindingFact => ({
          imported,
          local: node.text,
          span,
          typeOnly,
          refs: at(uses.get(node) ?? []),
          sdkRefs: at(sdkUses(node, fact)),
          whole:
            imported === '*' &&
            (uses.get(node) ?? []).some((use) => memberOf(use.parent)?.receiver !== use),
        }),
      ),
    }),
  )
  for (const { fact, names } of drafts)
    if (isV2(fact.module) || fact.form === 'alias' || fact.target !== null)
      for (const { node } of names) found.push(...sdkUses(node, fact))
  return {
    imports: imports.filter((fact) => fact.form !== 'alias' || fact.refs.length > 0),
    nodes: new Map(found.map((node) => [node.getStart(), node] as const).sort(([a], [b]) => a - b)),
  }
}

const contains = (span: Span, node: ts.Node): boolean =>
  node.getStart() >= span.start && node.end <= span.end

function usesOf(
  source: ts.SourceFile,
  drafts: readonly Draft[],
  oracle: Oracle,
): ReadonlyMap<ts.Identifier, readonly ts.Node[]> {
  const bySymbol = new Map<ts.Symbol, ts.Identifier>()
  const texts = new Set<string>()
  /** For `S3.Shape`: the checker finds no symbol for a namespace that the stub does not have. */
  const byText = new Map<string, ts.Identifier>()
  const declared = new Set<ts.Node>()
  for (const { names } of drafts)
    for (const { node } of names) {
      const symbol = oracle.localSymbol(node)
      if (symbol) bySymbol.set(symbol, node)
      texts.add(node.text)
      byText.set(node.text, node)
      declared.add(node)
    }
  const uses = new Map<ts.Identifier, ts.Node[]>()
  const visit = (node: ts.Node): void => {
    if (
      ts.isIdentifier(node) &&
      texts.has(node.text) &&
      !declared.has(node) &&
      !isSpecifierName(node)
    ) {
      const symbol = oracle.localSymbol(node)
      const isQualifier = ts.isQualifiedName(node.parent) && node.parent.left === node
      const binding =
        (symbol && bySymbol.get(symbol)) ?? (isQualifier ? byText.get(node.text) : undefined)
      if (binding) uses.set(binding, [...(uses.get(binding) ?? []), node])
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return uses
}

const isSpecifierName = (node: ts.Identifier): boolean =>
  ts.isImportSpecifier(node.parent) ||
  ts.isImportClause(node.parent) ||
  ts.isNamespaceImport(node.parent)

type TargetOf = (module: string) => string | null

function fromImport(node: ts.ImportDeclaration, targetOf: TargetOf): readonly Draft[] {
  if (!ts.isStringLiteral(node.moduleSpecifier)) return []
  const module = node.moduleSpecifier.text
  const target = isV2(module) || isV3(module) ? null : targetOf(module)
  if (!isV2(module) && !isV3(module) && target === null) return []
  const clause = node.importClause
  const names: Draft['names'][number][] = []
  const typeOnly = clause?.isTypeOnly ?? false
  if (clause?.name)
    names.push({ node: clause.name, imported: 'default', span: spanOf(clause.name), typeOnly })
  const bindings = clause?.namedBindings
  if (bindings && ts.isNamespaceImport(bindings))
    names.push({ node: bindings.name, imported: '*', span: spanOf(bindings), typeOnly })
  if (bindings && ts.isNamedImports(bindings))
    for (const element of bindings.elements)
      names.push({
        node: element.name,
        imported: (element.propertyName ?? element.name).text,
        span: { start: element.pos, end: element.end },
        typeOnly: typeOnly || element.isTypeOnly,
      })
  return [
    {
      fact: {
        id: `import:${node.getStart()}`,
        form: 'import',
        module,
        span: statementSpan(node),
        statement: statementSpan(node),
        keyword: 'const',
        siblings: [],
        place: placeOf(node),
        typeOnly,
        named: bindings && ts.isNamedImports(bindings) ? spanOf(bindings) : null,
        sideEffect: clause === undefined,
        target,
        ofConfig: null,
        exported: false,
      },
      names,
      from: null,
    },
  ]
}

function fromImportEquals(node: ts.ImportEqualsDeclaration, targetOf: TargetOf): readonly Draft[] {
  const reference = node.moduleReference
  const external = ts.isExternalModuleReference(reference)
  const module =
    external && ts.isStringLiteral(reference.expression) ? reference.expression.text : ''
  const target = external && !isV2(module) ? targetOf(module) : null
  if (external && !isV2(module) && target === null) return []
  return [
    {
      fact: {
        id: `import:${node.getStart()}`,
        form: external ? 'import-equals' : 'alias',
        module,
        span: statementSpan(node),
        statement: statementSpan(node),
        keyword: 'const',
        siblings: [],
        place: placeOf(node),
        typeOnly: node.isTypeOnly,
        named: null,
        sideEffect: false,
        target,
        ofConfig: null,
        exported: false,
      },
      names: [{ node: node.name, imported: '*', span: spanOf(node), typeOnly: node.isTypeOnly }],
      from: external ? null : reference,
    },
  ]
}

/** `require('./setup')`, `require('aws-sdk/clients/s3')`. */
function fromStatement(node: ts.ExpressionStatement, targetOf: TargetOf): readonly Draft[] {
  const module = requiredModule(node.expression)
  if (module === undefined) return []
  const target = isV2(module) ? null : targetOf(module)
  if (!isV2(module) && target === null) return []
  return [
    {
      fact: {
        id: `import:${node.getStart()}`,
        form: 'require',
        module,
        span: statementSpan(node),
        statement: statementSpan(node),
        keyword: 'const',
        siblings: [],
        place: placeOf(node),
        typeOnly: false,
        named: null,
        sideEffect: true,
        target,
        ofConfig: null,
        exported: false,
      },
      names: [],
      from: null,
    },
  ]
}

/** The names of a pattern, of patterns inside it too; undefined where one cannot be followed. */
function patternNames(
  pattern: ts.ObjectBindingPattern,
  prefix: string,
  around: Span | null,
): Draft['names'] | undefined {
  const names: Draft['names'][number][] = []
  for (const element of pattern.elements) {
    const key = nameOf(element.propertyName ?? element.name)
    if (key === null || element.dotDotDotToken) return undefined
    const imported = prefix ? `${prefix}.${key}` : key
    const span = around ?? { start: element.pos, end: element.end }
    if (ts.isIdentifier(element.name))
      names.push({ node: element.name, imported, span, typeOnly: false })
    else if (ts.isObjectBindingPattern(element.name)) {
      const inner = patternNames(element.name, imported, span)
      if (!inner) return undefined
      names.push(...inner)
    } else return undefined
  }
  return names
}

/** `const AWS = require('aws-sdk')`, `const { S3 } = require('aws-sdk')`, `const S3 = require('aws-sdk').S3`, `const { S3 } = AWS`. */
function fromVariable(
  node: ts.VariableDeclaration,
  initializer: ts.Expression,
  targetOf: TargetOf,
  ofConfig: boolean,
): Draft | undefined {
  const list = node.parent
  const statement = list.parent
  if (!ts.isVariableDeclarationList(list) || !ts.isVariableStatement(statement)) return undefined
  let inner = bare(initializer)
  let prefix = ''
  while (ts.isPropertyAccessExpression(inner)) {
    prefix = prefix ? `${inner.name.text}.${prefix}` : inner.name.text
    inner = bare(inner.expression)
  }
  const module = requiredModule(inner)
  const isSdk = module !== undefined && (isV2(module) || isV3(module))
  const target = module === undefined || isSdk ? null : targetOf(module)
  if (module !== undefined && !isSdk && target === null) return undefined
  if (module === undefined && !ts.isIdentifier(inner)) return undefined
  const names: Draft['names'][number][] = []
  const pattern = node.name
  if (ts.isIdentifier(pattern))
    names.push({ node: pattern, imported: prefix || '*', span: spanOf(node), typeOnly: false })
  else if (ts.isObjectBindingPattern(pattern)) {
    const found = patternNames(pattern, prefix, null)
    if (!found) return undefined
    names.push(...found)
  } else return undefined
  return {
    fact: {
      id: `import:${node.getStart()}`,
      form: module === undefined ? 'alias' : 'require',
      module: module ?? '',
      span: spanOf(node),
      statement: statementSpan(statement),
      keyword: list.getFirstToken()?.getText() ?? 'const',
      siblings: list.declarations.map(spanOf),
      place: placeOf(node),
      typeOnly: false,
      named: ts.isObjectBindingPattern(pattern) ? spanOf(pattern) : null,
      sideEffect: false,
      target,
      ofConfig: ofConfig ? spanOf(bare(initializer)) : null,
      exported: (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Export) !== 0,
    },
    names,
    from: module === undefined ? inner : null,
  }
}
