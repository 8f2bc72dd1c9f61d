// Expressions described: what kind they are, what they need to stand where they stand.

import { ts } from 'ts-morph'
import type { EntryFact, ObjectFact, Span, Value } from '../model.ts'
import { anyCredentials } from '../model.ts'
import type { Oracle } from '../oracle/oracle.ts'
import { hasEffects, isConstant, needsOf } from './constants.ts'
import type { Constructions } from './constructions.ts'
import { bare, commentsIn, memberOf, nameOf, spanOf } from './nodes.ts'
import { isChange, usesOf } from './uses.ts'
import { isV3Provider } from './v3.ts'
import { detailsOf } from './value-details.ts'

export interface ValueContext {
  readonly file: string
  readonly oracle: Oracle
  readonly constructions: Constructions
  /** Offsets of SDK names inside a node. */
  refsIn(node: ts.Node): readonly number[]
}

export const siteId = (node: ts.Node, file: string): string => `${file}:${node.getStart()}`

/** `file:offset` of a construction, in whichever project file it stands. */
export const constructionId = (node: ts.NewExpression): string =>
  siteId(node, node.getSourceFile().fileName.replace(/^\/project\//, ''))

export function describeValue(node: ts.Expression, context: ValueContext): Value {
  const inner = bare(node)
  const base = {
    span: spanOf(node),
    ...needsOf(node, context.oracle),
    refs: context.refsIn(node),
    ...(context.oracle.isNumeric(inner) ? { numeric: true as const } : {}),
    ...(context.oracle.isArray(inner) ? { list: true as const } : {}),
    ...(hasEffects(inner) ? { effects: true as const } : {}),
    ...detailsOf(inner, context.oracle),
  }
  const literal = literalOf(inner)
  if (literal !== undefined)
    return { ...base, kind: 'literal', literal, constant: true, mayBeAbsent: false }
  if (isAbsent(inner)) return { ...base, kind: 'absent', constant: true, mayBeAbsent: true }
  const mayBeAbsent = mayBeMissing(inner, context.oracle)
  const built = credentialsIn(inner, context)
  const global = context.oracle.thing(inner)?.kind === 'global-credentials'
  if (built.length > 0 || global) {
    const text = textOf(inner)
    return {
      ...base,
      kind: 'credentials',
      sites: built,
      direct: ts.isNewExpression(inner) || text !== undefined,
      constant: isConstant(inner, context.oracle),
      mayBeAbsent,
      ...(text === undefined ? {} : { text }),
    }
  }
  if (ts.isObjectLiteralExpression(inner))
    return {
      ...base,
      span: spanOf(inner),
      kind: 'object',
      object: objectOf(inner, context),
      constant: false,
      mayBeAbsent: false,
    }
  if (
    ts.isNewExpression(inner) &&
    context.oracle.thing(inner.expression)?.kind === 'endpoint-class'
  ) {
    const [url] = inner.arguments ?? []
    if (url)
      return {
        ...base,
        kind: 'endpoint',
        inner: describeValue(url, context),
        constant: false,
        mayBeAbsent: false,
      }
  }
  const text = textOf(inner)
  if (text !== undefined)
    return {
      ...base,
      kind: ts.isIdentifier(inner) ? 'name' : 'member',
      text,
      constant: isConstant(inner, context.oracle),
      mayBeAbsent,
      ...declaredAs(inner, context.oracle),
      ...membersOf(inner, { ...base, text }, context.oracle),
      ...(isOfClient(inner, context.oracle) ? { provider: true as const } : {}),
    }
  const isProvider = isV3Provider(inner, context.oracle) || isOfClient(inner, context.oracle)
  return {
    ...base,
    kind: 'other',
    constant: false,
    mayBeAbsent,
    ...(isProvider ? { provider: true as const } : {}),
  }
}

/** `s3.config.credentials`, which is a provider once the client has moved; it is decided with the client. */
function isOfClient(node: ts.Expression, oracle: Oracle): boolean {
  const member = memberOf(node)
  return member?.name === 'credentials' && oracle.thing(member.receiver)?.kind === 'client-config'
}

export function objectOf(node: ts.ObjectLiteralExpression, context: ValueContext): ObjectFact {
  const text = node.getSourceFile().text
  const entries: EntryFact[] = []
  node.properties.forEach((property, i) => {
    const previous = entries[i - 1]
    const from = previous?.trail?.end ?? property.pos
    const next = node.properties[i + 1]
    const trail = next ? trailOf(text, next.pos, next.getStart()) : null
    entries.push({ ...entryOf(property, from, context), trail })
  })
  const first = node.properties[0]
  const multiline =
    first !== undefined && text.slice(node.getStart(), first.getStart()).includes('\n')
  return { span: spanOf(node), multiline, entries }
}

/** A comment between a comma and the end of its line. */
function trailOf(text: string, start: number, end: number): Span | null {
  const line = text.indexOf('\n', start)
  if (line < 0 || line > end) return null
  const last = ts.getTrailingCommentRanges(text, start)?.at(-1)
  return last ? { start, end: last.end } : null
}

function entryOf(
  property: ts.ObjectLiteralElementLike,
  from: number,
  context: ValueContext,
): Omit<EntryFact, 'trail'> {
  const text = property.getSourceFile().text
  const span = { start: from, end: property.end }
  const comments = commentsIn(text, from, property.getStart())
  if (ts.isPropertyAssignment(property))
    return {
      span,
      keySpan: spanOf(property.name),
      key: nameOf(property.name),
      shorthand: false,
      value: describeValue(property.initializer, context),
      comments,
    }
  if (ts.isShorthandPropertyAssignment(property))
    return {
      span,
      keySpan: spanOf(property.name),
      key: property.name.text,
      shorthand: true,
      value: describeValue(property.name, context),
      comments,
    }
  const expression = ts.isSpreadAssignment(property) ? property.expression : undefined
  const value: Value = expression
    ? describeValue(expression, context)
    : {
        span: spanOf(property),
        kind: 'other',
        constant: false,
        mayBeAbsent: false,
        after: -1,
        movable: false,
        refs: context.refsIn(property),
      }
  return {
    span,
    keySpan: { start: property.getStart(), end: property.getStart() },
    key: null,
    shorthand: false,
    value,
    comments,
  }
}

function literalOf(node: ts.Expression): string | number | boolean | undefined {
  if (ts.isStringLiteralLike(node)) return node.text
  if (ts.isNumericLiteral(node)) return Number(node.text)
  if (node.kind === ts.SyntaxKind.TrueKeyword) return true
  if (node.kind === ts.SyntaxKind.FalseKeyword) return false
  return undefined
}

const isAbsent = (node: ts.Expression): boolean =>
  node.kind === ts.SyntaxKind.NullKeyword || (ts.isIdentifier(node) && node.text === 'undefined')

/** `REGION`, `settings.region`, `this.region`. */
function textOf(node: ts.Expression): string | undefined {
  if (ts.isIdentifier(node)) return node.text
  if (node.kind === ts.SyntaxKind.ThisKeyword) return 'this'
  if (!ts.isPropertyAccessExpression(node)) return undefined
  const left = textOf(bare(node.expression))
  return left === undefined || node.questionDotToken ? undefined : `${left}.${node.name.text}`
}

const isEnvironment = (node: ts.Expression): boolean =>
  /^(process\.env|import\.meta\.env)\./.test(textOf(node) ?? '')

function mayBeMissing(node: ts.Expression, oracle: Oracle): boolean {
  if (isEnvironment(node)) return true
  if (ts.isCallExpression(node))
    return /Storage\.getItem$/.test(textOf(bare(node.expression)) ?? '') || oracle.mayBeAbsent(node)
  if (ts.isPropertyAccessExpression(node) && node.flags & ts.NodeFlags.OptionalChain) return true
  if (ts.isBinaryExpression(node)) {
    const operator = node.operatorToken.kind
    if (operator === ts.SyntaxKind.BarBarToken || operator === ts.SyntaxKind.QuestionQuestionToken)
      return isAbsent(bare(node.right)) || mayBeMissing(bare(node.right), oracle)
    if (operator === ts.SyntaxKind.AmpersandAmpersandToken) return true
  }
  if (ts.isConditionalExpression(node))
    return [node.whenTrue, node.whenFalse].some(
      (branch) => isAbsent(bare(branch)) || mayBeMissing(bare(branch), oracle),
    )
  if (ts.isIdentifier(node) && startsMissing(node, oracle)) return true
  return oracle.mayBeAbsent(node)
}

/** `const token = localStorage.getItem('token')`, `const { KEY } = process.env`. */
function startsMissing(name: ts.Identifier, oracle: Oracle): boolean {
  const declaration = oracle.localSymbol(name)?.valueDeclaration
  if (!declaration) return false
  if (ts.isVariableDeclaration(declaration) && declaration.initializer)
    return declaration.initializer !== name && mayBeMissing(bare(declaration.initializer), oracle)
  if (!ts.isBindingElement(declaration) || declaration.initializer) return false
  const owner = declaration.parent.parent
  const from = ts.isVariableDeclaration(owner) ? owner.initializer : undefined
  return from !== undefined && /^(process|import\.meta)\.env$/.test(textOf(bare(from)) ?? '')
}

/** What the declaration of a `const` name shows of its value. */
function declaredAs(
  node: ts.Expression,
  oracle: Oracle,
): Pick<Value, 'literal' | 'keys' | 'holdsAbsent'> {
  const declaration =
    ts.isIdentifier(node) && isConstant(node, oracle)
      ? oracle.symbol(node)?.valueDeclaration
      : undefined
  const initial =
    declaration && ts.isVariableDeclaration(declaration) && declaration.initializer
      ? bare(declaration.initializer)
      : undefined
  if (!initial) return {}
  const literal = literalOf(initial)
  if (literal !== undefined) return { literal }
  if (!ts.isObjectLiteralExpression(initial)) return {}
  const holdsAbsent = initial.properties.some(
    (property) =>
      ts.isPropertyAssignment(property) &&
      (isAbsent(bare(property.initializer)) || mayBeMissing(bare(property.initializer), oracle)),
  )
  const keys = initial.properties.map((property) => (property.name && nameOf(property.name)) ?? '')
  return holdsAbsent ? { keys, holdsAbsent } : { keys }
}

/** The properties of the literal that a `const` name holds, as members of it; nothing where it may be changed. */
function membersOf(
  node: ts.Expression,
  { text, ...base }: Pick<Value, 'span' | 'after' | 'movable' | 'refs'> & { readonly text: string },
  oracle: Oracle,
): Pick<Value, 'members'> {
  if (!ts.isIdentifier(node) || !isConstant(node, oracle)) return {}
  const declaration = oracle.symbol(node)?.valueDeclaration
  if (!declaration || !ts.isVariableDeclaration(declaration) || !declaration.initializer) return {}
  const literal = bare(declaration.initializer)
  if (!ts.isObjectLiteralExpression(literal)) return {}
  const members = literal.properties.flatMap((property) => {
    if (!ts.isPropertyAssignment(property) && !ts.isShorthandPropertyAssignment(property)) return []
    const key = nameOf(property.name)
    if (key === null) return []
    const initial = bare(ts.isPropertyAssignment(property) ? property.initializer : property.name)
    const known = literalOf(initial)
    const value: Value = {
      ...base,
      kind: isAbsent(initial) ? 'absent' : 'member',
      text: `${text}.${key}`,
      constant: true,
      mayBeAbsent: mayBeMissing(initial, oracle),
      ...(known === undefined ? {} : { literal: known }),
      ...detailsOf(initial, oracle),
    }
    return [{ key, value }]
  })
  const isSeen =
    members.length === literal.properties.length && !usesOf(node, oracle).some(isChange)
  return isSeen ? { members } : {}
}

/** Only a type of v2 says that an expression is credentials. */
export function isTypedCredentials(node: ts.Expression, oracle: Oracle): boolean {
  const thing = oracle.thing(node)
  return (
    thing?.kind === 'credentials' &&
    thing.name !== 'CognitoIdentityCredentials' &&
    thing.name !== 'CredentialProviderChain'
  )
}

function credentialsIn(node: ts.Expression, context: ValueContext): readonly string[] {
  const direct = context.constructions
    .of(node)
    .filter((built) => context.oracle.thing(built.expression)?.kind === 'credentials-class')
  if (direct.length > 0) return direct.map(constructionId)
  if (ts.isConditionalExpression(node))
    return [
      ...credentialsIn(bare(node.whenTrue), context),
      ...credentialsIn(bare(node.whenFalse), context),
    ]
  if (isTypedCredentials(node, context.oracle)) return [anyCredentials]
  return []
}
