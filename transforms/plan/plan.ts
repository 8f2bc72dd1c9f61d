// The only place where decisions are made: facts in, one decision for each site out.

import type { Blocker, FileFacts, Platform, ProjectFacts } from '../model.ts'
import type { Finding } from '../report/finding.ts'
import { sentenceOf } from '../report/sentence.ts'
import { baseService, type Client, clientsOf, keysWritten } from './clients.ts'
import { configOf, isFed, type ModuleConfig, slotId } from './config.ts'
import { emitModule } from './emit.ts'
import { type EmitInput, movingOf, readsShared } from './emitting.ts'
import { type Entity, entitiesOf } from './entities.ts'
import { createKeeping } from './keeping.ts'
import { type Module, planModule, type Surroundings, usesUnknown } from './module.ts'
import { credentialsWrites } from './options.ts'
import { byPlace, findingOf } from './places.ts'
import { withPlatforms } from './platform.ts'
import { companions, seenBy } from './reach.ts'
import type { Scope } from './scopes.ts'
import { createSharing, slotsRead } from './sharing.ts'
import type { FilePlan, Plan } from './types.ts'
import { exportsSdk, goneRefs, unusedNames } from './unused.ts'

export interface PlanOptions {
  readonly clients: 'commands' | 'aggregated'
  readonly todo: boolean
  readonly world: 'closed' | 'open'
  readonly create: boolean
  readonly platform: 'auto' | Platform
}

type Moving = Omit<EmitInput, 'unused' | 'unexported' | 'sdkExports'>

