// Writes calls: `s3.send(new GetObjectCommand(params))`, or methods of the aggregated client.

import type { CallFact, Edit, Part, Span } from '../model.ts'
import type { Decision } from '../plan/types.ts'

export function rewriteCall(
  source: string,
  fact: CallFact,
  decision: Decision & { kind: 'call' },
): readonly Edit[] {
  const edits: Edit[] = []
  if (fact.promise)
    edits.push({
      ...fact.promise,
      parts: fact.promiseComments.flatMap((comment): readonly Part[] => [' ', comment]),
    })
  if (decision.form === 'method') {
    if (!fact.params)
      edits.push({
        start: fact.args.start,
        end: fact.args.start,
        parts: [fact.callback ? '{}, ' : '{}'],
      })
    return edits
  }
  const isElement = source.charAt(fact.member.start) !== fact.method.charAt(0)
  edits.push({ ...fact.member, parts: [isElement ? (fact.optional ? '?.send' : '.send') : 'send'] })
  return [...edits, ...commandEdits(source, fact, decision.command)]
}

/** `(params, callback)` → `(new Command(params), callback)`. */
function commandEdits(
  source: string,
  { args, params, callback }: CallFact,
  command: string,
): readonly Edit[] {
  const open = `new ${command}(`
  if (!params) {
    if (!callback) return [{ ...args, parts: [`${open}{})`, ...trivia(source, args)] }]
    return [{ start: args.start, end: args.start, parts: [`${open}{}), `] }]
  }
  const end = callback ? params.end : trimmedEnd(source, args)
  return [
    { start: params.start, end: params.start, parts: [open] },
    { start: end, end, parts: [')'] },
  ]
}

/** Comments in an empty argument list stay. */
function trivia(source: string, args: Span): readonly Part[] {
  return source.slice(args.start, args.end).trim() === '' ? [] : [args]
}

/** The end of the arguments without white space and a trailing comma before the parenthesis. */
function trimmedEnd(source: string, args: Span): number {
  const text = source.slice(args.start, args.end)
  return args.start + text.replace(/,?\s*$/, '').length
}
