// Credentials: providers in the place of constructions, and what asks for the identity id.

import type { CredentialsFact } from '../model.ts'
import { emitUse } from './emit-uses.ts'
import type { Emitting, Kit } from './emitting.ts'
import { isOwn } from './held.ts'
import { kitOf } from './identity-kits.ts'
import type { PlannedEntity } from './module.ts'

export function emitCredentials(emitting: Emitting): void {
  for (const planned of emitting.entities) {
    const kit = kitOf(planned, emitting)
    emitting.kits.set(planned.entity.id, kit)
    for (const fact of planned.entity.constructions) placeConstruction(planned, fact, kit, emitting)
    for (const use of planned.entity.uses) emitUse(planned, use, kit, emitting)
  }
}

/** Writes a construction that does not stand in a write to the global configuration. */
function placeConstruction(
  { entity, form, needsProvider }: PlannedEntity,
  fact: CredentialsFact,
  kit: Kit,
  { decisions }: Emitting,
): void {
  const { holder } = fact
  for (const statement of fact.additions)
    decisions.push({ kind: 'remove', site: `${fact.id}:${statement.start}`, statement })
  if (holder.kind === 'config' || isOwn(fact)) return
  const before = kit.before.get(fact.id) ?? []
  const frame = [...fact.place].reverse().find((candidate) => candidate.list)
  const isAlone = holder.kind === 'variable' && holder.declares && holder.alone && !holder.exported
  if (isAlone && !needsProvider && entity.identity && form !== 'object') {
    decisions.push({
      kind: 'write',
      site: fact.id,
      keep: false,
      hoisted: false,
      statements: before,
    })
    return
  }
  if (before.length > 0 && frame)
    decisions.push({
      kind: 'before',
      site: fact.id,
      at: frame.at,
      above: false,
      statements: before,
    })
  decisions.push({ kind: 'replace', site: fact.id, parts: kit.provider.get(fact.id) ?? [] })
}
