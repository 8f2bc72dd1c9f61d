// The only place where decisions are made: facts in, one decision for each site out.

import type { Blocker, FileFacts, ProjectFacts } from '../model.ts'
import { catalogue } from '../report/catalogue.ts'
import type { Finding } from '../report/finding.ts'
import { sentenceOf } from '../report/sentence.ts'
import { isOperation } from '../sdk/services.ts'
import {
  type Client,
  clientGroups,
  clientsOf,
  documentClient,
  documentMethods,
  ownBlockers,
} from './clients.ts'
import { configOf, type ModuleConfig, slotId } from './config.ts'
import { classHomes, classModule, className } from './credentials-class.ts'
import { emitModule } from './emit.ts'
import { type EmitInput, movingOf, readsShared } from './emitting.ts'
import { entitiesOf } from './entities.ts'
import { type Home, homeOf, packageAround, specifierFor } from './home.ts'
import { type Module, planModule, type Surroundings } from './module.ts'
import { credentialsWrites } from './options.ts'
import { companions } from './reach.ts'
import { type Scope, scopesOf } from './scopes.ts'
import { sharedModule } from './shared-module.ts'
import type { CreatedFile, FilePlan, Plan } from './types.ts'
import { goneRefs, unusedNames } from './unused.ts'

export interface PlanOptions {
  readonly clients: 'commands' | 'aggregated'
  readonly todo: boolean
  readonly world: 'closed' | 'open'
  readonly create: boolean
}

