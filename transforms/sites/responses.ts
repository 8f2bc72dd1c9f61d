// Where the response of a call goes in its file, and what is read from it there.

import { ts } from 'ts-morph'
import {
  awaited,
  bare,
  isAssignment,
  isFunctionExpression,
  memberCallOn,
  memberOf,
  nameOf,
  wrapped,
} from '../syntax/nodes.ts'
import { usesOf } from '../syntax/uses.ts'
import { functionOf } from './calls.ts'
import type { SiteContext } from './context.ts'
import { callsOf, nameGiven } from './handlers.ts'
import { callbackOf } from './requests.ts'

/** `data.Body`, or the element of a pattern. */
export interface ResponseRead {
  readonly field: string
  readonly node: ts.Expression | ts.BindingElement
}

/** One response, under one name. */
export interface Response {
  readonly reads: readonly ResponseRead[]
  /** What gives it its name; the expression itself where it has none. */
  readonly origin: ts.Node
  /** It goes somewhere else too. */
  readonly isPassedOn: boolean
  /** Its name holds nothing else. */
  readonly isSole: boolean
  /** The function that v3 calls with it, in the place of `origin`; it may become async. */
  readonly receiver: ts.SignatureDeclaration | null
  /** Where it is compared with null. */
  readonly compared: ts.Node | null
}

/** All that becomes of the response of a call. */
export interface Responses {
  readonly all: readonly Response[]
  /** Every one of them is seen. */
  readonly whole: boolean
}

/** Follows the response of a call: into variables, patterns, callbacks, and through functions that return it. */
export function responsesOf(
  node: ts.CallExpression,
  context: SiteContext,
  seen: Set<ts.Node> = new Set(),
  isPromised = false,
): Responses {
  if (isPromised) return fromPromise(node, context, seen)
  const promise = memberCallOn(node)
  const isPromise = promise?.member.name === 'promise'
  if (promise?.member.name === 'createReadStream') return nothing
  const callback = callbackOf(node)
  if (!isPromise && callback && seen.size === 0) return fromFunction(callback, 1, context)
  return fromPromise(isPromise ? promise.call : node, context, seen)
}

const nothing: Responses = { all: [], whole: true }
const unseen: Responses = { all: [], whole: false }

function fromPromise(
  promise: ts.CallExpression,
  context: SiteContext,
  seen: Set<ts.Node>,
): Responses {
  const outer = awaited(promise)
  const { parent } = outer
  const then = memberCallOn(promise)
  if (then?.member.name === 'then') {
    const [handler] = then.call.arguments
    return handler ? fromFunction(handler, 0, context) : nothing
  }
  if (then?.member.name === 'finally') return fromPromise(then.call, context, seen)
  if (then?.member.name === 'catch') {
    const { all, whole } = fromPromise(then.call, context, seen)
    return { all: all.map((response) => ({ ...response, isSole: false })), whole }
  }
  const fn = functionReturning(outer)
  if (fn && !seen.has(fn)) return fromCallers(fn, context, new Set([...seen, fn]))
  const one = oneOfAll(outer)
  if (one) return of(fromName(one, null, context))
  const isAwaited = outer !== wrapped(promise)
  if (ts.isExpressionStatement(parent)) return nothing
  if (!isAwaited) return unseen
  if (ts.isVariableDeclaration(parent) && parent.initializer === outer)
    return of(fromName(parent.name, null, context))
  if (isAssignment(parent) && parent.right === outer)
    return ts.isExpressionStatement(parent.parent)
      ? of(fromName(bare(parent.left), null, context))
      : unseen
  const member = memberOf(parent)
  if (member?.receiver !== outer) return unseen
  const read = { field: member.name, node: member.node }
  return of({ ...none, reads: [read], origin: outer })
}

