// `new AWS.CredentialProviderChain([…])`, and what is added to its list afterwards.

import { ts } from 'ts-morph'
import type { LinkFact, Span } from '../model.ts'
import type { Oracle } from '../oracle/oracle.ts'
import {
  bare,
  isFunctionExpression,
  memberCallOn,
  memberOf,
  returnsOf,
  statementSpan,
  wrapped,
} from '../syntax/nodes.ts'
import { usesOf } from '../syntax/uses.ts'
import { describeValue } from '../syntax/values.ts'
import type { SiteContext } from './context.ts'

export interface ChainFact {
  /** Null: the default chain, or a list that cannot be seen. */
  readonly links: readonly LinkFact[] | null
  readonly additions: readonly Span[]
  /** SDK names in it that are accounted for. */
  readonly refs: readonly number[]
}

/** What a chain asks; nothing for other classes. */
export function chainOf(node: ts.NewExpression, name: string, context: SiteContext): ChainFact {
  const none: ChainFact = { links: null, additions: [], refs: [] }
  if (name !== 'CredentialProviderChain') return none
  const [list] = node.arguments ?? []
  const first = list ? listed(bare(list), context) : { links: [standard], refs: [] }
  if (!first) return none
  const links = [...first.links]
  const refs = [...first.refs]
  const additions: Span[] = []
  for (const { call, statement } of additionsTo(node, context.oracle)) {
    const isFirst = memberOf(bare(call.expression))?.name === 'unshift'
    const added = elements(call.arguments, context)
    refs.push(...added.refs)
    if (isFirst) links.unshift(...added.links)
    else links.push(...added.links)
    additions.push(statementSpan(statement))
  }
  const [only] = links
  return { links: links.length === 1 && only?.isDefault ? null : links, additions, refs }
}

type Links = Pick<ChainFact, 'refs'> & { readonly links: readonly LinkFact[] }

const standard: LinkFact = {
  value: {
    span: { start: 0, end: 0 },
    kind: 'other',
    constant: false,
    mayBeAbsent: false,
    after: -1,
    movable: true,
    refs: [],
  },
  isDefault: true,
  ownLine: false,
}

function listed(list: ts.Expression, context: SiteContext): Links | null {
  if (ts.isArrayLiteralExpression(list)) return elements(list.elements, context)
  return isDefaultList(list) ? { links: [standard], refs: context.refsIn(list) } : null
}

/** `AWS.CredentialProviderChain.defaultProviders`, and copies of it. */
function isDefaultList(node: ts.Expression): boolean {
  const called = ts.isCallExpression(node) ? memberOf(bare(node.expression)) : undefined
  const list = called && /^(slice|concat)$/.test(called.name) ? bare(called.receiver) : node
  return memberOf(list)?.name === 'defaultProviders'
}

function elements(nodes: readonly ts.Expression[], context: SiteContext): Links {
  const refs: number[] = []
  const links = nodes.map((node): LinkFact => {
    const inner = ts.isSpreadElement(node) ? bare(node.expression) : bare(node)
    if (isDefaultList(inner)) {
      refs.push(...context.refsIn(node))
      return standard
    }
    return {
      value: describeValue(given(inner), context),
      isDefault: false,
      ownLine: isOnOwnLine(node),
    }
  })
  return { links, refs }
}

function isOnOwnLine(node: ts.Node): boolean {
  const { text } = node.getSourceFile()
  const line = text.lastIndexOf('\n', node.getStart()) + 1
  return ts.isArrayLiteralExpression(node.parent) && text.slice(line, node.getStart()).trim() === ''
}

/** What a function gives that does nothing else. */
function given(node: ts.Expression): ts.Expression {
  if (!isFunctionExpression(node)) return node
  const { body } = node
  const isOne = ts.isExpression(body) || body.statements.length === 1
  const [only, ...others] = returnsOf(body)
  return isOne && only && others.length === 0 ? bare(only) : node
}

interface Addition {
  readonly call: ts.CallExpression
  readonly statement: ts.ExpressionStatement
}

/** `chain.providers.push(…)` in the list in which the chain is declared. */
function additionsTo(node: ts.NewExpression, oracle: Oracle): readonly Addition[] {
  const declaration = wrapped(node).parent
  if (!ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name)) return []
  return usesOf(declaration.name, oracle).flatMap((use) => additionAt(use) ?? [])
}

/** The statement that adds to a chain, when a name of it stands in one, beside the chain's declaration. */
function additionAt(use: ts.Identifier): Addition | undefined {
  const member = memberOf(wrapped(use).parent)
  if (member?.receiver !== wrapped(use) || member.name !== 'providers') return undefined
  const called = memberCallOn(member.node)
  if (!called || !/^(push|unshift)$/.test(called.member.name)) return undefined
  const statement = wrapped(called.call).parent
  return ts.isExpressionStatement(statement) ? { call: called.call, statement } : undefined
}

/** Whether a name of a chain stands where something is added to it that its construction knows. */
export function isAddition(use: ts.Node, oracle: Oracle): boolean {
  if (!ts.isIdentifier(use)) return false
  const added = additionAt(use)
  const declaration = oracle.symbol(use)?.valueDeclaration
  if (!added || !declaration || !ts.isVariableDeclaration(declaration)) return false
  const list = declaration.parent.parent
  return (
    ts.isVariableStatement(list) &&
    list.parent === added.statement.parent &&
    declaration.initializer !== undefined &&
    ts.isNewExpression(bare(declaration.initializer))
  )
}

/** Whether an expression is given to credentials that ask it first, or to a chain. */
export function isAskedBy(node: ts.Expression, oracle: Oracle): boolean {
  let at: ts.Node = wrapped(node)
  for (;;) {
    const { parent } = at
    const passes =
      ts.isArrayLiteralExpression(parent) ||
      (ts.isArrowFunction(parent) && parent.body === at) ||
      ts.isReturnStatement(parent) ||
      (ts.isBlock(parent) && parent.statements.length === 1) ||
      ts.isFunctionExpression(parent) ||
      (ts.isArrowFunction(parent) && ts.isBlock(at)) ||
      (ts.isPropertyAssignment(parent) &&
        /^(masterCredentials|stsConfig)$/.test(parent.name.getText())) ||
      (ts.isShorthandPropertyAssignment(parent) && parent.name.text === 'masterCredentials') ||
      ts.isObjectLiteralExpression(parent)
    if (!passes) break
    at = ts.isExpression(parent) ? wrapped(parent) : parent
  }
  const taker = at.parent
  if (ts.isNewExpression(taker) && taker.expression !== at)
    return oracle.thing(taker.expression)?.kind === 'credentials-class'
  const member = ts.isCallExpression(taker) ? memberOf(bare(taker.expression)) : undefined
  const owner = member && memberOf(bare(member.receiver))
  return (
    member !== undefined &&
    /^(push|unshift)$/.test(member.name) &&
    owner?.name === 'providers' &&
    isAddition(bare(owner.receiver), oracle)
  )
}
