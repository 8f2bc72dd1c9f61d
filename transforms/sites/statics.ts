// Helpers of the SDK: `AWS.util.uuid.v4()`.

import { ts } from 'ts-morph'
import type { StaticFact } from '../model.ts'
import { staticRow } from '../sdk/statics.ts'
import {
  bare,
  commentsIn,
  isFunctionExpression,
  memberOf,
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
        ...(ts.isStringLiteralLike(inner) ? { literal: inner.text } : {}),
      }
    }),
    operand: isOperand(node),
    first: startsStatement(node),
  }
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
    if (oracle.thing(at)?.kind === 'namespace') return names.join('.')
  }
  return undefined
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
