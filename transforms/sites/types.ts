// Types that name the SDK: `AWS.S3`, `AWS.CognitoIdentityCredentials`.

import { ts } from 'ts-morph'
import type { TypeFact } from '../model.ts'
import { type SiteContext, siteOf } from './context.ts'

/** A type reference to a client or credential class, when the node is one. */
export function findType(node: ts.Node, context: SiteContext): TypeFact | undefined {
  if (!ts.isTypeReferenceNode(node) || node.typeArguments) return undefined
  const refs = context.refsIn(node)
  if (refs.length === 0) return undefined
  const thing = context.oracle.typeThing(node)
  if (thing?.kind === 'client')
    return { ...siteOf(node, refs, [], context), kind: 'client', service: thing.service }
  if (thing?.kind === 'credentials' && thing.name === 'CognitoIdentityCredentials')
    return { ...siteOf(node, refs, [], context), kind: 'credentials', service: thing.name }
  return undefined
}
