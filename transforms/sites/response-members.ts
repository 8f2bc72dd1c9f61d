// Lists that v3 leaves out, and what v2 kept in `$response`.

import { ts } from 'ts-morph'
import type { Edit } from '../model.ts'
import {
  bare,
  isAssignment,
  memberCallOn,
  memberOf,
  separatorBefore,
  spanOf,
  wrapped,
} from '../syntax/nodes.ts'
import { isGuarded, type ResponseRead } from './responses.ts'

/** Whether an operator or a member access takes the expression. */
export function isOperand(outer: ts.Expression): boolean {
  const { parent } = outer
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) return parent.expression === outer
  if (isAssignment(parent)) return parent.right !== outer
  return (
    ts.isPropertyAccessExpression(parent) ||
    (ts.isElementAccessExpression(parent) && parent.expression === outer) ||
    ts.isBinaryExpression(parent) ||
    ts.isConditionalExpression(parent) ||
    ts.isNonNullExpression(parent) ||
    ts.isAsExpression(parent) ||
    ts.isTaggedTemplateExpression(parent) ||
    ts.isPrefixUnaryExpression(parent) ||
    ts.isTypeOfExpression(parent)
  )
}

/** Without the `!` behind it. */
export function asserted(node: ts.Expression): ts.Expression {
  return ts.isNonNullExpression(node.parent) ? asserted(node.parent) : node
}

/** `data.key` of an upload → `data.Key`, `{ key }` → `{ Key: key }`. */
export function keyEdits({ node }: ResponseRead): readonly Edit[] | null {
  if (ts.isBindingElement(node)) {
    const name = node.propertyName ?? node.name
    const parts = node.propertyName ? ['Key'] : ['Key: key']
    return ts.isIdentifier(name) ? [{ ...spanOf(name), parts }] : null
  }
  const member = memberOf(node)
  return member && ts.isPropertyAccessExpression(member.node)
    ? [{ ...member.span, parts: ['Key'] }]
    : null
}

/**
 * `data.Contents.map(f)` → `(data.Contents ?? []).map(f)`, `{ Contents }` → `{ Contents = [] }`.
 *
 * @returns null where it cannot be written so; no edits where the program looks whether it is there
 */
export function listEdits({ node }: ResponseRead): readonly Edit[] | null {
  if (ts.isBindingElement(node)) {
    if (node.initializer) return []
    if (!ts.isIdentifier(node.name)) return null
    return [{ start: node.end, end: node.end, parts: [' = []'] }]
  }
  if (isGuarded(node)) return []
  const outer = asserted(node)
  const changed = memberCallOn(outer)?.member.name ?? ''
  if (/^(push|pop|shift|unshift|splice)$/.test(changed)) return null
  const { parent } = wrapped(outer)
  if (isAssignment(parent) && parent.left === outer) return null
  if (ts.isBinaryExpression(parent) && !isAssignment(parent) && !isLast(parent, outer)) return null
  if (node.getText().includes('?.')) return null
  const cut = { start: node.end, end: outer.end }
  const isTight = isOperand(outer)
  const open = isTight ? `${separatorBefore(node)}(` : ''
  const close = isTight ? ' ?? [])' : ' ?? []'
  return [
    ...(open ? [{ start: node.getStart(), end: node.getStart(), parts: [open] }] : []),
    { ...cut, parts: [close] },
  ]
}

/** `data && data.List`. */
const isLast = ({ operatorToken: { kind }, right }: ts.BinaryExpression, node: ts.Node): boolean =>
  right === node &&
  (kind === ts.SyntaxKind.AmpersandAmpersandToken || kind === ts.SyntaxKind.BarBarToken)

/** Where v3 keeps what v2 had in `$response`. */
const inMetadata: Readonly<Record<string, string>> = {
  cfId: 'cfId',
  extendedRequestId: 'extendedRequestId',
  requestId: 'requestId',
}

/** `data.$response.requestId` → `data.$metadata.requestId`; null where v3 does not have it. */
export function requestEdits({ node }: ResponseRead): readonly Edit[] | null {
  const own = memberOf(node)
  const outer = ts.isBindingElement(node) ? undefined : wrapped(node)
  const member = outer && memberOf(outer.parent)
  if (!own || !member || member.receiver !== outer) return null
  const edit = (inside: string, end: number, after = ''): readonly Edit[] => [
    {
      start: own.receiver.end,
      end,
      parts: [`${own.optional ? '?.' : '.'}$metadata.${inside}${after}`],
    },
  ]
  const known = inMetadata[member.name]
  if (known !== undefined) return edit(known, member.node.end)
  if (member.name === 'retryCount') {
    const read = edit('attempts', member.node.end, ' ?? 1) - 1')
    const [open, close] = isArithmetic(wrapped(member.node).parent) ? ['((', ')'] : ['(', '']
    const start = node.getStart()
    return [
      { start, end: start, parts: [`${separatorBefore(node)}${open}`] },
      ...read,
      ...(close ? [{ start: member.node.end, end: member.node.end, parts: [close] }] : []),
    ]
  }
  const inside = memberOf(wrapped(member.node).parent)
  return member.name === 'httpResponse' &&
    inside?.receiver === wrapped(member.node) &&
    inside.name === 'statusCode'
    ? edit('httpStatusCode', inside.node.end)
    : null
}

/** A parent that would take only a part of `a - b`. */
const isArithmetic = (parent: ts.Node): boolean =>
  !ts.isBinaryExpression(parent)
    ? ts.isPropertyAccessExpression(parent) || ts.isPrefixUnaryExpression(parent)
    : /^[-+*/%]/.test(parent.operatorToken.getText())

/** The argument of a call that an expression is. */
export function argumentOf(
  outer: ts.Expression,
): { readonly call: ts.CallExpression; readonly callee: string } | undefined {
  const { parent } = outer
  return ts.isCallExpression(parent) && parent.expression !== outer
    ? { call: parent, callee: bare(parent.expression).getText() }
    : undefined
}
