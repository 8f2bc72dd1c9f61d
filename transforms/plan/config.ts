// The global configuration of one module: what is set, who reads it, and the highest rung that is faithful.

import type { Blocker, CredentialsFact, FileFacts, Place, WriteFact } from '../model.ts'
import { credentialClass } from '../sdk/credentials.ts'
import { serviceById, serviceNames, serviceOf } from '../sdk/services.ts'
import { baseService, type Client } from './clients.ts'
import { convertOptions, credentialsWrites, type Setting } from './options.ts'
import { clientConfigOf, masterOf } from './provider-classes.ts'
import { dominates, isModuleStatement, isTopLevel, statementStart } from './reach.ts'
import { retryDelay } from './retries.ts'

/** One v3 option that the global configuration of a module sets. */
export interface Slot {
  /** Id of the service section; empty: for all services. */
  readonly scope: string
  readonly key: string
  readonly services: readonly string[] | undefined
  readonly writes: readonly SlotWrite[]
}

export interface SlotWrite {
  readonly file: string
  /** That file runs in a browser. */
  readonly browser: boolean
  readonly write: WriteFact
  readonly setting: Setting
}

export interface ModuleConfig {
  readonly slots: readonly Slot[]
  readonly blockers: readonly Blocker[]
  readonly notices: readonly { readonly write: string; readonly notice: Blocker }[]
}

export const slotId = (slot: { readonly scope: string; readonly key: string }): string =>
  `${slot.scope}.${slot.key}`

/**
 * Gathers all writes of a module into slots.
 *
 * @param hasOthers whether other modules set credentials too
 * @param services v2 class names of the clients of the program
 */
export function configOf(
  file: FileFacts,
  hasOthers: boolean,
  services: readonly string[],
): ModuleConfig {
  const slots = new Map<string, Slot & { writes: SlotWrite[] }>()
  const blockers: Blocker[] = []
  const notices: { write: string; notice: Blocker }[] = []
  for (const write of file.writes) {
    blockers.push(...write.blockers)
    const scopes = new Set(
      write.entries.map((entry) =>
        entry.key.includes('.') ? (entry.key.split('.')[0] ?? '') : '',
      ),
    )
    for (const scope of scopes) {
      const entries = write.entries.filter((entry) =>
        scope === '' ? !entry.key.includes('.') : entry.key.startsWith(`${scope}.`),
      )
      const options = entries.map((entry) => ({
        key: scope === '' ? entry.key : entry.key.slice(scope.length + 1),
        value: entry.value,
      }))
      const name = scope === '' ? null : classOf(scope)
      const converted = convertOptions(options, {
        service: name,
        browser: file.browser,
        typescript: file.language === 'ts',
        place: 'global',
        services: name === null ? services : [name],
        hasOtherCredentials: hasOthers || credentialsWrites(file) > 1,
      })
      blockers.push(...converted.blockers)
      notices.push(...converted.notices.map((notice) => ({ write: write.id, notice })))
      for (const setting of converted.settings) {
        const id = slotId({ scope, key: setting.key })
        const slot = slots.get(id) ?? {
          scope,
          key: setting.key,
          services: setting.services,
          writes: [],
        }
        slot.writes.push({
          file: file.file,
          browser: file.browser,
          write,
          setting: { ...setting, from: indexIn(write, entries[setting.from]) },
        })
        slots.set(id, slot)
      }
    }
  }
  blockers.push(...mergedOtherwise(file.writes, Array.from(slots.values())))
  return { slots: Array.from(slots.values()), blockers, notices }
}

/**
 * Writes that v2 does not merge option by option, as slots are: a new `AWS.Config` forgets what was set before, a section
 * replaces the one before, and `update` merges `httpOptions`. Measured.
 */
