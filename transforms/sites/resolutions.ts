// What a chain resolves to: `await chain.resolvePromise()`, `chain.resolve((error, credentials) => …)`.

import { ts } from 'ts-morph'
import type { Blocker, CredentialUse, CredentialUseFact } from '../model.ts'
import {
  bare,
  isFunctionExpression,
  type Member,
  memberCallOn,
  memberOf,
  spanOf,
  wrapped,
} from '../syntax/nodes.ts'
import { usesOf } from '../syntax/uses.ts'
import { constructionId } from '../syntax/values.ts'
import { blocker, type SiteContext, siteOf } from './context.ts'
import { loadUse } from './loads.ts'

/** `chain.resolve` and `chain.resolvePromise`, and the constructions of the chain. */
export function resolved(
  member: Member | undefined,
  context: SiteContext,
): readonly ts.NewExpression[] {
  if (!member || !/^resolve(Promise)?$/.test(member.name)) return []
  const built = context.constructions.of(member.receiver)
  const isChain = built.every((construction) => {
    const thing = context.oracle.thing(construction.expression)
    return thing?.kind === 'credentials-class' && thing.name === 'CredentialProviderChain'
  })
  return isChain ? built : []
}

/** A resolution of a chain, when the call is one. */
export function findResolution(
  call: ts.CallExpression,
  context: SiteContext,
): CredentialUseFact | undefined {
  const member = memberOf(bare(call.expression))
  const built = resolved(member, context)
  if (!member || built.length === 0) return undefined
  const lifecycle = [blocker('credentials-lifecycle', call, { member: member.name })]
  const made = (
    at: ts.Node,
    use: CredentialUse,
    blockers: readonly Blocker[],
  ): CredentialUseFact => ({
    ...siteOf(at, [], blockers, context),
    target: built.map(constructionId),
    use,
    receiver: null,
    bound: false,
    testedClass: null,
    typeRefs: [],
  })
  const outer = wrapped(call)
  if (member.name === 'resolve') {
    const [callback] = call.arguments
    const use = loadUse(call, 'resolve', callback, context)
    const isPlain = use.callback?.kind === 'inline' && use.callback.shape.kind !== 'mixed'
    return made(call, use, isPlain && readsKeys(callback, 1, context) ? [] : lifecycle)
  }
  const receiver = spanOf(member.receiver)
  if (ts.isAwaitExpression(outer.parent))
    return made(outer.parent, { kind: 'resolve', receiver, awaited: true }, [])
  const then = memberCallOn(call)
  const isRead = then?.member.name === 'then' && readsKeys(then.call.arguments[0], 0, context)
  return made(call, { kind: 'resolve', receiver, awaited: false }, isRead ? [] : lifecycle)
}

const keys = new Set(['accessKeyId', 'secretAccessKey', 'sessionToken'])

/** A function that reads nothing but the keys of a parameter. */
function readsKeys(node: ts.Expression | undefined, index: number, context: SiteContext): boolean {
  const fn = node && bare(node)
  if (!fn || !isFunctionExpression(fn)) return false
  const parameter = fn.parameters[index]
  if (!parameter) return true
  if (!ts.isIdentifier(parameter.name)) return false
  return usesOf(parameter.name, context.oracle).every((use) => {
    const member = memberOf(wrapped(use).parent)
    return member?.receiver === wrapped(use) && keys.has(member.name)
  })
}
