// Functions given as error-first callbacks, and how their bodies deal with the error.

import { ts } from 'ts-morph'
import type { BodyFact, CallbackFact, CallbackShape, Span } from '../model.ts'
import type { Oracle } from '../oracle/oracle.ts'
import { bare, isFunctionExpression, spanOf } from '../syntax/nodes.ts'

/** Describes a callback argument; `errorFirst`: its first parameter is an error. */
export function callbackOf(node: ts.Expression, errorFirst: boolean, oracle: Oracle): CallbackFact {
  const inner = bare(node)
  if (!isFunctionExpression(inner))
    return {
      span: spanOf(node),
      kind: 'reference',
      fn: -1,
      params: [],
      paramsSpan: spanOf(node),
      body: spanOf(node),
      async: false,
      arrow: false,
      expression: false,
      shape: { kind: 'mixed' },
    }
  const [first] = inner.parameters
  const error = errorFirst ? first : undefined
  const plain = inner.parameters.every(
    (parameter) =>
      ts.isIdentifier(parameter.name) && !parameter.initializer && !parameter.dotDotDotToken,
  )
  const isAsync = (ts.getModifiers(inner) ?? []).some((m) => m.kind === ts.SyntaxKind.AsyncKeyword)
  const shape: CallbackShape =
    !plain || usesOwnContext(inner)
      ? { kind: 'mixed' }
      : error
        ? shapeOf(inner, error, oracle)
        : { kind: 'ignores' }
  return {
    span: spanOf(inner),
    kind: 'inline',
    fn: inner.getStart(),
    params: inner.parameters.map((parameter) => parameter.name.getText()),
    paramsSpan: paramsSpanOf(inner),
    body: spanOf(inner.body),
    async: isAsync,
    arrow: ts.isArrowFunction(inner),
    expression: !ts.isBlock(inner.body),
    shape,
  }
}

function paramsSpanOf(node: ts.FunctionExpression | ts.ArrowFunction): Span {
  return { start: node.getStart(), end: node.body.getStart() }
}

/** A `function` that uses its own `this` or `arguments` cannot become an arrow. */
function usesOwnContext(node: ts.FunctionExpression | ts.ArrowFunction): boolean {
  if (ts.isArrowFunction(node)) return false
  let found = node.asteriskToken !== undefined || node.name !== undefined
  const visit = (at: ts.Node): void => {
    if (at.kind === ts.SyntaxKind.ThisKeyword || (ts.isIdentifier(at) && at.text === 'arguments'))
      found = true
    if (!ts.isFunctionExpression(at) && !ts.isFunctionDeclaration(at) && !ts.isClassLike(at))
      ts.forEachChild(at, visit)
  }
  visit(node.body)
  return found
}

function shapeOf(
  node: ts.FunctionExpression | ts.ArrowFunction,
  error: ts.ParameterDeclaration,
  oracle: Oracle,
): CallbackShape {
  const symbol = oracle.symbol(error.name)
  const uses = (at: ts.Node | undefined): boolean => {
    if (!at) return false
    if (ts.isIdentifier(at) && oracle.symbol(at) === symbol) return true
    return ts.forEachChild(at, (child) => uses(child) || undefined) ?? false
  }
  const isError = (at: ts.Expression): boolean => {
    const inner = bare(at)
    if (ts.isIdentifier(inner)) return oracle.symbol(inner) === symbol
    return (
      ts.isBinaryExpression(inner) &&
      isNotEqual(inner.operatorToken.kind) &&
      isError(inner.left) &&
      isNothing(bare(inner.right))
    )
  }
  if (!uses(node.body)) return { kind: 'ignores' }
  if (!ts.isBlock(node.body)) return ternary(bare(node.body), isError, uses)
  const [first, ...rest] = node.body.statements
  if (!first) return { kind: 'mixed' }
  const returned = ts.isReturnStatement(first)
    ? first.expression
    : ts.isExpressionStatement(first)
      ? first.expression
      : undefined
  if (returned && rest.length === 0)
    return ternary(bare(returned), isError, uses, ts.isReturnStatement(first))
  if (!ts.isIfStatement(first)) return { kind: 'mixed' }
  const negated = negatedOf(first.expression)
  if (negated && isError(negated)) {
    if (rest.length > 0 || uses(first.thenStatement)) return { kind: 'mixed' }
    return {
      kind: 'split',
      failed: bodyOf(first.elseStatement),
      succeeded: bodyOf(first.thenStatement),
    }
  }
  if (!isError(first.expression)) return { kind: 'mixed' }
  if (first.elseStatement) {
    if (rest.length > 0 || uses(first.elseStatement)) return { kind: 'mixed' }
    return {
      kind: 'split',
      failed: bodyOf(first.thenStatement),
      succeeded: bodyOf(first.elseStatement),
    }
  }
  if (rest.some(uses) || (rest.length > 0 && !leaves(first.thenStatement))) return { kind: 'mixed' }
  const after = first.end
  const succeeded =
    rest.length === 0
      ? noBody
      : statementsBody(node.getSourceFile(), after, beforeBrace(node.body), 0, rest)
  return { kind: 'split', failed: bodyOf(first.thenStatement), succeeded }
}

