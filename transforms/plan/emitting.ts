// What the parts of one module's emission share: which sites move, which names they get, what is collected.

import type { Blocker, FileFacts, Place } from '../model.ts'
import type { FindingCode } from '../report/catalogue.ts'
import type { Client } from './clients.ts'
import { feedsCognito, type Slot, slotId, takesFromConfig } from './config.ts'
import type { Module, PlannedEntity, Surroundings } from './module.ts'
import type { Names } from './names.ts'
import type { Decision, Statement } from './types.ts'

export interface EmitInput {
  readonly module: Module
  readonly clients: readonly Client[]
  /** Why a site stays on v2; null: it does not. */
  readonly keptBy: (site: string) => Blocker | null
  readonly isAggregated: (site: string) => boolean
  /** Whether credentials stay on v2 because of another module. */
  readonly isBlocked: (entity: string) => boolean
  readonly surroundings: Surroundings
  /** How this file names the module of shared configuration. */
  readonly homeSpecifier: string
  /** Reasons found at sites of this file. */
  readonly direct: readonly Blocker[]
}

/** A slot with the name its value gets. */
export interface NamedSlot {
  readonly slot: Slot
  /** What readers write; null: nothing reads it. */
  readonly expression: Statement | null
  /** The name of the constant or variable; null: the value itself is a name. */
  readonly name: string | null
  /** The write that declares the variable where it stands. */
  readonly declaredBy: string | null
}

/** What stands for the constructions of one credentials object. */
export interface Kit {
  /** Expression that gives the identity id at once. */
  readonly identityId: string
  /** Function that asks for it. */
  readonly ask: string
  /** By construction: the function that asks for its own id, where that differs. */
  readonly loads: ReadonlyMap<string, string>
  readonly provider: ReadonlyMap<string, Statement>
  readonly before: ReadonlyMap<string, readonly Statement[]>
}

export interface Todo {
  readonly at: number
  readonly code: FindingCode
  readonly data: Readonly<Record<string, string>>
}

export interface Emitting extends EmitInput {
  readonly file: FileFacts
  readonly isTypeScript: boolean
  readonly names: Names
  /** Clients that move. */
  readonly live: readonly Client[]
  /** Credentials that move. */
  readonly entities: readonly PlannedEntity[]
  readonly slots: ReadonlyMap<string, NamedSlot>
  /** The module of shared configuration as this file imports it. */
  readonly home: HomeNames
  readonly kits: Map<string, Kit>
  /** Names of callback parameters, by the load they belong to. */
  readonly parameters: Map<string, string>
  readonly decisions: Decision[]
  readonly findings: Blocker[]
  /** Declarations after the imports. */
  readonly state: Statement[]
}

/** Local names of what the module of shared configuration exports, imported when they are asked for. */
export interface HomeNames {
  config(): string
  identity(): string
  identify(): string
}

export const isMigrated = (input: EmitInput, site: string): boolean => input.keptBy(site) === null

/** Gives each slot that is read its name. */
export function nameSlots(emitting: Omit<Emitting, 'slots'>): ReadonlyMap<string, NamedSlot> {
  return new Map(emitting.module.slots.map((slot) => [slotId(slot), nameSlot(slot, emitting)]))
}

function nameSlot(slot: Slot, emitting: Omit<Emitting, 'slots'>): NamedSlot {
  const { module, file, names } = emitting
  const rung = module.rungs.get(slotId(slot))
  const [first] = slot.writes
  if (module.blocker || !rung || rung.rung === 'none' || !first || !isRead(slot, emitting))
    return { slot, expression: null, name: null, declaredBy: null }
  if (rung.rung === 3) {
    const name = `${emitting.home.config()}.${slot.key}`
    return { slot, expression: [name], name, declaredBy: null }
  }
  const wanted =
    slot.scope === ''
      ? slot.key
      : `${slot.scope}${slot.key.charAt(0).toUpperCase()}${slot.key.slice(1)}`
  const { value } = first.setting
  if (rung.rung === 1) {
    const text =
      value.kind === 'credentials' || value.name
        ? value.kind === 'credentials'
          ? value.text
          : value.source.text
        : undefined
    if (text !== undefined && value.source.constant && !file.shadowed.includes(text))
      return { slot, expression: [text], name: null, declaredBy: null }
  }
  const name = names.fresh(wanted, rung.rung === 1 ? first.write.place : undefined)
  return {
    slot,
    expression: [name],
    name,
    declaredBy: rung.rung === 2 ? declaringWrite(slot, emitting) : null,
  }
}

/** The write that may itself declare the variable: the first statement of the module that concerns it. */
function declaringWrite(slot: Slot, { file, module }: Omit<Emitting, 'slots'>): string | null {
  const first = slot.writes[0]?.write
  const frame = first?.place[0]
  if (!first || !frame || first.place.length !== 1 || module.keepWrites) return null
  const isEarlier = ({ place }: { readonly place: Place }): boolean =>
    (place[0]?.runs ?? 0) < frame.at
  const others = slot.writes.map(({ write }) => write).filter((write) => write !== first)
  const early = [...file.clients, ...file.credentials, ...file.reads, ...file.uses, ...others]
  return early.some(isEarlier) ? null : first.id
}

function isRead(slot: Slot, { module, live, file, entities }: Omit<Emitting, 'slots'>): boolean {
  const rung = module.rungs.get(slotId(slot))
  if (rung?.rung === 3) return true
  const unfed = rung && rung.rung !== 'none' ? rung.unfed : new Set<string>()
  if (
    live.some(
      (client) => module.fed.get(client.fact.id)?.includes(slot) && !unfed.has(client.fact.id),
    )
  )
    return true
  if (file.reads.some((read) => slot.scope === '' && read.key === slot.key)) return true
  if (slot.key === 'credentials' && slot.scope === '')
    return entities.some(({ entity, needsProvider }) => entity.global && needsProvider)
  return entities.some(
    ({ entity, needsProvider }) =>
      !(module.keepWrites && entity.global && !needsProvider && !entity.identity) &&
      entity.constructions.some(
        (fact) => feedsCognito(slot, module.slots) && takesFromConfig(fact, slot.key),
      ),
  )
}