/** `a` in `const [a, b] = await Promise.all([…, …])`, and in `.then(([a, b]) => …)`. */
function oneOfAll(outer: ts.Expression): ts.Node | undefined {
  const list = outer.parent
  const all = ts.isArrayLiteralExpression(list) ? wrapped(list).parent : undefined
  if (!all || !ts.isArrayLiteralExpression(list) || !ts.isCallExpression(all)) return undefined
  if (all.expression.getText() !== 'Promise.all') return undefined
  const { parent } = awaited(all)
  const [handler] = memberCallOn(all)?.call.arguments ?? []
  const fn = handler && bare(handler)
  const pattern =
    ts.isVariableDeclaration(parent) && awaited(all) !== wrapped(all)
      ? parent.name
      : fn && isFunctionExpression(fn)
        ? fn.parameters[0]?.name
        : undefined
  if (!pattern || !ts.isArrayBindingPattern(pattern)) return undefined
  const element = pattern.elements[list.elements.indexOf(outer)]
  return element && ts.isBindingElement(element) && !element.initializer ? element.name : undefined
}

const none: Omit<Response, 'origin'> = {
  reads: [],
  isPassedOn: false,
  isSole: true,
  receiver: null,
  compared: null,
}

const of = (response: Response): Responses => ({ all: [response], whole: !response.isPassedOn })

/** The function whose result an expression is. */
function functionReturning(outer: ts.Expression): ts.SignatureDeclaration | undefined {
  const { parent } = outer
  if (ts.isArrowFunction(parent) && parent.body === outer) return parent
  if (!ts.isReturnStatement(parent)) return undefined
  const fn = ts.findAncestor(parent, ts.isFunctionLike)
  return fn && !ts.isCallSignatureDeclaration(fn) ? fn : undefined
}

/** What the callers of a function in its file do with the response it returns. */
function fromCallers(
  fn: ts.SignatureDeclaration,
  context: SiteContext,
  seen: Set<ts.Node>,
): Responses {
  if (nameGiven(fn) === undefined) return unseen
  const found = callsOf(fn, context).map((call) => fromPromise(call, context, seen))
  const all = found.flatMap((each) => each.all)
  return { all, whole: found.every(({ whole }) => whole) && isOnlyCalled(fn, context) }
}

/** A function that does not leave the module, and is used only by calling it. */
function isOnlyCalled(fn: ts.SignatureDeclaration, context: SiteContext): boolean {
  if (ts.isMethodDeclaration(fn)) return isPrivate(fn)
  const variable = wrapped(fn as unknown as ts.Expression).parent
  const name = ts.isFunctionDeclaration(fn)
    ? fn.name
    : ts.isVariableDeclaration(variable) && ts.isIdentifier(variable.name)
      ? variable.name
      : undefined
  const statement = ts.isFunctionDeclaration(fn) ? fn : variable.parent?.parent
  if (!name || !statement) return false
  const isExported =
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
  return (
    !isExported &&
    usesOf(name, context.oracle).every(
      (use) => ts.isCallExpression(use.parent) && use.parent.expression === use,
    )
  )
}

const isPrivate = (fn: ts.MethodDeclaration): boolean =>
  ts.isPrivateIdentifier(fn.name) ||
  (ts.getModifiers(fn) ?? []).some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword)

/** `.then(f)` and callbacks. */
function fromFunction(given: ts.Expression, index: number, context: SiteContext): Responses {
  const inner = bare(given)
  const fn = functionOf(inner, context)
  if (!fn) return unseen
  const parameter = fn.parameters[index]
  if (!parameter) return nothing
  const isOwn =
    isFunctionExpression(inner) || usesOf(inner as ts.Identifier, context.oracle).length <= 1
  return of(fromName(parameter.name, isOwn ? fn : null, context))
}

function fromName(
  name: ts.Node,
  receiver: ts.SignatureDeclaration | null,
  context: SiteContext,
): Response {
  const base = { ...none, origin: name, receiver }
  if (ts.isObjectBindingPattern(name))
    return { ...base, reads: ofPattern(name), isPassedOn: name.elements.some(isRest) }
  if (!ts.isIdentifier(name)) return { ...base, isPassedOn: true }
  const reads: ResponseRead[] = []
  let { isPassedOn, isSole } = base
  let compared: ts.Node | null = null
  let assignments = ts.isVariableDeclaration(name.parent) && name.parent.initializer ? 1 : 0
  const isDeclared =
    ts.isVariableDeclaration(name.parent) ||
    ts.isParameter(name.parent) ||
    ts.isBindingElement(name.parent)
  const first = isDeclared ? undefined : name
  const uses = usesOf(name, context.oracle)
  for (const use of first ? [first, ...uses] : uses) {
    const outer = wrapped(use)
    const { parent } = outer
    const member = memberOf(parent)
    if (isAssignment(parent) && parent.left === outer) assignments += 1
    else if (ts.isVariableDeclaration(parent) && parent.name === use) {
      if (parent.initializer) assignments += 1
    } else if (member?.receiver === outer) reads.push({ field: member.name, node: member.node })
    else if (ts.isVariableDeclaration(parent) && parent.initializer === outer) {
      const inner = fromName(parent.name, receiver, context)
      reads.push(...inner.reads)
      isPassedOn ||= inner.isPassedOn
      isSole &&= inner.isSole
    } else if (isNullTest(parent)) compared ??= use
    else if (!isTest(parent, outer) && !isLogged(outer)) isPassedOn = true
  }
  if (assignments > 1) isSole = false
  return { ...base, reads, isPassedOn, isSole, compared }
}

