// Blobs that v3 gives as bytes where v2 gave a Buffer, or text.

import { ts } from 'ts-morph'
import type { Edit } from '../model.ts'
import { bare, memberCallOn, memberOf, requiredModule, spanOf, wrapped } from '../syntax/nodes.ts'
import { usesOf } from '../syntax/uses.ts'
import { type BodyEdits, valuesOf } from './bodies.ts'
import type { SiteContext } from './context.ts'
import { argumentOf, isOperand } from './response-members.ts'
import { isTest, type ResponseRead } from './responses.ts'

/**
 * How a blob of a response is read.
 *
 * @param isText v2 gave text
 * @param converts the type of v3 can turn itself into text
 * @returns null where a human must look
 */
export function blobEdits(
  reads: readonly ResponseRead[],
  isText: boolean,
  converts: boolean,
  context: SiteContext,
): BodyEdits | null {
  const edits: Edit[] = []
  let isBuffer = false
  const values = reads.flatMap((read) => valuesOf(read.node, context))
  for (const node of isText ? values : values.flatMap((value) => aliasedTo(value, context))) {
    if (node === null) return null
    const outer = wrapped(node)
    if (isTest(outer.parent, outer) || ts.isTypeOfExpression(outer.parent)) continue
    const own = isText
      ? textEdits(node, outer, converts, context)
      : bytesEdits(node, outer, context)
    if (!own) return null
    isBuffer ||= own.some(({ parts }) => String(parts[0]).includes('Buffer.from'))
    edits.push(...own)
  }
  return { node: edits, browser: isBuffer ? [] : null }
}

/** The uses of `key` in `const key = data.Plaintext`. */
function aliasedTo(
  value: ts.Expression | null,
  { oracle }: SiteContext,
): readonly (ts.Expression | null)[] {
  const declared = value && wrapped(value).parent
  if (!declared || !ts.isVariableDeclaration(declared) || !ts.isIdentifier(declared.name))
    return [value]
  const isConst = (ts.getCombinedNodeFlags(declared) & ts.NodeFlags.Const) !== 0
  const isPlain = value === wrapped(value) || ts.isNonNullExpression(wrapped(value))
  return isConst && isPlain && !declared.type ? usesOf(declared.name, oracle) : [null]
}

/** `!`, where TypeScript needs it and nothing else says that it is there. */
function assertion(node: ts.Expression, { file }: SiteContext): string {
  if (!/\.[cm]?tsx?$/.test(file) || ts.isNonNullExpression(node.parent)) return ''
  return node.getText().includes('?.') ? '' : '!'
}

