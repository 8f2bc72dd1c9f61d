// Exports of the SDK that no module needs any more: the statement goes, or the name among others.

import type { Edit, ExportFact, FileFacts, Part, Span } from '../model.ts'
import type { FilePlan } from '../plan/types.ts'
import { removeStatement } from './statements.ts'

export function rewriteExports(source: string, facts: FileFacts, plan: FilePlan): readonly Edit[] {
  const going = facts.sdkExports.filter(
    (fact) =>
      plan.unexported.includes(fact.id) &&
      !fact.isAlias &&
      !(plan.exported.length > 0 && isRewritten(fact, facts)),
  )
  const byStatement = new Map<number, ExportFact[]>()
  for (const fact of going)
    byStatement.set(fact.statement.start, [...(byStatement.get(fact.statement.start) ?? []), fact])
  return Array.from(byStatement.values()).flatMap((own) => removed(source, own))
}

/** It stands in what `addExports` writes anew. */
const isRewritten = (fact: ExportFact, { assigned }: FileFacts): boolean =>
  'statement' in assigned && assigned.statement.start === fact.statement.start

function removed(source: string, going: readonly ExportFact[]): readonly Edit[] {
  const [first] = going
  if (!first) return []
  const { siblings, statement } = first
  const isGoing = (at: number): boolean => going.some(({ span }) => span.start === at)
  if (siblings.every((span) => isGoing(span.start))) return [removeStatement(source, statement)]
  return siblings.flatMap((span, i): readonly Edit[] => {
    if (!isGoing(span.start)) return []
    const leads = siblings.slice(0, i).every((other) => isGoing(other.start))
    const next = siblings[i + 1]
    const previous = siblings[i - 1]
    if (leads && next) return [{ start: span.start, end: next.start, parts: [] }]
    return previous ? [{ start: previous.end, end: span.end, parts: [] }] : []
  })
}

/** CommonJS: exports names as the module exports already. */
export function addExports(source: string, facts: FileFacts, plan: FilePlan): readonly Edit[] {
  const names = plan.exported
  if (names.length === 0) return []
  const { assigned, style } = facts
  const whole: readonly Part[] = [`module.exports = { ${names.join(', ')} }`, ';']
  if (assigned.kind === 'sdk') return [{ ...assigned.statement, parts: whole }]
  if (assigned.kind === 'object') return [addEntries(source, facts, plan, assigned)]
  const lines =
    assigned.kind === 'members' ? names.map((name) => [`exports.${name} = ${name}`, ';']) : [whole]
  const start = source.endsWith('\n') ? '' : style.eol
  const gap = assigned.kind === 'members' ? [] : ['\n']
  return [
    {
      start: source.length,
      end: source.length,
      parts: [{ raw: start }, ...gap, ...lines.flatMap((line): readonly Part[] => [...line, '\n'])],
    },
  ]
}

/** New entries in `module.exports = { … }`. */
function addEntries(
  source: string,
  { sdkExports, style }: FileFacts,
  { exported, unexported }: FilePlan,
  { object, entries, multiline }: FileFacts['assigned'] & { kind: 'object' },
): Edit {
  const isGoing = ({ start }: Span): boolean =>
    sdkExports.some((fact) => unexported.includes(fact.id) && fact.span.start === start)
  const kept = entries
    .filter((span) => !isGoing(span))
    .map(({ start, end }) => source.slice(start, end))
  const all = [...kept, ...exported]
  if (!multiline) return { ...object, parts: [{ raw: `{ ${all.join(', ')} }` }] }
  const indent = style.indent
  const comma = /,\s*\}$/.test(source.slice(object.start, object.end)) ? ',' : ''
  return {
    ...object,
    parts: [
      {
        raw: `{${style.eol}${all.map((text) => indent + text).join(`,${style.eol}`)}${comma}${style.eol}}`,
      },
    ],
  }
}
