// What the parts of one module's emission share: which sites move, which names they get, what is collected.

import type {
  Blocker,
  CallFact,
  CredentialUseFact,
  ExportFact,
  FileFacts,
  ImportFact,
  Place,
} from '../model.ts'
import type { FindingCode } from '../report/catalogue.ts'
import type { Client } from './clients.ts'
import { isTakenBy, type Slot, slotId } from './config.ts'
import { isStatic } from './entities.ts'
import type { HeldClass } from './held.ts'
import type { Module, PlannedEntity, Surroundings } from './module.ts'
import type { Names } from './names.ts'
import type { Decision, FilePlan, Option, Statement } from './types.ts'

export interface EmitInput {
  readonly module: Module
  readonly clients: readonly Client[]
  /** Why a site stays on v2; null: it does not. */
  readonly keptBy: (site: string) => Blocker | null
  readonly isAggregated: (site: string) => boolean
  /** Whether some client of a service stays on v2, or any; or what is not seen may have one. */
  readonly isKeptAnywhere: (service: string | null) => boolean
  readonly isPresigning: (site: string) => boolean
  /** What the client of a call was given for all its calls. */
  readonly boundFor: (call: CallFact) => readonly Option[]
  /** Whether credentials stay on v2 because of another module. */
  readonly isBlocked: (entity: string) => boolean
  readonly surroundings: Surroundings
  /** How this file names the module of shared configuration, or the one that exports it. */
  readonly homeSpecifier: string
  /** Whether a module of the scope, once it has moved, reads what modules share. */
  readonly isReadInScope: (slot: Slot) => boolean
  /** How this file names the class of credentials that stay objects; empty: there is none. */
  readonly classSpecifier: (held: HeldClass) => string
  /** Whether a construction stays an object. */
  readonly isObject: (site: string) => boolean
  /** The credentials of the global configuration are one. */
  readonly isGlobalObject: boolean
  /** Clients of all modules of the scope that move. */
  readonly liveInScope: readonly Client[]
  /** By slot, the names under which another module exports it; filled by that module. */
  readonly exported: Map<string, string>
  /** Names of the SDK that nothing uses any more. */
  readonly unused: FilePlan['unused']
  /** Exports of the SDK that go. */
  readonly unexported: readonly string[]
  /** Those that stay, for modules that are not seen. */
  readonly sdkExports: readonly ExportFact[]
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
  /** Names of functions that the module gets, by what they do. */
  readonly helpers: Map<string, string>
  /** Names of callback parameters, by the load they belong to. */
  readonly parameters: Map<string, string>
  readonly decisions: Decision[]
  readonly findings: Blocker[]
  /** Packages that are named otherwise than in an import. */
  readonly mentioned: string[]
  /** Declarations after the imports. */
  readonly state: Statement[]
}

/** Local names of what the module of shared configuration exports, imported when they are asked for. */
export interface HomeNames {
  config(): string
  identity(): string
  identify(): string
}

/** What of a module moves. */
export function movingOf(input: Omit<EmitInput, 'unused' | 'unexported' | 'sdkExports'>): {
  readonly live: readonly Client[]
  readonly entities: readonly PlannedEntity[]
} {
  return {
    live: input.clients.filter((client) => isMigrated(input, client.fact.id)),
    entities: input.module.entities.filter(
      ({ entity }) =>
        !input.module.entityBlockers.has(entity.id) &&
        entity.blockers.length === 0 &&
        !input.isBlocked(entity.id),
    ),
  }
}

/** Whether a module exports a slot to others. */
export const isExporting = (
  { surroundings: { scope, exports }, file }: Pick<Emitting, 'surroundings' | 'file'>,
  slot: Slot,
): boolean => exports && scope?.exporter === file && scope.shared.has(slotId(slot))

