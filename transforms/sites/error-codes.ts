// What is done with the code of an error: compared, switched over, looked up in a list, or taken as it is.

import { ts } from 'ts-morph'
import type { Edit } from '../model.ts'
import { renamesErrors, verdictOn } from '../sdk/errors.ts'
import { bare, isAssignment, memberCallOn, memberOf, spanOf, wrapped } from '../syntax/nodes.ts'
import { usesOf } from '../syntax/uses.ts'
import type { SiteContext } from './context.ts'
import { lacksMember, type MemberRead, renamed } from './error-members.ts'

/** A comparison with codes, or any other use. */
type Use =
  | {
      readonly kind: 'literals'
      readonly literals: readonly ts.StringLiteralLike[]
      readonly isFixed: boolean
      readonly node: ts.Node
    }
  /** Taken as it is; or looked up, or matched, where the words count. */
  | { readonly kind: 'other'; readonly isMatched: boolean }
  /** Compared with a number, or with what cannot be seen. */
  | { readonly kind: 'unclear' }

export interface CodeReading {
  readonly edits: readonly Edit[]
  readonly servesBoth: boolean
  /** Codes of v2 for which a name was written that is not all of what they meant. */
  readonly changed: readonly string[]
  /** It is compared with words that cannot be seen, some of which v3 has changed. */
  readonly isMatched: boolean
}

/**
 * How a read of `err.code` is written for v3.
 *
 * @param own codes that the program itself gives to errors
 * @returns `none` where it stays as it is, `unclear` where it stays and a human must look; the code that v3 does not have
 */
export function codeReading(
  read: MemberRead,
  own: ReadonlySet<string>,
  context: SiteContext,
): CodeReading | { readonly none: string } | 'none' | 'unclear' {
  const { node, caught } = read
  const uses = usesOfCode(node, context)
  const sources = Array.from(caught.sources)
  const edits: Edit[] = []
  let servesBoth = true
  const changed: string[] = []
  let isMatched = false
  let stays = 0
  let moves = 0
  for (const use of uses) {
    if (use.kind === 'unclear') return 'unclear'
    if (use.kind === 'other') {
      const isRenamed = sources.some(({ service }) => renamesErrors(service))
      if (caught.isMixed || own.size > 0) return 'unclear'
      isMatched ||= use.isMatched && isRenamed
      moves += 1
      continue
    }
    const verdicts = use.literals.map((literal) => ({
      literal,
      verdict: verdictOn(literal.text, sources),
    }))
    if (verdicts.some(({ literal, verdict }) => own.has(literal.text) && verdict.kind !== 'code'))
      return 'unclear'
    for (const { literal, verdict } of verdicts) {
      if (verdict.kind === 'none') return { none: literal.text }
      if (verdict.kind === 'code') {
        stays += 1
        continue
      }
      if (verdict.kind === 'status') {
        const status = statusTest(read, use, verdict.status)
        return status ? { edits: status, servesBoth: false, changed, isMatched } : 'unclear'
      }
      moves += 1
      if (verdict.kind === 'changed') changed.push(literal.text)
      if (verdict.name === literal.text) continue
      if (use.isFixed) return 'unclear'
      servesBoth = false
      edits.push({ ...inner(literal), parts: [verdict.name] })
    }
  }
  if (moves === 0) return stays > 0 ? 'none' : 'unclear'
  if (stays > 0) return 'unclear'
  const rename = renameCode(node, context)
  return rename ? { edits: [...rename, ...edits], servesBoth, changed, isMatched } : 'unclear'
}

/**
 * How a comparison of `err.name`, which is the code in v2, is written for v3: with other words.
 *
 * @returns undefined where it stays as it is; the code that v3 does not have
 */
export function nameReading(
  { node, caught }: MemberRead,
  context: SiteContext,
): readonly Edit[] | { readonly none: string } | undefined {
  const edits: Edit[] = []
  const sources = Array.from(caught.sources)
  for (const use of usesOfCode(node, context)) {
    if (use.kind !== 'literals') continue
    for (const literal of use.literals) {
      const verdict = verdictOn(literal.text, sources)
      if (verdict.kind === 'code') continue
      const name = 'name' in verdict ? verdict.name : undefined
      if (name === literal.text) continue
      if (name === undefined || verdict.kind === 'changed' || use.isFixed)
        return { none: literal.text }
      edits.push({ ...inner(literal), parts: [name] })
    }
  }
  return edits.length > 0 ? edits : undefined
}

const inner = (literal: ts.Node): { readonly start: number; readonly end: number } => {
  const { start, end } = spanOf(literal)
  return { start: start + 1, end: end - 1 }
}

/** The member becomes `name`, in the type that a cast states too: `(err as { code: string }).code`. */
function renameCode(node: MemberRead['node'], context: SiteContext): readonly Edit[] | undefined {
  if (!lacksMember(node, 'name', context)) return renamed(node, 'name')
  const cast = memberOf(node)?.receiver
  const inside = cast && ts.isParenthesizedExpression(cast) ? cast.expression : cast
  const type = inside && ts.isAsExpression(inside) ? inside.type : undefined
  const member =
    type && ts.isTypeLiteralNode(type)
      ? type.members.find((each) => each.name?.getText() === 'code')
      : undefined
  return member?.name
    ? [...renamed(node, 'name'), { ...spanOf(member.name), parts: ['name'] }]
    : undefined
}

