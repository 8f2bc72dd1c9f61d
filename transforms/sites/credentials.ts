// Credential objects: `new AWS.CognitoIdentityCredentials(…)` and the other classes.

import { ts } from 'ts-morph'
import type { Blocker, CredentialsFact, Span } from '../model.ts'
import { ownClass } from '../sdk/credentials.ts'
import { hasEffects } from '../syntax/constants.ts'
import { holderOf } from '../syntax/constructions.ts'
import { bare, isAssignment, memberOf, spanOf, statementOf, wrapped } from '../syntax/nodes.ts'
import { functionAround } from '../syntax/place.ts'
import { isChange, usesOf } from '../syntax/uses.ts'
import { v3Import } from '../syntax/v3.ts'
import { describeValue, objectOf } from '../syntax/values.ts'
import { chainOf, isAskedBy } from './chain.ts'
import { isGlobalConfig } from './config.ts'
import { blocker, type SiteContext, siteOf } from './context.ts'
import { optionsDeclaration } from './options.ts'

/** A construction of credentials, when the node is one. */
export function findCredentials(node: ts.Node, context: SiteContext): CredentialsFact | undefined {
  if (!ts.isNewExpression(node)) return undefined
  const thing = context.oracle.thing(node.expression)
  if (thing?.kind !== 'credentials-class') return undefined
  const refs = context.refsIn(node.expression)
  const blockers: Blocker[] = []
  if (refs.length === 0 && thing.name !== ownClass)
    blockers.push(blocker('sdk-from-elsewhere', node, { what: `new ${thing.name}` }))
  const given = node.arguments ?? []
  const values = given.map((argument) =>
    describeValue(ts.isSpreadElement(argument) ? argument.expression : argument, context),
  )
  const [first, second] = given
  const literal = first && bare(first)
  if (thing.name === ownClass && !isPlainBase(node, context))
    blockers.push(blocker('credentials-class', node, { class: node.expression.getText() }))
  const holder = holderOf(node, context.oracle, (outer) => isAskedBy(outer, context.oracle))
  if (holder.kind === 'escape') blockers.push(blocker('credentials-escape', node))
  const variable =
    first && !(literal && ts.isObjectLiteralExpression(literal))
      ? variableParams(first, context)
      : null
  if (
    first &&
    !variable &&
    !(literal && ts.isObjectLiteralExpression(literal)) &&
    thing.name === 'CognitoIdentityCredentials'
  )
    blockers.push(blocker('params-not-visible', first))
  const declared = second && optionsDeclaration(second, context)
  const chain = chainOf(node, thing.name, context)
  return {
    ...siteOf(node, [...refs, ...chain.refs], blockers, context),
    className: thing.name,
    params: literal && ts.isObjectLiteralExpression(literal) ? objectOf(literal, context) : null,
    paramsVariable: variable,
    clientConfig: second ? (values[1] ?? null) : null,
    optionsVariables: declared ? [declared.id] : [],
    args: values,
    links: chain.links,
    additions: chain.additions,
    calleeSpan: spanOf(node.expression),
    holder,
    next: nextStatement(node, context),
  }
}

/** `fromCognitoIdentity({ IdentityPoolId })` of v3, whose parameters have the names of v2: it would fail. */
export function findMisnamed(node: ts.Node, context: SiteContext): CredentialsFact | undefined {
  if (!ts.isCallExpression(node) || node.arguments.length !== 1) return undefined
  const imported = v3Import(node.expression, context.oracle)
  const [first] = node.arguments
  const literal = first && bare(first)
  if (
    imported?.name !== 'fromCognitoIdentity' ||
    !literal ||
    !ts.isObjectLiteralExpression(literal)
  )
    return undefined
  const params = objectOf(literal, context)
  const keys = params.entries.map((entry) => entry.key)
  if (keys.includes(null) || !(keys.includes('IdentityPoolId') || keys.includes('IdentityId')))
    return undefined
  return {
    ...siteOf(node, [], [], context),
    className: 'CognitoIdentityCredentials',
    params,
    paramsVariable: null,
    clientConfig: null,
    optionsVariables: [],
    args: [],
    links: null,
    additions: [],
    calleeSpan: spanOf(node.expression),
    holder: { kind: 'none' },
    next: null,
  }
}

