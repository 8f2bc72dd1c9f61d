// What a provider takes from the module around it: configuration, other credentials, helpers.

import type { CredentialsFact, Value } from '../model.ts'
import { credentialClass } from '../sdk/credentials.ts'
import { isTakenBy, type Rung, slotId } from './config.ts'
import { className as cognitoClass } from './credentials-class.ts'
import type { Emitting } from './emitting.ts'
import { isStatic } from './entities.ts'
import { masterOf, type ProviderContext } from './provider-classes.ts'
import { nextLink } from './provider-functions.ts'
import { regionOfPool } from './providers.ts'
import type { Option, Statement } from './types.ts'

/** @param before statements that the provider needs before it; added to */
export function providerContext(
  fact: CredentialsFact,
  before: Statement[],
  emitting: Emitting,
): ProviderContext {
  const { names, isTypeScript, file, isObject } = emitting
  const master = globalMaster(fact, emitting)
  return {
    names,
    isTypeScript,
    browser: file.browser,
    fromConfig: configOptions(fact, emitting),
    defaultMaster: master,
    supplied: (value) => supplied(rootOf(fact, value, emitting)),
    nextLink: (provider) => [`${linkHelper(emitting)}(`, ...provider, ')'],
    yields: ({ sites = [] }) =>
      sites.length > 0 &&
      sites.every((site) => {
        const built = file.credentials.find((own) => own.id === site)
        const isEnv =
          built?.className !== 'EnvironmentCredentials' || built.args[0]?.literal === 'AWS'
        return built !== undefined && isEnv && credentialClass(built.className)?.yields === true
      }),
    kept: (value, wanted) => {
      const name = names.fresh(wanted, fact.place)
      before.push([`const ${name} = `, value.span])
      return [name]
    },
    isKeys: ({ sites = [] }) =>
      sites.length > 0 &&
      sites.every((site) => {
        const built = file.credentials.find((own) => own.id === site)
        return built !== undefined && isStatic(built)
      }),
    inContainer: file.inContainer,
  }

  function supplied(value: Value): Statement | null {
    if (value.kind === 'absent') return null
    if (value.kind !== 'credentials') return [value.span]
    if (value.sites?.length === 0) return master
    return value.sites?.some(isObject) ? [value.span, '.provider'] : [value.span]
  }
}

/** The global credentials as a construction finds them; null: nothing has set them. */
function globalMaster(
  fact: CredentialsFact,
  { module, slots, isGlobalObject }: Emitting,
): Statement | null {
  const slot = module.slots.find((own) => slotId(own) === '.credentials')
  const rung = module.rungs.get('.credentials')
  const isUnfed = rung !== undefined && rung.rung !== 'none' && rung.unfed.has(fact.id)
  if (!slot || isUnfed || !isTakenBy(fact, slot, module.slots)) return null
  const expression = slots.get('.credentials')?.expression
  if (!expression) return null
  return isGlobalObject ? [...expression, '?.provider'] : expression
}

/** `TemporaryCredentials` pass over others of their class, to those that these ask. */
function rootOf(fact: CredentialsFact, value: Value, emitting: Emitting): Value {
  if (fact.className !== 'TemporaryCredentials') return value
  const inner = emitting.file.credentials.find(
    (own) =>
      own.className === fact.className &&
      value.sites?.includes(own.id) === true &&
      own.span.start >= value.span.start &&
      own.span.end <= value.span.end,
  )
  const root = inner && masterOf(inner)
  return root ? rootOf(fact, root, emitting) : value
}

/** The function around links, declared once. */
function linkHelper(emitting: Emitting): string {
  const { helpers, names, state } = emitting
  const known = helpers.get('link')
  if (known !== undefined) return known
  const name = names.fresh('orNext')
  helpers.set('link', name)
  const [first = [], ...others] = nextLink(name, emitting)
  state.push(state.length === 0 ? first.slice(first[0] === '\n' ? 1 : 0) : first, ...others)
  return name
}

/** What the client of credentials takes from the global configuration. */
export function configOptions(
  fact: CredentialsFact,
  { slots, module }: Emitting,
): readonly Option[] {
  return Array.from(slots.values()).flatMap(({ slot, expression }): Option[] => {
    const rung = module.rungs.get(slotId(slot))
    const unfed = rung && rung.rung !== 'none' && rung.unfed.has(fact.id)
    const isTaken = isTakenBy(fact, slot, module.slots)
    if (!expression || unfed || !isTaken || slot.key === 'credentials') return []
    const isLater = rung && 'later' in rung && rung.later.has(fact.id)
    if (isLater && fact.className !== cognitoClass) return []
    const value =
      slot.key === 'region' && (rung?.rung === 2 || rung?.rung === 3)
        ? regionFor(expression, fact, rung)
        : expression
    return [{ key: slot.key, value }]
  })
}

/**
 * v2 reads the region when the credentials are first used, and keeps it. Where that is later than the construction, and
 * where nothing may have set it, the region of the pool is right: no other one knows the pool.
 */
function regionFor(
  expression: Statement,
  fact: CredentialsFact,
  { perhaps, later }: Rung & { rung: 2 | 3 },
): Statement {
  const pool = regionOfPool(fact)
  if (later.has(fact.id)) return pool ?? ['async () => ', ...expression]
  return perhaps.has(fact.id) && pool ? [...expression, ' ?? ', ...pool] : expression
}
