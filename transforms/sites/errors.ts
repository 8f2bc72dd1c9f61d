// Members of errors that only v2 has, read wherever what a call throws is caught in its file.

import { ts } from 'ts-morph'
import type { Blocker, Edit, ReadingFact } from '../model.ts'
import {
  bare,
  isAssignment,
  memberCallOn,
  memberOf,
  nameOf,
  separatorBefore,
  spanOf,
  wrapped,
} from '../syntax/nodes.ts'
import { usesOf } from '../syntax/uses.ts'
import { functionOf } from './calls.ts'
import type { SiteContext } from './context.ts'
import { codeReading, nameReading } from './error-codes.ts'
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
}

/** A name or pattern that gets errors, with all that may have thrown them. */
export interface Caught {
  readonly name: ts.Node
  readonly scope: ts.Node
  readonly sources: Set<Source>
  /** Other code may have thrown them too. */
  isMixed: boolean
}

/** One place that reads a member of an error. */
export interface MemberRead {
  readonly member: string
  /** `err.code`, or the element of a pattern. */
  readonly node: ts.Expression | ts.BindingElement
  readonly caught: Caught
}

/** Where v3 keeps what v2 had on the error itself. */
const inMetadata: Readonly<Record<string, string>> = {
  cfId: 'cfId',
  extendedRequestId: 'extendedRequestId',
  requestId: 'requestId',
  statusCode: 'httpStatusCode',
}

/** Members without a form in v3. */
const gone = new Set(['hostname', 'originalError', 'region', 'retryDelay', 'time'])

const isKnown = (member: string): boolean =>
  member === 'code' ||
  member === 'name' ||
  member === 'retryable' ||
  gone.has(member) ||
  Object.hasOwn(inMetadata, member)

/** How errors of calls are read, in the file they are caught in. */
export function errorReadings(
  sources: readonly Source[],
  context: SiteContext,
): readonly ReadingFact[] {
  const caught = collect(sources, context)
  const own = ownCodes(context.source)
  return caught.flatMap((each) => [
    ...readsIn(each, context).flatMap((read) => readingOf(read, own, context) ?? []),
    ...testsIn(each, context),
  ])
}

