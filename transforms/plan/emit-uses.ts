// Uses of credentials: reads of the identity id, loads, tests, aliases.

import type { CallbackFact, CredentialUseFact, LoadFact } from '../model.ts'
import { className } from './credentials-class.ts'
import { type Emitting, type Kit, retakenIn } from './emitting.ts'
import { isOfKeys, isReadChain, loadAround, readForm } from './entities.ts'
import type { PlannedEntity } from './module.ts'
import { dominates } from './reach.ts'
import type { LoadDecision, Statement } from './types.ts'

export function emitUse(
  planned: PlannedEntity,
  use: CredentialUseFact,
  kit: Kit,
  emitting: Emitting,
): void {
  const { decisions, findings, slots, names, classSpecifier } = emitting
  if (planned.form === 'object') {
    if (use.target === 'global' && use.receiver)
      decisions.push({
        kind: 'replace',
        site: `${use.id}:receiver`,
        parts: slots.get('.credentials')?.expression ?? [],
      })
    if (use.testedClass)
      decisions.push({
        kind: 'replace',
        site: `${use.id}:class`,
        parts: [names.imported(classSpecifier(className), className)],
      })
    return
  }
  const isTaken = use.use.kind === 'test' || use.use.kind === 'supply'
  if (use.bound && isTaken && retakenIn(emitting).length > 0) return
  switch (use.use.kind) {
    case 'alias':
      if (use.target !== 'global' && (planned.needsProvider || !planned.entity.identity)) return
      decisions.push({ kind: 'remove', site: use.id, statement: use.use.statement })
      return
    case 'test':
      if (use.target === 'global')
        decisions.push({ kind: 'replace', site: use.id, parts: providerName(planned, emitting) })
      if (use.use.operand)
        decisions.push({ kind: 'replace', site: `${use.id}:operand`, parts: ['undefined'] })
      return
    case 'supply':
      if (use.target === 'global' && use.receiver && isOfKeys(use, planned.entity))
        decisions.push({
          kind: 'replace',
          site: `${use.id}:receiver`,
          parts: slots.get('.credentials')?.expression ?? [],
        })
      return
    case 'resolve': {
      const isRead =
        isReadChain(planned.entity.constructions, planned.entity.uses) &&
        planned.entity.uses.some((own) => isOfKeys(own, planned.entity))
      const { receiver, awaited } = use.use
      if (awaited && !isRead) {
        decisions.push({ kind: 'replace', site: use.id, parts: [receiver] })
        findings.push({ code: 'chain-resolved', at: use.span.start, data: {} })
      } else
        decisions.push({
          kind: 'replace',
          site: use.id,
          parts: [awaited ? 'await ' : '', receiver, '()'],
        })
      return
    }
    case 'load':
      emitLoad(planned, use, use.use, kit, emitting)
      return
    case 'identity':
      emitRead(planned, use, kit, emitting)
  }
}

function emitRead(
  planned: PlannedEntity,
  use: CredentialUseFact,
  kit: Kit,
  emitting: Emitting,
): void {
  if (use.use.kind !== 'identity') return
  const { declared, tight, property, binds } = use.use
  const lead = binds === null ? '' : `${binds} = `
  const { decisions } = emitting
  const form = readForm(use, planned.entity, planned.form)
  if (form === 'await') {
    const text = `await ${kit.ask}()`
    decisions.push({ kind: 'replace', site: use.id, parts: [lead + (tight ? `(${text})` : text)] })
    return
  }
  const around = form === 'parameter' ? loadAround(use, planned.entity) : undefined
  const name = around ? parameterName(planned, around.load, emitting) : kit.identityId
  if (declared?.name === name)
    decisions.push({ kind: 'remove', site: use.id, statement: declared.statement })
  else if (property?.key === name)
    decisions.push({ kind: 'replace', site: `${use.id}:property`, parts: [name] })
  else decisions.push({ kind: 'replace', site: use.id, parts: [lead + name] })
}