function mergedOtherwise(writes: readonly WriteFact[], slots: readonly Slot[]): readonly Blocker[] {
  const blocker = (write: WriteFact, what: string): Blocker => ({
    code: 'config-not-visible',
    at: write.span.start,
    data: { what },
  })
  const found: Blocker[] = []
  const replacement = writes.find((write) => write.form === 'replace')
  const isFirst = writes.every(
    (write) => replacement === write || write.span.start > (replacement?.span.start ?? 0),
  )
  if (replacement && writes.length > 1 && !(isFirst && isModuleStatement(replacement.place)))
    found.push(blocker(replacement, 'a new AWS.Config in place of one that was set before'))
  const handler = slots.find((slot) => slot.key === 'requestHandler')?.writes[1]
  if (handler) found.push(blocker(handler.write, 'httpOptions twice, which v2 merges'))
  const sections = new Map<string, string>()
  for (const write of writes) {
    const keys = new Map<string, string>()
    for (const { key } of write.entries) {
      const [scope = '', name] = key.split('.')
      if (name !== undefined) keys.set(scope, `${keys.get(scope) ?? ''} ${name}`)
    }
    for (const [scope, names] of keys) {
      const before = sections.get(scope)
      if (before !== undefined && before !== names)
        found.push(blocker(write, `another AWS.config.${scope}, which replaces the one before`))
      sections.set(scope, names)
    }
  }
  return found
}

const indexIn = (write: WriteFact, entry: WriteFact['entries'][number] | undefined): number =>
  entry ? write.entries.indexOf(entry) : -1

function classOf(id: string): string | null {
  const service = serviceById(id)
  return service ? (serviceNames.find((name) => serviceOf(name)?.id === id) ?? null) : null
}

/** Whether a client takes an option from a slot. */
export function isFed(client: Client, slot: Slot, slots: readonly Slot[]): boolean {
  const isMerged = slot.key === 'requestHandler' && !client.fact.isV3
  if (client.isolated || (client.ownKeys.has(slot.key) && !isMerged)) return false
  if (client.ownKeys.has('retryStrategy') && isReplacedByStrategy(client, slot)) return false
  const service = baseService(client.fact.service)
  if (slot.services && !slot.services.includes(service)) return false
  const id = serviceOf(service)?.id
  if (slot.scope !== '') return slot.scope === id
  return !slots.some((other) => other.scope === id && other.key === slot.key)
}

/** What the client's own retry strategy stands for: the delay, and the number of attempts if it has its own. */
const isReplacedByStrategy = ({ own }: Client, { key }: Slot): boolean =>
  key === retryDelay ||
  (key === 'maxAttempts' &&
    !own.settings.some(({ value }) => value.kind === 'retry' && value.attempts === null))

/** Options of the global configuration that the clients of credentials take too, as far as they say where requests go. */
const destinationKeys = ['region', 'endpoint']

/** Whether a setting says where the client of some credentials sends to. */
export const isDestination = (slot: Slot): boolean =>
  destinationKeys.includes(slot.key) && ['', 'cognitoidentity', 'sts'].includes(slot.scope)

/** Whether a construction of credentials takes a setting from the global configuration. */
export function isTakenBy(fact: CredentialsFact, slot: Slot, slots: readonly Slot[]): boolean {
  const sends = credentialClass(fact.className)?.sends ?? null
  if (sends === null) return false
  if (slotId(slot) === '.credentials') return takesMaster(fact) && isSetBefore(fact, slot)
  if (!destinationKeys.includes(slot.key) || hasOwn(fact, slot.key)) return false
  return (
    slot.scope === sends ||
    (slot.scope === '' && !slots.some((other) => other.scope === sends && other.key === slot.key))
  )
}

/** Whether it is read when the credentials are first used, not when they are constructed. */
export const isLazy = (fact: CredentialsFact, { key }: Slot): boolean =>
  key !== 'credentials' && credentialClass(fact.className)?.eager === false

/** Both classes of temporary credentials ask the global ones when they are given no others. */
function takesMaster(fact: CredentialsFact): boolean {
  if (!/TemporaryCredentials$/.test(fact.className)) return false
  const master = masterOf(fact)
  return (
    !master || master.kind === 'absent' || (master.kind === 'credentials' && !master.sites?.length)
  )
}

