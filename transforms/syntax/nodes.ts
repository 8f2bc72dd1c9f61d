// The narrowing of loose nodes: wrappers, member names, the roles an expression can have.

import { ts } from 'ts-morph'
import type { Span } from '../model.ts'

export const spanOf = (node: ts.Node): Span => ({ start: node.getStart(), end: node.end })

const isWrapper = (node: ts.Node): node is ts.Expression & { expression: ts.Expression } =>
  ts.isParenthesizedExpression(node) ||
  ts.isAsExpression(node) ||
  ts.isNonNullExpression(node) ||
  ts.isSatisfiesExpression(node) ||
  ts.isTypeAssertionExpression(node)

/** A statement without a semicolon that begins the next line, as in `f()` above `;[1, 2].map(g)`. */
export function statementSpan(node: ts.Statement): Span {
  const text = node.getSourceFile().text
  const end =
    text.charAt(node.end - 1) === ';'
      ? text.slice(node.getStart(), node.end - 1).trimEnd().length + node.getStart()
      : node.end
  const isOwnLine = end < node.end && text.slice(end, node.end).includes('\n')
  return { start: node.getStart(), end: isOwnLine ? end : node.end }
}

/** `a = b`, `a ??= b`, `a ||= b`. */
export const isAssignment = (node: ts.Node): node is ts.BinaryExpression =>
  ts.isBinaryExpression(node) &&
  [
    ts.SyntaxKind.EqualsToken,
    ts.SyntaxKind.QuestionQuestionEqualsToken,
    ts.SyntaxKind.BarBarEqualsToken,
  ].includes(node.operatorToken.kind)

/** The expression inside parentheses, casts and `!`. */
export function bare(node: ts.Expression): ts.Expression {
  let inner = node
  while (isWrapper(inner)) inner = inner.expression
  return inner
}

/** The outermost expression that only wraps this one in parentheses, casts and `!`. */
export function wrapped(node: ts.Expression): ts.Expression {
  let outer = node
  while (isWrapper(outer.parent)) outer = outer.parent
  return outer
}

/** The same, and out of `await` too. */
export function awaited(node: ts.Expression): ts.Expression {
  const outer = wrapped(node)
  return ts.isAwaitExpression(outer.parent) ? wrapped(outer.parent) : outer
}

export interface Member {
  readonly node: ts.PropertyAccessExpression | ts.ElementAccessExpression
  readonly receiver: ts.Expression
  readonly name: string
  /** `.name`, `?.name` or `["name"]`: from the end of the receiver. */
  readonly span: Span
  readonly optional: boolean
}

/** `a.b` and `a["b"]`. */
export function memberOf(node: ts.Node): Member | undefined {
  if (ts.isPropertyAccessExpression(node))
    return {
      node,
      receiver: node.expression,
      name: node.name.text,
      span: { start: node.name.getStart(), end: node.name.end },
      optional: node.questionDotToken !== undefined,
    }
  if (ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression))
    return {
      node,
      receiver: node.expression,
      name: node.argumentExpression.text,
      span: { start: node.expression.end, end: node.end },
      optional: node.questionDotToken !== undefined,
    }
  return undefined
}

/** The member access and call an expression is the receiver of: `x` in `x.f(…)`. */
export function memberCallOn(
  receiver: ts.Expression,
): { readonly member: Member; readonly call: ts.CallExpression } | undefined {
  const outer = wrapped(receiver)
  const member = memberOf(outer.parent)
  if (!member || member.receiver !== outer) return undefined
  const callee = wrapped(member.node)
  const call = callee.parent
  return ts.isCallExpression(call) && call.expression === callee ? { member, call } : undefined
}

export function nameOf(node: ts.Node): string | null {
  if (ts.isIdentifier(node) || ts.isStringLiteralLike(node) || ts.isNumericLiteral(node))
    return node.text
  return null
}

/** Comments between two offsets. */
export function commentsIn(text: string, start: number, end: number): readonly Span[] {
  const found: Span[] = []
  const scan = (ranges: readonly ts.CommentRange[] | undefined): void => {
    for (const range of ranges ?? [])
      if (range.end <= end && !found.some((f) => f.start === range.pos))
        found.push({ start: range.pos, end: range.end })
  }
  scan(ts.getTrailingCommentRanges(text, start))
  scan(ts.getLeadingCommentRanges(text, start))
  return found.sort((a, b) => a.start - b.start)
}

/** The statement a node stands in. */
export function statementOf(node: ts.Node): ts.Statement | undefined {
  for (let at: ts.Node | undefined = node; at; at = at.parent)
    if (ts.isStatement(at) && !ts.isBlock(at)) return at
  return undefined
}

export function isFunctionExpression(
  node: ts.Node,
): node is ts.FunctionExpression | ts.ArrowFunction {
  return ts.isFunctionExpression(node) || ts.isArrowFunction(node)
}

/** Whether an expression's value is thrown away: also in `a && f()`, `a ? f() : g()`, `void f()`. */
export function isDiscarded(node: ts.Expression): boolean {
  const outer = awaited(node)
  const { parent } = outer
  if (ts.isExpressionStatement(parent)) return true
  if (ts.isVoidExpression(parent)) return true
  const passes =
    (ts.isBinaryExpression(parent) &&
      parent.right === outer &&
      isChoice(parent.operatorToken.kind)) ||
    (ts.isConditionalExpression(parent) && parent.condition !== outer)
  return passes && isDiscarded(parent)
}

const isChoice = (operator: ts.SyntaxKind): boolean =>
  operator === ts.SyntaxKind.AmpersandAmpersandToken ||
  operator === ts.SyntaxKind.BarBarToken ||
  operator === ts.SyntaxKind.QuestionQuestionToken ||
  operator === ts.SyntaxKind.CommaToken

/** The expressions a function body may return. */
export function returnsOf(body: ts.Node | undefined): readonly ts.Expression[] {
  if (!body) return []
  if (ts.isExpression(body)) return [body]
  const found: ts.Expression[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isReturnStatement(node) && node.expression) found.push(node.expression)
    if (!ts.isFunctionLike(node) && !ts.isClassLike(node)) ts.forEachChild(node, visit)
  }
  ts.forEachChild(body, visit)
  return found
}

/** The module a `require('…')` call names. */
export function requiredModule(node: ts.Node): string | undefined {
  if (
    !ts.isCallExpression(node) ||
    !ts.isIdentifier(node.expression) ||
    node.expression.text !== 'require'
  )
    return undefined
  const [argument] = node.arguments
  return argument && ts.isStringLiteralLike(argument) ? argument.text : undefined
}

/** `;` where an expression that is to begin with a parenthesis would be taken for arguments of the statement before it. */
export function separatorBefore(node: ts.Node): string {
  const start = node.getStart()
  const statement = ts.findAncestor(node, ts.isExpressionStatement)
  if (statement?.getStart() !== start) return ''
  const { parent } = statement
  const list =
    ts.isBlock(parent) || ts.isSourceFile(parent) || ts.isCaseOrDefaultClause(parent)
      ? parent.statements
      : undefined
  const before = list?.[list.indexOf(statement) - 1]
  if (!before) return ''
  const isEnded =
    before.getSourceFile().text.charAt(before.end - 1) === ';' ||
    !(
      ts.isExpressionStatement(before) ||
      ts.isVariableStatement(before) ||
      ts.isReturnStatement(before) ||
      ts.isThrowStatement(before) ||
      ts.isDoStatement(before)
    )
  return isEnded ? '' : ';'
}
