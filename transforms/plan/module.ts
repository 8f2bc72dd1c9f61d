// What one module's configuration allows: which slots stand on which rung, what is blocked, who is fed.

import type { Blocker, CredentialsFact, CredentialUseFact, FileFacts, WriteFact } from '../model.ts'
import type { Client } from './clients.ts'
import {
  isFed,
  isLazy,
  isTakenBy,
  type ModuleConfig,
  precedes,
  type Reader,
  type Rung,
  rungOf,
  type Slot,
  sharedRungOf,
  slotId,
} from './config.ts'
import { className as cognitoClass } from './credentials-class.ts'
import { type Entity, type IdentityForm, identityForm, readForm } from './entities.ts'
import { askedBy } from './provider-classes.ts'
import { keysOf } from './providers.ts'
import { dominates, isModuleStatement, isTopLevel } from './reach.ts'
import type { Scope } from './scopes.ts'

/** What the rest of the program does with the global configuration. */
export interface Surroundings {
  /** Modules of the same process that set it too. */
  readonly writers: readonly string[]
  /** Modules of the same process that read it; `?` for modules that are not seen. */
  readonly readers: readonly string[]
  /** Keys that the writers set; `*`: some that cannot be seen. */
  readonly setElsewhere: ReadonlySet<string>
  /** What it shares with other modules, where that can be written. */
  readonly scope: Scope | null
  /** Classes of clients in modules of the scope that stay on v2 and take its credentials. */
  readonly keptWithCredentials: readonly string[]
  /** The one module that sets it exports it as constants. */
  readonly exports: boolean
  readonly open: boolean
}

export interface PlannedEntity {
  readonly entity: Entity
  readonly form: IdentityForm
  /** Something takes the provider itself. */
  readonly needsProvider: boolean
  /** Some read is synchronous, so a variable holds the id. */
  readonly needsVariable: boolean
}

export interface Module {
  readonly file: FileFacts
  /** What it sets itself. */
  readonly config: ModuleConfig
  /** What is set for it, here or in modules it shares a configuration with. */
  readonly slots: readonly Slot[]
  readonly rungs: ReadonlyMap<string, Rung>
  /** Slots a client takes options from. */
  readonly fed: ReadonlyMap<string, readonly Slot[]>
  readonly entities: readonly PlannedEntity[]
  /** Why the configuration stays as it is. */
  readonly blocker: Blocker | null
  readonly entityBlockers: ReadonlyMap<string, Blocker>
  /** Clients that stay because of their configuration. */
  readonly clientBlockers: ReadonlyMap<string, Blocker>
  /** The writes stay, for others read them too. */
  readonly keepWrites: boolean
  /** v2 still reads the configuration of this file or of others. */
  readonly unread: boolean
  /** Something here stays on v2 that takes its configuration from the global one. */
  readonly isV2Left: boolean
}

export interface ModuleInput {
  readonly file: FileFacts
  readonly clients: readonly Client[]
  readonly config: ModuleConfig
  readonly entities: readonly Entity[]
  readonly around: Surroundings
  /** Why a client stays on v2 for other reasons. */
  readonly isKept: (client: string) => Blocker | null
  /** Whether credentials stay on v2 because of another module. */
  readonly isBlocked: (entity: string) => boolean
}

