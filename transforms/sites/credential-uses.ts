// Uses of a credentials object: the identity id, loading, passing it on, and all that has no v3 form yet.

import { ts } from 'ts-morph'
import type {
  Blocker,
  CredentialsTarget,
  CredentialUse,
  CredentialUseFact,
  DeclaredRead,
  IdentityRead,
  Span,
} from '../model.ts'
import { anyCredentials } from '../model.ts'
import { isMemberName } from '../syntax/constants.ts'
import {
  bare,
  isAssignment,
  memberCallOn,
  memberOf,
  nameOf,
  spanOf,
  statementOf,
  statementSpan,
  wrapped,
} from '../syntax/nodes.ts'
import { functionAround } from '../syntax/place.ts'
import { v3Import } from '../syntax/v3.ts'
import { constructionId, isTypedCredentials } from '../syntax/values.ts'
import { isAddition, isAskedBy } from './chain.ts'
import { isSetOnClient } from './client-config.ts'
import { isGlobalConfig } from './config.ts'
import { blocker, type SiteContext, siteOf } from './context.ts'
import { globalLoad, load } from './loads.ts'
import { findResolution, resolved } from './resolutions.ts'

const loads = new Set(['get', 'getPromise', 'refresh', 'refreshPromise'])
/** What the program may set on credentials. */
const settable = new Set([
  'accessKeyId',
  'data',
  'expireTime',
  'expired',
  'identityId',
  'params',
  'secretAccessKey',
  'sessionToken',
])
/** All that v2 documents of credentials, and what is used of the rest. */
const members = new Set([...settable, ...loads, '_identityId', 'clearCachedId', 'needsRefresh'])
const keys = new Set(['accessKeyId', 'secretAccessKey', 'sessionToken'])

/** What credentials an expression denotes; undefined when it is none. */
function targetOf(node: ts.Expression, context: SiteContext): CredentialsTarget | undefined {
  if (ts.isIdentifier(node) && isMemberName(node)) return undefined
  const member = memberOf(node)
  if (member?.name === 'credentials' && isGlobalConfig(member.receiver, context)) return 'global'
  if (!ts.isIdentifier(node) && !member) return undefined
  const built = context.constructions
    .of(node)
    .filter(
      (construction) => context.oracle.thing(construction.expression)?.kind === 'credentials-class',
    )
  if (built.length > 0) return built.map(constructionId)
  if (isTypedCredentials(node, context.oracle) && !isDeclared(node)) return [anyCredentials]
  if (!ts.isIdentifier(node)) return undefined
  const symbol = context.oracle.symbol(node)
  const declaration = symbol?.valueDeclaration
  if (declaration && ts.isVariableDeclaration(declaration) && declaration.initializer) {
    const initial = bare(declaration.initializer)
    const from = memberOf(initial)
    if (from?.name === 'credentials' && isGlobalConfig(from.receiver, context)) return 'global'
    return undefined
  }
  if (!declaration) return undefined
  if (ts.isBindingElement(declaration))
    return isGlobalName(declaration, context) ? 'global' : undefined
  return ts.isParameter(declaration) && context.oracle.thing(node)?.kind === 'global-credentials'
    ? 'global'
    : undefined
}

const isBound = (node: ts.Identifier, { oracle }: SiteContext): boolean => {
  const declaration = oracle.symbol(node)?.valueDeclaration
  return declaration !== undefined && ts.isBindingElement(declaration)
}

/** `const { credentials } = AWS.config`; a test may have narrowed the type of the name since. */
const isGlobalName = ({ name }: ts.BindingElement, context: SiteContext): boolean =>
  context.oracle.thing(name)?.kind === 'global-credentials'