/** What is done with a code: also with the name it is given. */
function usesOfCode(node: MemberRead['node'], context: SiteContext): readonly Use[] {
  if (ts.isBindingElement(node))
    return ts.isIdentifier(node.name) ? usesOfName(node.name, context) : [{ kind: 'unclear' }]
  const outer = wrapped(node)
  const { parent } = outer
  if (
    ts.isVariableDeclaration(parent) &&
    parent.initializer === outer &&
    ts.isIdentifier(parent.name)
  )
    return usesOfName(parent.name, context)
  return [useAt(outer, context)]
}

function usesOfName(name: ts.Identifier, context: SiteContext): readonly Use[] {
  const uses = usesOf(name, context.oracle)
  if (uses.length === 0) return [{ kind: 'other', isMatched: false }]
  return uses.map((use): Use => {
    const outer = wrapped(use)
    return isAssignment(outer.parent) && outer.parent.left === outer
      ? { kind: 'unclear' }
      : useAt(outer, context)
  })
}

function useAt(outer: ts.Expression, context: SiteContext): Use {
  const { parent } = outer
  if (ts.isBinaryExpression(parent) && isComparison(parent.operatorToken.kind))
    return compared(bare(parent.left === outer ? parent.right : parent.left), parent, context)
  if (ts.isSwitchStatement(parent) && parent.expression === outer) {
    const values = parent.caseBlock.clauses.flatMap((clause) =>
      ts.isCaseClause(clause) ? [bare(clause.expression)] : [],
    )
    const literals = values.filter(ts.isStringLiteralLike)
    return literals.length === values.length
      ? { kind: 'literals', literals, isFixed: false, node: parent }
      : { kind: 'unclear' }
  }
  if (ts.isCallExpression(parent) && parent.arguments[0] === outer) {
    const list = memberOf(bare(parent.expression))
    if (list && /^(includes|has|indexOf)$/.test(list.name))
      return listed(bare(list.receiver), parent, context)
  }
  return { kind: 'other', isMatched: isLookedUp(outer) }
}

/** `/NoSuch/.test(code)`, `code.startsWith('NoSuch')`, `statuses[code]`, `code in statuses`. */
function isLookedUp(outer: ts.Expression): boolean {
  const { parent } = outer
  const method = memberCallOn(outer)?.member.name ?? ''
  const isTested =
    ts.isCallExpression(parent) &&
    parent.expression !== outer &&
    memberOf(bare(parent.expression))?.name === 'test'
  return (
    isTested ||
    /^(startsWith|endsWith|includes|indexOf|match|search|replace)$/.test(method) ||
    (ts.isElementAccessExpression(parent) && parent.argumentExpression === outer) ||
    (ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.InKeyword)
  )
}

const isComparison = (kind: ts.SyntaxKind): boolean =>
  kind === ts.SyntaxKind.EqualsEqualsEqualsToken ||
  kind === ts.SyntaxKind.EqualsEqualsToken ||
  kind === ts.SyntaxKind.ExclamationEqualsEqualsToken ||
  kind === ts.SyntaxKind.ExclamationEqualsToken

function compared(other: ts.Expression, node: ts.BinaryExpression, context: SiteContext): Use {
  if (ts.isStringLiteralLike(other))
    return { kind: 'literals', literals: [other], isFixed: false, node }
  if (ts.isNumericLiteral(other)) return { kind: 'unclear' }
  const value = constantOf(other, context)
  if (value && ts.isStringLiteralLike(value))
    return { kind: 'literals', literals: [value], isFixed: true, node }
  const isAbsent = other.kind === ts.SyntaxKind.NullKeyword || other.getText() === 'undefined'
  return { kind: 'other', isMatched: !isAbsent }
}

/** `['A', 'B']`, `new Set(['A', 'B'])`, or a constant that is one. */
function listed(receiver: ts.Expression, node: ts.Node, context: SiteContext): Use {
  const constant = constantOf(receiver, context)
  const value = constant ?? receiver
  const set = ts.isNewExpression(value) ? value.arguments?.[0] : undefined
  const list = set ? bare(set) : value
  if (!ts.isArrayLiteralExpression(list)) return { kind: 'other', isMatched: true }
  const values = list.elements.map((element) => bare(element))
  const literals = values.filter(ts.isStringLiteralLike)
  return literals.length === values.length
    ? { kind: 'literals', literals, isFixed: constant !== undefined, node }
    : { kind: 'unclear' }
}

/** What a `const` of the file holds. */
function constantOf(
  node: ts.Expression,
  { oracle, source }: SiteContext,
): ts.Expression | undefined {
  const declared = ts.isIdentifier(node) ? oracle.symbol(node)?.valueDeclaration : undefined
  if (!declared || declared.getSourceFile() !== source || !ts.isVariableDeclaration(declared))
    return undefined
  const isConst = (ts.getCombinedNodeFlags(declared) & ts.NodeFlags.Const) !== 0
  return isConst && declared.initializer ? bare(declared.initializer) : undefined
}

/** `err.code === 'Forbidden'` of an answer without a body → `err.$metadata?.httpStatusCode === 403`. */
function statusTest(
  { node, caught }: MemberRead,
  use: Use & { kind: 'literals' },
  status: number,
): readonly Edit[] | undefined {
  const member = memberOf(node)
  const [literal] = use.literals
  if (!member || !literal || use.literals.length !== 1 || use.isFixed || caught.isMixed)
    return undefined
  if (!ts.isPropertyAccessExpression(node) || !ts.isBinaryExpression(use.node)) return undefined
  return [
    { ...member.span, parts: ['$metadata?.httpStatusCode'] },
    { ...spanOf(literal), parts: [String(status)] },
  ]
}
