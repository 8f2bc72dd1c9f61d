// Writes what loads credentials: promises in the place of error-first callbacks.

import type { BodyFact, CallbackFact, CredentialUseFact, Edit, Part } from '../model.ts'
import type { LoadDecision } from '../plan/types.ts'

export function rewriteLoad(
  fact: CredentialUseFact,
  { base, parameter, form }: LoadDecision,
): readonly Edit[] {
  if (fact.use.kind !== 'load') return []
  const { callback, then } = fact.use
  if (form === 'then' && then)
    return [{ ...fact.span, parts: [base] }, ...parameterEdits(then, parameter)]
  if (!callback)
    return [{ ...fact.span, parts: [base, form === 'forget' ? '.catch(() => undefined)' : ''] }]
  if (callback.kind === 'reference')
    return [
      { ...fact.span, parts: [base, '.then(() => ', callback.span, '(), ', callback.span, ')'] },
    ]
  if (form === 'split' && callback.shape.kind === 'split')
    return [
      {
        ...fact.span,
        parts: [
          base,
          '.then(',
          ...fn(callback, parameter ?? '', callback.shape.succeeded),
          ', ',
          ...fn(callback, callback.params[0] ?? '', callback.shape.failed),
          ')',
        ],
      },
    ]
  if (form === 'ignore')
    return [
      {
        ...fact.span,
        parts: [
          base,
          '.catch(() => undefined).then(',
          ...head(callback, parameter ?? ''),
          callback.body,
          ')',
        ],
      },
    ]
  return [
    {
      ...fact.span,
      parts: [base, '.then(() => undefined, (error) => error).then(', callback.span, ')'],
    },
  ]
}

/** `(err) => ` or `function (err) `, as the callback was written. */
function head(callback: CallbackFact, parameter: string): readonly Part[] {
  const prefix = callback.async ? 'async ' : ''
  return callback.arrow ? [`${prefix}(${parameter}) => `] : [`${prefix}function (${parameter}) `]
}

/** A function of the callback's kind around a part of its body. */
function fn(callback: CallbackFact, parameter: string, body: BodyFact): readonly Part[] {
  if (!body.span) return [...head(callback, parameter), '{}']
  if (body.expression)
    return callback.arrow && callback.expression
      ? [...head(callback, parameter), body.span]
      : [
          ...head(callback, parameter),
          '{\n\t',
          body.returns ? 'return ' : '',
          body.span,
          ';',
          '\n}',
        ]
  return [...head(callback, parameter), '{\n\t', { ...body.span, shift: body.shift }, '\n}']
}

/** The parameter of a `.then` callback. */
function parameterEdits(callback: CallbackFact, parameter: string | null): readonly Edit[] {
  return parameter === null ? [] : [{ ...callback.paramsSpan, parts: head(callback, parameter) }]
}
