// Helpers of the SDK, written out.

import type { FileFacts, StaticFact } from '../model.ts'
import { type StaticPart, staticRow } from '../sdk/statics.ts'
import type { Emitting } from './emitting.ts'
import type { Statement } from './types.ts'

/** The calls that are rewritten, each with what is written. */
export function staticsOf(
  file: FileFacts,
): readonly { readonly fact: StaticFact; readonly parts: readonly StaticPart[] }[] {
  return file.statics.flatMap((fact) => {
    const row = staticRow(fact.path)
    if (!row || (row.node && file.browser)) return []
    if (row.browser !== undefined && file.browser) return [{ fact, parts: [row.browser] }]
    const literals = fact.args.map(({ literal }) => literal)
    const parts = row.write(fact.args.length, literals)
    return parts ? [{ fact, parts }] : []
  })
}

export function emitStatics({ file, names, decisions, findings }: Emitting): void {
  const known = new Set(staticsOf(file).map(({ fact }) => fact.id))
  for (const { id, refs, path } of file.statics)
    if (!known.has(id))
      findings.push({
        code: 'sdk-use-not-supported',
        at: refs[0] ?? 0,
        data: { what: `AWS.${path}` },
      })
  for (const { fact, parts } of staticsOf(file)) {
    const note = staticRow(fact.path)?.note
    if (note) findings.push({ code: note, at: fact.span.start, data: {} })
    const written = parts.flatMap((part): Statement => {
      if (typeof part === 'string' || 'quoted' in part) return [part]
      if ('imported' in part) return [names.imported(part.from, part.imported)]
      if ('perhaps' in part) {
        const given = fact.args[part.perhaps]
        if (!given) return []
        const there: Statement = given.assured ? [given.span] : [given.bare ?? given.span, ' ?? {}']
        if (!fact.ofLambda) return there
        const value = names.imported('@aws-sdk/client-dynamodb', 'AttributeValue', true)
        return ['(', ...there, `) as Record<string, ${value}>`]
      }
      if ('entries' in part) {
        const given = fact.args[part.entries]
        if (!given) return []
        return given.inside ? [given.inside] : ['...', given.span]
      }
      const own = fact.args['argument' in part ? part.argument : part.operand]
      if (!own) return []
      return 'argument' in part || own.plain ? [own.span] : ['(', own.span, ')']
    })
    const isLoose = staticRow(fact.path)?.loose === true && fact.operand
    const isBlock = fact.first && written[0] === '{ ...'
    decisions.push({
      kind: 'replace',
      site: fact.id,
      parts: isLoose || isBlock ? ['(', ...written, ')'] : written,
    })
  }
}