/** The name that a callback's parameter gives the id: that of the first declaration in it, which then goes. */
function parameterName(
  { entity }: PlannedEntity,
  load: CredentialUseFact,
  { names, parameters }: Emitting,
): string {
  const known = parameters.get(load.id)
  if (known !== undefined) return known
  const reads = entity.uses.filter(
    (use) => use.use.kind === 'identity' && loadAround(use, entity)?.load === load,
  )
  const [first] = reads
  const callback = first && loadAround(first, entity)?.callback
  const isOwn = first?.place.at(-1)?.fn === callback?.fn
  const declared = first?.use.kind === 'identity' && isOwn ? first.use.declared : null
  const name =
    declared?.name ??
    names.fresh('identityId', callback ? callbackPlace(load, callback) : load.place)
  parameters.set(load.id, name)
  return name
}

/** The scope of a callback's parameters. */
const callbackPlace = (
  load: CredentialUseFact,
  { fn, body }: CallbackFact,
): CredentialUseFact['place'] => [
  ...load.place,
  {
    block: body.start,
    blockEnd: body.end,
    at: body.start,
    runs: body.start,
    end: body.end,
    list: true,
    fn,
    async: false,
    begins: false,
  },
]

function providerName({ entity }: PlannedEntity, { slots }: Emitting): Statement {
  if (entity.global) return slots.get('.credentials')?.expression ?? []
  const [fact] = entity.constructions
  return fact?.holder.kind === 'variable' ? [fact.holder.name] : []
}

function emitLoad(
  planned: PlannedEntity,
  use: CredentialUseFact,
  load: LoadFact,
  kit: Kit,
  emitting: Emitting,
): void {
  const { entity, form } = planned
  const { decisions } = emitting
  const { awaitedStatement, next } = load
  const isKnown = form === 'straight' || form === 'given'
  const isFollowed = entity.uses.some(
    (read) =>
      read.use.kind === 'identity' &&
      !read.use.tested &&
      readForm(read, entity, form) === 'await' &&
      read.place.at(-1)?.at === next &&
      read.place.at(-1)?.fn === use.place.at(-1)?.fn,
  )
  if (awaitedStatement && (isKnown || isFollowed)) {
    decisions.push({ kind: 'remove', site: use.id, statement: awaitedStatement })
    return
  }
  const reads = entity.uses.some(
    (read) => read.use.kind === 'identity' && loadAround(read, entity)?.load === use,
  )
  const given = load.method === 'resolve' ? (load.callback?.params[1] ?? null) : null
  const parameter = reads ? parameterName(planned, use, emitting) : given
  decisions.push({
    kind: 'load',
    site: use.id,
    load: { base: baseOf(planned, use, kit, emitting), parameter, form: formOf(load, reads) },
  })
}

/** What is called in the place of the load; an empty text: the receiver itself. */
function baseOf(
  planned: PlannedEntity,
  use: CredentialUseFact,
  kit: Kit,
  emitting: Emitting,
): readonly string[] {
  const { entity, form } = planned
  if (form === 'constant') return [kit.ask]
  if (form === 'state' || form === 'shared') {
    const own =
      use.target === 'global'
        ? undefined
        : entity.constructions.find(
            (fact) => use.target.includes(fact.id) && dominates(fact.place, use.place),
          )
    return [(own && kit.loads.get(own.id)) ?? kit.ask]
  }
  const isState = entity.global && emitting.module.rungs.get('.credentials')?.rung === 3
  return use.target === 'global'
    ? [...providerName(planned, emitting).map(String), isState && emitting.isTypeScript ? '!' : '']
    : []
}

function formOf(
  { callback, chained, discarded, method }: LoadFact,
  reads: boolean,
): LoadDecision['form'] {
  if (callback)
    return callback.shape.kind === 'split'
      ? 'split'
      : callback.shape.kind === 'ignores'
        ? 'ignore'
        : 'promise'
  if (chained && reads) return 'then'
  return discarded && (method === 'get' || method === 'refresh') ? 'forget' : 'promise'
}
