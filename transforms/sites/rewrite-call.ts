// Writes calls: `s3.send(new GetObjectCommand(params))`, or methods of the aggregated client.

import type { CallFact, Edit, Part, Span } from '../model.ts'
import type { Decision } from '../plan/types.ts'

export function rewriteCall(
  source: string,
  fact: CallFact,
  decision: Decision & { kind: 'call' },
): readonly Edit[] {
  const edits: Edit[] = []
  if (fact.promise) edits.push(promiseEdit(source, fact.promise, fact.promiseComments))
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

/** Cuts `.promise()` with the white space before it; comments between them stay, each where it is. */
function promiseEdit(source: string, promise: Span, comments: readonly Span[]): Edit {
  const last = comments.at(-1)
  if (!last) return { ...promise, parts: [] }
  const isLine = source.startsWith('//', last.start)
  if (isLine && source.charAt(promise.end) === ';')
    return {
      start: promise.start,
      end: promise.end + 1,
      parts: [';', { start: promise.start, end: last.end }].map(verbatim),
    }
  const endsLine = /^[ \t]*(\r?\n|$)/.test(source.slice(promise.end))
  return {
    ...promise,
    parts: [{ start: promise.start, end: last.end }, isLine && !endsLine ? '\n' : ''],
  }
}

const verbatim = (part: Part): Part => (part === ';' ? { raw: ';' } : part)

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
  const end = params.end
  const comma = callback ? null : trailingComma(source, end, args.end)
  return [
    { start: params.start, end: params.start, parts: [open] },
    { start: end, end, parts: [')'] },
    ...(comma ? [{ ...comma, parts: [] }] : []),
  ]
}

/** Comments in an empty argument list stay. */
function trivia(source: string, args: Span): readonly Part[] {
  return source.slice(args.start, args.end).trim() === '' ? [] : [args]
}

/** A comma before the closing parenthesis: the command takes one argument, and the call one command. */
function trailingComma(source: string, start: number, end: number): Span | null {
  const text = source.slice(start, end)
  const at = /^\s*,/.exec(text)?.[0].length
  return at === undefined ? null : { start: start + at - 1, end: start + at }
}
