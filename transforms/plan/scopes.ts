// Which modules share one global configuration, and what of it one module sets and another one reads.

import type { FileFacts, ProjectFacts } from '../model.ts'
import type { Client } from './clients.ts'
import {
  isFed,
  isLazy,
  isTakenBy,
  type ModuleConfig,
  type Slot,
  type SlotWrite,
  slotId,
} from './config.ts'
import { createGroups } from './groups.ts'
import { type Home, homeOf, packageAround } from './home.ts'
import { usesUnknown } from './module.ts'
import { evaluatedBefore } from './order.ts'
import { companions, dominates, isModuleStatement, isTopLevel } from './reach.ts'

/** Modules that may run in one process and have to do with its global configuration. */
export interface Scope {
  readonly id: string
  readonly files: readonly FileFacts[]
  /** All that any of them sets. */
  readonly slots: readonly Slot[]
  /** What is set in one module and read in another. */
  readonly shared: ReadonlySet<string>
  /** Modules that set or read that. */
  readonly participants: readonly FileFacts[]
  /** Where it can be kept; undefined: nowhere. */
  readonly home: Home | undefined
  /** The one module that sets it, while it is evaluated and before any other reads it: it can export constants. */
  readonly exporter: FileFacts | null
  /** The identity id of the shared credentials is used. */
  readonly identity: boolean
  /** By file, the modules that have run to their end before it begins. */
  readonly before: ReadonlyMap<string, ReadonlySet<string>>
}

/** What is known of one file. */
export interface Configured {
  readonly clients: readonly Client[]
  readonly config: ModuleConfig
}

/** Finds the scopes of a program; a file that shares nothing is in none. */
export function scopesOf(
  facts: ProjectFacts,
  known: (file: FileFacts) => Configured,
): ReadonlyMap<string, Scope> {
  const files = Object.values(facts.files).sort((a, b) => (a.file < b.file ? -1 : 1))
  const found = new Map<string, Scope>()
  const writers = new Set(files.filter(isWriter).map(({ file }) => file))
  if (writers.size === 0) return found
  const groups = createGroups()
  const concerned = new Set(files.filter((file) => isConcerned(file)).map(({ file }) => file))
  for (const [file, others] of companions(facts))
    if (concerned.has(file))
      for (const other of others) if (concerned.has(other)) groups.join(file, other)
  const members = new Map<string, FileFacts[]>()
  for (const file of files) {
    if (!concerned.has(file.file)) continue
    const group = groups.of(file.file)
    members.set(group, [...(members.get(group) ?? []), file])
  }
  let before: Scope['before'] | undefined
  for (const group of members.values()) {
    if (group.length < 2 || !group.some(isWriter)) continue
    before ??= certainlyBefore(facts, writers)
    const scope = scopeOf(group, facts, known, before)
    for (const { file } of group) found.set(file, scope)
  }
  return found
}

/** What is evaluated before a file begins; nothing is certain of what it requires between its own statements. */
function certainlyBefore(facts: ProjectFacts, writers: ReadonlySet<string>): Scope['before'] {
  const found = new Map(evaluatedBefore(facts, writers))
  for (const { file, modules, lateRequires } of Object.values(facts.files))
    if (modules === 'cjs' && lateRequires) found.delete(file)
  return found
}

const isWriter = (file: FileFacts): boolean =>
  file.writes.some((write) => write.entries.length + write.blockers.length > 0)

const isConcerned = (file: FileFacts): boolean =>
  file.writes.length +
    file.clients.length +
    file.uses.length +
    file.reads.length +
    file.credentials.length >
    0 || usesUnknown(file)

function scopeOf(
  files: readonly FileFacts[],
  facts: ProjectFacts,
  known: (file: FileFacts) => Configured,
  before: Scope['before'],
): Scope {
  const slots = joined(files.flatMap((file) => known(file).config.slots))
  const reading = (file: FileFacts, slot: Slot): readonly Reading[] =>
    readingsOf(file, known(file).clients, slot, slots)
  const isSplit = (slot: Slot): boolean =>
    slot.key === 'credentials' &&
    slot.scope === '' &&
    slot.writes.some(
      ({ setting: { value }, file }) =>
        value.kind === 'credentials' && value.sites.some((site) => !site.startsWith(`${file}:`)),
    )
  const shared = slots.filter(
    (slot) =>
      isSplit(slot) ||
      files.some((file) => {
        const readings = reading(file, slot)
        return readings.length > 0 && !isLocal(readings, file, slot)
      }),
  )
  const ids = new Set(shared.map(slotId))
  const participants = files.filter((file) =>
    shared.some(
      (slot) =>
        reading(file, slot).length > 0 || slot.writes.some((write) => write.file === file.file),
    ),
  )
  const hasCredentials = ids.has('.credentials')
  const isBefore = (first: string, file: FileFacts): boolean =>
    before.get(file.file)?.has(first) ?? false
  return {
    id: files[0]?.file ?? '',
    files,
    slots,
    shared: ids,
    participants,
    exporter: exporterOf(shared, participants, isBefore, facts),
    home: shared.every((slot) => isShareable(slot, files))
      ? homeOf(participants, facts, undefined, files)
      : undefined,
    identity:
      hasCredentials &&
      files.some((file) =>
        file.uses.some(({ target, use }) => target === 'global' && use.kind === 'identity'),
      ),
    before,
  }
}