/** A construction that is itself the write reads what was there before. */
function isSetBefore({ id, span, place }: CredentialsFact, { writes }: Slot): boolean {
  const own = writes.find(
    ({ file, write }) =>
      id.startsWith(`${file}:`) && write.span.start <= span.start && span.end <= write.span.end,
  )
  if (!own) return true
  return writes.some(
    ({ file, write }) =>
      write !== own.write &&
      !(
        file === own.file &&
        isModuleStatement(place) &&
        isModuleStatement(write.place) &&
        write.span.start > span.start
      ),
  )
}

/** Something that reads a slot. */
export interface Reader {
  readonly id: string
  readonly place: Place
  /** Credentials read their region when they are first loaded, not when they are constructed. */
  readonly lazy: boolean
  /** It stays in the program and names the value: it cannot just do without, as a client can. */
  readonly names: boolean
}

export type Rung =
  /** A constant where the write was; `hoistTo`: before an earlier statement that needs it. */
  | { readonly rung: 1; readonly hoistTo: number | null; readonly unfed: ReadonlySet<string> }
  /** Module state (2), or state of several modules (3). What lazy readers take is set in a branch before them (`perhaps`), or only `later`. */
  | {
      readonly rung: 2 | 3
      readonly unfed: ReadonlySet<string>
      readonly perhaps: ReadonlySet<string>
      readonly later: ReadonlySet<string>
    }
  | { readonly rung: 'none'; readonly blocker: Blocker }

/** The highest rung on which every reader gets what it got in v2. */
export function rungOf(slot: Slot, readers: readonly Reader[]): Rung {
  const [only] = slot.writes
  const unfed = new Set(
    readers.filter((reader) => isTooEarly(reader, slot)).map((reader) => reader.id),
  )
  const rest = readers.filter((reader) => !unfed.has(reader.id))
  if (only && slot.writes.length === 1 && only.write.statement && only.write.place.at(-1)?.list) {
    const place = only.write.place
    const source = only.setting.value.source
    const late = rest.filter(
      (reader) => !dominates(place, reader.place) && !isSameStatement(place, reader.place),
    )
    if (late.length === 0) return { rung: 1, hoistTo: null, unfed }
    const sameList = late.every(
      (reader) => reader.lazy && reader.place.at(-1)?.block === place.at(-1)?.block,
    )
    const first = Math.min(...late.map((reader) => statementStart(reader.place)))
    if (sameList && source.movable && source.after < first)
      return { rung: 1, hoistTo: first, unfed }
  }
  for (const { write } of slot.writes)
    if (!write.statement)
      return {
        rung: 'none',
        blocker: {
          code: 'config-not-visible',
          at: write.span.start,
          data: { what: 'a write inside an expression' },
        },
      }
  const timed = rest.filter((reader) => reader.lazy)
  const unknown = timed.find((reader) => {
    const timing = timingOf(reader, slot)
    return timing === 'unknown' || (timing === 'later' && slot.key !== 'region')
  })
  if (unknown)
    return {
      rung: 'none',
      blocker: { code: 'region-after-credentials', at: statementStart(unknown.place), data: {} },
    }
  const having = (wanted: Timing): ReadonlySet<string> =>
    new Set(timed.flatMap((reader) => (timingOf(reader, slot) === wanted ? [reader.id] : [])))
  return { rung: 2, unfed, perhaps: having('perhaps'), later: having('later') }
}

/**
 * Several modules set or read a slot: state they share is what v2 has. Only the region of credentials is read at another
 * time, when they are first used.
 *
 * @param isDone whether a module has been evaluated before this one begins
 */
