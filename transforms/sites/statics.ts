// Helpers of the SDK: `AWS.util.uuid.v4()`.

import { ts } from 'ts-morph'
import type { Span, StaticFact } from '../model.ts'
import { staticRow } from '../sdk/statics.ts'
import {
  bare,
  commentsIn,
  isFunctionExpression,
  memberOf,
  nameOf,
  spanOf,
  wrapped,
} from '../syntax/nodes.ts'
import { type SiteContext, siteOf } from './context.ts'

/** A call of a helper that has a form without the SDK, when the node is one. */
export function findStatic(node: ts.Node, context: SiteContext): StaticFact | undefined {
  if (!ts.isCallExpression(node)) return undefined
  const path = pathOf(node.expression, context)
  const row = path === undefined ? undefined : staticRow(path)
  if (path === undefined || !row) return undefined
  const { arguments: given } = node
  if (given.length < row.least || given.length > row.most) return undefined
  if (given.some(ts.isSpreadElement) || mayStop(path, given)) return undefined
  const [target] = given
  const isStatement = ts.isExpressionStatement(node.parent)
  if (isStatement && target && (!isPlain(bare(target)) || isBracketed(bare(target))))
    return undefined
  const text = context.source.text
  const isCommented = given.some(
    (own, i) => commentsIn(text, given[i - 1]?.end ?? given.pos, own.getStart()).length > 0,
  )
  if (isCommented) return undefined
  return {
    ...siteOf(node, context.refsIn(node.expression), [], context),
    path,
    args: given.map((own) => {
      const inner = bare(own)
      return {
        span: spanOf(own),
        plain: isPlain(inner),
        assured: isAssured(inner),
        bare: ts.isNonNullExpression(own) ? spanOf(own.expression) : null,
        inside: insideOf(inner),
        ...(ts.isStringLiteralLike(inner) ? { literal: inner.text } : {}),
      }
    }),
    operand: isOperand(node),
    ofLambda: /\.[cm]?tsx?$/.test(context.file) && /['"]aws-lambda['"]/.test(context.source.text),
    first: startsStatement(node),
  }
}

/** Written here, or with something else to take. */
const isAssured = (node: ts.Expression): boolean =>
  ts.isObjectLiteralExpression(node) || (ts.isBinaryExpression(node) && isAssured(bare(node.right)))

/** The text of the entries of a literal, without the white space around them. */
function insideOf(node: ts.Expression): Span | null {
  if (!ts.isObjectLiteralExpression(node)) return null
  const { properties } = node
  const [first] = properties
  const last = properties.at(-1)
  return first && last ? { start: first.getStart(), end: last.end } : null
}

/** A member may be read of it as it stands. */
const isPlain = (node: ts.Expression): boolean =>
  ts.isIdentifier(node) ||
  ts.isStringLiteralLike(node) ||
  ts.isArrayLiteralExpression(node) ||
  memberOf(node) !== undefined ||
  ts.isCallExpression(node) ||
  (ts.isNewExpression(node) && node.arguments !== undefined)

/** `util.uuid.v4` in `AWS.util.uuid.v4`, `uuid.v4` where `util` was taken out of the SDK. */
function pathOf(callee: ts.Expression, { oracle }: SiteContext): string | undefined {
  const names: string[] = []
  let at = bare(callee)
  for (let member = memberOf(at); member; member = memberOf(at)) {
    names.unshift(member.name)
    at = bare(member.receiver)
    const thing = oracle.thing(at)
    if (thing?.kind === 'namespace') return names.join('.')
    if (thing?.kind === 'client-class' && thing.service === 'DynamoDB' && names[0] === 'Converter')
      return `DynamoDB.${names.join('.')}`
    if (names.length === 1 && isConverter(at, oracle)) return `DynamoDB.Converter.${member.name}`
  }
  return undefined
}

/** `import { Converter } from 'aws-sdk/clients/dynamodb'`. */
function isConverter(node: ts.Expression, oracle: SiteContext['oracle']): boolean {
  const declaration = ts.isIdentifier(node)
    ? oracle.localSymbol(node)?.declarations?.[0]
    : undefined
  if (!declaration) return false
  const isNamed =
    (ts.isImportSpecifier(declaration) || ts.isBindingElement(declaration)) &&
    nameOf(declaration.propertyName ?? declaration.name) === 'Converter'
  const from = ts.findAncestor(
    declaration,
    (at) => ts.isImportDeclaration(at) || ts.isVariableDeclaration(at),
  )
  return isNamed && /['"]aws-sdk\/clients\/dynamodb['"]/.test(from?.getText() ?? '')
}

/** It would go on with the line before, where no semicolon ends that. */
const isBracketed = (node: ts.Expression): boolean => /^[[(`/+-]/.test(node.getText())

/** `each` and `arrayEach` stop where a callback returns `AWS.util.abort`; a callback that is not written here may. */
function mayStop(path: string, given: readonly ts.Expression[]): boolean {
  if (path !== 'util.arrayEach') return false
  const callback = given[1] && bare(given[1])
  return !callback || !isFunctionExpression(callback) || /\babort\b/.test(callback.getText())
}

/** Something is done with the value that binds closer than an operator. */
function isOperand(node: ts.CallExpression): boolean {
  const outer = wrapped(node)
  const { parent } = outer
  return (
    outer === node &&
    (memberOf(parent)?.receiver === node ||
      ts.isBinaryExpression(parent) ||
      ts.isPrefixUnaryExpression(parent) ||
      ts.isAwaitExpression(parent) ||
      ts.isTypeOfExpression(parent))
  )
}

/** An object literal there would be a block. */
function startsStatement(node: ts.CallExpression): boolean {
  const { parent } = node
  return (
    ts.isExpressionStatement(parent) ||
    (ts.isArrowFunction(parent) && parent.body === node) ||
    memberOf(parent)?.receiver === node
  )
}
