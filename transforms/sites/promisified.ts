// Operations as functions that return promises: `promisify(s3.getObject.bind(s3))`, `promisify(s3.getObject).bind(s3)`.

import { ts } from 'ts-morph'
import type { Edit, PromisifiedFact } from '../model.ts'
import { isSetOnce } from '../syntax/constants.ts'
import { bare, type Member, memberCallOn, memberOf, spanOf, wrapped } from '../syntax/nodes.ts'
import { usesOf } from '../syntax/uses.ts'
import type { SiteContext } from './context.ts'

interface Promisified {
  /** `s3.getObject`. */
  readonly member: Member
  readonly whole: ts.CallExpression
}

/** The operation of which an expression makes such a function. */
export function promisifiedIn(node: ts.CallExpression): Promisified | undefined {
  const bound = boundIn(node)
  if (bound) {
    const inner = bare(bound.receiver)
    const [given] = isPromisify(inner) ? inner.arguments : []
    const member = given && memberOf(bare(given))
    return member && isSame(member.receiver, bound.to) ? { member, whole: node } : undefined
  }
  const [given] = isPromisify(node) ? node.arguments : []
  const inside = given && boundIn(bare(given))
  const member = inside && memberOf(bare(inside.receiver))
  return member && isSame(member.receiver, inside.to) ? { member, whole: node } : undefined
}

/** `f.bind(x)`. */
function boundIn(
  node: ts.Expression,
): { readonly receiver: ts.Expression; readonly to: ts.Expression } | undefined {
  if (!ts.isCallExpression(node) || node.arguments.length !== 1) return undefined
  const member = memberOf(bare(node.expression))
  const [to] = node.arguments
  return member?.name === 'bind' && to ? { receiver: member.receiver, to } : undefined
}

/** `promisify(f)`, `util.promisify(f)`. */
function isPromisify(node: ts.Expression): node is ts.CallExpression {
  if (!ts.isCallExpression(node) || node.arguments.length !== 1) return false
  const callee = bare(node.expression)
  return ts.isIdentifier(callee)
    ? callee.text === 'promisify'
    : memberOf(callee)?.name === 'promisify'
}

const isSame = (a: ts.Expression, b: ts.Expression): boolean =>
  bare(a).getText() === bare(b).getText()

/** Whether a client stands in such an expression: before its operation, or as what it is bound to. */
export function isPromisified(client: ts.Expression): boolean {
  for (let at: ts.Node = client.parent; ts.isExpression(at); at = at.parent) {
    if (ts.isCallExpression(at) && promisifiedIn(at)) return true
    const passes = ts.isCallExpression(at) || memberOf(at) || wrapped(at) !== at
    if (!passes) return false
  }
  return false
}

/** What is to be written for one: its parameter may be left out where the program does so. */
export function promisifiedFact(
  { member, whole }: Promisified,
  { oracle }: SiteContext,
): PromisifiedFact {
  const { parent } = wrapped(whole)
  const name =
    ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name) ? parent.name : undefined
  const isKnown = name !== undefined && isSetOnce(name, oracle)
  const isOptional =
    isKnown &&
    usesOf(name, oracle).some((use) => {
      const call = wrapped(use).parent
      return ts.isCallExpression(call) && call.arguments.length === 0
    })
  return {
    kind: 'promisified',
    span: spanOf(whole),
    receiver: spanOf(member.receiver),
    optional: isOptional,
    operand:
      memberCallOn(whole) !== undefined ||
      (ts.isCallExpression(parent) && parent.expression === wrapped(whole)),
  }
}

/** `(params) => client.send(new Command(params))`. */
export function promisifiedEdits(
  { span, receiver, optional, operand }: PromisifiedFact,
  command: string,
  inputType: string | null,
): readonly Edit[] {
  const typed = inputType === null ? 'params' : `params: ${inputType}`
  const head = inputType === null && !optional ? '(params)' : `(${typed}${optional ? ' = {}' : ''})`
  const [open, close] = operand ? ['(', ')'] : ['', '']
  return [
    { ...span, parts: [open, head, ' => ', receiver, `.send(new ${command}(params))`, close] },
  ]
}