/** Follows errors from the calls to all names they get, also through functions they are given to. */
function collect(sources: readonly Source[], context: SiteContext): readonly Caught[] {
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

/** `err.code`, `err['code']`, `const { code } = err`, `catch ({ code })`. */
function readsIn(caught: Caught, { oracle }: SiteContext): readonly MemberRead[] {
  const found: MemberRead[] = []
  const fromPattern = (pattern: ts.ObjectBindingPattern): void => {
    for (const node of pattern.elements) {
      const member = nameOf(node.propertyName ?? node.name)
      if (member !== null && isKnown(member) && !node.dotDotDotToken)
        found.push({ member, node, caught })
    }
  }
  const fromName = (name: ts.Identifier): void => {
    for (const use of usesOf(name, oracle, caught.scope)) {
      const outer = wrapped(use)
      const { parent } = outer
      const member = memberOf(parent)
      if (member?.receiver === outer && isKnown(member.name))
        found.push({ member: member.name, node: member.node, caught })
      else if (ts.isVariableDeclaration(parent) && parent.initializer === outer) {
        if (ts.isObjectBindingPattern(parent.name)) fromPattern(parent.name)
        else if (ts.isIdentifier(parent.name)) fromName(parent.name)
      }
    }
  }
  const { name } = caught
  if (ts.isObjectBindingPattern(name)) fromPattern(name)
  else if (ts.isIdentifier(name)) fromName(name)
  return found
}

/** `'code' in err`, which guards a read of `err.code`: `name` is in every error. */
function testsIn(
  { name, scope, sources }: Caught,
  { oracle }: SiteContext,
): readonly ReadingFact[] {
  if (!ts.isIdentifier(name)) return []
  return usesOf(name, oracle, scope).flatMap((use) => {
    const test = wrapped(use).parent
    const isTest =
      ts.isBinaryExpression(test) &&
      test.operatorToken.kind === ts.SyntaxKind.InKeyword &&
      ts.isStringLiteral(test.left) &&
      test.left.text === 'code' &&
      test.right === wrapped(use)
    if (!isTest || comparesWithNode(test)) return []
    const { start, end } = spanOf(test.left)
    const edits = [{ start: start + 1, end: end - 1, parts: ['name'] }]
    return {
      id: `reading:${start}`,
      calls: Array.from(sources, ({ id }) => id),
      servesBoth: true,
      edits,
      inBrowser: edits,
      notes: [],
      otherwise: null,
    }
  })
}

/** `'code' in err && err.code === 'ENOENT'`. */
function comparesWithNode(test: ts.BinaryExpression): boolean {
  let outer: ts.Node = test
  while (ts.isBinaryExpression(outer.parent) || ts.isParenthesizedExpression(outer.parent))
    outer = outer.parent
  return /(['"])E[A-Z]+\1/.test(outer.getText())
}

function readingOf(
  read: MemberRead,
  own: ReadonlySet<string>,
  context: SiteContext,
): ReadingFact | undefined {
  const { member, node, caught } = read
  const outer = ts.isBindingElement(node) ? node : wrapped(node)
  if (isAssignment(outer.parent) && outer.parent.left === outer) return undefined
  const base = {
    id: `reading:${node.getStart()}`,
    calls: Array.from(caught.sources, ({ id }) => id),
    servesBoth: false,
    notes: [],
  }
  const say: Blocker = { code: 'error-member', at: node.getStart(), data: { member } }
  const sayCode = (missing: string): Blocker => ({
    code: 'error-code',
    at: node.getStart(),
    data: { code: missing },
  })
  const write = (edits: readonly Edit[], more: Partial<ReadingFact> = {}): ReadingFact => ({
    ...base,
    edits,
    inBrowser: edits,
    otherwise: say,
    ...more,
  })
  if (gone.has(member)) return caught.isMixed ? undefined : write([])
  if (member === 'retryable') return write(renamed(node, '$retryable'), { notes: [say] })
  const inside = inMetadata[member]
  if (inside !== undefined) {
    if (lacksMember(node, '$metadata', context)) return write([])
    return write(fromMetadata(read, inside))
  }
  if (member === 'name') {
    const name = nameReading(read, context)
    if (!name) return undefined
    return 'none' in name ? write([], { otherwise: sayCode(name.none) }) : write(name)
  }
  const code = codeReading(read, own, context)
  if (code === 'none') return undefined
  if (code === 'unclear') return write([])
  if ('none' in code) return write([], { otherwise: sayCode(code.none) })
  const { edits, servesBoth, changed, isMatched } = code
  return write(edits, { servesBoth, notes: [...changed.map(sayCode), ...(isMatched ? [say] : [])] })
}

/** Whether the type of an error is stated and has no such member. The types of v2 get another form, which has it. */
export function lacksMember(
  node: MemberRead['node'],
  member: string,
  { oracle }: SiteContext,
): boolean {
  if (!ts.isBindingElement(node)) {
    const receiver = memberOf(node)?.receiver
    return receiver !== undefined && !isOfAws(receiver) && oracle.lacks(receiver, member)
  }
  const declaration = node.parent.parent
  if (ts.isParameter(declaration)) return declaration.type !== undefined && !isOfAws(declaration)
  const value = ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined
  return value !== undefined && !isOfAws(value) && oracle.lacks(value, member)
}

const isOfAws = (node: ts.Node): boolean => /\b(AWSError|any)\b/.test(node.getText())

/** `err.code` → `err.name`, `{ code }` → `{ name: code }`. */
export function renamed(node: MemberRead['node'], name: string): readonly Edit[] {
  if (ts.isBindingElement(node)) {
    const { propertyName } = node
    return propertyName
      ? [{ ...spanOf(propertyName), parts: [name] }]
      : [{ start: node.getStart(), end: node.getStart(), parts: [`${name}: `] }]
  }
  const member = memberOf(node)
  if (!member) return []
  if (ts.isPropertyAccessExpression(member.node)) return [{ ...member.span, parts: [name] }]
  const { start, end } = spanOf(member.node.argumentExpression)
  return [{ start: start + 1, end: end - 1, parts: [name] }]
}

/** `err.statusCode` → `err.$metadata?.httpStatusCode`; other errors may have a status of their own. */
function fromMetadata({ node, member, caught }: MemberRead, inside: string): readonly Edit[] {
  if (ts.isBindingElement(node)) {
    if (caught.isMixed) return []
    const isSame = ts.isIdentifier(node.name) && node.name.text === inside
    return [
      {
        start: node.getStart(),
        end: node.name.getStart(),
        parts: [isSame ? '$metadata: { ' : `$metadata: { ${inside}: `],
      },
      { start: node.end, end: node.end, parts: [' } = {}'] },
    ]
  }
  const own = memberOf(node)
  if (!own) return []
  const isDot = ts.isPropertyAccessExpression(own.node)
  const lead = isDot ? '' : own.optional ? '?.' : '.'
  const read: Edit = { ...own.span, parts: [`${lead}$metadata?.${inside}`] }
  if (!caught.isMixed) return [read]
  const name = spanOf(own.receiver)
  const rest = node.getSourceFile().text.slice(name.end, node.end)
  const isSingle = ts.isIdentifier(bare(own.receiver)) && memberCallOn(node) === undefined
  return isSingle && member === 'statusCode'
    ? [
        { start: name.start, end: name.start, parts: [`${separatorBefore(node)}(`] },
        read,
        { start: node.end, end: node.end, parts: [' ?? ', name, { raw: `${rest})` }] },
      ]
    : []
}

/** Codes that the file itself gives to errors: `err.code = 'Full'`, `Object.assign(err, { code: 'Full' })`. */
function ownCodes(source: ts.SourceFile): ReadonlySet<string> {
  const found = new Set<string>()
  const take = (value: ts.Expression | undefined): void => {
    const inner = value && bare(value)
    if (inner && ts.isStringLiteralLike(inner)) found.add(inner.text)
  }
  const visit = (node: ts.Node): void => {
    if (isAssignment(node) && memberOf(bare(node.left))?.name === 'code') take(node.right)
    if (ts.isPropertyDeclaration(node) && nameOf(node.name) === 'code') take(node.initializer)
    if (ts.isCallExpression(node) && memberOf(node.expression)?.name === 'assign')
      for (const argument of node.arguments.map(bare))
        if (ts.isObjectLiteralExpression(argument))
          for (const property of argument.properties)
            if (ts.isPropertyAssignment(property) && nameOf(property.name) === 'code')
              take(property.initializer)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}