/** Decides for a whole program. */
export function plan(facts: ProjectFacts, options: PlanOptions): Plan {
  const files = Object.values(facts.files).sort((a, b) => (a.file < b.file ? -1 : 1))
  const neighbours = companions(facts)
  const setsCredentials = new Set(
    files.filter((file) => credentialsWrites(file) > 0).map(({ file }) => file),
  )
  const hasOthers = ({ file }: FileFacts): boolean =>
    Array.from(neighbours.get(file) ?? []).some((other) => setsCredentials.has(other))
  const clients = new Map(files.map((file) => [file.file, clientsOf(file, hasOthers(file))]))
  const configs = new Map(files.map((file) => [file.file, configOf(file, hasOthers(file))]))
  const groups = clientGroups(facts)
  const kept = new Map<string, Blocker>()
  const aggregated = new Set<string>()
  const direct: { file: FileFacts; blocker: Blocker }[] = []
  const keep = (item: string, blocker: Blocker, file: FileFacts): void => {
    if (
      !direct.some(
        (other) =>
          other.file === file &&
          other.blocker.at === blocker.at &&
          other.blocker.code === blocker.code,
      )
    )
      direct.push({ file, blocker })
    const group = groups.of(item)
    if (!kept.has(group)) kept.set(group, blocker)
  }
  const imported = new Set(Object.values(facts.links).flat())
  const followed = new Set(
    files.flatMap((file) => [...file.calls, ...file.escapes].map((site) => groups.of(site.id))),
  )
  for (const file of files) {
    for (const client of clients.get(file.file) ?? [])
      for (const blocker of ownBlockers(client)) keep(client.fact.id, blocker, file)
    for (const site of [...file.calls, ...file.types])
      for (const blocker of site.blockers) keep(site.id, blocker, file)
    const isUnseen = !imported.has(file.file)
    for (const given of file.escapes) {
      if (given.exported && options.world === 'open')
        keep(given.id, { code: 'client-exported-as-v2', at: given.span.start, data: {} }, file)
      else if (given.exported && isUnseen) aggregated.add(groups.of(given.id))
      for (const blocker of given.blockers) keep(given.id, blocker, file)
      if (!given.known && given.blockers.length === 0)
        handOn(given.id, given.service, given.span.start, file)
    }
    for (const client of file.clients) {
      const isUnfollowed =
        !followed.has(groups.of(client.id)) &&
        file.unresolved.some((call) => isMethodOf(client.service, call.method))
      if (client.holder.kind === 'escape' || isUnfollowed)
        handOn(client.id, client.service, client.span.start, file)
      if (isExported(client.holder) && isUnseen) aggregated.add(groups.of(client.id))
    }
  }
  const scopes: ReadonlyMap<string, Scope> =
    options.world === 'open'
      ? new Map()
      : scopesOf(facts, (file) => ({
          clients: clients.get(file.file) ?? [],
          config: configIn(file),
        }))
  /** Scopes whose configuration stays where it is. */
  const refused = new Set(
    Array.from(scopes.values())
      .filter((scope) => scope.shared.size > 0 && !scope.home && !scope.exporter)
      .map(({ id }) => id),
  )
  /** Credentials that stay on v2, by any of their modules. */
  const blocked = new Set<string>()
  /** Files that still read v2's configuration. */
  const left = new Set<string>()
  const exported = new Map<string, Map<string, string>>()
  /** Constructions that stay objects. */
  const objects = new Set<string>()
  /** By package, where their class stands. */
  let classes: ReadonlyMap<string, Home> = new Map()
  const modules = settle()
  const findings: Finding[] = []
  const plans: Record<string, FilePlan> = {}
  const inputs = files.flatMap((file) => {
    const module = modules.get(file.file)
    return module ? [{ file, input: inputOf(file, module) }] : []
  })
  const names = unusedNames(
    inputs.map(({ file, input }) => ({ file, gone: goneRefs(input) })),
    facts,
    options.world === 'closed',
  )
  const readBy = new Map(
    Array.from(new Set(scopes.values())).map((scope) => [
      scope.id,
      new Set(
        scope.slots
          .filter((slot) =>
            inputs.some(
              ({ file, input }) =>
                scopes.get(file.file) === scope &&
                readsShared(slot, { module: input.module, ...movingOf(input) }),
            ),
          )
          .map(slotId),
      ),
    ]),
  )
  const isExporter = ({ file }: { readonly file: FileFacts }): boolean =>
    scopeOf(file)?.exporter === file
  const ordered = [...inputs.filter(isExporter), ...inputs.filter((own) => !isExporter(own))]
  for (const { file, input } of ordered) {
    const emitted = emitModule({
      ...input,
      unused: names.imports.get(file.file) ?? [],
      unexported: Array.from(names.exports.get(file.file) ?? []),
    })
    findings.push(
      ...[...emitted.findings, ...unrecognised(file)].map((blocker) => findingOf(file, blocker)),
    )
    plans[file.file] = {
      ...emitted.plan,
      todos: options.todo
        ? emitted.todos.map((todo) => ({
            at: todo.at,
            code: todo.code,
            text: sentenceOf(todo.code, todo.data),
          }))
        : [],
    }
  }
  return { files: plans, created: created(), findings: findings.sort(byPlace) }

  function inputOf(file: FileFacts, module: Module): Omit<EmitInput, 'unused' | 'unexported'> {
    return {
      module,
      clients: clients.get(file.file) ?? [],
      keptBy: (item) => kept.get(groups.of(item)) ?? null,
      isBlocked: (entity) => blocked.has(entity),
      homeSpecifier: homeSpecifier(file),
      exported: exportedBy(file),
      classSpecifier: classSpecifier(file),
      isObject: (site) => objects.has(site),
      isGlobalObject: isGlobalObject(file, module),
      isReadInScope: (slot) =>
        readBy.get(scopes.get(file.file)?.id ?? '')?.has(slotId(slot)) ?? false,
      isAggregated: (item) => options.clients === 'aggregated' || aggregated.has(groups.of(item)),
      surroundings: surroundings(file),
      isUnseen: !imported.has(file.file),
      direct: direct.filter((entry) => entry.file === file).map((entry) => entry.blocker),
    }
  }

  /** By slot, what the exporter of a file's scope exports. */
  function exportedBy(file: FileFacts): Map<string, string> {
    const id = scopeOf(file)?.id ?? file.file
    const known = exported.get(id) ?? new Map<string, string>()
    exported.set(id, known)
    return known
  }

  function configIn(file: FileFacts): ModuleConfig {
    return configs.get(file.file) ?? { slots: [], blockers: [], notices: [] }
  }

  /** The scope of a file, while what it shares can be written. */
  function scopeOf({ file }: FileFacts): Scope | null {
    const scope = scopes.get(file)
    if (!scope || refused.has(scope.id)) return null
    const isWritable = options.create && scope.home
    return scope.shared.size === 0 || isWritable || hasConstants(scope) ? scope : null
  }

  /** Whether one module of a scope exports what the others need: everything has to move. */
  function hasConstants(scope: Scope): boolean {
    return (
      scope.exporter !== null &&
      scope.files.every(
        (file) =>
          !left.has(file.file) &&
          (clients.get(file.file) ?? []).every((client) => !kept.has(groups.of(client.fact.id))),
      )
    )
  }

  function homeSpecifier(file: FileFacts): string {
    const scope = scopeOf(file)
    const exporter = scope && hasConstants(scope) ? scope.exporter : null
    const path = exporter ? exporter.file : scope?.home?.path
    if (!scope || path === undefined || exporter === file) return ''
    const known = file.imports.find(({ target, typeOnly }) => target === path && !typeOnly)
    return known?.module ?? specifierFor(file, path, scope.participants)
  }

  /** The modules of shared configuration that some file imports. */
  function created(): Plan['created'] {
    const made: Record<string, CreatedFile> = {}
    for (const scope of new Set(scopes.values())) {
      const { home } = scope
      if (!home || refused.has(scope.id) || hasConstants(scope)) continue
      const needed = new Set(
        scope.files.flatMap((file) => {
          const specifier = homeSpecifier(file)
          return (plans[file.file]?.needs ?? []).flatMap(({ module, name }) =>
            module === specifier ? [name] : [],
          )
        }),
      )
      if (needed.size === 0) continue
      made[home.path] = sharedModule({
        scope,
        home,
        live: scope.files
          .flatMap((file) => clients.get(file.file) ?? [])
          .filter((client) => !kept.has(groups.of(client.fact.id))),
        isCognito: (site) =>
          scope.files.some((file) =>
            file.credentials.some(
              (fact) => fact.id === site && fact.className === 'CognitoIdentityCredentials',
            ),
          ),
        identity: needed.has('awsIdentity') || needed.has('identify'),
        classSpecifier: scope.files.some((file) => hasObject(modules.get(file.file)))
          ? classSpecifier(standIn(scope, home.path))
          : '',
      })
    }
    for (const home of classes.values()) {
      const isNeeded = Object.values(plans).some((own) =>
        own.needs.some(({ name, module }) => {
          const file = facts.files[own.file]
          return name === className && file !== undefined && module === classSpecifier(file)
        }),
      )
      if (isNeeded) made[home.path] = classModule(home)
    }
    return made
  }

  /** Calls in v2's way on what may be a client that moved. */
  function unrecognised(file: FileFacts): readonly Blocker[] {
    const moved = Array.from(clients.values())
      .flat()
      .filter((client) => !kept.has(groups.of(client.fact.id)))
    return file.unresolved.flatMap(({ method, at }) =>
      moved.some((client) => isMethodOf(client.fact.service, method))
        ? [{ code: 'call-not-recognised' as const, at, data: { method } }]
        : [],
    )
  }

  /** Code that is not seen gets the client: one with v2's methods, unless somewhere it is still called in v2's way. */
  function handOn(item: string, service: string, at: number, file: FileFacts): void {
    const calls = files.flatMap((other) =>
      other.unresolved.flatMap((call) =>
        isMethodOf(service, call.method)
          ? [`${other.file}:${lineOf(other.lines, call.at) + 1}`]
          : [],
      ),
    )
    if (calls.length > 0)
      keep(
        item,
        { code: 'receiver-not-known', at, data: { service, calls: calls.join(', ') } },
        file,
      )
    else aggregated.add(groups.of(item))
  }

  /** Plans every module again until nothing more has to stay. */
  function settle(): ReadonlyMap<string, Module> {
    for (;;) {
      const entities = entitiesOf(
        files,
        configIn,
        (file) => {
          const scope = scopeOf(file)
          return scope?.shared.has('.credentials') ? `global:${scope.id}` : `global:${file.file}`
        },
        givenIn,
        (constructions) =>
          options.world === 'closed' &&
          options.create &&
          constructions.every((fact) => classHomeOf(fileOf(fact.id)) !== undefined),
      )
      objects.clear()
      for (const entity of Array.from(entities.values()).flat())
        if (entity.isObject)
          for (const item of [...entity.sites, ...(entity.global ? [entity.id] : [])])
            objects.add(item)
      classes = classHomes(
        files.filter((file) => file.credentials.some(({ id }) => objects.has(id))),
        facts,
      )
      const planned = new Map(
        files.map((file) => [
          file.file,
          planModule({
            file,
            clients: clients.get(file.file) ?? [],
            config: configIn(file),
            entities: entities.get(file.file) ?? [],
            around: surroundings(file),
            isKept: (client) => kept.get(groups.of(client)) ?? null,
            isBlocked: (entity) => blocked.has(entity),
          }),
        ]),
      )
      if (!Array.from(planned.values()).map(withdraw).includes(true)) return planned
    }
  }

  /** Where the class of a file's package may stand. */
  function classHomeOf(file: string): Home | undefined {
    const around = packageAround(file, facts.packages) ?? ''
    const own = files.find((other) => other.file === file)
    return classes.get(around) ?? (own && homeOf([own], facts))
  }

  function classSpecifier(file: FileFacts): string {
    const home = classes.get(packageAround(file.file, facts.packages) ?? '')
    return home ? specifierFor(file, home.path, files) : ''
  }

  /** A new file of a scope, as one that names others like they do. */
  function standIn({ participants }: Scope, path: string): FileFacts {
    const [first] = participants
    if (!first) throw new Error(`No module shares ${path}`)
    return { ...first, file: path }
  }

  /** What `AWS.config.credentials` is in a file, as entities name it. */
  function isGlobalObject(file: FileFacts, module: Module): boolean {
    const scope = scopeOf(file)
    return scope?.shared.has('.credentials')
      ? scope.files.some((other) => hasObject(modules.get(other.file)))
      : hasObject(module)
  }

  /** Credentials that the configuration and the clients of a file are given. */
  function givenIn(file: FileFacts): readonly string[] {
    const own = clients.get(file.file) ?? []
    const settings = [
      ...configIn(file).slots.flatMap((slot) => slot.writes.map(({ setting }) => setting)),
      ...own.flatMap((client) => client.own.settings),
    ]
    return settings.flatMap(({ value }) => (value.kind === 'credentials' ? value.sites : []))
  }

  /** Notes what a module keeps on v2 that was to move; false: nothing more. */
  function withdraw(module: Module): boolean {
    const { file } = module
    const sizes = (): number => kept.size + refused.size + blocked.size + left.size
    const before = sizes()
    for (const [client, blocker] of module.clientBlockers)
      if (!kept.has(groups.of(client))) keep(client, blocker, file)
    const scope = scopes.get(file.file)
    if (module.blocker && scope) refused.add(scope.id)
    for (const id of module.entityBlockers.keys()) blocked.add(id)
    if (module.isV2Left) left.add(file.file)
    return sizes() > before
  }

  function surroundings(file: FileFacts): Surroundings {
    const others = Array.from(neighbours.get(file.file) ?? [])
      .flatMap((path) => facts.files[path] ?? [])
      .sort((a, b) => (a.file < b.file ? -1 : 1))
    const scope = scopeOf(file)
    const writers = scope
      ? []
      : others.filter((other) =>
          other.writes.some((write) => write.entries.length + write.blockers.length > 0),
        )
    const open = options.world === 'open'
    const readers = others
      .filter((other) =>
        scope ? left.has(other.file) : readsConfig(other, clients.get(other.file) ?? []),
      )
      .map((other) => other.file)
    const handedOn = file.sdkExports.length > 0 && !imported.has(file.file)
    return {
      writers: writers.map((other) => other.file),
      readers: handedOn || open ? [...readers, 'modules that are not seen'] : readers,
      setElsewhere: new Set(writers.flatMap((other) => keysSetBy(configIn(other)))),
      scope,
      exports: scope !== null && hasConstants(scope),
      open,
    }
  }
}

