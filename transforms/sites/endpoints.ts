// `new AWS.Endpoint(url)` kept in a variable or a field. Where it stands among the options it is a part of them.

import { ts } from 'ts-morph'
import type { Edit, EndpointFact, Part, Span } from '../model.ts'
import { isExported } from '../syntax/exports.ts'
import { bare, isAssignment, memberOf, nameOf, spanOf, wrapped } from '../syntax/nodes.ts'
import { describeValue } from '../syntax/values.ts'
import { type SiteContext, siteOf } from './context.ts'

/** Members that a `URL` has too. */
const members = new Set(['host', 'hostname', 'href', 'protocol'])

/** A kept endpoint, when the node is one of which every use is known. */
export function findEndpoint(node: ts.Node, context: SiteContext): EndpointFact | undefined {
  if (!ts.isNewExpression(node)) return undefined
  if (context.oracle.thing(node.expression)?.kind !== 'endpoint-class') return undefined
  const [url, ...rest] = node.arguments ?? []
  const name = url && rest.length === 0 ? nameGiven(wrapped(node)) : undefined
  if (!url || !name || isExported(wrapped(node))) return undefined
  const reads: Span[] = []
  for (const use of usesOf(name, context)) {
    const outer = wrapped(use)
    const member = memberOf(outer.parent)
    if (member?.receiver === outer && members.has(member.name)) reads.push(spanOf(outer))
    else if (!isTarget(outer) && !isOption(outer, context)) return undefined
  }
  const refs = context.refsIn(node.expression)
  return { ...siteOf(node, refs, [], context), inner: describeValue(url, context), reads }
}

/** The name of the variable or field that an expression is put in. */
function nameGiven(outer: ts.Expression): ts.Identifier | undefined {
  const { parent } = outer
  if (isAssignment(parent) && parent.right === outer) {
    const left = bare(parent.left)
    if (ts.isIdentifier(left)) return left
    const isOwn =
      ts.isPropertyAccessExpression(left) && left.expression.kind === ts.SyntaxKind.ThisKeyword
    return isOwn && ts.isIdentifier(left.name) ? left.name : undefined
  }
  if (!ts.isVariableDeclaration(parent) && !ts.isPropertyDeclaration(parent)) return undefined
  return parent.initializer === outer && ts.isIdentifier(parent.name) ? parent.name : undefined
}

/** All expressions of the file that are the variable or field, but for the declared name itself. */
function usesOf(name: ts.Identifier, { oracle, source }: SiteContext): readonly ts.Expression[] {
  const symbol = oracle.symbol(name)
  const found: ts.Expression[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node.text === name.text && oracle.symbol(node) === symbol) {
      const { parent } = node
      if (ts.isPropertyAccessExpression(parent) && parent.name === node) found.push(parent)
      else if (!isDeclared(node)) found.push(node)
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

const isDeclared = (node: ts.Identifier): boolean =>
  (ts.isVariableDeclaration(node.parent) || ts.isPropertyDeclaration(node.parent)) &&
  node.parent.name === node

const isTarget = (outer: ts.Expression): boolean =>
  isAssignment(outer.parent) && outer.parent.left === outer

/** `endpoint: x` among options. */
function isOption(outer: ts.Expression, { oracle }: SiteContext): boolean {
  const property = outer.parent
  if (!ts.isPropertyAssignment(property) && !ts.isShorthandPropertyAssignment(property))
    return false
  if (nameOf(property.name) !== 'endpoint') return false
  const taker = wrapped(property.parent).parent
  if (ts.isNewExpression(taker)) {
    const kind = oracle.thing(taker.expression)?.kind
    return kind === 'client-class' || kind === 'config-class'
  }
  const member = ts.isCallExpression(taker) ? memberOf(bare(taker.expression)) : undefined
  return member?.name === 'update' && oracle.thing(member.receiver)?.kind === 'global-config'
}

/** `new AWS.Endpoint(url)` → `url`, `endpoint.host` → `new URL(endpoint).host`. */
export const rewriteEndpoint = (fact: EndpointFact, parts: readonly Part[]): readonly Edit[] => [
  { ...fact.span, parts },
  ...fact.reads.map((read): Edit => ({ ...read, parts: ['new URL(', read, ')'] })),
]
