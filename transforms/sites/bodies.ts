// The Body of `getObject` and other streams, which v2 gave as a Buffer: read once, and awaited.

import { ts } from 'ts-morph'
import type { Edit, Part } from '../model.ts'
import { memberCallOn, separatorBefore, spanOf, statementOf, wrapped } from '../syntax/nodes.ts'
import { usesOf } from '../syntax/uses.ts'
import type { SiteContext } from './context.ts'
import { argumentOf, isOperand } from './response-members.ts'
import { isTest, type Response, type ResponseRead } from './responses.ts'
import { type Waiting, waitAt } from './waits.ts'

/** The edits that turn every read of one body into v2's bytes or text; null where that cannot be done. */
export interface BodyEdits {
  readonly node: readonly Edit[]
  /** Null: the same. */
  readonly browser: readonly Edit[] | null
  /** Where a callback of the SDK becomes async. */
  readonly waits?: number | undefined
}

/** A use of a body. */
interface BodyUse {
  /** `data.Body`, without what is around it. */
  readonly node: ts.Expression
  /** Casts and parentheses around it. */
  readonly outer: ts.Expression
  /** Taken as text: the whole expression, and the encoding. */
  readonly text: { readonly whole: ts.Expression; readonly encoding: string } | null
}

/** @param reads all reads of the body of one response */
export function bodyEdits(
  response: Response,
  reads: readonly ResponseRead[],
  context: SiteContext,
): BodyEdits | null {
  if (!response.isSole) return null
  const nodes = reads.flatMap(({ node }) => valuesOf(node, context))
  const uses: BodyUse[] = []
  let isTested = false
  for (const node of nodes) {
    if (node === null) return null
    const outer = wrapped(node)
    if (isTest(outer.parent, outer) || ts.isTypeOfExpression(outer.parent)) {
      isTested = true
      continue
    }
    const alias = aliasOf(outer)
    if (alias) return null
    if (ts.isBinaryExpression(outer.parent) && !isJoined(outer)) return null
    uses.push({ node, outer, text: textOf(node, outer) })
  }
  const [only, ...others] = uses
  if (!only) return { node: [], browser: [] }
  if (others.length > 0 || isRepeated(only.node, response.origin) || isAddedTo(only.node))
    return storedOnce(uses, response, context)
  return readOnce(only, isTested, response, context)
}

/** The expressions that are a member of a response: itself, or the uses of the name that a pattern gives it. */
export function valuesOf(
  node: ResponseRead['node'],
  { oracle }: SiteContext,
): readonly (ts.Expression | null)[] {
  if (!ts.isBindingElement(node)) return [node]
  return ts.isIdentifier(node.name) && !node.initializer ? usesOf(node.name, oracle) : [null]
}

const aliasOf = (outer: ts.Expression): boolean =>
  ts.isVariableDeclaration(outer.parent) && !ts.isIdentifier(outer.parent.name)

/** `data.Body + ''`. */
const isJoined = ({ parent }: ts.Expression): boolean =>
  ts.isBinaryExpression(parent) &&
  (parent.operatorToken.kind === ts.SyntaxKind.PlusToken ||
    parent.operatorToken.kind === ts.SyntaxKind.EqualsToken ||
    parent.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken ||
    parent.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken)

