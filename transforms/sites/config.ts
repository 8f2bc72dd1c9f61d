// The global configuration: `AWS.config.x = …`, `AWS.config.update({ … })`, `AWS.config = …`, `AWS.config.x` read.

import { ts } from 'ts-morph'
import type { Blocker, ObjectFact, ReadFact, Span, Value, WriteEntry, WriteFact } from '../model.ts'
import type { FindingCode } from '../report/catalogue.ts'
import { serviceById } from '../sdk/services.ts'
import { hasEffects } from '../syntax/constants.ts'
import { isExported } from '../syntax/exports.ts'
import {
  bare,
  isAssignment,
  type Member,
  memberOf,
  requiredModule,
  statementSpan,
  wrapped,
} from '../syntax/nodes.ts'
import { isChange, usesOf } from '../syntax/uses.ts'
import { describeValue } from '../syntax/values.ts'
import { fileEntries } from './config-file.ts'
import { blocker, type SiteContext, siteOf } from './context.ts'

/** The global configuration: a member `config`, or a name for it. Kept anywhere else, it is a use of the SDK that no site claims. */
export function isGlobalConfig(node: ts.Expression, context: SiteContext): boolean {
  const inner = bare(node)
  if (!ts.isIdentifier(inner) && memberOf(inner)?.name !== 'config') return false
  return context.oracle.thing(inner)?.kind === 'global-config'
}

/** A write to the global configuration, when the node is one. */
export function findWrite(node: ts.Node, context: SiteContext): WriteFact | undefined {
  if (isAssignment(node)) return assignment(node, context)
  if (ts.isCallExpression(node)) return update(node, context)
  return undefined
}

function assignment(node: ts.BinaryExpression, context: SiteContext): WriteFact | undefined {
  const left = bare(node.left)
  if (isGlobalConfig(left, context)) return replacement(node, context)
  const member = memberOf(left)
  if (!member) return undefined
  if (requiredModule(bare(member.receiver)) === 'aws-sdk/lib/maintenance_mode_message')
    return write('assign', node, left, [], [], context)
  if (context.oracle.thing(member.receiver)?.kind === 'config-class')
    return ignored(node, member, context)
  if (!isGlobalConfig(member.receiver, context)) return nested(node, context)
  const blockers: Blocker[] = []
  if (node.operatorToken.kind !== ts.SyntaxKind.EqualsToken)
    blockers.push(blocker('config-not-visible', node, { what: 'a conditional assignment' }))
  const entries = entriesOf(member.name, describeValue(node.right, context), [], blockers, node)
  return write('assign', node, left, entries, blockers, context)
}

/** `Config.credentials = …` on the class: clients never see it. Not when the program itself reads it there. */
function ignored(
  node: ts.BinaryExpression,
  member: Member,
  context: SiteContext,
): WriteFact | undefined {
  const parent = wrapped(node).parent
  if (!ts.isExpressionStatement(parent) || hasEffects(node.right)) return undefined
  let isRead = false
  const visit = (at: ts.Node): void => {
    const other = memberOf(at)
    if (
      other?.name === member.name &&
      other.node !== member.node &&
      context.oracle.thing(other.receiver)?.kind === 'config-class' &&
      !isAssignedTo(other.node)
    )
      isRead = true
    ts.forEachChild(at, visit)
  }
  visit(context.source)
  return isRead ? undefined : write('ignored', node, node, [], [], context)
}

const isAssignedTo = (node: ts.Expression): boolean => {
  const outer = wrapped(node)
  return isAssignment(outer.parent) && outer.parent.left === outer
}

/** `AWS.config.httpOptions.timeout = 5`: changes an object that clients may already share. */
function nested(node: ts.BinaryExpression, context: SiteContext): WriteFact | undefined {
  for (let member = memberOf(bare(node.left)); member; member = memberOf(bare(member.receiver)))
    if (isGlobalConfig(member.receiver, context) && member.name !== 'credentials')
      return write(
        'assign',
        node,
        node.left,
        [],
        [
          blocker('config-not-visible', node, {
            what: `a change inside AWS.config.${member.name}`,
          }),
        ],
        context,
      )
  return undefined
}

function replacement(node: ts.BinaryExpression, context: SiteContext): WriteFact {
  const right = bare(node.right)
  const blockers: Blocker[] = []
  const isConfig =
    ts.isNewExpression(right) && context.oracle.thing(right.expression)?.kind === 'config-class'
  const argument = isConfig ? right.arguments?.[0] : right
  const entries = argument ? objectEntries(argument, blockers, context) : []
  const refs = isConfig
    ? [...context.refsIn(node.left), ...context.refsIn(right.expression)]
    : context.refsIn(node.left)
  return { ...write('replace', node, node.left, entries, blockers, context), refs }
}