/** A use of credentials, when the node is the credentials in it. */
export function findCredentialUse(
  node: ts.Node,
  context: SiteContext,
): CredentialUseFact | undefined {
  if (ts.isCallExpression(node)) return globalLoad(node, context) ?? findResolution(node, context)
  if (
    !ts.isIdentifier(node) &&
    !ts.isPropertyAccessExpression(node) &&
    !ts.isElementAccessExpression(node)
  )
    return undefined
  if (isDeclared(node) || ts.isPartOfTypeNode(node)) return undefined
  const target = targetOf(node, context)
  if (!target) return undefined
  const outer = wrapped(node)
  const parent = outer.parent
  if (isAssignment(parent) && parent.left === outer) return undefined
  const refs = context.refsIn(node)
  const fact: MakeFact = (at, use, blockers = []) => ({
    ...siteOf(at, Array.from(new Set([...refs, ...context.refsIn(outer)])), blockers, context),
    target,
    use,
    receiver: ts.isIdentifier(node) ? null : spanOf(node),
    bound: ts.isIdentifier(node) && isBound(node, context),
    testedClass: null,
    typeRefs: context.refsIn(outer).filter((ref) => !refs.includes(ref)),
  })
  const member = memberOf(parent)
  if (member?.receiver === outer && resolved(member, context).length > 0) return undefined
  if (member?.receiver === outer) return memberUse(member.node, member.name, outer, fact, context)
  if (ts.isVariableDeclaration(parent) && parent.initializer === outer)
    return alias(parent, outer, fact)
  if (
    ts.isBinaryExpression(parent) &&
    parent.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword
  )
    return {
      ...fact(parent, { kind: 'supply' }, [
        blocker('credentials-lifecycle', node, { member: 'instanceof' }),
      ]),
      refs: [...refs, ...context.refsIn(parent)],
      testedClass: spanOf(parent.right),
    }
  if (isTest(outer)) return fact(outer, { kind: 'test', operand: nullOperand(outer) })
  if (isSupply(outer, context)) return fact(outer, { kind: 'supply' })
  if (ts.isExpressionStatement(parent)) return fact(node, { kind: 'test', operand: null })
  const given = isArgument(outer) ? { given: 'yes' } : {}
  return fact(node, { kind: 'supply' }, [blocker('credentials-escape', node, given)])
}

/** Given to a function, itself or inside an object or list; what is returned or kept is followed. */
function isArgument(outer: ts.Expression): boolean {
  let at: ts.Node = outer
  while (
    ts.isPropertyAssignment(at.parent) ||
    ts.isShorthandPropertyAssignment(at.parent) ||
    ts.isObjectLiteralExpression(at.parent) ||
    ts.isArrayLiteralExpression(at.parent)
  )
    at = at.parent
  const { parent } = at
  return (ts.isCallExpression(parent) || ts.isNewExpression(parent)) && parent.expression !== at
}

const isDeclared = (node: ts.Node): boolean => {
  const parent = node.parent
  if (
    ts.isBindingElement(parent) ||
    ts.isVariableDeclaration(parent) ||
    ts.isPropertyDeclaration(parent) ||
    ts.isParameter(parent) ||
    ts.isPropertyAssignment(parent)
  )
    return parent.name === node
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node
  return ts.isImportSpecifier(parent) || ts.isImportClause(parent)
}

export type MakeFact = (
  at: ts.Node,
  use: CredentialUse,
  blockers?: readonly Blocker[],
) => CredentialUseFact

function memberUse(
  node: ts.Expression,
  name: string,
  receiver: ts.Expression,
  fact: MakeFact,
  context: SiteContext,
): CredentialUseFact {
  if (name === 'providers' && isAddition(bare(receiver), context.oracle))
    return fact(receiver, { kind: 'supply' })
  const isReplaced = isAssignedTo(node) && !settable.has(name)
  if (isReplaced || !members.has(name))
    return fact(node, { kind: 'supply' }, [
      blocker('credentials-internals', node, { member: name }),
    ])
  const called = memberCallOn(receiver)
  if (called && loads.has(name)) return load(called.call, name, fact, context)
  const supply: CredentialUse = { kind: 'supply' }
  if (keys.has(name))
    return fact(node, supply, [blocker('credentials-keys-read', node, { member: name })])
  const read = identityNode(node, name)
  const written =
    read &&
    isAssignment(wrapped(read).parent) &&
    (wrapped(read).parent as ts.BinaryExpression).left === wrapped(read)
  if (!read || written)
    return fact(node, supply, [blocker('credentials-lifecycle', node, { member: name })])
  const outer = wrapped(read)
  const parent = outer.parent
  const property =
    ts.isPropertyAssignment(parent) && parent.initializer === outer
      ? { key: nameOf(parent.name) ?? '', span: spanOf(parent) }
      : null
  const tight =
    memberOf(parent)?.receiver === outer ||
    (ts.isCallExpression(parent) && parent.expression === outer)
  return fact(read, {
    kind: 'identity',
    declared: declaredRead(outer),
    binds: null,
    tested: isTest(outer),
    tight,
    property,
  })
}

