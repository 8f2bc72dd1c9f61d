// Credential objects of one module: which constructions and uses mean the same object, and what its identity id needs.

import type {
  Blocker,
  CallbackFact,
  CallFact,
  CredentialsFact,
  CredentialUseFact,
  FileFacts,
  LoadFact,
  Place,
  Span,
} from '../model.ts'
import { cognitoRows } from '../sdk/options.ts'
import type { ModuleConfig } from './config.ts'
import { isOfClass, solvedByClass } from './credentials-class.ts'
import { createGroups } from './groups.ts'
import { clientConfigBlockers } from './providers.ts'
import { dominates, isAwaitable, isInside, isModuleStatement, isTopLevel } from './reach.ts'

/** One credentials object, as one module sees it. */
export interface Entity {
  readonly id: string
  /** Where this module constructs it. */
  readonly constructions: readonly CredentialsFact[]
  readonly uses: readonly CredentialUseFact[]
  /** It is `AWS.config.credentials`. */
  readonly global: boolean
  /** The program uses its identity id. */
  readonly identity: boolean
  /** Other modules have to do with it too. */
  readonly foreign: boolean
  /** Its constructions in all modules. */
  readonly sites: readonly string[]
  /** It stays an object with the members of v2's. */
  readonly isObject: boolean
  /** What keeps it on v2, found in this module. */
  readonly blockers: readonly Blocker[]
}

export interface EntitiesInput {
  readonly files: readonly FileFacts[]
  readonly configOf: (file: FileFacts) => ModuleConfig
  /** A name for what `AWS.config.credentials` means in a file: the same for modules that share it. */
  readonly globalOf: (file: FileFacts) => string
  /** The constructions that a file's configuration and clients are given. */
  readonly givenIn: (file: FileFacts) => readonly string[]
  /** Whether a class with the members of v2's can be imported where constructions stand. */
  readonly canBeObject: (sites: readonly string[]) => boolean
}

/**
 * Finds the credentials of a program.
 *
 * @returns for each file what it has to do with each of them
 */
