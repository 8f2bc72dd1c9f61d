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
import { anyCredentials } from '../model.ts'
import { credentialClass } from '../sdk/credentials.ts'
import type { ModuleConfig } from './config.ts'
import { className as cognitoClass } from './credentials-class.ts'
import { createGroups } from './groups.ts'
import { type HeldClass, heldClassOf, isOwn, solvedByClass } from './held.ts'
import { blockersOfClass, masterOf } from './provider-classes.ts'
import { clientConfigBlockers, isClassic, keysOf } from './providers.ts'
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
  /** Some of them are plain keys. */
  readonly hasKeys: boolean
  /** It stays an object with the members of v2's, of this class. */
  readonly heldAs: HeldClass | null
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
  if (isTypedAlone(files))
    for (const { credentials } of files)
      for (const fact of credentials)
        if (isOwn(fact) || isHeldByName(fact)) groups.join(fact.id, anyCredentials)
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
    if (file.types.some(isTypeOfAny)) add(groups.of(anyCredentials), {})
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
            sites: [
              ...whole.constructions.map((fact) => fact.id),
              ...(groups.of(anyCredentials) === id ? [anyCredentials] : []),
            ],
            hasKeys: whole.constructions.some(isStatic),
            heldAs: null,
            blockers: [
              ...blockersOf(constructions, uses, whole, identity, global),
              ...(identity && foreign && !global ? elsewhere(uses, constructions) : []),
              ...(global && identity ? keysAfter(whole.constructions, configOf(file)) : []),
              ...constructions.flatMap((fact) =>
                collapsed(fact, wholes.get(groups.of(globalOf(file)))),
              ),
            ],
          }
        }),
      ] as const
    }),
  )
  const objects = new Map(
    Array.from(wholes.keys()).flatMap((id) => {
      const held = heldAs(id)
      return held ? [[id, held] as const] : []
    }),
  )
  return new Map(
    Array.from(views, ([file, own]) => [
      file,
      own.map((entity) => {
        const held = objects.get(entity.id)
        return held ? { ...entity, heldAs: held, blockers: [] } : entity
      }),
    ]),
  )

  /** `TemporaryCredentials` that ask others of their class, which v2 passes over. */
  function collapsed(fact: CredentialsFact, globals: Whole | undefined): readonly Blocker[] {
    if (fact.className !== 'TemporaryCredentials') return []
    const master = masterOf(fact)
    const isGlobal = !master?.sites?.length && master?.kind !== 'object'
    const asked = isGlobal
      ? (globals?.constructions ?? []).filter((other) => other !== fact)
      : files.flatMap((file) =>
          file.credentials.filter(
            ({ id, span }) =>
              master.sites?.includes(id) &&
              !(span.start >= master.span.start && span.end <= master.span.end),
          ),
        )
    return asked.some((other) => other.className === fact.className)
      ? [{ code: 'master-collapsed', at: fact.span.start, data: {} }]
      : []
  }

  /** The class whose members are what keeps credentials from becoming a provider; null: something else does, or nothing. */
  function heldAs(id: string): HeldClass | null {
    const whole = wholes.get(id)
    const found = Array.from(views.values())
      .flat()
      .filter((entity) => entity.id === id)
      .flatMap((entity) => entity.blockers)
    if (!whole || whole.constructions.length === 0) return null
    if (found.length === 0 && !whole.constructions.some(isOwn)) return null
    const given = files
      .filter((file) => groups.of(globalOf(file)) === id)
      .flatMap((file) => configOf(file).slots)
      .filter((slot) => slot.key === 'credentials' && slot.scope === '')
      .flatMap((slot) => slot.writes.map(({ setting }) => setting.value))
    const canBe =
      found.every(({ code }) => solvedByClass.has(code)) &&
      canBeObject(whole.constructions.map((fact) => fact.id)) &&
      whole.uses.every((use) => !use.bound) &&
      given.every(({ kind, source }) => kind === 'credentials' || source.kind === 'absent')
    const held = canBe ? heldClassOf(whole.constructions) : null
    const isDone =
      held === cognitoClass ||
      (whole.uses.every((use) => !use.testedClass && !isReadEarly(use, whole)) &&
        !whole.constructions.some((fact) => loadsAtOnce.has(fact.className) && isEscaping(fact)))
    return isDone ? held : null
  }
}

