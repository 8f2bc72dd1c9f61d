// Writes v3 clients and their options. What a person wrote around them stays as it is.

import type { ClientFact, Edit, OptionsFact, Part } from '../model.ts'
import { entryParts, objectParts } from '../plan/providers.ts'
import type { Decision, Options, Statement } from '../plan/types.ts'

/** `new AWS.S3(…)` → `new S3Client({ … })`, `DynamoDBDocumentClient.from(new DynamoDBClient({ … }), { … })`. */
export function rewriteClient(
  fact: ClientFact,
  decision: Decision & { kind: 'client' },
): readonly Edit[] {
  const { className, document, options } = decision
  const args = argumentParts(fact, options)
  if (document) {
    const client: Statement = document.service ?? [`new ${document.base}(`, ...args, ')']
    return [
      { ...fact.span, parts: [`${className}.from(`, ...client, ', ', ...document.translate, ')'] },
    ]
  }
  const callee: Edit = { ...fact.calleeSpan, parts: [className] }
  if (!fact.argsSpan) return [{ ...fact.span, parts: [`new ${className}(`, ...args, ')'] }]
  if (fact.options) return [callee, { ...fact.options.span, parts: args }]
  return args.length === 0 ? [callee] : [callee, { ...fact.argsSpan, parts: ['(', ...args, ')'] }]
}

/** The one argument; none when there is nothing to say. */
function argumentParts(fact: ClientFact, { added, own }: Options): Statement {
  if (own.kind === 'none' || !fact.options) return added.length === 0 ? [] : objectParts(added)
  if (own.kind === 'expression')
    return added.length === 0
      ? [fact.options.span]
      : [
          '{ ',
          ...added.flatMap((option): Statement => [...entryParts(option), ', ']),
          '...',
          fact.options.span,
          ' }',
        ]
  const object = fact.options.object
  const isEmpty = added.length === 0 && own.outcomes.every((outcome) => outcome.kind === 'drop')
  return !object || isEmpty
    ? []
    : [{ object, added: added.map(entryParts), outcomes: own.outcomes }]
}

/** An options literal in a variable, in v3 names; `new AWS.Config(…)` around it goes. */
export function rewriteOptions(
  fact: OptionsFact,
  decision: Decision & { kind: 'options' },
): readonly Edit[] {
  const literal: Part = { object: fact.object, added: [], outcomes: decision.outcomes }
  return [{ ...(fact.wrapper ?? fact.span), parts: [literal] }]
}
