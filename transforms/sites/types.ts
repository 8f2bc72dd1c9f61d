// Types that name the SDK: `AWS.S3`, `AWS.CognitoIdentityCredentials`.

import { ts } from 'ts-morph'
import type { Blocker, TypeFact } from '../model.ts'
import { blocker, type SiteContext, siteOf } from './context.ts'
import { parametersOf } from './shapes.ts'

/** A type reference to a client or credential class, when the node is one. */
export function findType(node: ts.Node, context: SiteContext): TypeFact | undefined {
  if (ts.isHeritageClause(node)) return base(node, context)
  if (ts.isTypeQueryNode(node)) return classOf(node, context)
  if (!ts.isTypeReferenceNode(node) || node.typeArguments || parametersOf(node, context))
    return undefined
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

/** `typeof AWS.S3`, unless it types a value that is constructed: what that is given cannot be seen. */
function classOf(node: ts.TypeQueryNode, context: SiteContext): TypeFact | undefined {
  const thing = context.oracle.thing(node.exprName)
  const refs = context.refsIn(node.exprName)
  if (thing?.kind !== 'client-class' || refs.length === 0) return undefined
  return {
    ...siteOf(node.exprName, refs, mapped(node), context),
    kind: 'client',
    service: thing.service,
    ofUse: false,
  }
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

/** `Pick<S3, 'headObject'>`, `keyof S3`, `S3['headObject']`: v3 has no such methods, so the client stays. */
function mapped(node: ts.TypeReferenceNode | ts.TypeQueryNode): readonly Blocker[] {
  const { parent } = node
  const isMapped =
    (ts.isTypeReferenceNode(parent) &&
      /^(Pick|Omit|Partial|Required|Readonly|Parameters|ConstructorParameters)$/.test(
        parent.typeName.getText(),
      )) ||
    (ts.isIndexedAccessTypeNode(parent) && parent.objectType === node) ||
    (ts.isTypeOperatorNode(parent) && parent.operator === ts.SyntaxKind.KeyOfKeyword)
  return isMapped ? [blocker('type-reference', parent, { what: parent.getText() })] : []
}
