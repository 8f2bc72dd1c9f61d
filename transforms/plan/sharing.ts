// What modules share while it can be written, where it stands, and how each file names it.

import type { FileFacts, ProjectFacts } from '../model.ts'
import type { Client } from './clients.ts'
import { type Slot, slotId } from './config.ts'
import type { Entity } from './entities.ts'
import { type HeldClass, type HeldHomes, heldHomes, moduleOfHeld } from './held.ts'
import { type Home, homeOf, specifierFor } from './home.ts'
import { type Configured, type Scope, scopesOf, together } from './scopes.ts'
import { type SharedModuleInput, sharedModule } from './shared-module.ts'
import type { CreatedFile, FilePlan, Plan } from './types.ts'

export interface SharingInput {
  readonly facts: ProjectFacts
  readonly files: readonly FileFacts[]
  readonly known: (file: FileFacts) => Configured
  /** Modules that are not seen may exist. */
  readonly isOpen: boolean
  /** New files may be written. */
  readonly canCreate: boolean
  /** Whether a client moves to v3. */
  readonly isMoving: (client: Client) => boolean
}

export interface Sharing {
  /** The scope of a file, while what it shares can be written. */
  scopeOf(file: FileFacts): Scope | null
  /** The scope whether or not. */
  anyScopeOf(file: FileFacts): Scope | undefined
  /** Leaves the configuration of a file's scope where it is; true: that is new. */
  refuse(file: FileFacts): boolean
  /** Notes that a file still reads v2's configuration. */
  leave(file: FileFacts): void
  isLeft(file: FileFacts): boolean
  /** Whether one module of a scope exports what the others need: everything has to move. */
  hasConstants(scope: Scope): boolean
  /** Takes note of the credentials that stay objects. */
  setObjects(entities: ReadonlyMap<string, readonly Entity[]>): void
  isObject(site: string): boolean
  /** `AWS.config.credentials` of a file is one. */
  isGlobalObject(file: FileFacts): boolean
  /** Whether the class of such objects can be imported where they are constructed. */
  canHoldObjects(sites: readonly string[]): boolean
  /** How a file names the module of shared configuration, or the one that exports it; empty: not at all. */
  specifier(file: FileFacts): string
  /** How a file names the class of credentials that stay objects; empty: there is none. */
  classSpecifier(file: FileFacts, held: HeldClass): string
  /** By slot, the names under which the exporter of a file's scope exports; filled when that is emitted. */
  exported(file: FileFacts): Map<string, string>
  /** The new modules that some file imports. */
  created(plans: Readonly<Record<string, FilePlan>>): Plan['created']
  /** Grows whenever something more has to stay. */
  readonly size: number
}