/** `x.toString('utf8')`, `JSON.parse(x)`, `String(x)`. */
function textOf(node: ts.Expression, outer: ts.Expression): BodyUse['text'] {
  const called = memberCallOn(node)
  if (called?.member.name === 'toString' && called.call.arguments.length <= 1) {
    const [encoding] = called.call.arguments
    const text = encoding?.getText() ?? ''
    return { whole: called.call, encoding: /^['"`]utf-?8['"`]$/i.test(text) ? '' : text }
  }
  const argument = argumentOf(outer)
  if (argument?.callee === 'String') return { whole: argument.call, encoding: '' }
  if (argument?.callee === 'JSON.parse' || ts.isTemplateSpan(outer.parent))
    return { whole: outer, encoding: '' }
  return null
}

function readOnce(
  { node, outer, text }: BodyUse,
  isTested: boolean,
  response: Response,
  context: SiteContext,
): BodyEdits | null {
  const whole = text?.whole ?? outer
  const waiting = waitAt(whole, text !== null, response, context)
  if (!waiting) return null
  const isOptional = /\?\.\s*[\w$[]*$/.test(node.getText()) || memberCallOn(node)?.member.optional
  if (text) {
    const edits = awaitedText(
      node,
      text,
      waiting,
      isOptional === true,
      assertion(node, outer === node, context),
    )
    return edits && { node: [...edits, ...waiting.edits], browser: null, waits: waiting.callback }
  }
  if (memberCallOn(node)?.member.optional) return null
  const assert = assertion(node, isTested && outer === node, context)
  const kept = ts.isNonNullExpression(node.parent) ? node.parent : node
  const key = ts.isShorthandPropertyAssignment(node.parent) ? `${node.getText()}: ` : ''
  const bytes = (before: string, after: string): readonly Edit[] => [
    { start: outer.getStart(), end: node.getStart(), parts: [key + before] },
    { start: kept.end, end: outer.end, parts: [`${assert}.transformToByteArray()${after}`] },
    ...waiting.edits,
  ]
  const isTight = isOperand(outer)
  return {
    node: bytes('Buffer.from(await ', ')'),
    browser: isTight ? bytes(`${separatorBefore(outer)}(await `, ')') : bytes('await ', ''),
    waits: waiting.callback,
  }
}

/** `!`, where TypeScript needs it. */
function assertion(node: ts.Expression, isSaid: boolean, { file }: SiteContext): string {
  const isAsserted = ts.isNonNullExpression(node.parent) || node.getText().includes('?.')
  return /\.[cm]?tsx?$/.test(file) && !isAsserted && !isSaid ? '!' : ''
}

/** `total += data.Body.length`: what is added to is read before the wait, and may change meanwhile. */
function isAddedTo(node: ts.Node): boolean {
  for (let at = node; at.parent && !ts.isStatement(at) && !ts.isFunctionLike(at); at = at.parent) {
    const { parent } = at
    if (!ts.isBinaryExpression(parent) || parent.right !== at) continue
    const operator = parent.operatorToken.getText()
    if (/^[^=!<>]+=$/.test(operator)) return true
    if (operator === '=' && parent.right.getText().includes(parent.left.getText())) return true
  }
  return false
}

/** `await data.Body.transformToString()`. */
function awaitedText(
  node: ts.Expression,
  { whole, encoding }: NonNullable<BodyUse['text']>,
  { word }: Waiting,
  isOptional: boolean,
  assert: string,
): readonly Edit[] | null {
  const isTight = word !== '' && isTightly(whole)
  const kept = ts.isNonNullExpression(node.parent) ? node.parent : node
  const called = memberCallOn(node)
  const dot = called?.member.optional ? '?.' : '.'
  const continued = isTight && isOptional && ts.isPropertyAccessExpression(whole.parent)
  const follows: readonly Edit[] =
    continued && ts.isPropertyAccessExpression(whole.parent) && !whole.parent.questionDotToken
      ? [{ start: whole.end, end: whole.end, parts: ['?'] }]
      : []
  if (isTight && isOptional && !ts.isPropertyAccessExpression(whole.parent)) return null
  return [
    {
      start: whole.getStart(),
      end: node.getStart(),
      parts: [`${isTight ? `${separatorBefore(whole)}(` : ''}${word}`],
    },
    {
      start: kept.end,
      end: whole.end,
      parts: [`${assert}${dot}transformToString(${encoding})${isTight ? ')' : ''}`],
    },
    ...follows,
  ]
}

/** Whether a member or call follows directly. */
function isTightly(whole: ts.Expression): boolean {
  const { parent } = wrapped(whole)
  return (
    wrapped(whole) === whole &&
    ((ts.isPropertyAccessExpression(parent) && parent.expression === whole) ||
      (ts.isElementAccessExpression(parent) && parent.expression === whole))
  )
}

/** Whether a loop around a read goes on with the same response. */
function isRepeated(node: ts.Node, origin: ts.Node): boolean {
  for (let at = node.parent; at && !ts.isSourceFile(at); at = at.parent) {
    if (at.getStart() <= origin.getStart() && origin.end <= at.end) return false
    if (ts.isIterationStatement(at, false)) return true
  }
  return false
}

/** `const body = Buffer.from(await data.Body.transformToByteArray())`, before the first statement that reads it. */
function storedOnce(
  uses: readonly BodyUse[],
  response: Response,
  context: SiteContext,
): BodyEdits | null {
  const [first] = uses
  const list = first && commonList(uses.map(({ node }) => node))
  if (!first || !list) return null
  const statement = list.find((own) => uses.some(({ node }) => isIn(node, own)))
  if (!statement || isIn(response.origin, statement) || statement.getStart() < response.origin.end)
    return null
  if (isRepeated(statement, response.origin)) return null
  if (ts.isFunctionDeclaration(statement)) return null
  const waiting = waitAt(statement, false, response, context)
  if (!waiting) return null
  const name = freeName(context.source)
  if (name === undefined) return null
  const kept = ts.isNonNullExpression(first.node.parent) ? first.node.parent : first.node
  const isText = uses.every(
    ({ node, text }) =>
      text?.encoding === '' &&
      !memberCallOn(node)?.member.optional &&
      !node.getText().includes('?.'),
  )
  const sign = assertion(first.node, false, context)
  const read: Part = { raw: context.source.text.slice(kept.getStart(), kept.end) }
  const store = (parts: readonly Part[]): Edit => ({
    start: statement.getStart(),
    end: statement.getStart(),
    parts: [
      `const ${name} = `,
      ...parts,
      ...(beginsLine(statement) ? [';', '\n'] : [{ raw: '; ' }]),
    ],
  })
  if (uses.some(({ node }) => memberCallOn(node)?.member.optional || node.getText().includes('?.')))
    return null
  const replaced = uses.map(({ node, text }): Edit => {
    const own = ts.isNonNullExpression(node.parent) ? node.parent : node
    const { start, end } = isText && text ? spanOf(text.whole) : spanOf(own)
    const isShort = ts.isShorthandPropertyAssignment(node.parent)
    return { start, end, parts: [isShort ? `${node.getText()}: ${name}` : name] }
  })
  if (isText)
    return {
      node: [store(['await ', read, `${sign}.transformToString()`]), ...replaced, ...waiting.edits],
      browser: null,
      waits: waiting.callback,
    }
  return {
    waits: waiting.callback,
    node: [
      store(['Buffer.from(await ', read, `${sign}.transformToByteArray())`]),
      ...replaced,
      ...waiting.edits,
    ],
    browser: uses.some(({ text }) => text)
      ? []
      : [store(['await ', read, `${sign}.transformToByteArray()`]), ...replaced, ...waiting.edits],
  }
}

function beginsLine(node: ts.Node): boolean {
  const { text } = node.getSourceFile()
  const start = node.getStart()
  return text.slice(text.lastIndexOf('\n', start - 1) + 1, start).trim() === ''
}

const isIn = (node: ts.Node, outer: ts.Node): boolean =>
  node.getStart() >= outer.getStart() && node.end <= outer.end

/** The innermost statement list that holds all nodes. */
function commonList(nodes: readonly ts.Node[]): readonly ts.Statement[] | undefined {
  const [first] = nodes
  for (let at = first && statementOf(first)?.parent; at; at = at.parent) {
    const list = ts.isBlock(at) || ts.isSourceFile(at) ? at.statements : undefined
    if (list && nodes.every((node) => list.some((own) => isIn(node, own)))) return list
    if (ts.isFunctionLike(at)) return undefined
  }
  return undefined
}

function freeName({ text }: ts.SourceFile): string | undefined {
  return ['body', 'bytes', 'bodyBytes', 'content'].find(
    (name) => !new RegExp(`(^|[^\\w$.])${name}(?![\\w$])`).test(text),
  )
}