const isAssignedTo = (node: ts.Expression): boolean => {
  const outer = wrapped(node)
  return isAssignment(outer.parent) && outer.parent.left === outer
}

/** `creds.identityId`, `creds.data.IdentityId`, `creds.params.IdentityId`. */
function identityNode(node: ts.Expression, name: string): ts.Expression | undefined {
  if (name === 'identityId' || name === '_identityId') return node
  if (name !== 'data' && name !== 'params') return undefined
  const outer = wrapped(node)
  const inner = memberOf(outer.parent)
  return inner?.receiver === outer && inner.name === 'IdentityId' ? inner.node : undefined
}

function declaredRead(outer: ts.Expression): DeclaredRead | null {
  const declaration = outer.parent
  if (!ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name)) return null
  const list = declaration.parent
  if (
    !ts.isVariableDeclarationList(list) ||
    list.declarations.length !== 1 ||
    !ts.isVariableStatement(list.parent)
  )
    return null
  return { name: declaration.name.text, statement: statementSpan(list.parent) }
}

function alias(
  declaration: ts.VariableDeclaration,
  node: ts.Node,
  fact: MakeFact,
): CredentialUseFact {
  const key = destructuredKey(declaration)
  if (key !== null)
    return fact(node, { kind: 'supply' }, [blocker('credentials-keys-read', node, { member: key })])
  const destructured = destructuredId(declaration)
  if (destructured) return fact(declaration, destructured)
  const statement = statementOf(declaration)
  const list = declaration.parent
  const alone =
    ts.isVariableDeclarationList(list) &&
    list.declarations.length === 1 &&
    statement &&
    ts.isVariableStatement(statement)
  if (ts.isIdentifier(declaration.name) && alone) {
    const constant = (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0
    return fact(node, {
      kind: 'alias',
      statement: statementSpan(statement),
      name: declaration.name.text,
      constant,
    })
  }
  return fact(node, { kind: 'supply' }, [blocker('credentials-escape', node)])
}

/** `const { accessKeyId } = creds`. */
function destructuredKey(declaration: ts.VariableDeclaration): string | null {
  if (!ts.isObjectBindingPattern(declaration.name)) return null
  const names = declaration.name.elements.map((element) =>
    nameOf(element.propertyName ?? element.name),
  )
  return names.find((name) => name !== null && keys.has(name)) ?? null
}

/** `const { identityId } = creds`. */
function destructuredId(declaration: ts.VariableDeclaration): IdentityRead | null {
  if (!ts.isObjectBindingPattern(declaration.name) || declaration.name.elements.length !== 1)
    return null
  const [element] = declaration.name.elements
  if (!element || !ts.isIdentifier(element.name) || element.initializer || element.dotDotDotToken)
    return null
  if ((element.propertyName ? nameOf(element.propertyName) : element.name.text) !== 'identityId')
    return null
  const statement = statementOf(declaration)
  const isAlone =
    ts.isVariableDeclarationList(declaration.parent) && declaration.parent.declarations.length === 1
  const declared =
    isAlone && statement ? { name: element.name.text, statement: statementSpan(statement) } : null
  return {
    kind: 'identity',
    declared,
    binds: element.name.text,
    tested: false,
    tight: false,
    property: null,
  }
}

/** `if (creds)`, `!creds`, `creds && …`, `creds === null`. */
function isTest(outer: ts.Expression): boolean {
  const parent = outer.parent
  if (ts.isIfStatement(parent) || ts.isConditionalExpression(parent)) return true
  if (ts.isPrefixUnaryExpression(parent)) return parent.operator === ts.SyntaxKind.ExclamationToken
  if (!ts.isBinaryExpression(parent)) return false
  const operator = parent.operatorToken.kind
  if (operator === ts.SyntaxKind.AmpersandAmpersandToken) return parent.left === outer
  const other = parent.left === outer ? parent.right : parent.left
  return (
    [
      ts.SyntaxKind.EqualsEqualsEqualsToken,
      ts.SyntaxKind.ExclamationEqualsEqualsToken,
      ts.SyntaxKind.EqualsEqualsToken,
      ts.SyntaxKind.ExclamationEqualsToken,
    ].includes(operator) &&
    (other.kind === ts.SyntaxKind.NullKeyword ||
      (ts.isIdentifier(other) && other.text === 'undefined'))
  )
}

/** `null` in `creds === null`. */
function nullOperand({ parent }: ts.Expression): Span | null {
  if (!ts.isBinaryExpression(parent)) return null
  const { kind } = parent.operatorToken
  const isStrict =
    kind === ts.SyntaxKind.EqualsEqualsEqualsToken ||
    kind === ts.SyntaxKind.ExclamationEqualsEqualsToken
  const operand = [parent.left, parent.right].find(
    (side) => side.kind === ts.SyntaxKind.NullKeyword,
  )
  return isStrict && operand ? spanOf(operand) : null
}

/** `new S3Client(…)` of v3, which takes a provider too. */
const isV3Class = ({ expression }: ts.NewExpression, { oracle }: SiteContext): boolean =>
  v3Import(expression, oracle)?.module.startsWith('@aws-sdk/client-') ?? false

/** Returned by a function whose type says so: what it returns is followed by that type, if it is not Cognito's. */
function isReturnedAsCredentials(outer: ts.Expression, context: SiteContext): boolean {
  if (!isTypedCredentials(outer, context.oracle)) return false
  const { parent } = outer
  const isReturned =
    ts.isReturnStatement(parent) || (ts.isArrowFunction(parent) && parent.body === outer)
  const fn = isReturned ? functionAround(outer) : undefined
  const type = fn && ts.isFunctionLike(fn) ? fn.type : undefined
  return type !== undefined && context.refsIn(type).length > 0
}

/** An element of an array that is looped over or walked through here: what takes it out is known by its type. */
function isListed(outer: ts.Expression): boolean {
  if (!ts.isArrayLiteralExpression(outer.parent)) return false
  const list = wrapped(outer.parent)
  const { parent } = list
  const walked = memberOf(parent)
  return (
    (ts.isForOfStatement(parent) && parent.expression === list) ||
    (walked?.receiver === list && /^(map|forEach|flatMap)$/.test(walked.name))
  )
}

/** A place where a provider may stand instead: client options, `config.update`, `config.credentials = …`. */
function isSupply(outer: ts.Expression, context: SiteContext): boolean {
  const parent = outer.parent
  if (isAskedBy(outer, context.oracle) || isSetOnClient(outer, context)) return true
  if (context.oracle.expects(outer)?.kind === 'credentials' && isArgument(outer)) return true
  if (isReturnedAsCredentials(outer, context) || isListed(outer)) return true
  if (isAssignment(parent)) {
    const member = memberOf(bare(parent.left))
    return member?.name === 'credentials' && isGlobalConfig(member.receiver, context)
  }
  const property =
    ts.isPropertyAssignment(parent) || ts.isShorthandPropertyAssignment(parent) ? parent : undefined
  if (!property || !/^credential(s|Provider)$/.test(nameOf(property.name) ?? '')) return false
  const taker = property.parent.parent
  if (ts.isCallExpression(taker)) {
    const member = memberOf(bare(taker.expression))
    return member?.name === 'update' && isGlobalConfig(member.receiver, context)
  }
  if (ts.isNewExpression(taker)) {
    const kind = context.oracle.thing(taker.expression)?.kind
    return kind === 'client-class' || kind === 'config-class' || isV3Class(taker, context)
  }
  return ts.isVariableDeclaration(taker)
}