/** Decides for a whole program. */
export function plan(surveyed: ProjectFacts, options: PlanOptions): Plan {
  const facts = withPlatforms(surveyed, options.platform)
  const files = Object.values(facts.files).sort((a, b) => (a.file < b.file ? -1 : 1))
  const isOpen = options.world === 'open'
  const neighbours = companions(facts)
  const setsCredentials = new Set(
    files.filter((file) => credentialsWrites(file) > 0).map(({ file }) => file),
  )
  const hasOthers = ({ file }: FileFacts): boolean =>
    Array.from(neighbours.get(file) ?? []).some((other) => setsCredentials.has(other))
  const written = files.flatMap(keysWritten)
  const clients = new Map(files.map((file) => [file, clientsOf(file, hasOthers(file), written)]))
  const services = [
    ...new Set(files.flatMap((file) => file.clients.map(({ service }) => baseService(service)))),
  ]
  const configs = new Map(files.map((file) => [file, configOf(file, hasOthers(file), services)]))
  const clientsIn = (file: FileFacts): readonly Client[] => clients.get(file) ?? []
  const configIn = (file: FileFacts): ModuleConfig =>
    configs.get(file) ?? { slots: [], blockers: [], notices: [] }
  const isSeen = seenBy(facts)
  const unread = Object.keys(facts.unread).filter((file) => facts.unread[file]?.mention !== null)
  const keeping = createKeeping({ facts, files, clientsOf: clientsIn, isOpen })
  const sharing = createSharing({
    facts,
    files,
    known: (file) => ({ clients: clientsIn(file), config: configIn(file) }),
    isOpen,
    canCreate: options.create,
    isMoving: ({ fact }) => keeping.of(fact.id) === null,
  })
  /** Why what a module shares stays where it is, found there. */
  const causes = new Map<FileFacts, Blocker>()
  /** Credentials that stay on v2, by any of their modules. */
  const blocked = new Set<string>()
  const read = new Map<Scope, ReadonlySet<string>>()
  const modules = settle()
  const inputs = new Map(
    files.flatMap((file) => {
      const module = modules.get(file)
      return module ? [[file, inputOf(file, module)] as const] : []
    }),
  )
  const names = unusedNames(
    Array.from(inputs, ([file, input]) => ({ file, gone: goneRefs(input) })),
    facts,
    isOpen ? () => false : isSeen,
  )
  const findings: Finding[] = []
  const plans: Record<string, FilePlan> = {}
  for (const [file, input] of exportersFirst()) {
    const emitted = emitModule({
      ...input,
      unused: names.imports.get(file.file) ?? [],
      unexported: Array.from(names.exports.get(file.file) ?? []),
      sdkExports: isSeen(file.file) ? [] : exportsSdk(file, facts.files, names.exports),
    })
    findings.push(
      ...[...emitted.findings, ...keeping.unrecognised(file)].map((found) =>
        findingOf(file, found),
      ),
    )
    const todos = options.todo ? emitted.todos : []
    plans[file.file] = {
      ...emitted.plan,
      todos: todos.map(({ at, code, data }) => ({ at, code, text: sentenceOf(code, data) })),
    }
  }
  return { files: plans, created: sharing.created(plans), findings: findings.sort(byPlace) }

  /** Plans every module again until nothing more has to stay. */
  function settle(): ReadonlyMap<FileFacts, Module> {
    for (;;) {
      const entities = entitiesOf({
        files,
        configOf: configIn,
        globalOf: (file) => {
          const scope = sharing.scopeOf(file)
          return scope?.shared.has('.credentials') ? `global:${scope.id}` : `global:${file.file}`
        },
        givenIn,
        canBeObject: sharing.canHoldObjects,
      })
      sharing.setObjects(entities)
      const planned = new Map(
        files.map((file) => [file, moduleOf(file, entities.get(file.file) ?? [])]),
      )
      const before = keeping.size + sharing.size + blocked.size
      for (const module of planned.values()) withdraw(module)
      if (keeping.size + sharing.size + blocked.size === before) return planned
    }
  }

  function moduleOf(file: FileFacts, entities: readonly Entity[]): Module {
    return planModule({
      file,
      clients: clientsIn(file),
      config: configIn(file),
      entities,
      around: surroundings(file),
      isKept: keeping.of,
      isBlocked: (entity) => blocked.has(entity),
    })
  }

  /** Notes what a module keeps on v2 that was to move. */
  function withdraw({ file, clientBlockers, entityBlockers, blocker, isV2Left }: Module): void {
    for (const [client, reason] of clientBlockers)
      if (keeping.of(client) === null) keeping.keep(client, reason, file)
    if (blocker && sharing.refuse(file)) causes.set(file, blocker)
    for (const id of entityBlockers.keys()) blocked.add(id)
    if (isV2Left) sharing.leave(file)
  }

  /** Credentials that the configuration and the clients of a file are given. */
  function givenIn(file: FileFacts): readonly string[] {
    const settings = [
      ...configIn(file).slots.flatMap((slot) => slot.writes.map(({ setting }) => setting)),
      ...clientsIn(file).flatMap((client) => client.own.settings),
    ]
    return settings.flatMap(({ value }) => (value.kind === 'credentials' ? value.sites : []))
  }

  function surroundings(file: FileFacts): Surroundings {
    const others = Array.from(neighbours.get(file.file) ?? [])
      .flatMap((path) => facts.files[path] ?? [])
      .sort((a, b) => (a.file < b.file ? -1 : 1))
    const scope = sharing.scopeOf(file)
    const writers = scope ? [] : others.filter(setsConfig)
    const readers = others
      .filter((other) => (scope ? sharing.isLeft(other) : readsConfig(other, clientsIn(other))))
      .map((other) => other.file)
    const isHandedOn = !isSeen(file.file) && exportsSdk(file, facts.files).length > 0
    return {
      writers: writers.map((other) => other.file),
      readers: [
        ...readers,
        ...unread,
        ...(isHandedOn || isOpen ? ['modules that are not seen'] : []),
      ],
      setElsewhere: new Set(writers.flatMap((other) => keysSetBy(configIn(other)))),
      scope,
      keptWithCredentials: keptWithCredentials(scope),
      exports: scope !== null && sharing.hasConstants(scope),
      open: isOpen,
    }
  }

  function keptWithCredentials(scope: Scope | null): readonly string[] {
    const slot = scope?.slots.find((own) => slotId(own) === '.credentials')
    if (!scope || !slot) return []
    const others = unread.length > 0 ? ['v2'] : []
    return scope.files
      .flatMap(clientsIn)
      .filter((client) => keeping.of(client.fact.id) && isFed(client, slot, scope.slots))
      .map(({ fact }) => fact.service)
      .concat(others)
  }

  function inputOf(file: FileFacts, module: Module): Moving {
    return {
      module,
      clients: clientsIn(file),
      keptBy: keeping.of,
      isBlocked: (entity) => blocked.has(entity),
      homeSpecifier: sharing.specifier(file),
      exported: sharing.exported(file),
      classSpecifier: (held) => sharing.classSpecifier(file, held),
      isObject: sharing.isObject,
      isGlobalObject: sharing.isGlobalObject(file),
      liveInScope: (sharing.anyScopeOf(file)?.files ?? [])
        .flatMap(clientsIn)
        .filter(({ fact }) => keeping.of(fact.id) === null),
      isReadInScope: (slot) => readIn(file).has(slotId(slot)),
      boundFor: (call) => keeping.bound(call, file),
      isKeptAnywhere: (service) =>
        isOpen ||
        files
          .flatMap((other) => [...other.clients, ...other.calls])
          .filter((site) => service === null || baseService(site.service) === service)
          .some(({ id }) => keeping.of(id) !== null),
      isPresigning: keeping.isPresigning,
      isAggregated: (site) => options.clients === 'aggregated' || keeping.isAggregated(site),
      surroundings: surroundings(file),
      direct: [...keeping.reasons(file), ...[causes.get(file) ?? []].flat()],
    }
  }

  /** What modules of a file's scope, once they have moved, read. */
  function readIn(file: FileFacts): ReadonlySet<string> {
    const scope = sharing.anyScopeOf(file)
    if (!scope) return new Set()
    const known = read.get(scope)
    if (known) return known
    const slots = slotsRead(scope, (slot, other) => {
      const input = inputs.get(other)
      return input !== undefined && readsShared(slot, { module: input.module, ...movingOf(input) })
    })
    read.set(scope, slots)
    return slots
  }

  /** The names that a module exports are known before others import them. */
  function exportersFirst(): readonly (readonly [FileFacts, Moving])[] {
    const isExporter = (file: FileFacts): boolean => sharing.scopeOf(file)?.exporter === file
    const all = Array.from(inputs)
    return [
      ...all.filter(([file]) => isExporter(file)),
      ...all.filter(([file]) => !isExporter(file)),
    ]
  }
}

const setsConfig = (file: FileFacts): boolean =>
  file.writes.some((write) => write.entries.length + write.blockers.length > 0)

const keysSetBy = (config: ModuleConfig): readonly string[] => [
  ...config.slots.map((slot) => slot.key),
  ...(config.blockers.length > 0 ? ['*'] : []),
]

function readsConfig(file: FileFacts, clients: readonly Client[]): boolean {
  if (file.reads.length > 0 || usesUnknown(file)) return true
  if (file.uses.some((use) => use.target === 'global')) return true
  return clients.some(
    (client) =>
      !client.isolated && !(client.ownKeys.has('region') && client.ownKeys.has('credentials')),
  )
}