const isRest = ({ dotDotDotToken }: ts.BindingElement): boolean => dotDotDotToken !== undefined

const ofPattern = (pattern: ts.ObjectBindingPattern): readonly ResponseRead[] =>
  pattern.elements.flatMap((node) => {
    const field = nameOf(node.propertyName ?? node.name)
    return field === null || isRest(node) ? [] : [{ field, node }]
  })

/** `console.log(data)`. */
function isLogged(outer: ts.Expression): boolean {
  const { parent } = outer
  const callee = ts.isCallExpression(parent) ? memberOf(bare(parent.expression)) : undefined
  return callee !== undefined && bare(callee.receiver).getText() === 'console'
}

const isChoice = ({ operatorToken: { kind } }: ts.BinaryExpression): boolean =>
  kind === ts.SyntaxKind.QuestionQuestionToken ||
  kind === ts.SyntaxKind.BarBarToken ||
  kind === ts.SyntaxKind.AmpersandAmpersandToken

/** `if (data)`, `!data`, `data && …`, `data || …`. */
export const isTest = (parent: ts.Node, node: ts.Node): boolean =>
  ts.isIfStatement(parent) ||
  ts.isPrefixUnaryExpression(parent) ||
  (ts.isConditionalExpression(parent) && parent.condition === node) ||
  (ts.isBinaryExpression(parent) && isChoice(parent) && parent.left === node) ||
  (ts.isBinaryExpression(parent) && [parent.left, parent.right].some(isNothing))

const isNothing = (node: ts.Expression): boolean =>
  node.kind === ts.SyntaxKind.NullKeyword || (ts.isIdentifier(node) && node.text === 'undefined')

/** `data.List?.length`, `data.List ?? []`, `if (data.List)`, `data.List && data.List.map(…)`. */
export function isGuarded(node: ts.Expression): boolean {
  const outer = wrapped(node)
  const { parent } = outer
  if (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent))
    return parent.questionDotToken !== undefined || isProven(node)
  return isTest(parent, outer) || isProven(node)
}

/** Whether a test around an expression says that it is there. */
function isProven(node: ts.Expression): boolean {
  const text = node.getText()
  for (let at: ts.Node = node; at.parent && !ts.isFunctionLike(at); at = at.parent) {
    const { parent } = at
    const test =
      ts.isBinaryExpression(parent) &&
      parent.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken &&
      parent.right === at
        ? parent.left
        : ts.isConditionalExpression(parent) && parent.whenTrue === at
          ? parent.condition
          : ts.isIfStatement(parent) && parent.thenStatement === at
            ? parent.expression
            : undefined
    if (test && conjuncts(test).some((own) => own === text || own.startsWith(`${text}.length`)))
      return true
  }
  return false
}

function conjuncts(test: ts.Expression): readonly string[] {
  const inner = bare(test)
  return ts.isBinaryExpression(inner) &&
    inner.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken
    ? [...conjuncts(inner.left), ...conjuncts(inner.right)]
    : [inner.getText()]
}

/** `data === null`, `data !== null`. */
const isNullTest = (parent: ts.Node): boolean =>
  ts.isBinaryExpression(parent) &&
  (parent.operatorToken.kind === ts.SyntaxKind.EqualsEqualsEqualsToken ||
    parent.operatorToken.kind === ts.SyntaxKind.ExclamationEqualsEqualsToken) &&
  [parent.left, parent.right].some((side) => side.kind === ts.SyntaxKind.NullKeyword)
