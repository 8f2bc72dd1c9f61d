// Writes v3 clients and their options.

import type { ClientFact, Edit, OptionsFact, Part } from '../model.ts'
import { entryParts, objectParts } from '../plan/providers.ts'
import type { Decision, Options } from '../plan/types.ts'

/** `new AWS.S3(…)` → `new S3Client({ … })`, `DynamoDBDocumentClient.from(new DynamoDBClient({ … }), { … })`. */
export function rewriteClient(
  fact: ClientFact,
  decision: Decision & { kind: 'client' },
): readonly Edit[] {
  const { className, document } = decision
  const args = argumentParts(fact, decision.options)
  if (!document) return [{ ...fact.span, parts: [`new ${className}`, ...args] }]
  const client: readonly Part[] = document.service ?? [`new ${document.base}`, ...args]
  return [
    { ...fact.span, parts: [`${className}.from(`, ...client, ', ', ...document.translate, ')'] },
  ]
}

/** The argument list with its parentheses. */
function argumentParts(fact: ClientFact, { added, own }: Options): readonly Part[] {
  if (own.kind === 'none' || !fact.options)
    return added.length === 0 ? ['()'] : ['(', ...objectParts(added), ')']
  if (own.kind === 'expression')
    return added.length === 0
      ? ['(', fact.options.span, ')']
      : [
          '({ ',
          ...added.flatMap((option): readonly Part[] => [...entryParts(option), ', ']),
          '...',
          fact.options.span,
          ' })',
        ]
  const object = fact.options.object
  const isEmpty = added.length === 0 && own.outcomes.every((outcome) => outcome.kind === 'drop')
  if (!object || isEmpty) return ['()']
  return ['(', { object, added: added.map(entryParts), outcomes: own.outcomes }, ')']
}

/** An options literal in a variable, in v3 names; `new AWS.Config(…)` around it goes. */
export function rewriteOptions(
  fact: OptionsFact,
  decision: Decision & { kind: 'options' },
): readonly Edit[] {
  const literal: Part = { object: fact.object, added: [], outcomes: decision.outcomes }
  return [{ ...(fact.wrapper ?? fact.span), parts: [literal] }]
}
