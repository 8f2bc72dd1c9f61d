// Where a value can be waited for: in async functions, in modules, and in functions that may become async.

import { ts } from 'ts-morph'
import type { Edit } from '../model.ts'
import { isEsm } from '../syntax/module-shape.ts'
import { isFunctionExpression, wrapped } from '../syntax/nodes.ts'
import type { SiteContext } from './context.ts'
import { argumentOf } from './response-members.ts'
import type { Response } from './responses.ts'

export interface Waiting {
  /** `await `, or nothing where a promise will do. */
  readonly word: string
  /** The function becomes async. */
  readonly edits: readonly Edit[]
  /** It is a callback of the SDK. */
  readonly callback?: number
}

/** How a value that comes later can be taken at a place; undefined: it cannot. */
export function waitAt(
  whole: ts.Node,
  isText: boolean,
  { receiver }: Response,
  { source }: SiteContext,
): Waiting | undefined {
  const fn = ts.findAncestor(
    whole,
    (at) =>
      ts.isFunctionLike(at) || ts.isClassStaticBlockDeclaration(at) || ts.isPropertyDeclaration(at),
  )
  if (!fn) return isEsm(source) ? { word: 'await ', edits: [] } : undefined
  if (!ts.isFunctionLike(fn)) return undefined
  if (isAsync(fn))
    return 'asteriskToken' in fn && fn.asteriskToken ? undefined : { word: 'await ', edits: [] }
  if (isText && ts.isExpression(whole) && (isSettling(whole) || isResultOfThen(whole, fn)))
    return { word: '', edits: [] }
  const isReceiver = fn === receiver && !('asteriskToken' in fn && fn.asteriskToken)
  if (!isReceiver && !isThenHandler(fn)) return undefined
  if ('type' in fn && fn.type) return undefined
  const start = fn.getStart()
  return {
    word: 'await ',
    edits: [{ start, end: start, parts: ['async '] }],
    ...(isThenHandler(fn) ? {} : { callback: start }),
  }
}

const isAsync = (node: ts.Node): boolean =>
  ts.canHaveModifiers(node) &&
  (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword)

/** `resolve(x)`: a promise takes on what it is resolved with. */
function isSettling(whole: ts.Expression): boolean {
  const argument = argumentOf(wrapped(whole))
  const executor =
    argument &&
    ts.findAncestor(
      argument.call,
      (at) =>
        isFunctionExpression(at) &&
        ts.isNewExpression(at.parent) &&
        at.parent.expression.getText() === 'Promise',
    )
  const resolve =
    executor && isFunctionExpression(executor) ? executor.parameters[0]?.name.getText() : undefined
  return resolve !== undefined && argument?.callee === resolve
}

/** `.then((data) => data.Body.toString())`. */
const isResultOfThen = (whole: ts.Expression, fn: ts.Node): boolean =>
  isThenHandler(fn) &&
  ((ts.isArrowFunction(fn) && fn.body === wrapped(whole)) ||
    ts.isReturnStatement(wrapped(whole).parent))

const isThenHandler = (fn: ts.Node): boolean => {
  const argument = isFunctionExpression(fn) ? argumentOf(wrapped(fn)) : undefined
  return (
    argument !== undefined &&
    /\.(then|catch|finally)$/.test(argument.callee) &&
    !('asteriskToken' in fn && fn.asteriskToken)
  )
}