/** The global credentials are an object. */
const hasObject = (module: Module | undefined): boolean =>
  module?.entities.some(({ entity }) => entity.global && entity.isObject) ?? false

const fileOf = (site: string): string => site.slice(0, site.lastIndexOf(':'))

const keysSetBy = (config: ModuleConfig): readonly string[] => [
  ...config.slots.map((slot) => slot.key),
  ...(config.blockers.length > 0 ? ['*'] : []),
]

const isMethodOf = (service: string, method: string): boolean =>
  service === documentClient ? documentMethods.has(method) : isOperation(service, method)

function readsConfig(file: FileFacts, clients: readonly Client[]): boolean {
  if (file.reads.length > 0 || file.uses.some((use) => use.target === 'global')) return true
  return clients.some(
    (client) =>
      !client.isolated && !(client.ownKeys.has('region') && client.ownKeys.has('credentials')),
  )
}

const isExported = (holder: FileFacts['clients'][number]['holder']): boolean =>
  'exported' in holder && holder.exported

function findingOf(file: FileFacts, blocker: Blocker): Finding {
  const line = lineOf(file.lines, blocker.at)
  return {
    code: blocker.code,
    file: file.file,
    line: line + 1,
    column: blocker.at - (file.lines[line] ?? 0) + 1,
    data: blocker.data,
  }
}

/** Index of the line an offset is on. */
function lineOf(lines: readonly number[], offset: number): number {
  let low = 0
  let high = lines.length - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((lines[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return low
}

const order = ['action', 'review', 'note']

const byPlace = (a: Finding, b: Finding): number =>
  (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) ||
  a.line - b.line ||
  a.column - b.column ||
  order.indexOf(catalogue[a.code].severity) - order.indexOf(catalogue[b.code].severity)
