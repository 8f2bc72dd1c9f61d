// Which expressions of a file may be the SDK, by names alone. The checker is asked about no others.
//
// A name is suspect when an import that leads to the SDK binds it, or when a value goes to it from an expression that
// contains a suspect name. Too many names are suspect, never too few.

import { ts } from 'ts-morph'
import { isMemberName } from '../syntax/constants.ts'
import { bare, memberOf, returnsOf } from '../syntax/nodes.ts'
import { root } from './stub.ts'

/** Whether a node may denote a part of the SDK. */
export type Suspects = (node: ts.Node) => boolean

/**
 * The suspects of all files, each looked at once.
 *
 * @param resolve the file that a module specifier means, if it is the SDK or of the project
 * @param checker the checker of the moment, for names that other scripts declare
 */
export function createSuspects(
  resolve: (specifier: string, from: string) => string | undefined,
  checker: () => ts.TypeChecker,
): Suspects {
  const byFile = new Map<ts.SourceFile, Suspects>()
  const foreign = new Map<string, boolean>()
  const isForeign = (name: ts.Identifier): boolean => {
    const before = foreign.get(name.text)
    if (before !== undefined) return before
    const symbol = checker().getSymbolAtLocation(name)
    const found =
      symbol?.declarations?.some((d) => d.getSourceFile().fileName.startsWith(root)) ?? false
    foreign.set(name.text, found)
    return found
  }
  return (node) => {
    const source = node.getSourceFile()
    let suspects = byFile.get(source)
    if (!suspects) {
      const leads = (specifier: ts.Node): boolean =>
        ts.isStringLiteralLike(specifier) && resolve(specifier.text, source.fileName) !== undefined
      suspects = suspectsOf(source, leads, isForeign)
      byFile.set(source, suspects)
    }
    return suspects(node)
  }
}

/**
 * @param leads whether a module specifier means the SDK or a file of the project
 * @param isForeign whether a name that the file does not declare is declared by another file of the project
 */
function suspectsOf(
  source: ts.SourceFile,
  leads: (specifier: ts.Node) => boolean,
  isForeign: (name: ts.Identifier) => boolean,
): Suspects {
  if (typesInComments.test(source.text) && !source.isDeclarationFile && isScript(source))
    return () => true
  const { flows, seeds, heritage, used, declared } = flowsOf(source, leads)
  for (const [name, node] of used) if (!declared.has(name) && isForeign(node)) seeds.add(name)
  const suspect = closure(seeds, flows)
  const ofThis = heritage.some((name) => suspect.has(name))
  const known = new Map<ts.Node, boolean>()
  return (node) => {
    if (ts.isIdentifier(node)) return suspect.has(node.text)
    const before = known.get(node)
    if (before !== undefined) return before
    let found = false
    const mention = (name: string): void => {
      if (name === 'this' ? ofThis : suspect.has(name)) found = true
    }
    namesIn(node, mention)
    known.set(node, found)
    return found
  }
}