/** `JSON.parse(res.Payload)` → `JSON.parse(res.Payload.transformToString())`. */
function textEdits(
  node: ts.Expression,
  outer: ts.Expression,
  converts: boolean,
  context: SiteContext,
): readonly Edit[] | null {
  const called = memberCallOn(node)
  if (called?.member.name === 'toString') {
    const [encoding, ...rest] = called.call.arguments
    if (rest.length > 0 || (encoding && !/^['"`]utf-?8['"`]$/i.test(encoding.getText())))
      return null
    if (!converts)
      return called.member.optional
        ? null
        : wrappedIn(node, outer, spanOf(called.call), '.toString()', context)
    const dot = called.member.optional ? '?.' : '.'
    const kept = ts.isNonNullExpression(node.parent) ? node.parent : node
    const cut = { start: outer.getStart(), end: node.getStart() }
    const isCast = kept !== outer
    return [
      ...(isCast && cut.end > cut.start ? [{ ...cut, parts: [''] }] : []),
      {
        start: kept.end,
        end: called.call.end,
        parts: [`${isCast ? assertion(node, context) : ''}${dot}transformToString()`],
      },
    ]
  }
  if (ts.isShorthandPropertyAssignment(node.parent)) {
    const parts = [`: ${node.getText()}?.transformToString()`]
    return converts ? [{ start: node.end, end: node.end, parts }] : null
  }
  if (
    ts.isBinaryExpression(outer.parent) &&
    outer.parent.left === outer &&
    outer.parent.operatorToken.kind === ts.SyntaxKind.EqualsToken
  )
    return null
  if (!converts) return wrappedIn(node, outer, spanOf(outer), '.toString()', context)
  const isTaken = argumentOf(outer) !== undefined || isOperand(outer)
  const kept = ts.isNonNullExpression(node.parent) ? node.parent : node
  const sign = isTaken || outer !== kept ? assertion(node, context) : ''
  const isSure = isTaken || sign !== '' || kept !== node || node.getText().includes('?.')
  const cut = { start: outer.getStart(), end: node.getStart() }
  return [
    ...(cut.end > cut.start ? [{ ...cut, parts: [''] }] : []),
    {
      start: kept.end,
      end: outer.end,
      parts: [`${sign}${isSure ? '.' : '?.'}transformToString()`],
    },
  ]
}

/** `Buffer.from(data.Plaintext).toString()`, in the place of a span. */
function wrappedIn(
  node: ts.Expression,
  outer: ts.Expression,
  whole: { readonly start: number; readonly end: number },
  after: string,
  context: SiteContext,
): readonly Edit[] | null {
  if (node.getText().includes('?.') || ts.isShorthandPropertyAssignment(node.parent)) return null
  const kept = ts.isNonNullExpression(node.parent) ? node.parent : node
  const isCast = kept !== outer
  const sign = isCast || argumentOf(outer) ? assertion(node, context) : ''
  return [
    { start: whole.start, end: node.getStart(), parts: ['Buffer.from('] },
    { start: kept.end, end: whole.end, parts: [`${sign})${after}`] },
  ]
}

/** `data.Plaintext.toString('utf8')` → `Buffer.from(data.Plaintext).toString('utf8')`. */
function bytesEdits(
  node: ts.Expression,
  outer: ts.Expression,
  context: SiteContext,
): readonly Edit[] | null {
  const member = memberOf(outer.parent)
  if (member?.receiver === outer) {
    if (/^(length|byteLength)$/.test(member.name)) return []
    if (member.optional) return null
    return wrappedIn(node, outer, spanOf(outer), '', context)
  }
  const argument = argumentOf(outer)
  if (argument?.callee === 'JSON.parse')
    return wrappedIn(node, outer, spanOf(outer), '.toString()', context)
  if (argument?.callee === 'String')
    return wrappedIn(node, outer, spanOf(argument.call), '.toString()', context)
  if (ts.isTemplateSpan(outer.parent))
    return wrappedIn(node, outer, spanOf(outer), '.toString()', context)
  return takesBytes(outer, context) ? [] : null
}

/** `createHash('sha256')` in `createHash('sha256').update`. */
const receiverOf = (node: ts.Expression): ts.Expression | undefined =>
  memberOf(node)?.receiver ?? (ts.isCallExpression(node) ? node.expression : undefined)

/** `Buffer.from(x)`, `new Uint8Array(x)`, `fs.writeFileSync(path, x)`: a Uint8Array will do. */
function takesBytes(outer: ts.Expression, context: SiteContext): boolean {
  const list = ts.isArrayLiteralExpression(outer.parent) ? outer.parent : undefined
  const taker = list ? wrapped(list).parent : outer.parent
  if (!ts.isCallExpression(taker) && !ts.isNewExpression(taker)) return false
  const callee = bare(taker.expression)
  if (callee === outer) return false
  if (/^(Buffer\.(from|concat)|Uint8Array|DataView)$/.test(callee.getText())) return true
  let root = callee
  for (let inner: ts.Expression | undefined = root; inner; inner = receiverOf(root))
    root = bare(inner)
  const declared = ts.isIdentifier(bare(root))
    ? context.oracle.localSymbol(bare(root))?.declarations?.[0]
    : undefined
  const imported = declared && ts.findAncestor(declared, ts.isImportDeclaration)?.moduleSpecifier
  const variable = declared && ts.findAncestor(declared, ts.isVariableDeclaration)?.initializer
  const module =
    imported && ts.isStringLiteral(imported)
      ? imported.text
      : variable && requiredModule(memberOf(bare(variable))?.receiver ?? bare(variable))
  return module !== undefined && /^(node:)?(fs(\/promises)?|zlib|crypto)$/.test(module)
}