export function entitiesOf(input: EntitiesInput): ReadonlyMap<string, readonly Entity[]> {
  const { files, configOf, globalOf, givenIn, canBeObject } = input
  const groups = createGroups()
  const targetOf = (use: CredentialUseFact, file: FileFacts): readonly string[] =>
    use.target === 'global' ? [globalOf(file)] : use.target
  for (const file of files) {
    groups.of(globalOf(file))
    for (const slot of configOf(file).slots)
      if (slot.key === 'credentials' && slot.scope === '')
        for (const { setting } of slot.writes)
          if (setting.value.kind === 'credentials')
            for (const site of setting.value.sites) groups.join(site, globalOf(file))
    for (const construction of file.credentials) groups.of(construction.id)
    for (const use of file.uses) {
      const [first, ...rest] = targetOf(use, file)
      if (first !== undefined) for (const other of rest) groups.join(first, other)
    }
  }
  const root = (use: CredentialUseFact, file: FileFacts): string =>
    groups.of(targetOf(use, file)[0] ?? globalOf(file))
  const globals = new Set(files.map((file) => groups.of(globalOf(file))))
  const wholes = new Map<string, Whole>()
  for (const file of files) {
    const add = (id: string, part: Partial<Whole>): void => {
      const known = wholes.get(id) ?? { files: new Set(), constructions: [], uses: [] }
      known.files.add(file.file)
      wholes.set(id, {
        files: known.files,
        constructions: [...known.constructions, ...(part.constructions ?? [])],
        uses: [...known.uses, ...(part.uses ?? [])],
      })
    }
    for (const fact of file.credentials) add(groups.of(fact.id), { constructions: [fact] })
    for (const use of file.uses) add(root(use, file), { uses: [use] })
  }
  const views = new Map(
    files.map((file) => {
      const given = new Set(givenIn(file).map((site) => groups.of(site)))
      const own = Array.from(wholes).filter(
        ([id, { files: known }]) => known.has(file.file) || given.has(id),
      )
      return [
        file.file,
        own.map(([id, whole]): Entity => {
          const constructions = file.credentials.filter((fact) => groups.of(fact.id) === id)
          const uses = file.uses.filter((use) => root(use, file) === id)
          const global = globals.has(id)
          const identity = whole.uses.some((use) => use.use.kind === 'identity')
          const foreign = whole.files.size > 1
          return {
            id,
            constructions,
            uses,
            global,
            identity,
            foreign,
            sites: whole.constructions.map((fact) => fact.id),
            isObject: false,
            blockers: [
              ...blockersOf(constructions, uses, whole, identity, global),
              ...(identity && foreign && !global ? elsewhere(uses, constructions) : []),
              ...(global && identity ? keysAfter(whole.constructions, configOf(file)) : []),
            ],
          }
        }),
      ] as const
    }),
  )
  const objects = new Set(Array.from(wholes.keys()).filter(isObject))
  return new Map(
    Array.from(views, ([file, own]) => [
      file,
      own.map((entity) =>
        objects.has(entity.id) ? { ...entity, isObject: true, blockers: [] } : entity,
      ),
    ]),
  )

  /** Whether only what an object with v2's members can do keeps credentials from becoming a provider. */
  function isObject(id: string): boolean {
    const whole = wholes.get(id)
    const found = Array.from(views.values())
      .flat()
      .filter((entity) => entity.id === id)
      .flatMap((entity) => entity.blockers)
    if (!whole || found.length === 0 || whole.constructions.length === 0) return false
    const given = files
      .filter((file) => groups.of(globalOf(file)) === id)
      .flatMap((file) => configOf(file).slots)
      .filter((slot) => slot.key === 'credentials' && slot.scope === '')
      .flatMap((slot) => slot.writes.map(({ setting }) => setting.value))
    return (
      found.every(({ code }) => solvedByClass.has(code)) &&
      whole.constructions.every(isOfClass) &&
      canBeObject(whole.constructions.map((fact) => fact.id)) &&
      whole.uses.every((use) => !use.bound) &&
      given.every(({ kind, source }) => kind === 'credentials' || source.kind === 'absent')
    )
  }
}

/** A credentials object with all its sites. */
interface Whole {
  readonly files: Set<string>
  readonly constructions: readonly CredentialsFact[]
  readonly uses: readonly CredentialUseFact[]
}

/** The identity id of credentials that other modules hold. */
function elsewhere(
  uses: readonly CredentialUseFact[],
  constructions: readonly CredentialsFact[],
): readonly Blocker[] {
  const [site] = [...uses.filter(({ use }) => use.kind === 'identity'), ...constructions]
  return site ? [{ code: 'identity-in-property', at: site.span.start, data: {} }] : []
}

/** Keys without an identity that may be set once a construction has given one: whose id is it then? */
function keysAfter(
  constructions: readonly CredentialsFact[],
  config: ModuleConfig,
): readonly Blocker[] {
  const isBefore = (file: string, write: Place, fact: CredentialsFact): boolean =>
    fact.id.startsWith(`${file}:`) &&
    (dominates(write, fact.place) || (isModuleStatement(write) && !isTopLevel(fact.place)))
  return config.slots
    .filter((slot) => slot.key === 'credentials' && slot.scope === '')
    .flatMap((slot) => slot.writes)
    .filter(({ file, write, setting }) => {
      const isKeys = setting.value.kind !== 'credentials' || setting.value.sites.length === 0
      return isKeys && !constructions.every((fact) => isBefore(file, write.place, fact))
    })
    .map(({ write }) => ({
      code: 'credentials-lifecycle',
      at: write.span.start,
      data: { member: 'identityId' },
    }))
}

