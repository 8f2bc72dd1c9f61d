// Members of errors that only v2 has: where they are read, and where v3 keeps them.

import { ts } from 'ts-morph'
import type { Edit } from '../model.ts'
import {
  bare,
  memberCallOn,
  memberOf,
  nameOf,
  separatorBefore,
  spanOf,
  wrapped,
} from '../syntax/nodes.ts'
import { usesOf } from '../syntax/uses.ts'
import type { Caught } from './caught.ts'
import type { SiteContext } from './context.ts'

/** One place that reads a member of an error. */
export interface MemberRead {
  readonly member: string
  /** `err.code`, or the element of a pattern. */
  readonly node: ts.Expression | ts.BindingElement
  readonly caught: Caught
}

/** Where v3 keeps what v2 had on the error itself. */
export const inMetadata: Readonly<Record<string, string>> = {
  cfId: 'cfId',
  extendedRequestId: 'extendedRequestId',
  requestId: 'requestId',
  statusCode: 'httpStatusCode',
}

/** Members without a form in v3. */
export const gone = new Set(['hostname', 'originalError', 'region', 'retryDelay', 'time'])

const isKnown = (member: string): boolean =>
  member === 'code' ||
  member === 'name' ||
  member === 'retryable' ||
  gone.has(member) ||
  Object.hasOwn(inMetadata, member)

/** `err.code`, `err['code']`, `const { code } = err`, `catch ({ code })`. */
export function readsIn(caught: Caught, { oracle }: SiteContext): readonly MemberRead[] {
  const found: MemberRead[] = []
  const fromPattern = (pattern: ts.ObjectBindingPattern): void => {
    for (const node of pattern.elements) {
      const member = nameOf(node.propertyName ?? node.name)
      if (member !== null && isKnown(member) && !node.dotDotDotToken)
        found.push({ member, node, caught })
    }
  }
  const fromName = (name: ts.Identifier): void => {
    for (const use of usesOf(name, oracle, caught.scope)) {
      const outer = wrapped(use)
      const { parent } = outer
      const member = memberOf(parent)
      if (member?.receiver === outer && isKnown(member.name))
        found.push({ member: member.name, node: member.node, caught })
      else if (ts.isVariableDeclaration(parent) && parent.initializer === outer) {
        if (ts.isObjectBindingPattern(parent.name)) fromPattern(parent.name)
        else if (ts.isIdentifier(parent.name)) fromName(parent.name)
      }
    }
  }
  const { name } = caught
  if (ts.isObjectBindingPattern(name)) fromPattern(name)
  else if (ts.isIdentifier(name)) fromName(name)
  return found
}

/** Whether the type of an error is stated and has no such member. The types of v2 get another form, which has it. */
export function lacksMember(
  node: MemberRead['node'],
  member: string,
  { oracle }: SiteContext,
): boolean {
  if (!ts.isBindingElement(node)) {
    const receiver = memberOf(node)?.receiver
    return receiver !== undefined && !isOfAws(receiver) && oracle.lacks(receiver, member)
  }
  const declaration = node.parent.parent
  if (ts.isParameter(declaration)) return declaration.type !== undefined && !isOfAws(declaration)
  const value = ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined
  return value !== undefined && !isOfAws(value) && oracle.lacks(value, member)
}

const isOfAws = (node: ts.Node): boolean => /\b(AWSError|any)\b/.test(node.getText())

/** `err.code` → `err.name`, `{ code }` → `{ name: code }`. */
export function renamed(node: MemberRead['node'], name: string): readonly Edit[] {
  if (ts.isBindingElement(node)) {
    const { propertyName } = node
    return propertyName
      ? [{ ...spanOf(propertyName), parts: [name] }]
      : [{ start: node.getStart(), end: node.getStart(), parts: [`${name}: `] }]
  }
  const member = memberOf(node)
  if (!member) return []
  if (ts.isPropertyAccessExpression(member.node)) return [{ ...member.span, parts: [name] }]
  const { start, end } = spanOf(member.node.argumentExpression)
  return [{ start: start + 1, end: end - 1, parts: [name] }]
}

/** `err.statusCode` → `err.$metadata?.httpStatusCode`; other errors may have a status of their own. */
export function fromMetadata(
  { node, member, caught }: MemberRead,
  inside: string,
): readonly Edit[] {
  if (ts.isBindingElement(node)) {
    if (caught.isMixed) return []
    const isSame = ts.isIdentifier(node.name) && node.name.text === inside
    return [
      {
        start: node.getStart(),
        end: node.name.getStart(),
        parts: [isSame ? '$metadata: { ' : `$metadata: { ${inside}: `],
      },
      { start: node.end, end: node.end, parts: [' } = {}'] },
    ]
  }
  const own = memberOf(node)
  if (!own) return []
  const isDot = ts.isPropertyAccessExpression(own.node)
  const lead = isDot ? '' : own.optional ? '?.' : '.'
  const read: Edit = { ...own.span, parts: [`${lead}$metadata?.${inside}`] }
  if (!caught.isMixed) return [read]
  const name = spanOf(own.receiver)
  const rest = node.getSourceFile().text.slice(name.end, node.end)
  const isSingle = ts.isIdentifier(bare(own.receiver)) && memberCallOn(node) === undefined
  return isSingle && member === 'statusCode'
    ? [
        { start: name.start, end: name.start, parts: [`${separatorBefore(node)}(`] },
        read,
        { start: node.end, end: node.end, parts: [' ?? ', name, { raw: `${rest})` }] },
      ]
    : []
}
