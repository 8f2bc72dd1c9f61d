// What a person has to know about the callback of a call once it is on v3.

import { ts } from 'ts-morph'
import type { CallFact, Remark } from '../model.ts'
import { bare, isFunctionExpression } from '../syntax/nodes.ts'
import type { SiteContext } from './context.ts'
import { callbackOf } from './requests.ts'
import { responsesOf } from './responses.ts'

/** A callback that compares its response with null, or throws. */
export function remarksOn(
  call: CallFact,
  node: ts.CallExpression,
  context: SiteContext,
): readonly Remark[] {
  const what = `${call.service}.${call.method}`
  if (call.stream)
    return [{ site: call.id, code: 'stream-rejects', at: call.stream.start, data: { what } }]
  if (call.promise || !call.callback) return []
  const compared = responsesOf(node, context).all.flatMap((response) =>
    response.compared ? [response.compared] : [],
  )
  return [
    ...compared.slice(0, 1).map(
      (at): Remark => ({
        site: call.id,
        code: 'callback-null',
        at: at.getStart(),
        data: { what },
      }),
    ),
    ...thrownInCallback(call, node, what),
  ]
}

/** v3 swallows what a callback throws; v2 does not. Source: `Client.send` of @smithy/core. */
function thrownInCallback(
  call: CallFact,
  node: ts.CallExpression,
  what: string,
): readonly Remark[] {
  const last = callbackOf(node)
  const callback = last && bare(last)
  if (!callback || !isFunctionExpression(callback)) return []
  const find = (at: ts.Node): ts.Node | undefined => {
    if (ts.isThrowStatement(at)) return at
    return ts.isFunctionLike(at) || ts.isTryStatement(at) ? undefined : ts.forEachChild(at, find)
  }
  const thrown = ts.forEachChild(callback.body, find)
  return thrown
    ? [{ site: call.id, code: 'callback-throws', at: thrown.getStart(), data: { what } }]
    : []
}