export function createSharing(input: SharingInput): Sharing {
  const { facts, files, known, isOpen, canCreate, isMoving } = input
  const scopes: ReadonlyMap<string, Scope> = isOpen ? new Map() : scopesOf(facts, known)
  const refused = new Set(
    Array.from(scopes.values())
      .filter((scope) => scope.shared.size > 0 && !scope.home && !scope.exporter)
      .map(({ id }) => id),
  )
  const left = new Set<string>()
  const exported = new Map<string, Map<string, string>>()
  const objects = new Set<string>()
  const globalObjects = new Map<string, HeldClass>()
  let classes: HeldHomes = heldHomes(() => [], facts)
  return {
    scopeOf,
    anyScopeOf: ({ file }) => scopes.get(file),
    refuse: ({ file }) => {
      const scope = scopes.get(file)
      if (!scope || refused.has(scope.id)) return false
      refused.add(scope.id)
      return true
    },
    leave: ({ file }) => {
      left.add(file)
    },
    isLeft: ({ file }) => left.has(file),
    hasConstants,
    setObjects,
    isObject: (site) => objects.has(site),
    isGlobalObject: (file) => {
      const scope = scopeOf(file)
      return scope?.shared.has('.credentials')
        ? scope.files.some((other) => globalObjects.has(other.file))
        : globalObjects.has(file.file)
    },
    canHoldObjects: (sites) => !isOpen && canCreate && sites.every(hasHome),
    specifier,
    classSpecifier,
    exported: (file) => {
      const id = scopeOf(file)?.id ?? file.file
      const names = exported.get(id) ?? new Map<string, string>()
      exported.set(id, names)
      return names
    },
    created,
    get size() {
      return refused.size + left.size
    },
  }

  function scopeOf({ file }: FileFacts): Scope | null {
    const scope = scopes.get(file)
    if (!scope || refused.has(scope.id)) return null
    const isWritable = canCreate && scope.home
    return scope.shared.size === 0 || isWritable || hasConstants(scope) ? scope : null
  }

  function hasConstants(scope: Scope): boolean {
    return (
      scope.exporter !== null &&
      scope.files.every((file) => !left.has(file.file) && known(file).clients.every(isMoving))
    )
  }

  function setObjects(entities: ReadonlyMap<string, readonly Entity[]>): void {
    objects.clear()
    globalObjects.clear()
    for (const [file, own] of entities)
      for (const { heldAs, sites, global } of own) {
        if (heldAs === null) continue
        for (const site of sites) objects.add(site)
        if (global) globalObjects.set(file, heldAs)
      }
    const sitesOf = (held: HeldClass): ReadonlySet<string> =>
      new Set(
        Array.from(entities.values())
          .flat()
          .flatMap((entity) => (entity.heldAs === held ? entity.sites : [])),
      )
    classes = heldHomes((held) => {
      const sites = sitesOf(held)
      return files.filter((file) => file.credentials.some(({ id }) => sites.has(id)))
    }, facts)
  }

  function hasHome(site: string): boolean {
    const own = facts.files[site.slice(0, site.lastIndexOf(':'))]
    return own !== undefined && homeOf([own], facts) !== undefined
  }

  function specifier(file: FileFacts): string {
    const scope = scopeOf(file)
    const exporter = scope && hasConstants(scope) ? scope.exporter : null
    const path = exporter ? exporter.file : scope?.home?.path
    if (!scope || path === undefined || exporter === file) return ''
    const imported = file.imports.find(({ target, typeOnly }) => target === path && !typeOnly)
    return imported?.module ?? specifierFor(file, path, scope.participants)
  }

  function classSpecifier(file: FileFacts, held: HeldClass): string {
    const home = classes.homeOf(held, file.file)
    return home ? specifierFor(file, home.path, files) : ''
  }

  /** Where shared configuration is kept that some file imports, with the scopes that keep theirs there. */
  function homes(
    plans: Readonly<Record<string, FilePlan>>,
  ): readonly (readonly [Home, readonly [Scope, ...Scope[]]])[] {
    const byPath = new Map<string, readonly [Home, readonly [Scope, ...Scope[]]]>()
    for (const scope of new Set(scopes.values())) {
      const { home } = scope
      if (!home || refused.has(scope.id) || hasConstants(scope)) continue
      if (namesNeeded(scope, plans).size === 0) continue
      const [, others] = byPath.get(home.path) ?? []
      byPath.set(home.path, [home, others ? [...others, scope] : [scope]])
    }
    return Array.from(byPath.values())
  }

  function namesNeeded(
    scope: Scope,
    plans: Readonly<Record<string, FilePlan>>,
  ): ReadonlySet<string> {
    return new Set(scope.files.flatMap((file) => namesFrom(specifier(file), plans[file.file])))
  }

  function created(plans: Readonly<Record<string, FilePlan>>): Plan['created'] {
    const made: Record<string, CreatedFile> = {}
    for (const [home, scopesThere] of homes(plans)) {
      const scope = together(scopesThere)
      const needed = namesNeeded(scope, plans)
      made[home.path] = sharedModule({
        scope,
        home,
        live: scope.files.flatMap((file) => known(file).clients).filter(isMoving),
        isCognito: (site) => isCognito(site, scope),
        identity: needed.has('awsIdentity') || needed.has('identify'),
        held: heldIn(scope, home),
      })
    }
    for (const { held, home } of classes.all)
      if (
        files.some((file) => namesFrom(classSpecifier(file, held), plans[file.file]).includes(held))
      )
        made[home.path] = moduleOfHeld(held, home)
    return made
  }

  function heldIn(scope: Scope, home: Home): SharedModuleInput['held'] {
    const [held] = scope.files.flatMap(({ file }) => globalObjects.get(file) ?? [])
    return held ? { name: held, specifier: classSpecifier(standIn(scope, home.path), held) } : null
  }
}

/** What a file imports under one specifier. */
const namesFrom = (specifier: string, plan: FilePlan | undefined): readonly string[] =>
  (plan?.needs ?? []).flatMap(({ module, name }) =>
    module === specifier && specifier !== '' ? [name] : [],
  )

const isCognito = (site: string, { files }: Scope): boolean =>
  files.some((file) =>
    file.credentials.some(
      (fact) => fact.id === site && fact.className === 'CognitoIdentityCredentials',
    ),
  )

/** A new file of a scope, as one that names others like they do. */
function standIn({ participants }: Scope, path: string): FileFacts {
  const [first] = participants
  if (!first) throw new Error(`No module shares ${path}`)
  return { ...first, file: path }
}

/** Slots of a scope that some module, once it has moved, reads. */
export const slotsRead = (
  scope: Scope,
  isRead: (slot: Slot, file: FileFacts) => boolean,
): ReadonlySet<string> =>
  new Set(scope.slots.filter((slot) => scope.files.some((file) => isRead(slot, file))).map(slotId))