export function planModule({
  file,
  clients,
  config,
  entities,
  around,
  isKept,
  isBlocked,
}: ModuleInput): Module {
  const { scope } = around
  const exporter = around.exports ? scope?.exporter : null
  const isShared = (slot: Slot): boolean => scope?.shared.has(slotId(slot)) ?? false
  const slots = [
    ...(scope?.slots.filter(isShared) ?? []),
    ...config.slots.filter((slot) => !isShared(slot)),
  ]
  const fed = new Map(
    clients.map((client) => [client.fact.id, slots.filter((slot) => isFed(client, slot, slots))]),
  )
  const globalEntity = entities.find((entity) => entity.global)
  const rungs = new Map(
    slots.map((slot) => {
      const readers = readersOf(slot, slots, file, fed, globalEntity)
      const isDone = (other: string): boolean => scope?.before.get(file.file)?.has(other) ?? false
      return [
        slotId(slot),
        isShared(slot) ? sharedRung(slot, readers, isDone) : rungOf(slot, readers),
      ]
    }),
  )
  const blocker = configBlocker()
  const entityBlockers = new Map<string, Blocker>()
  for (const entity of entities) {
    const own = entityBlocker(entity)
    if (own) entityBlockers.set(entity.id, own)
  }
  const clientBlockers = new Map<string, Blocker>()
  for (const client of clients) {
    const own = clientBlocker(client)
    if (own) clientBlockers.set(client.fact.id, own)
  }
  const isV2Used =
    Array.from(entityBlockers.keys()).some((id) => id !== globalEntity?.id) || usesUnknown(file)
  const keptReaders = clients.some(
    (client) => isKept(client.fact.id) && (fed.get(client.fact.id)?.length ?? 0) > 0,
  )
  return {
    file,
    config,
    slots,
    rungs,
    fed,
    entities: entities.map(plannedEntity),
    blocker,
    entityBlockers,
    clientBlockers,
    keepWrites: around.open || around.readers.length > 0 || keptReaders || isV2Used,
    unread: slots.length > 0 && !hasReaders(),
    isV2Left: keptReaders || isV2Used,
  }

  /** State of several modules, or what one module exports. */
  function sharedRung(
    slot: Slot,
    readers: readonly Reader[],
    isDone: (other: string) => boolean,
  ): Rung {
    if (!exporter) return sharedRungOf(slot, readers, file.file, isDone)
    if (exporter !== file) return { rung: 1, hoistTo: null, unfed: new Set() }
    return rungOf(slot, [...readers, afterAll(slot)])
  }

  /** A section that counts for some clients of its service, while the general setting counts for the others. */
  function isSometimes(slot: Slot): boolean {
    const rung = rungs.get(slotId(slot))
    if (slot.scope === '' || !slots.some((other) => other.scope === '' && other.key === slot.key))
      return false
    return rung?.rung === 2 || (rung?.rung === 1 && rung.unfed.size > 0)
  }

  /** Credentials that are constructed here take the region from there. */
  function isRegionRead(slot: Slot): boolean {
    return file.credentials.some((fact) => isTakenBy(fact, slot, slots))
  }

  function hasReaders(): boolean {
    return (
      clients.length > 0 ||
      file.reads.length > 0 ||
      file.credentials.some((fact) => slots.some((slot) => isTakenBy(fact, slot, slots))) ||
      (globalEntity?.uses.length ?? 0) > 0
    )
  }

  function configBlocker(): Blocker | null {
    const [first] = config.blockers
    if (first) return first
    for (const slot of slots) {
      const rung = rungs.get(slotId(slot))
      const isOwn = slot.writes.some((write) => write.file === file.file) || isRegionRead(slot)
      if (rung?.rung === 'none' && isOwn) return rung.blocker
    }
    const section = slots.find(isSometimes)
    if (section)
      return {
        code: 'config-not-visible',
        at: section.writes[0]?.write.span.start ?? 0,
        data: { what: `a section (AWS.config.${section.scope}) that not all its clients see` },
      }
    const [write] = file.writes
    const isRead = file.reads.find(
      (read) =>
        !slots.some(
          (slot) =>
            slot.scope === '' &&
            slot.key === read.key &&
            (isShared(slot) || !precedes(read.place, slot)),
        ),
    )
    if (isRead) return { code: 'config-read', at: isRead.span.start, data: { key: isRead.key } }
    if (config.slots.length > 0 && around.writers.length > 0)
      return {
        code: 'config-in-several-modules',
        at: write?.span.start ?? 0,
        data: { files: around.writers.join(', ') },
      }
    if (globalEntity) {
      const own = globalEntity.blockers[0]
      if (own) return own
      const others = around.open || around.readers.length > 0
      const use = globalEntity.uses.find((candidate) => candidate.use.kind !== 'supply')
      if (others && use && !scope)
        return {
          code: 'identity-shared',
          at: use.span.start,
          data: { files: around.readers.join(', ') },
        }
      const [elsewhere] = around.keptWithCredentials
      const construction = globalEntity.constructions.find(hasIdentity)
      if (scope?.shared.has('.credentials') && elsewhere !== undefined && construction)
        return {
          code: 'identity-would-split',
          at: construction.span.start,
          data: { service: elsewhere },
        }
      const kept = clients.find(
        (client) =>
          isKept(client.fact.id) &&
          fed.get(client.fact.id)?.some((slot) => slot.key === 'credentials'),
      )
      const isCognito = globalEntity.constructions.some(hasIdentity)
      const unknown = file.unknown.find(isUse)
      const named = globalEntity.constructions.find(({ holder }) => holder.kind !== 'config')
      const isReadByV2 =
        others || kept !== undefined || elsewhere !== undefined || usesUnknown(file)
      if (named && isReadByV2) return { code: 'credentials-shared', at: named.span.start, data: {} }
      if (unknown && isCognito)
        return {
          code: 'identity-would-split',
          at: unknown.at,
          data: { service: unknown.data.what ?? '' },
        }
      if (kept && isCognito)
        return {
          code: 'identity-would-split',
          at: kept.fact.span.start,
          data: { service: kept.fact.service },
        }
      if (isBlocked(globalEntity.id))
        return { code: 'depends-on-credentials', at: at(globalEntity), data: {} }
    }
    const isUnread =
      slots.length > 0 &&
      !hasReaders() &&
      !usesUnknown(file) &&
      file.sdkExports.length === 0 &&
      around.readers.length === 0 &&
      !scope
    if (write && isUnread && !dummyKeys(file.writes))
      return { code: 'config-without-client', at: write.span.start, data: {} }
    return null
  }

  function entityBlocker(entity: Entity): Blocker | null {
    if (entity.global)
      return blocker
        ? (entity.blockers[0] ?? { code: 'depends-on-config', at: at(entity), data: {} })
        : isBlocked(entity.id) || isBoundToV2(entity)
          ? { code: 'depends-on-credentials', at: at(entity), data: {} }
          : null
    const own = entity.blockers[0]
    if (own) return own
    const taken = entity.constructions.find(
      ({ holder }) => around.open && 'exported' in holder && holder.exported,
    )
    if (taken) return { code: 'credentials-escape', at: taken.span.start, data: {} }
    const isReturned = entity.constructions.find((fact) => fact.holder.kind === 'property')
    const taker = clients.find((client) =>
      client.own.blockers.some(({ code }) => code === 'credentials-not-visible'),
    )
    if (isReturned && taker)
      return { code: 'credentials-escape', at: isReturned.span.start, data: {} }
    if (
      blocker &&
      entity.constructions.some((fact) => slots.some((slot) => isTakenBy(fact, slot, slots)))
    )
      return { code: 'depends-on-config', at: at(entity), data: {} }
    const elsewhere = entity.constructions.find((fact) => fromElsewhere(fact, around.setElsewhere))
    if (elsewhere)
      return {
        code: 'config-in-another-module',
        at: elsewhere.span.start,
        data: { files: around.writers.join(', ') },
      }
    if (isBlocked(entity.id) && entity.constructions.length === 0)
      return { code: 'depends-on-credentials', at: at(entity), data: {} }
    const kept = clients.find(
      (client) => isKept(client.fact.id) && clientEntities(client).includes(entity.id),
    )
    if (kept)
      return {
        code: 'identity-would-split',
        at: kept.fact.span.start,
        data: { service: kept.fact.service },
      }
    return isBlocked(entity.id) || isBoundToV2(entity)
      ? { code: 'depends-on-credentials', at: at(entity), data: {} }
      : null
  }

  /** Credentials that ask others and those others stay together. */
  function isBoundToV2(entity: Entity): boolean {
    const asks = (one: Entity, other: Entity): boolean =>
      one.constructions.some((fact) => askedBy(fact).some((site) => other.sites.includes(site)))
    return entities.some(
      (other) =>
        other !== entity && isBlocked(other.id) && (asks(entity, other) || asks(other, entity)),
    )
  }

  function at(entity: Entity): number {
    return entity.constructions[0]?.span.start ?? entity.uses[0]?.span.start ?? 0
  }

  /** Entities whose credentials a client is given in its own options. */
  function clientEntities(client: Client): readonly string[] {
    const later = file.clientConfigs.flatMap(({ target, use }) => {
      const isOf =
        'service' in target
          ? target.service === client.fact.service
          : target.includes(client.fact.id)
      if (!isOf || use.kind !== 'set') return []
      return use.entries.flatMap(({ value }) =>
        value.kind === 'credentials' ? [value.sites ?? []] : [],
      )
    })
    const own = client.own.settings.flatMap(({ value }) =>
      value.kind === 'credentials' ? [value.sites] : [],
    )
    return [...own, ...later].flatMap((sites) => {
      return entities
        .filter((entity) =>
          sites.length === 0 ? entity.global : entity.sites.some((site) => sites.includes(site)),
        )
        .map((entity) => entity.id)
    })
  }

  function clientBlocker(client: Client): Blocker | null {
    const start = client.fact.span.start
    const own = fed.get(client.fact.id) ?? []
    if (blocker && !client.isolated && (own.length > 0 || config.blockers.length > 0))
      return { code: 'depends-on-config', at: start, data: {} }
    if (clientEntities(client).some((id) => entityBlockers.has(id)))
      return { code: 'depends-on-credentials', at: start, data: {} }
    const has = (key: string): boolean =>
      client.ownKeys.has(key) || own.some((slot) => slot.key === key)
    if (!client.isolated && [...around.setElsewhere].some((key) => !client.ownKeys.has(key)))
      return {
        code: 'config-in-another-module',
        at: start,
        data: { files: around.writers.join(', ') },
      }
    if (around.open && !client.isolated && !(has('region') && has('credentials')))
      return { code: 'config-may-live-elsewhere', at: start, data: {} }
    const { holder } = client.fact
    if (around.open && 'exported' in holder && holder.exported)
      return { code: 'client-exported-as-v2', at: start, data: {} }
    return null
  }

  function plannedEntity(entity: Entity): PlannedEntity {
    const form = identityForm(entity, isConstant(entity), file.calls)
    const isFedBy = Array.from(fed).some(
      ([client, own]) =>
        isKept(client) === null &&
        own.some((slot) => slot.key === 'credentials' && slot.scope === ''),
    )
    const supplied = entity.uses.some((use) => use.use.kind === 'supply' || use.use.kind === 'test')
    const loaded = form === 'none' && entity.uses.some((use) => use.use.kind === 'load')
    const exported =
      entity.constructions.some(
        (fact) => fact.holder.kind !== 'config' && fact.holder.kind !== 'variable',
      ) ||
      entity.constructions.some((fact) => fact.holder.kind === 'variable' && fact.holder.exported)
    const needsVariable =
      form === 'constant' || form === 'state'
        ? entity.uses.some(
            (use) => use.use.kind === 'identity' && readForm(use, entity, form) === 'variable',
          )
        : false
    return {
      entity,
      form,
      needsProvider: (entity.global && isFedBy) || supplied || loaded || exported,
      needsVariable,
    }
  }

  /** Nothing but one statement of the module sets the credentials. */
  function isSetOnce(): boolean {
    const slot = slots.find((own) => slotId(own) === '.credentials')
    const [only, ...others] = slot?.writes ?? []
    return only !== undefined && others.length === 0 && isModuleStatement(only.write.place)
  }

  /** One construction, in whose scope and after which everything stands that uses it. */
  function isConstant(entity: Entity): boolean {
    const [only, ...others] = entity.constructions
    if (!only || others.length > 0) return false
    const rung = rungs.get('.credentials')?.rung
    const isAlwaysSet =
      (rung === 1 || (rung === 3 && isSetOnce())) &&
      (only.holder.kind === 'config' || isSettled(only))
    if (entity.global && !isAlwaysSet && !(isSettled(only) && isReadByName(entity))) return false
    if (!entity.global && !isSettled(only)) return false
    return entity.uses.every((use) => use.use.kind === 'supply' || isInScope(only, use))
  }
}