/** JSDoc types other than the plainest. */
export const typesInComments =
  /@(?:type|param|arg|returns?|typedef|property|prop|this)\s*\{[^}]*(?:[A-Z]\w*\.|\bimport\()/

const isScript = (source: ts.SourceFile): boolean => /\.[cm]?jsx?$/.test(source.fileName)

interface Flow {
  readonly to: readonly string[]
  readonly from: readonly string[]
}

interface Flows {
  readonly flows: readonly Flow[]
  readonly seeds: Set<string>
  readonly heritage: readonly string[]
  readonly used: ReadonlyMap<string, ts.Identifier>
  readonly declared: ReadonlySet<string>
}

function closure(seeds: ReadonlySet<string>, flows: readonly Flow[]): ReadonlySet<string> {
  const leaving = new Map<string, Flow[]>()
  for (const flow of flows)
    for (const name of flow.from) {
      const list = leaving.get(name)
      if (list) list.push(flow)
      else leaving.set(name, [flow])
    }
  const reached = new Set(seeds)
  const open = Array.from(seeds)
  for (let name = open.pop(); name !== undefined; name = open.pop())
    for (const { to } of leaving.get(name) ?? [])
      for (const next of to)
        if (!reached.has(next)) {
          reached.add(next)
          open.push(next)
        }
  return reached
}

function flowsOf(source: ts.SourceFile, leads: (specifier: ts.Node) => boolean): Flows {
  const flows: Flow[] = []
  const seeds = new Set<string>()
  const heritage: string[] = []
  const used = new Map<string, ts.Identifier>()
  const declared = new Set<string>()
  const flow = (to: readonly string[], ...from: readonly (ts.Node | undefined)[]): void => {
    const names = new Set<string>()
    for (const node of from) if (node) namesIn(node, (name) => names.add(name))
    if (to.length > 0 && names.size > 0) flows.push({ to, from: Array.from(names) })
  }
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      if (!used.has(node.text) && !isMemberName(node)) used.set(node.text, node)
      return
    }
    if (isDeclaration(node) && node.name) for (const name of namesOf(node.name)) declared.add(name)
    if (ts.isImportDeclaration(node) || ts.isImportEqualsDeclaration(node)) {
      const specifier = ts.isImportDeclaration(node)
        ? node.moduleSpecifier
        : ts.isExternalModuleReference(node.moduleReference)
          ? node.moduleReference.expression
          : node.moduleReference
      const names: string[] = []
      identifiersIn(node, (name) => names.push(name))
      for (const name of names) declared.add(name)
      if (!ts.isStringLiteral(specifier)) flow(names, specifier)
      else if (leads(specifier)) for (const name of names) seeds.add(name)
      return
    }
    if (ts.isImportTypeNode(node) && leads(specifierIn(node))) {
      seeds.add('require')
      if (node.qualifier) identifiersIn(node.qualifier, (name) => seeds.add(name))
    }
    if (ts.isCallExpression(node)) {
      const [specifier] = node.arguments
      const isRequire =
        (ts.isIdentifier(node.expression) && node.expression.text === 'require') ||
        node.expression.kind === ts.SyntaxKind.ImportKeyword
      if (isRequire && specifier && leads(specifier)) seeds.add('require')
      const member = memberOf(node.expression)
      if (member && collecting.has(member.name)) flow(namesOf(member.receiver), ...node.arguments)
      for (const argument of node.arguments) {
        const fn = bare(argument)
        if (ts.isFunctionExpression(fn) || ts.isArrowFunction(fn))
          for (const { name } of fn.parameters) flow(namesOf(name), node.expression)
      }
    } else if (ts.isVariableDeclaration(node)) {
      const list = node.parent.parent
      const loop =
        ts.isForOfStatement(list) || ts.isForInStatement(list) ? list.expression : undefined
      flow(namesOf(node.name), node.initializer, node.type, loop)
    } else if (ts.isBinaryExpression(node)) {
      if (isTelling(node.operatorToken.kind)) flow(namesOf(node.left), node.right)
    } else if (ts.isPropertyAssignment(node)) flow(namesOf(node.name), node.initializer)
    else if (ts.isParameter(node) || ts.isPropertyDeclaration(node) || ts.isBindingElement(node)) {
      const type = ts.isBindingElement(node) ? undefined : node.type
      flow(namesOf(node.name), node.initializer, type)
    } else if (ts.isPropertySignature(node) || ts.isMethodSignature(node))
      flow(namesOf(node.name), node.type)
    else if (ts.isTypeAliasDeclaration(node)) flow([node.name.text], node.type)
    else if (ts.isTypeParameterDeclaration(node)) flow([node.name.text], node.constraint)
    else if (ts.isInterfaceDeclaration(node))
      flow([node.name.text], ...node.members, ...(node.heritageClauses ?? []))
    else if (ts.isClassLike(node)) {
      for (const clause of node.heritageClauses ?? [])
        namesIn(clause, (name) => heritage.push(name))
      if (node.name) flow([node.name.text], node)
    } else if (ts.isFunctionLike(node) && node.name) flow(namesOf(node.name), node)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return { flows, seeds, heritage, used, declared }
}

/** The module of `import('aws-sdk').S3`. */
const specifierIn = ({ argument }: ts.ImportTypeNode): ts.Node =>
  ts.isLiteralTypeNode(argument) ? argument.literal : argument

const collecting = new Set(['push', 'unshift', 'set', 'add', 'assign'])