function update(node: ts.CallExpression, context: SiteContext): WriteFact | undefined {
  const member = memberOf(bare(node.expression))
  if (!member || !isGlobalConfig(member.receiver, context)) return undefined
  if (member.name === 'loadFromPath') return fromFile(node, member, context)
  if (member.name !== 'update') return promisesDependency(node, member, context)
  const blockers: Blocker[] = []
  const [argument] = node.arguments
  const entries = argument ? objectEntries(argument, blockers, context) : []
  const made = write('update', node, member.node, entries, blockers, context)
  if (!argument) return made
  const inner = context.refsIn(bare(argument))
  const casts = context.refsIn(argument).filter((ref) => !inner.includes(ref))
  return { ...made, refs: [...made.refs, ...casts] }
}

function write(
  form: WriteFact['form'],
  node: ts.Expression,
  target: ts.Node,
  entries: readonly WriteEntry[],
  blockers: readonly Blocker[],
  context: SiteContext,
): WriteFact {
  const parent = wrapped(node).parent
  const isStatement = ts.isExpressionStatement(parent)
  const inside = isStatement
    ? []
    : [blocker('config-not-visible', node, { what: 'a write inside an expression' })]
  const argument = ts.isCallExpression(node) ? node.arguments[0] : undefined
  const nested =
    argument && ts.isObjectLiteralExpression(bare(argument))
      ? context.source.text.slice(argument.getStart(), argument.end).includes('\n')
      : false
  return {
    ...siteOf(node, context.refsIn(target), [...blockers, ...inside], context),
    form,
    statement: isStatement ? statementSpan(parent) : null,
    trail: isStatement ? trailOf(context.source.text, parent.end) : null,
    nested,
    entries,
  }
}

/**
 * A use of `AWS` or `AWS.config` that no other site accounts for, as a write of what cannot be seen: code that gets hold
 * of it may set anything. Not when it is exported, for the modules that import it are seen.
 */
export function findHandedOn(node: ts.Node, context: SiteContext): WriteFact | undefined {
  if (!ts.isExpression(node) || isInType(node)) return undefined
  let held = wrapped(node)
  for (let member = memberOf(held.parent); member?.receiver === held; ) {
    if (isGlobalConfig(held, context)) return opaque(member.node, 'config-not-visible', context)
    if (!isGlobalConfig(member.node, context)) return undefined
    held = wrapped(member.node)
    member = memberOf(held.parent)
  }
  const kind = context.oracle.thing(held)?.kind
  if ((kind !== 'namespace' && kind !== 'global-config') || isExported(held)) return undefined
  return opaque(held, 'config-handed-on', context)
}

const isInType = (node: ts.Node): boolean =>
  ts.isTypeQueryNode(node.parent) || ts.isQualifiedName(node.parent) || ts.isPartOfTypeNode(node)

const opaque = (node: ts.Expression, code: FindingCode, context: SiteContext): WriteFact => ({
  ...write('update', node, node, [], [], context),
  blockers: [blocker(code, node, { what: node.getText() })],
  statement: null,
})

/** A comment that ends the line. */
function trailOf(text: string, end: number): Span | null {
  const last = ts.getTrailingCommentRanges(text, end)?.at(-1)
  return last ? { start: last.pos, end: last.end } : null
}

/** A comment that ends the line of an entry, behind its comma. */
function commentBehind(end: number, { source: { text } }: SiteContext): Span | null {
  const comma = /^\s*,/.exec(text.slice(end))?.[0].length ?? 0
  const trail = trailOf(text, end + comma)
  return trail && /^[ \t]*\r?\n/.test(text.slice(trail.end)) ? trail : null
}

/** `AWS.config.loadFromPath(path)`. */
function fromFile(
  node: ts.CallExpression,
  member: Member,
  context: SiteContext,
): WriteFact | undefined {
  const [path, ...others] = node.arguments
  if (!path || others.length > 0) return undefined
  return {
    ...write('replace', node, member.node, [], [], context),
    ...fileEntries(path, context),
  }
}

/** `AWS.config.setPromisesDependency(x)`: v3 returns native promises. */
function promisesDependency(
  node: ts.CallExpression,
  member: Member,
  context: SiteContext,
): WriteFact | undefined {
  return member.name === 'setPromisesDependency'
    ? write('update', node, member.node, [], [], context)
    : undefined
}

/** The settings an `update` argument makes: a literal, or a `const` that holds one. */
function objectEntries(
  argument: ts.Expression,
  blockers: Blocker[],
  context: SiteContext,
): readonly WriteEntry[] {
  const value = describeValue(argument, context)
  if (value.object) return literalEntries(value.object, blockers, argument, context)
  const known = variableObject(argument, context)
  if (known && value.text !== undefined)
    return memberEntries(value.text, value, known, blockers, argument)
  blockers.push(
    blocker('config-not-visible', argument, { what: 'a value whose settings cannot be seen' }),
  )
  return []
}