/** The end of the last statement or comment of a block. */
function beforeBrace(node: ts.Block): number {
  const text = node.getSourceFile().text
  let at = node.end - 1
  while (/\s/.test(text.charAt(at - 1))) at--
  return at
}

const isNotEqual = (kind: ts.SyntaxKind): boolean =>
  kind === ts.SyntaxKind.ExclamationEqualsToken ||
  kind === ts.SyntaxKind.ExclamationEqualsEqualsToken

const isNothing = (node: ts.Expression): boolean =>
  node.kind === ts.SyntaxKind.NullKeyword || (ts.isIdentifier(node) && node.text === 'undefined')

function negatedOf(node: ts.Expression): ts.Expression | undefined {
  const inner = bare(node)
  return ts.isPrefixUnaryExpression(inner) && inner.operator === ts.SyntaxKind.ExclamationToken
    ? inner.operand
    : undefined
}

function ternary(
  node: ts.Expression,
  isError: (at: ts.Expression) => boolean,
  uses: (at: ts.Node) => boolean,
  returns = false,
): CallbackShape {
  if (!ts.isConditionalExpression(node)) return { kind: 'mixed' }
  const negated = negatedOf(node.condition)
  const [failed, succeeded] = negated
    ? [node.whenFalse, node.whenTrue]
    : [node.whenTrue, node.whenFalse]
  if (!isError(negated ?? node.condition) || uses(succeeded)) return { kind: 'mixed' }
  return {
    kind: 'split',
    failed: expressionBody(failed, returns),
    succeeded: expressionBody(succeeded, returns),
  }
}

/** Whether a branch always returns or throws. */
function leaves(node: ts.Statement): boolean {
  if (ts.isReturnStatement(node) || ts.isThrowStatement(node)) return true
  const last = ts.isBlock(node) ? node.statements[node.statements.length - 1] : undefined
  return last !== undefined && leaves(last)
}

/** The statements of a branch; a bare `return` at its end is left out. */
function bodyOf(node: ts.Statement | undefined): BodyFact {
  if (!node) return noBody
  if (!ts.isBlock(node)) {
    if (!ts.isReturnStatement(node))
      return statementsBody(node.getSourceFile(), node.getStart(), node.end, 0, [node])
    return node.expression ? expressionBody(node.expression, true) : noBody
  }
  const last = node.statements.at(-1)
  const isBare = last && ts.isReturnStatement(last) && !last.expression
  const end = isBare ? node.statements.at(-2)?.end : beforeBrace(node)
  const isEmpty = end === undefined || end <= node.getStart() + 1
  return isEmpty
    ? noBody
    : statementsBody(node.getSourceFile(), node.getStart() + 1, end, -1, [node])
}

const noBody: BodyFact = {
  span: null,
  expression: false,
  returns: false,
  shift: 0,
  multiline: false,
  awaits: false,
}

function expressionBody(node: ts.Expression, returns: boolean): BodyFact {
  return {
    span: spanOf(node),
    expression: true,
    returns,
    shift: 0,
    multiline: false,
    awaits: hasAwait(node),
  }
}

function statementsBody(
  source: ts.SourceFile,
  start: number,
  end: number,
  shift: number,
  nodes: readonly ts.Node[],
): BodyFact {
  const text = source.text
  const comment = /^[ \t]*\/\/[^\n]*/.exec(text.slice(start, end))?.[0].length ?? 0
  const lead = /^\s*/.exec(text.slice(start + comment, end))?.[0] ?? ''
  const multiline = lead.includes('\n')
  const first =
    comment > 0
      ? start
      : start + (multiline ? lead.replace(/\r?\n[^\n]*$/, '').length : lead.length)
  return {
    span: { start: first, end },
    expression: false,
    returns: false,
    shift,
    multiline,
    awaits: nodes.some(hasAwait),
  }
}

/** Whether a node awaits something itself, not in a function inside it. */
function hasAwait(node: ts.Node): boolean {
  if (ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier)) return true
  if (ts.isFunctionLike(node)) return false
  return ts.forEachChild(node, (child) => hasAwait(child) || undefined) ?? false
}