/** The first statement after a node, in its list, that does more than declare and assign. */
function nextStatement(node: ts.Node, context: SiteContext): Span | null {
  const statement = statementOf(node)
  const list = statement?.parent
  if (!statement || !list || !(ts.isBlock(list) || ts.isSourceFile(list))) return null
  const after = list.statements.slice(list.statements.indexOf(statement) + 1)
  const next = after.find((candidate) => !isQuiet(candidate, context))
  return next ? spanOf(next) : null
}

function isQuiet(statement: ts.Statement, context: SiteContext): boolean {
  if (ts.isVariableStatement(statement)) return !hasEffects(statement)
  if (!ts.isExpressionStatement(statement)) return ts.isDeclarationStatement(statement)
  const { expression } = statement
  if (isAssignment(expression)) return !hasEffects(expression.right)
  if (!ts.isCallExpression(expression) || expression.arguments.some(hasEffects)) return false
  const member = memberOf(bare(expression.expression))
  return (
    member !== undefined &&
    (member.receiver.getText() === 'console' ||
      (member.name === 'update' && isGlobalConfig(member.receiver, context)))
  )
}

/** A parameter object in a variable of this file: the properties it starts with and those set on it by name. */
function variableParams(
  argument: ts.Expression,
  context: SiteContext,
): CredentialsFact['paramsVariable'] {
  const inner = bare(argument)
  if (!ts.isIdentifier(inner)) return null
  const symbol = context.oracle.symbol(inner)
  const declaration = symbol?.valueDeclaration
  if (
    !declaration ||
    !ts.isVariableDeclaration(declaration) ||
    declaration.getSourceFile() !== context.source ||
    !declaration.initializer
  )
    return null
  const literal = bare(declaration.initializer)
  if (!ts.isObjectLiteralExpression(literal)) return null
  const keys = new Set<string>()
  const absent = new Set<string>()
  for (const entry of objectOf(literal, context).entries) {
    if (entry.key === null) return null
    keys.add(entry.key)
    if (entry.value.mayBeAbsent || (entry.key === 'Logins' && hasAbsentValues(entry.value)))
      absent.add(entry.key)
  }
  const known = usesOf(inner, context.oracle).every((use) => isPlainUse(use, inner, keys))
  return known ? { text: inner.text, keys: [...keys], mayBeAbsent: [...absent] } : null
}

const hasAbsentValues = (value: {
  readonly object?: {
    readonly entries: readonly { readonly value: { readonly mayBeAbsent: boolean } }[]
  }
}): boolean => value.object?.entries.some((entry) => entry.value.mayBeAbsent) ?? false

/**
 * The declaration, the argument itself, `params.Key`, and `params.Key = …` before the construction; a key that is set is
 * noted. What is set afterwards reaches v2's credentials, which keep the object, and no provider.
 */
function isPlainUse(node: ts.Identifier, argument: ts.Identifier, keys: Set<string>): boolean {
  if (node === argument || ts.isVariableDeclaration(node.parent)) return true
  const outer = wrapped(node)
  if (ts.isNewExpression(outer.parent)) return true
  const member = memberOf(outer.parent)
  if (member?.receiver !== outer) return false
  const target = wrapped(member.node)
  const parent = target.parent
  if (isAssignment(parent) && parent.left === target) keys.add(member.name)
  return isBefore(node, argument) || !isChange(node)
}

const isBefore = (node: ts.Node, construction: ts.Node): boolean => {
  const fn = functionAround(node)
  return (
    (fn === undefined || fn === functionAround(construction)) &&
    node.getStart() < construction.getStart()
  )
}

/** The class it makes an instance of gives its base nothing. */
function isPlainBase(node: ts.NewExpression, { oracle }: SiteContext): boolean {
  const declaration = oracle.symbol(node.expression)?.valueDeclaration
  if (!declaration || !ts.isClassLike(declaration)) return false
  const maker = declaration.members.find(ts.isConstructorDeclaration)
  if (!maker) return (node.arguments ?? []).length === 0
  let isPlain = true
  const visit = (at: ts.Node): void => {
    if (ts.isCallExpression(at) && at.expression.kind === ts.SyntaxKind.SuperKeyword)
      isPlain = at.arguments.length === 0
    ts.forEachChild(at, visit)
  }
  visit(maker)
  return isPlain
}