/** What is on the left is then what is on the right. */
const isTelling = (operator: ts.SyntaxKind): boolean =>
  isAssigning(operator) || operator === ts.SyntaxKind.InstanceOfKeyword

const isAssigning = (operator: ts.SyntaxKind): boolean =>
  operator >= ts.SyntaxKind.FirstAssignment && operator <= ts.SyntaxKind.LastAssignment

const isDeclaration = (
  node: ts.Node,
): node is ts.Node & { readonly name?: ts.BindingName | ts.ModuleName } =>
  ts.isVariableDeclaration(node) ||
  ts.isParameter(node) ||
  ts.isFunctionDeclaration(node) ||
  ts.isFunctionExpression(node) ||
  ts.isClassLike(node) ||
  ts.isEnumDeclaration(node) ||
  ts.isInterfaceDeclaration(node) ||
  ts.isTypeAliasDeclaration(node) ||
  ts.isTypeParameterDeclaration(node) ||
  ts.isModuleDeclaration(node)

/** The names in a pattern or on the left of an assignment. */
function namesOf(node: ts.Node): readonly string[] {
  const names: string[] = []
  identifiersIn(node, (name) => names.push(name))
  return names
}

function identifiersIn(node: ts.Node, mention: (name: string) => void): void {
  if (ts.isIdentifier(node) || ts.isStringLiteral(node) || ts.isPrivateIdentifier(node))
    mention(node.text)
  ts.forEachChild(node, (child) => identifiersIn(child, mention))
}

/** The names that the value of an expression, or a type, may come from. */
function namesIn(node: ts.Node, mention: (name: string) => void): void {
  const inside = (child: ts.Node | undefined): void => {
    if (child) namesIn(child, mention)
  }
  if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) mention(node.text)
  else if (node.kind === ts.SyntaxKind.ThisKeyword || node.kind === ts.SyntaxKind.SuperKeyword)
    mention('this')
  else if (node.kind === ts.SyntaxKind.ImportKeyword || ts.isImportTypeNode(node))
    mention('require')
  else if (ts.isStringLiteral(node)) mention(node.text)
  else if (ts.isPropertyAssignment(node)) inside(node.initializer)
  else if (ts.isConditionalExpression(node)) {
    inside(node.whenTrue)
    inside(node.whenFalse)
  } else if (ts.isBinaryExpression(node)) {
    if (isAssigning(node.operatorToken.kind) || choosing.has(node.operatorToken.kind)) {
      inside(node.left)
      inside(node.right)
    }
  } else if (ts.isCallExpression(node)) {
    if (memberOf(node.expression)?.name === 'promise') return
    inside(node.expression)
    node.arguments.forEach(inside)
  } else if (ts.isFunctionLike(node)) {
    inside(node.type)
    for (const { type } of node.parameters) inside(type)
    if ('body' in node && node.body) returnsOf(node.body).forEach(inside)
  } else if (ts.isClassLike(node)) {
    node.heritageClauses?.forEach(inside)
    for (const member of node.members) {
      inside(member.name)
      if (ts.isConstructorDeclaration(member)) fieldsSetIn(member, mention)
      else if (ts.isMethodDeclaration(member)) inside(member)
    }
  } else if (!isPrimitive(node)) ts.forEachChild(node, inside)
}

/** `this.s3 = …`, and parameters that are fields. */
function fieldsSetIn(
  declaration: ts.ConstructorDeclaration,
  mention: (name: string) => void,
): void {
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node) && node.expression.kind === ts.SyntaxKind.ThisKeyword)
      mention(node.name.text)
    ts.forEachChild(node, visit)
  }
  visit(declaration)
  for (const { name } of declaration.parameters) for (const each of namesOf(name)) mention(each)
}

const choosing: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.QuestionQuestionToken,
  ts.SyntaxKind.CommaToken,
])

const isPrimitive = (node: ts.Node): boolean =>
  ts.isTemplateExpression(node) ||
  ts.isPrefixUnaryExpression(node) ||
  ts.isPostfixUnaryExpression(node) ||
  ts.isTypeOfExpression(node) ||
  ts.isDeleteExpression(node) ||
  ts.isJsxElement(node) ||
  ts.isJsxSelfClosingElement(node) ||
  ts.isJsxFragment(node)