/** A second object of it would be another identity. */
const hasIdentity = (fact: CredentialsFact): boolean => fact.className === cognitoClass

/** Who imports what a module exports: it reads when the module has been evaluated. */
function afterAll({ writes: [first] }: Slot): Reader {
  const frame = first?.write.place[0]
  const end = Number.MAX_SAFE_INTEGER
  return {
    id: 'importers',
    place: frame ? [{ ...frame, at: end, runs: end, end }] : [],
    lazy: false,
    names: true,
  }
}

/** `update({ accessKeyId: 'dummy', secretAccessKey: 'dummy' })`, when a module sets nothing else but a region. */
export function dummyKeys(writes: readonly WriteFact[]): WriteFact | undefined {
  const entries = writes.flatMap((write) => write.entries)
  const isKey = (key: string): boolean => key === 'accessKeyId' || key === 'secretAccessKey'
  const areDummies = entries
    .filter(({ key }) => isKey(key))
    .every(({ value }) =>
      /dummy|anything|mock|fake|null|none|test|x{3}/i.test(String(value.literal ?? '')),
    )
  const isAll = entries.every(({ key }) => isKey(key) || key === 'region')
  return areDummies && isAll
    ? writes.find((write) => write.entries.some(({ key }) => isKey(key)))
    : undefined
}