/** Keys that v2 has at once, before anything loads them. */
function isReadEarly(use: CredentialUseFact, { constructions, uses }: Whole): boolean {
  const isKey = use.blockers.some(({ code }) => code === 'credentials-keys-read')
  if (
    !(isKey || isEscaping(use)) ||
    constructions.every((fact) => !loadsAtOnce.has(fact.className))
  )
    return false
  return !uses.some(
    (load) =>
      load.use.kind === 'load' &&
      (dominates(load.place, use.place) ||
        (load.use.callback?.kind === 'inline' && isInside(use.place, load.use.callback.fn)) ||
        (load.use.chained?.kind === 'inline' && isInside(use.place, load.use.chained.fn))),
  )
}

/** Code that is not seen gets them, and may read the keys at once. */
const isEscaping = ({ blockers }: Pick<CredentialUseFact, 'blockers'>): boolean =>
  blockers.some(({ code }) => code === 'credentials-escape')

/** Classes that read a file or the environment when they are constructed. */
const loadsAtOnce = new Set([
  'Credentials',
  'EnvironmentCredentials',
  'FileSystemCredentials',
  'SharedIniFileCredentials',
])

const isTypeOfAny = ({ kind, service }: FileFacts['types'][number]): boolean =>
  kind === 'credentials' && service !== cognitoClass && service !== 'CredentialProviderChain'

/** It may get to where only its type is known. */
const isHeldByName = ({ className, holder }: CredentialsFact): boolean =>
  className !== 'CredentialProviderChain' && holder.kind !== 'config' && holder.kind !== 'option'

/** Types of v2 are all that says of some values that they are credentials. Cognito's have another type. */
const isTypedAlone = (files: readonly FileFacts[]): boolean =>
  files.every(({ credentials }) => credentials.every((fact) => fact.className !== cognitoClass)) &&
  files.some(
    ({ uses, types }) =>
      types.some(isTypeOfAny) ||
      uses.some(({ target }) => target !== 'global' && target.includes(anyCredentials)),
  )

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
    fact.holder.kind === 'variable' ||
    (fact.holder.kind === 'property' && !fact.holder.exported)
  if (fact.className !== 'Credentials' || !first || !isReplaceable) return false
  return (
    second !== undefined ||
    (first.object?.entries.some((entry) => entry.key === 'accessKeyId') ?? false)
  )
}

const known = new Set(credentialClass('CognitoIdentityCredentials')?.options.map((row) => row.name))
const classicOnly = new Set(['DurationSeconds', 'Policy', 'PolicyArns', 'ProviderId'])

function blockersOf(
  constructions: readonly CredentialsFact[],
  uses: readonly CredentialUseFact[],
  whole: Whole,
  identity: boolean,
  global: boolean,
): readonly Blocker[] {
  const isOnlyGiven = whole.uses.every(({ use }) => use.kind === 'supply' || use.kind === 'test')
  const blockers: Blocker[] = [
    ...constructions.flatMap((fact) => fact.blockers),
    ...uses.filter((use) => !isOfKeys(use, whole)).flatMap((use) => use.blockers),
  ]
  for (const fact of constructions) {
    const at = fact.span.start
    if (isStatic(fact) && isOnlyGiven) continue
    if (fact.className !== 'CognitoIdentityCredentials') {
      blockers.push(...blockersOfClass(fact))
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

/** Whether a use reads keys that are plain members in v3 too. */
export const isOfKeys = (
  use: CredentialUseFact,
  { constructions, uses }: Pick<Whole, 'constructions' | 'uses'>,
): boolean =>
  constructions.length > 0 &&
  (constructions.every(isStatic) || isReadChain(constructions, uses)) &&
  use.blockers.length > 0 &&
  use.blockers.every(({ code }) => code === 'credentials-keys-read')

/** A chain that is resolved to read its keys: no client is given what it resolves to. */
export const isReadChain = (
  constructions: readonly CredentialsFact[],
  uses: readonly CredentialUseFact[],
): boolean =>
  constructions.every((fact) => fact.className === 'CredentialProviderChain') &&
  uses.some(({ use }) => use.kind === 'resolve') &&
  uses.every(({ use, blockers }) => use.kind !== 'supply' || blockers.length > 0)

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
  if (entity.heldAs) return 'object'
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