/** Names taken out of `AWS.config` that are taken out of what modules share instead. */
export function retakenIn({
  module,
  surroundings: { scope, exports },
}: Pick<EmitInput, 'module' | 'surroundings'>): readonly ImportFact[] {
  if (!scope || exports || module.blocker) return []
  const isTest = ({ use }: CredentialUseFact): boolean =>
    use.kind === 'test' || use.kind === 'supply'
  const isUsed = module.entities.some(
    ({ entity }) =>
      entity.global && !entity.heldAs && entity.uses.some((use) => use.bound && isTest(use)),
  )
  return module.file.imports.filter(
    ({ ofConfig, bindings }) =>
      ofConfig !== null &&
      isUsed &&
      bindings.every(({ imported }) =>
        scope.shared.has(`.${imported.replace(/^(.*\.)?config\./, '')}`),
      ),
  )
}

export const isMigrated = (input: Pick<EmitInput, 'keptBy'>, site: string): boolean =>
  input.keptBy(site) === null

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
  const { scope, exports } = emitting.surroundings
  const isShared = exports && scope?.shared.has(slotId(slot)) === true
  if (isShared && scope.exporter !== file) {
    const name = emitting.exported.get(slotId(slot))
    const expression = name === undefined ? null : [names.imported(emitting.homeSpecifier, name)]
    return { slot, expression, name: null, declaredBy: null }
  }
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
      value.kind === 'credentials'
        ? value.text
        : value.kind === 'text' && value.name
          ? value.source.text
          : undefined
    const known = file.exportNames.find(({ local }) => local === text)
    if (
      text !== undefined &&
      value.source.constant &&
      !file.shadowed.includes(text) &&
      (!isShared || known)
    ) {
      if (known && isShared) emitting.exported.set(slotId(slot), known.exported)
      return { slot, expression: [text], name: null, declaredBy: null }
    }
  }
  const isTaken = isShared && file.exportNames.some(({ exported }) => exported === wanted)
  const free = isTaken ? `aws${wanted.charAt(0).toUpperCase()}${wanted.slice(1)}` : wanted
  const name = names.fresh(free, rung.rung === 1 ? first.write.place : undefined)
  if (isShared) emitting.exported.set(slotId(slot), name)
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
  if (file.language === 'js' && slot.key === 'credentials' && areMixed(slot, file)) return null
  const isEarlier = ({ place }: { readonly place: Place }): boolean =>
    (place[0]?.runs ?? 0) < frame.at
  const others = slot.writes.map(({ write }) => write).filter((write) => write !== first)
  const early = [...file.clients, ...file.credentials, ...file.reads, ...file.uses, ...others]
  return early.some(isEarlier) ? null : first.id
}

/** Keys and providers one after the other: a variable that starts with one of them would seem to have its type. */
const areMixed = ({ writes }: Slot, { credentials }: FileFacts): boolean =>
  new Set(
    writes.map(({ setting: { value } }) =>
      value.kind === 'credentials' &&
      credentials.some((fact) => value.sites.includes(fact.id) && !isStatic(fact))
        ? 'provider'
        : 'keys',
    ),
  ).size > 1

/** Whether a module, once it has moved, reads a slot that others set. */
export function readsShared(
  slot: Slot,
  { module, live, entities }: { readonly module: Module } & ReturnType<typeof movingOf>,
): boolean {
  if (module.blocker) return false
  const isGlobal = slotId(slot) === '.credentials'
  return (
    live.some((client) => module.fed.get(client.fact.id)?.includes(slot)) ||
    module.file.reads.some((read) => slot.scope === '' && read.key === slot.key) ||
    entities.some(
      ({ entity }) =>
        (isGlobal && entity.global && entity.uses.length > 0) ||
        entity.constructions.some((fact) => isTakenBy(fact, slot, module.slots)),
    )
  )
}

function isRead(
  slot: Slot,
  { module, live, file, entities, surroundings, isReadInScope }: Omit<Emitting, 'slots'>,
): boolean {
  const rung = module.rungs.get(slotId(slot))
  if (surroundings.scope?.shared.has(slotId(slot))) return isReadInScope(slot)
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
      entity.constructions.some((fact) => isTakenBy(fact, slot, module.slots)),
  )
}
