// Types that name the SDK: `AWS.S3`, `AWS.CognitoIdentityCredentials`.

import { ts } from 'ts-morph'
import type { Blocker, TypeFact } from '../model.ts'
import { blocker, type SiteContext, siteOf } from './context.ts'

/** A type reference to a client or credential class, when the node is one. */
export function findType(node: ts.Node, context: SiteContext): TypeFact | undefined {
  if (ts.isHeritageClause(node)) return base(node, context)
  if (!ts.isTypeReferenceNode(node) || node.typeArguments) return undefined
  const refs = context.refsIn(node)
  if (refs.length === 0) return undefined
  const thing = context.oracle.typeThing(node)
  if (thing?.kind === 'client')
    return {
      ...siteOf(node, refs, mapped(node), context),
      kind: 'client',
      service: thing.service,
      ofUse: false,
    }
  const { name = '' } = thing?.kind === 'credentials' ? thing : {}
  if (name !== '')
    return { ...siteOf(node, refs, [], context), kind: 'credentials', service: name, ofUse: false }
  return undefined
}

/** `class Vault extends AWS.Credentials`. */
function base(node: ts.HeritageClause, context: SiteContext): TypeFact | undefined {
  const [extended] = node.types
  if (node.token !== ts.SyntaxKind.ExtendsKeyword || !extended) return undefined
  const thing = context.oracle.thing(extended.expression)
  const refs = context.refsIn(extended)
  if (thing?.kind !== 'credentials-class' || thing.name !== 'Credentials' || refs.length === 0)
    return undefined
  return {
    ...siteOf(extended.expression, refs, [], context),
    kind: 'credentials',
    service: thing.name,
    ofUse: false,
    isBase: true,
  }
}

/** `Pick<S3, 'headObject'>`: calls on it are not recognised, so the client stays. */
function mapped(node: ts.TypeReferenceNode): readonly Blocker[] {
  const { parent } = node
  const isMapped =
    ts.isTypeReferenceNode(parent) &&
    /^(Pick|Omit|Partial|Required|Readonly)$/.test(parent.typeName.getText())
  return isMapped ? [blocker('type-reference', parent, { what: parent.getText() })] : []
}