/** `new AWS.Credentials(id, secret, token)` and `new AWS.Credentials({ accessKeyId, … })`. */
export function isStatic(fact: CredentialsFact): boolean {
  const [first, second] = fact.args
  const isReplaceable =
    fact.holder.kind === 'config' ||
    fact.holder.kind === 'option' ||
    fact.holder.kind === 'variable'
  if (fact.className !== 'Credentials' || !first || !isReplaceable) return false
  return (
    second !== undefined ||
    (first.object?.entries.some((entry) => entry.key === 'accessKeyId') ?? false)
  )
}

const known = new Set(cognitoRows.map((row) => row.name))
const classicOnly = new Set(['DurationSeconds', 'Policy', 'PolicyArns', 'ProviderId'])

export const keysOf = (fact: CredentialsFact): readonly string[] =>
  fact.paramsVariable?.keys ??
  (fact.params?.entries ?? []).flatMap((entry) => (entry.key === null ? [] : [entry.key]))

export const isClassic = (fact: CredentialsFact): boolean => keysOf(fact).includes('RoleArn')

function blockersOf(
  constructions: readonly CredentialsFact[],
  uses: readonly CredentialUseFact[],
  whole: Whole,
  identity: boolean,
  global: boolean,
): readonly Blocker[] {
  const isOnlyGiven = whole.uses.every(({ use }) => use.kind === 'supply' || use.kind === 'test')
  const blockers: Blocker[] = [...constructions, ...uses].flatMap((site) => site.blockers)
  for (const fact of constructions) {
    const at = fact.span.start
    if (isStatic(fact) && isOnlyGiven) continue
    if (fact.className !== 'CognitoIdentityCredentials') {
      blockers.push({ code: 'credentials-class', at, data: { class: fact.className } })
      continue
    }
    if (fact.params?.entries.some((entry) => entry.key === null))
      blockers.push({ code: 'params-not-visible', at, data: {} })
    const keys = keysOf(fact)
    const isShared = whole.constructions.some(
      (other) => other !== fact && fact.paramsVariable?.text === other.paramsVariable?.text,
    )
    if (identity && fact.paramsVariable && isShared)
      blockers.push({ code: 'params-not-visible', at, data: {} })
    const isSaid = fact.blockers.some((blocker) => blocker.code === 'params-not-visible')
    if (!isSaid && !keys.includes('IdentityPoolId') && !keys.includes('IdentityId'))
      blockers.push(
        fact.params?.entries.every((entry) => entry.key !== null)
          ? { code: 'credentials-lifecycle', at, data: { member: `new ${fact.className}({})` } }
          : { code: 'params-not-visible', at, data: {} },
      )
    for (const key of keys)
      if (!known.has(key) && !(isClassic(fact) && classicOnly.has(key)))
        blockers.push({ code: 'params-unknown', at, data: { key } })
    const doubtful = fact.params?.entries.some(
      ({ key, value }) => (key === 'IdentityId' || key === 'RoleArn') && value.mayBeAbsent,
    )
    const isDoubtful = fact.paramsVariable?.mayBeAbsent.some(
      (key) => key === 'IdentityId' || key === 'RoleArn',
    )
    if (doubtful || isDoubtful) blockers.push({ code: 'params-not-visible', at, data: {} })
    blockers.push(...clientConfigBlockers(fact))
    if (fact.clientConfig && !fact.clientConfig.object && fact.optionsVariables.length === 0)
      blockers.push({ code: 'params-not-visible', at, data: {} })
    if (
      identity &&
      (fact.holder.kind === 'property' ||
        (fact.holder.kind === 'variable' && !fact.holder.declares && !fact.holder.moduleLevel))
    )
      blockers.push({ code: 'identity-in-property', at, data: {} })
  }
  if (whole.constructions.length === 0) {
    const [use] = uses
    if (use)
      blockers.push({
        code: global ? 'credentials-elsewhere' : 'credentials-not-visible',
        at: use.span.start,
        data: {},
      })
  }
  for (const { use, span } of uses)
    if (
      use.kind === 'load' &&
      use.method === 'getCredentials' &&
      use.callback &&
      (use.callback.kind === 'reference' ||
        (use.callback.shape.kind === 'mixed' && use.callback.params.length > 1))
    )
      blockers.push({
        code: 'credentials-lifecycle',
        at: span.start,
        data: { member: 'getCredentials' },
      })
  return blockers
}

