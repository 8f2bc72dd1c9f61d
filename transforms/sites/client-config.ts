// The configuration of a client after its construction: `s3.config.update({ credentials })`, `s3.config.credentials = x`,
// `s3.config.region` read. v3 keeps functions there. Credentials may be replaced; another region does not reach all that a
// client has computed from the first one (measured with EC2), and other options reach nothing.

import { ts } from 'ts-morph'
import type { Blocker, ClientConfigFact, ClientConfigUse, Value } from '../model.ts'
import {
  bare,
  isAssignment,
  type Member,
  memberCallOn,
  memberOf,
  spanOf,
  statementSpan,
  wrapped,
} from '../syntax/nodes.ts'
import { describeValue, objectOf } from '../syntax/values.ts'
import { clientTarget } from './clients.ts'
import { blocker, type SiteContext, siteOf } from './context.ts'

const readable = new Set(['credentials', 'region'])
const keys = new Set(['accessKeyId', 'secretAccessKey', 'sessionToken'])

/** `s3.config` in one of the uses that have a form in v3, when the node is it. */
export function findClientConfig(
  node: ts.Node,
  context: SiteContext,
): ClientConfigFact | undefined {
  const config = memberOf(node)
  if (config?.name !== 'config') return undefined
  if (context.oracle.thing(node)?.kind !== 'client-config') return undefined
  const client = clientTarget(config.receiver, context)
  if (!client) return undefined
  const found = useOf(config, context)
  if (!found) return undefined
  return {
    ...siteOf(found.at, [], found.blockers ?? [], context),
    ...client,
    receiver: spanOf(config.node),
    use: found.use,
  }
}

interface Found {
  readonly at: ts.Node
  readonly use: ClientConfigUse
  readonly blockers?: readonly Blocker[]
}

function useOf(config: Member, context: SiteContext): Found | undefined {
  const outer = wrapped(config.node)
  const called = memberCallOn(config.node)
  if (called?.member.name === 'update') return updated(called.call, context)
  const member = memberOf(outer.parent)
  if (member?.receiver !== outer || !readable.has(member.name)) return undefined
  const target = wrapped(member.node)
  const { parent } = target
  if (isAssignment(parent) && parent.left === target)
    return member.name === 'region'
      ? undefined
      : set(parent, [{ key: member.name, value: describeValue(parent.right, context) }])
  const inner = memberOf(parent)
  if (inner?.receiver === target) {
    if (member.name === 'credentials' && !keys.has(inner.name)) return undefined
    return { at: inner.node, use: { kind: 'read', span: spanOf(target), tight: true } }
  }
  if (ts.isPropertyAssignment(parent) && ts.isNewExpression(parent.parent.parent))
    return { at: member.node, use: { kind: 'passed' } }
  if (member.name === 'credentials') return undefined
  const tight = ts.isCallExpression(parent) && parent.expression === target
  return { at: member.node, use: { kind: 'read', span: spanOf(member.node), tight } }
}

function updated(call: ts.CallExpression, context: SiteContext): Found | undefined {
  const [argument] = call.arguments
  const literal = argument && bare(argument)
  if (!literal || !ts.isObjectLiteralExpression(literal)) return undefined
  const entries = objectOf(literal, context).entries.flatMap(({ key, value }) =>
    key === 'credentials' ? [{ key, value }] : [],
  )
  return entries.length === literal.properties.length ? set(call, entries) : undefined
}

function set(
  node: ts.Expression,
  entries: readonly { readonly key: string; readonly value: Value }[],
): Found | undefined {
  const { parent } = wrapped(node)
  if (!ts.isExpressionStatement(parent)) return undefined
  const blockers = entries.flatMap(({ value }) =>
    value.kind === 'absent' ? [blocker('client-config', node, { member: 'config' })] : [],
  )
  return { at: node, use: { kind: 'set', statement: statementSpan(parent), entries }, blockers }
}

/** `s3.config.credentials = x`, also inside an `update`: a place where a provider may stand. */
export function isSetOnClient(outer: ts.Expression, { oracle }: SiteContext): boolean {
  const { parent } = outer
  const isConfig = (node: ts.Expression): boolean => oracle.thing(node)?.kind === 'client-config'
  if (isAssignment(parent)) {
    const member = memberOf(bare(parent.left))
    return member?.name === 'credentials' && isConfig(member.receiver)
  }
  const call =
    ts.isPropertyAssignment(parent) || ts.isShorthandPropertyAssignment(parent)
      ? parent.parent.parent
      : parent
  const member = ts.isCallExpression(call) ? memberOf(bare(call.expression)) : undefined
  return member?.name === 'update' && isConfig(member.receiver)
}