function literalEntries(
  object: ObjectFact,
  blockers: Blocker[],
  node: ts.Node,
  context: SiteContext,
): readonly WriteEntry[] {
  const entries: WriteEntry[] = []
  for (const entry of object.entries) {
    if (entry.key !== null)
      entries.push(
        ...entriesOf(entry.key, entry.value, entry.comments, blockers, node).map((made) => ({
          ...made,
          trail: commentBehind(entry.span.end, context),
        })),
      )
    else {
      const spread = spreadAt(node, entry.value, context)
      const known = spread && variableObject(spread, context)
      if (known && entry.value.text !== undefined)
        entries.push(...memberEntries(entry.value.text, entry.value, known, blockers, node))
      else
        blockers.push({
          code: 'config-not-visible',
          at: entry.value.span.start,
          data: { what: 'a spread whose settings cannot be seen' },
        })
    }
  }
  return entries.filter(
    (entry, i) => !entries.slice(i + 1).some((later) => later.key === entry.key),
  )
}

function spreadAt(node: ts.Node, value: Value, context: SiteContext): ts.Expression | undefined {
  let found: ts.Expression | undefined
  const visit = (at: ts.Node): void => {
    if (ts.isSpreadAssignment(at) && at.expression.getStart() === value.span.start)
      found = at.expression
    ts.forEachChild(at, visit)
  }
  visit(node.getSourceFile() === context.source ? node : context.source)
  return found
}

/** The literal a `const` of this file holds, when nothing changes it afterwards. */
function variableObject(node: ts.Expression, context: SiteContext): ObjectFact | undefined {
  const inner = bare(node)
  if (!ts.isIdentifier(inner)) return undefined
  const declaration = context.oracle.symbol(inner)?.valueDeclaration
  if (
    !declaration ||
    !ts.isVariableDeclaration(declaration) ||
    declaration.getSourceFile() !== context.source
  )
    return undefined
  if ((ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) === 0 || !declaration.initializer)
    return undefined
  const literal = bare(declaration.initializer)
  if (!ts.isObjectLiteralExpression(literal) || isChanged(inner, context)) return undefined
  const value = describeValue(literal, context)
  return value.object?.entries.every((entry) => entry.key !== null) ? value.object : undefined
}

/** Whether something but the configuration may change the variable. */
const isChanged = (name: ts.Identifier, context: SiteContext): boolean =>
  usesOf(name, context.oracle).some(
    (use) => isChange(use) && !isUpdate(wrapped(use).parent, context),
  )

/** `AWS.config.update(…)`. */
function isUpdate(node: ts.Node, context: SiteContext): boolean {
  const member = ts.isCallExpression(node) ? memberOf(bare(node.expression)) : undefined
  return member?.name === 'update' && isGlobalConfig(member.receiver, context)
}

function memberEntries(
  text: string,
  at: Value,
  object: ObjectFact,
  blockers: Blocker[],
  node: ts.Node,
): readonly WriteEntry[] {
  return object.entries.flatMap((entry) => {
    if (entry.key === null) return []
    const value = memberOfVariable(`${text}.${entry.key}`, at, entry.value)
    if (entry.value.kind === 'object' && !(readByMember.has(entry.key) && value.members))
      blockers.push(blocker('config-not-visible', node, { what: `${text}.${entry.key}` }))
    return [{ key: entry.key, value, comments: [], trail: null }]
  })
}

/** Options whose own members are written one by one. */
const readByMember = new Set(['httpOptions', 'retryDelayOptions'])

/** A property of a variable, by its name; of an object literal in it the properties too. */
function memberOfVariable(text: string, at: Value, value: Value): Value {
  const { object, ...rest } = value
  const members = object?.entries.flatMap(({ key, value: own }) =>
    key === null
      ? []
      : [
          {
            key,
            value: own.kind === 'absent' ? own : memberOfVariable(`${text}.${key}`, at, own),
          },
        ],
  )
  return {
    ...rest,
    span: at.span,
    kind: value.kind === 'credentials' ? 'credentials' : 'member',
    text,
    constant: true,
    movable: true,
    after: at.after,
    refs: [],
    ...(members && members.length === object?.entries.length ? { members } : {}),
  }
}

/** A setting; for a service section one setting for each of its properties. */
function entriesOf(
  key: string,
  value: Value,
  comments: WriteEntry['comments'],
  blockers: Blocker[],
  node: ts.Node,
): readonly WriteEntry[] {
  const service = serviceById(key)
  if (!service) return [{ key, value, comments, trail: null }]
  if (!value.object || value.object.entries.some((entry) => entry.key === null)) {
    blockers.push(blocker('config-not-visible', node, { what: `the section AWS.config.${key}` }))
    return []
  }
  return value.object.entries.map((entry) => ({
    key: `${key}.${entry.key}`,
    value: entry.value,
    comments: [...comments, ...entry.comments],
    trail: null,
  }))
}

/** `AWS.config.region` read as a value. */
export function findRead(node: ts.Node, context: SiteContext): ReadFact | undefined {
  const member = memberOf(node)
  if (!member || member.name === 'credentials' || !isGlobalConfig(member.receiver, context))
    return undefined
  const outer = wrapped(member.node)
  const parent = outer.parent
  if (isAssignment(parent) && parent.left === outer) return undefined
  if (ts.isCallExpression(parent) && parent.expression === outer) return undefined
  if (memberOf(parent)?.receiver === outer && member.name !== 'region') return undefined
  return { ...siteOf(node, context.refsIn(node), [], context), key: member.name }
}