/** Something of v2 that stays, and may take its configuration from the global one. */
const isUse = ({ code, data }: Blocker): boolean =>
  code === 'sdk-use-not-supported' && !/Converter|Types\b|\.util\b|\.VERSION/.test(data.what ?? '')

/** Whether a module keeps something of v2 that may read the global configuration. */
export const usesUnknown = (file: FileFacts): boolean => file.unknown.some(isUse)

/** Nothing asks the global configuration for the identity id. */
const isReadByName = (entity: Entity): boolean =>
  entity.uses.every(
    ({ target, use }) => target !== 'global' || use.kind === 'supply' || use.kind === 'test',
  )

/** A module's constants are known to all its functions; others to what follows in their list. */
function isInScope(fact: CredentialsFact, use: CredentialUseFact): boolean {
  return (
    dominates(fact.place, use.place) || (isModuleStatement(fact.place) && !isTopLevel(use.place))
  )
}

const isSettled = (fact: CredentialsFact): boolean =>
  (fact.holder.kind === 'variable' &&
    fact.holder.declares &&
    fact.holder.constant &&
    fact.place.at(-1)?.list === true) ||
  keysOf(fact).includes('IdentityId')

/** Whether a construction takes something that modules which cannot be followed set. */
function fromElsewhere(fact: CredentialsFact, keys: ReadonlySet<string>): boolean {
  const any = (key: string): Slot => ({ scope: '', key, services: undefined, writes: [] })
  return ['region', 'credentials'].some((key) => keys.has(key) && isTakenBy(fact, any(key), []))
}

function readersOf(
  slot: Slot,
  slots: readonly Slot[],
  file: FileFacts,
  fed: ReadonlyMap<string, readonly Slot[]>,
  globalEntity: Entity | undefined,
): readonly Reader[] {
  const readers: Reader[] = []
  for (const client of file.clients)
    if (fed.get(client.id)?.includes(slot))
      readers.push({ id: client.id, place: client.place, lazy: false, names: false })
  for (const fact of file.credentials)
    if (isTakenBy(fact, slot, slots))
      readers.push({ id: fact.id, place: fact.place, lazy: isLazy(fact, slot), names: false })
  for (const read of file.reads)
    if (slot.scope === '' && read.key === slot.key)
      readers.push({ id: read.id, place: read.place, lazy: false, names: true })
  if (slot.key === 'credentials' && slot.scope === '')
    for (const use of globalEntity?.uses ?? []) {
      const isValue = use.use.kind === 'supply' || use.use.kind === 'test'
      if (use.target === 'global' && (isValue || !globalEntity?.identity))
        readers.push({ id: use.id, place: use.place, lazy: false, names: true })
    }
  return readers
}