/** The module whose constants the others can import. */
function exporterOf(
  shared: readonly Slot[],
  participants: readonly FileFacts[],
  isBefore: (first: string, file: FileFacts) => boolean,
  facts: ProjectFacts,
): FileFacts | null {
  const { packages } = facts
  const writers = new Set(shared.flatMap((slot) => slot.writes.map((write) => write.file)))
  const exporter = participants.find(({ file }) => writers.has(file))
  if (!exporter || writers.size > 1) return null
  const isSettled = shared.every((slot) =>
    slot.writes.every(
      ({ write }) => slot.scope === '' && isTopLevel(write.place) && write.statement !== null,
    ),
  )
  const last = Math.max(...shared.flatMap((slot) => slot.writes.map(({ write }) => write.span.end)))
  const { assigned } = exporter
  const canExport =
    assigned.kind !== 'other' && !('statement' in assigned && assigned.statement.start < last)
  const around = packageAround(exporter.file, packages)
  const isImportable = (file: FileFacts): boolean =>
    file.imports.some(({ target, typeOnly }) => target === exporter.file && !typeOnly) ||
    (file.modules === exporter.modules &&
      file.language === exporter.language &&
      packageAround(file.file, packages) === around)
  const readers = participants.filter((file) => file !== exporter)
  const isHandedOn = Object.values(facts.files).some((file) =>
    file.sdkExports.some(({ name, from }) => name === '*' && from?.target === exporter.file),
  )
  const isUsed = readers.some((file) =>
    file.uses.some(({ target, use }) => target === 'global' && use.kind === 'identity'),
  )
  return isSettled &&
    canExport &&
    !isUsed &&
    (!isHandedOn || shared.every((slot) => isExportedAlready(slot, exporter))) &&
    readers.every((file) => isBefore(exporter.file, file) && isImportable(file))
    ? exporter
    : null
}

/** `export *` hands on what a module exports, where a new name might meet another of the same. */
const isExportedAlready = (slot: Slot, { exportNames }: FileFacts): boolean =>
  slot.writes.length === 1 &&
  slot.writes.every(({ setting: { value } }) =>
    exportNames.some(
      ({ local }) => value.source.constant && value.kind === 'text' && local === value.source.text,
    ),
  )

/** Programs that keep their configuration in one module, as one: each has it for itself when it runs. */
export const together = (scopes: readonly [Scope, ...Scope[]]): Scope => ({
  ...scopes[0],
  files: scopes.flatMap((scope) => scope.files),
  slots: joined(scopes.flatMap((scope) => scope.slots)),
  shared: new Set(scopes.flatMap((scope) => Array.from(scope.shared))),
})

/** The slots of several modules as one list. */
function joined(slots: readonly Slot[]): readonly Slot[] {
  const byId = new Map<string, Slot>()
  for (const slot of slots) {
    const other = byId.get(slotId(slot))
    byId.set(slotId(slot), other ? { ...other, writes: [...other.writes, ...slot.writes] } : slot)
  }
  return Array.from(byId.values())
}

/** A place where a file reads a slot. */
interface Reading {
  readonly place: FileFacts['writes'][number]['place']
  /** Read when credentials are first used, not when they are constructed. */
  readonly lazy: boolean
}

function readingsOf(
  file: FileFacts,
  clients: readonly Client[],
  slot: Slot,
  slots: readonly Slot[],
): readonly Reading[] {
  const isGeneral = slot.scope === ''
  const taking = file.credentials.filter((fact) => isTakenBy(fact, slot, slots))
  const now = [
    ...clients.filter((client) => isFed(client, slot, slots)).map(({ fact }) => fact),
    ...file.reads.filter((read) => isGeneral && read.key === slot.key),
    ...file.uses.filter(
      ({ target }) => isGeneral && slot.key === 'credentials' && target === 'global',
    ),
  ]
  return [
    ...now.map(({ place }) => ({ place, lazy: false })),
    ...taking.map((fact) => ({ place: fact.place, lazy: isLazy(fact, slot) })),
  ]
}

/** Whether whatever other modules do, a file reads what it has set itself. */
function isLocal(readings: readonly Reading[], file: FileFacts, { writes }: Slot): boolean {
  const own = writes.filter((write) => write.file === file.file)
  if (own.length === writes.length) return true
  const isSame = writes.every(
    (write) => literalOf(write) !== undefined && literalOf(write) === literalOf(writes[0]),
  )
  return readings.every((reading) =>
    own.some(
      ({ write }) =>
        dominates(write.place, reading.place) &&
        (isSame || (!reading.lazy && isModuleStatement(write.place) && isTopLevel(reading.place))),
    ),
  )
}

const literalOf = (write: SlotWrite | undefined): string | number | boolean | undefined =>
  write?.setting.value.kind === 'text' ? write.setting.value.source.literal : undefined

/** Sections, and what v2 merges, mean something else in one object than in v2. */
function isShareable(slot: Slot, files: readonly FileFacts[]): boolean {
  const writing = new Set(slot.writes.map(({ file }) => file))
  const all = files.flatMap((file) => file.writes)
  const isReplaced = all.some((write) => write.form === 'replace') && all.length > 1
  return slot.scope === '' && !(slot.key === 'requestHandler' && writing.size > 1) && !isReplaced
}