export function sharedRungOf(
  slot: Slot,
  readers: readonly Reader[],
  file: string,
  isDone: (file: string) => boolean,
): Rung {
  const inside = slot.writes.find(({ write }) => !write.statement)
  if (inside)
    return {
      rung: 'none',
      blocker: {
        code: 'config-not-visible',
        at: inside.write.span.start,
        data: { what: 'a write inside an expression' },
      },
    }
  const [first] = slot.writes
  if (slot.key === retryDelay && first)
    return {
      rung: 'none',
      blocker: {
        code: 'option-refused',
        at: first.write.span.start,
        data: { option: 'retryDelayOptions (of several modules)' },
      },
    }
  const perhaps = new Set<string>()
  const later = new Set<string>()
  for (const reader of readers.filter(({ lazy }) => lazy)) {
    const timing = sharedTiming(reader, slot, file, isDone)
    if (timing === 'perhaps') perhaps.add(reader.id)
    if (timing === 'later') later.add(reader.id)
    if (timing === 'unknown' || (timing === 'later' && slot.key !== 'region'))
      return {
        rung: 'none',
        blocker: { code: 'region-after-credentials', at: statementStart(reader.place), data: {} },
      }
  }
  return { rung: 3, unfed: new Set(), perhaps, later }
}

function sharedTiming(
  { place }: Reader,
  { writes }: Slot,
  file: string,
  isDone: (file: string) => boolean,
): Timing {
  const isCertain = writes.some((own) =>
    own.file === file
      ? dominates(own.write.place, place) || isSameStatement(own.write.place, place)
      : isModuleStatement(own.write.place) && isDone(own.file),
  )
  const isSettled = writes.every((own) =>
    own.file === file
      ? dominates(own.write.place, place) || isSameStatement(own.write.place, place)
      : isTopLevel(own.write.place) && isDone(own.file),
  )
  if (isSettled) return isCertain ? 'before' : 'perhaps'
  const [first, ...others] = writes.map(({ setting }) => literalOf(setting))
  const isOne =
    writes.length === 1 || (first !== undefined && others.every((text) => text === first))
  if (!isOne) return 'unknown'
  return isCertain ? 'before' : 'later'
}

const literalOf = ({ value }: Setting): string | number | boolean | undefined =>
  value.kind === 'text' ? value.source.literal : undefined

/** When what a lazy reader takes is set, seen from its construction. */
type Timing = 'before' | 'perhaps' | 'later' | 'unknown'

function timingOf(reader: Reader, { writes }: Slot): Timing {
  const places = writes.map(({ write }) => write.place)
  const isCertain = places.some(
    (place) => dominates(place, reader.place) || isSameStatement(place, reader.place),
  )
  const own = reader.place.at(-1)
  const [first, ...others] = writes
  const after = writes.filter(
    ({ write }) =>
      !isSameStatement(write.place, reader.place) &&
      !(
        (write.place.at(-1)?.fn === own?.fn || isTopLevel(write.place)) &&
        write.span.start < (own?.at ?? 0)
      ),
  )
  if (after.length === 0) return isCertain ? 'before' : 'perhaps'
  const text = first && textOf(first.setting)
  const isOne = text !== undefined && others.every(({ setting }) => textOf(setting) === text)
  if (!isOne && writes.length > 1) return 'unknown'
  return isCertain ? 'before' : 'later'
}

/** Two settings with the same text are one value. */
const textOf = ({ value }: Setting): string | undefined =>
  value.kind !== 'text'
    ? undefined
    : value.source.literal === undefined
      ? value.source.text
      : JSON.stringify(value.source.literal)

const isSameStatement = (a: Place, b: Place): boolean => {
  const own = a.at(-1)
  return own !== undefined && b.some((frame) => frame.block === own.block && frame.at === own.at)
}

const isTooEarly = (reader: Reader, slot: Slot): boolean =>
  !reader.lazy && !reader.names && precedes(reader.place, slot)

/** Whether a place is evaluated with the module, before anything sets the slot. */
export const precedes = (place: Place, slot: Slot): boolean =>
  isTopLevel(place) &&
  slot.writes.every(
    ({ write }) =>
      isModuleStatement(write.place) && statementStart(write.place) > (place[0]?.at ?? 0),
  )

/** Whether the options of a construction's own client have a key. */
const hasOwn = (fact: CredentialsFact, key: string): boolean =>
  clientConfigOf(fact)?.object?.entries.some((entry) => entry.key === key) ?? false
