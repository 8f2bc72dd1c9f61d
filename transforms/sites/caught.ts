// Errors of calls, followed to all names they get in their file, also through functions they are given to.

import { ts } from 'ts-morph'
import { bare, memberOf, wrapped } from '../syntax/nodes.ts'
import { usesOf } from '../syntax/uses.ts'
import { functionOf } from './calls.ts'
import type { SiteContext } from './context.ts'
import {
  callsOf,
  functionsGiven,
  type Handler,
  handlersOf,
  hasOtherErrors,
  ofFunction,
} from './handlers.ts'

/** A call of the SDK, or a load of credentials. */
export interface Source {
  readonly id: string
  /** Empty for a load. */
  readonly service: string
  readonly method: string
  readonly node: ts.CallExpression
  /** What the call gives is a promise of the response. */
  readonly isPromised?: boolean
}

/** A name or pattern that gets errors, with all that may have thrown them. */
export interface Caught {
  readonly name: ts.Node
  readonly scope: ts.Node
  readonly sources: Set<Source>
  /** Other code may have thrown them too. */
  isMixed: boolean
}

/** Follows errors from the calls to all names they get, also through functions they are given to. */
export function caughtErrors(sources: readonly Source[], context: SiteContext): readonly Caught[] {
  const byName = new Map<ts.Node, Caught>()
  const given = new Map<ts.Node, Set<ts.CallExpression>>()
  const isOwn = ownCalls(sources)
  const add = (handler: Handler, from: readonly Source[], isMixed: boolean): void => {
    const known = byName.get(handler.name)
    const before = known ? known.sources.size + Number(known.isMixed) : -1
    const caught = known ?? {
      name: handler.name,
      scope: handler.scope,
      sources: new Set<Source>(),
      isMixed: false,
    }
    for (const source of from) caught.sources.add(source)
    caught.isMixed ||=
      isMixed || (handler.tried !== null && hasOtherErrors(handler.tried, isOwn, context))
    byName.set(handler.name, caught)
    if (caught.sources.size + Number(caught.isMixed) > before) follow(caught)
  }
  const follow = (caught: Caught): void => {
    const from = Array.from(caught.sources)
    for (const { call, index } of argumentsIn(caught, context)) {
      const callee = bare(call.expression)
      for (const fn of calledBy(callee, context)) {
        const calls = given.get(fn) ?? new Set()
        given.set(fn, calls.add(call))
        for (const handler of ofFunction(fn, index, null)) add(handler, from, caught.isMixed)
      }
    }
  }
  for (const source of sources)
    for (const handler of handlersOf(source.node, context)) add(handler, [source], false)
  for (const [fn, calls] of given) {
    if (callsOf(fn, context).every((call) => calls.has(call))) continue
    for (const caught of byName.values()) if (caught.scope === fn) caught.isMixed = true
  }
  return Array.from(byName.values())
}

/** The functions of the file that a callee is, or, where it is a parameter, that the callers give for it. */
function calledBy(callee: ts.Expression, context: SiteContext): readonly ts.SignatureDeclaration[] {
  if (ts.isIdentifier(callee)) return functionsGiven(callee, context)
  const member = memberOf(callee)
  const declared =
    member && ts.isPropertyAccessExpression(member.node)
      ? context.oracle.symbol(member.node.name)?.valueDeclaration
      : undefined
  if (!declared || declared.getSourceFile() !== context.source) return []
  if (ts.isMethodDeclaration(declared)) return [declared]
  const value =
    ts.isPropertyDeclaration(declared) || ts.isPropertyAssignment(declared)
      ? declared.initializer
      : undefined
  const fn = value && functionOf(bare(value), context)
  return fn ? [fn] : []
}

/** Calls that an error is given to. */
function argumentsIn(
  { name, scope }: Caught,
  { oracle }: SiteContext,
): readonly { readonly call: ts.CallExpression; readonly index: number }[] {
  if (!ts.isIdentifier(name)) return []
  return usesOf(name, oracle, scope).flatMap((use) => {
    const outer = wrapped(use)
    const { parent } = outer
    return ts.isCallExpression(parent) && parent.expression !== outer
      ? [{ call: parent, index: parent.arguments.indexOf(outer) }]
      : []
  })
}

/** Whether a call is one of the SDK, or one on its result: `.promise()`, `.then(…)`. */
function ownCalls(sources: readonly Source[]): (node: ts.Node) => boolean {
  const nodes = new Set<ts.Node>(sources.map(({ node }) => node))
  const isOwn = (node: ts.Node): boolean => {
    if (nodes.has(node)) return true
    const member = ts.isCallExpression(node) ? memberOf(bare(node.expression)) : undefined
    return member !== undefined && isOwn(bare(member.receiver))
  }
  return isOwn
}
