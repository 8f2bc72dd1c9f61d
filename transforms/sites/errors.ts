// How errors are read, wherever what a call throws is caught in its file.

import { ts } from 'ts-morph'
import type { Blocker, Edit, ReadingFact } from '../model.ts'
import { bare, isAssignment, memberOf, nameOf, spanOf, wrapped } from '../syntax/nodes.ts'
import { usesOf } from '../syntax/uses.ts'
import { type Caught, caughtErrors, type Source } from './caught.ts'
import type { SiteContext } from './context.ts'
import { codeReading, nameReading } from './error-codes.ts'
import {
  fromMetadata,
  gone,
  inMetadata,
  lacksMember,
  type MemberRead,
  readsIn,
  renamed,
} from './error-members.ts'

/** How errors of calls are read, in the file they are caught in. */
export function errorReadings(
  sources: readonly Source[],
  context: SiteContext,
): readonly ReadingFact[] {
  const caught = caughtErrors(sources, context)
  const own = ownCodes(context.source)
  return caught.flatMap((each) => [
    ...readsIn(each, context).flatMap((read) => readingOf(read, own, context) ?? []),
    ...testsIn(each, context),
  ])
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