/** How the identity id is asked for. */
export type IdentityForm =
  /** It is not used. */
  | 'none'
  /** It is a parameter of the construction. */
  | 'given'
  /** One GetId in a straight line. */
  | 'straight'
  /** `getIdentityId()` beside the construction. */
  | 'constant'
  /** Module state, set by each construction. */
  | 'state'
  /** The same, in the module that several modules share. */
  | 'shared'
  /** A member of an object, as in v2. */
  | 'object'

/**
 * @param isConstant whether all that reads the credentials runs after their one construction, in its scope
 * @param calls the calls of clients in the module
 */
export function identityForm(
  entity: Entity,
  isConstant: boolean,
  calls: readonly CallFact[],
): IdentityForm {
  const [only, ...others] = entity.constructions
  if (entity.isObject) return 'object'
  if (!entity.identity) return 'none'
  if (entity.foreign) return 'shared'
  if (!only) return 'none'
  if (others.length === 0 && keysOf(only).includes('IdentityId')) return 'given'
  if (others.length > 0 || !isConstant) return 'state'
  const frame = only.place.at(-1)
  if (isClassic(only)) return 'constant'
  const straight =
    frame?.async === true &&
    isAskedNext(only, entity, calls) &&
    entity.uses.every((use) => {
      if (use.use.kind === 'alias' || use.use.kind === 'supply') return true
      if (!dominates(only.place, use.place) || !isInside(use.place, frame.fn)) return false
      if (use.use.kind !== 'load') return true
      return (
        use.use.awaitedStatement !== null &&
        use.use.callback === null &&
        use.place.at(-1)?.block === frame.block
      )
    })
  return straight ? 'straight' : 'constant'
}

/** Whether v2 asks for the identity in the next statement that does anything: nothing may leave, or happen, before. */
function isAskedNext(
  { next }: CredentialsFact,
  { uses }: Entity,
  calls: readonly CallFact[],
): boolean {
  if (!next) return true
  const isInNext = ({ span }: { readonly span: Span }): boolean =>
    span.start >= next.start && span.end <= next.end
  const loads = uses.filter((use) => use.use.kind === 'load')
  return loads.length > 0 ? loads.some(isInNext) : [...uses, ...calls].some(isInNext)
}

/** The callback that gives an identity read its value, when it stands in one that runs after a load. */
export function loadAround(
  read: CredentialUseFact,
  entity: Entity,
): { readonly load: CredentialUseFact; readonly callback: CallbackFact } | undefined {
  const around = entity.uses.flatMap((load) => {
    const callback = load.use.kind === 'load' ? givingCallback(load.use) : undefined
    return callback && isInside(read.place, callback.fn) && gives(callback, read.span.start)
      ? [{ load, callback }]
      : []
  })
  return around.sort((a, b) => b.callback.fn - a.callback.fn)[0]
}

function givingCallback(load: LoadFact): CallbackFact | undefined {
  const callback = load.callback ?? load.chained
  return callback?.kind === 'inline' ? callback : undefined
}

/** Whether the identity id is known at an offset of a callback. */
function gives({ shape, body }: CallbackFact, offset: number): boolean {
  const span =
    shape.kind === 'ignores' ? body : shape.kind === 'split' ? shape.succeeded.span : null
  return span !== null && offset >= span.start && offset < span.end
}

export type ReadForm = 'parameter' | 'name' | 'await' | 'variable'

/** How an identity read gets its value. */
export function readForm(read: CredentialUseFact, entity: Entity, form: IdentityForm): ReadForm {
  if (form === 'straight' || form === 'given') return 'name'
  if (loadAround(read, entity)) return 'parameter'
  const tested = read.use.kind === 'identity' && read.use.tested
  return isAwaitable(read.place) && !tested ? 'await' : 'variable'
}
