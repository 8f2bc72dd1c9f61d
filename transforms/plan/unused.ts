// Names of the SDK that nothing uses once the decided sites have moved.

import type { FileFacts, Value } from '../model.ts'
import type { Client } from './clients.ts'
import { type EmitInput, isMigrated } from './emitting.ts'
import type { PlannedEntity } from './module.ts'
import type { FilePlan } from './types.ts'

const isSdk = (module: string): boolean => module === 'aws-sdk' || module.startsWith('aws-sdk/')

/** By statement, the local names that go; an alias whose names all go frees the names it was made from. */
export function unusedBindings(
  input: EmitInput,
  live: readonly Client[],
  entities: readonly PlannedEntity[],
): FilePlan['unused'] {
  const { file } = input.module
  const gone = new Set(goneRefs(input, live, entities))
  const found = new Map<string, readonly string[]>()
  for (let changed = true; changed; ) {
    changed = false
    for (const statement of file.imports) {
      if (statement.form !== 'alias' && !isSdk(statement.module)) continue
      const locals = statement.bindings
        .filter((binding) => binding.refs.every((ref) => gone.has(ref)))
        .map((binding) => binding.local)
      const known = found.get(statement.id)
      if (known ? known.length === locals.length : locals.length === 0 && !statement.sideEffect)
        continue
      found.set(statement.id, locals)
      changed = true
      if (locals.length === statement.bindings.length)
        for (const ref of statement.refs) gone.add(ref)
    }
  }
  return Array.from(found).map(([id, locals]) => ({ id, locals }))
}

/** Uses of SDK names that disappear with the sites they belong to. */
function goneRefs(
  input: EmitInput,
  live: readonly Client[],
  entities: readonly PlannedEntity[],
): readonly number[] {
  const { module } = input
  const { file } = module
  const isWritten = module.blocker === null && !module.keepWrites
  const writes = isWritten
    ? file.writes.flatMap((write) => [
        ...write.refs,
        ...write.entries.flatMap((entry) =>
          entry.value.kind === 'endpoint' ? entry.value.refs : [],
        ),
      ])
    : []
  const reads = module.blocker ? [] : file.reads.flatMap((read) => read.refs)
  const credentials = entities.flatMap(({ entity }) => [
    ...entity.uses.flatMap((use) => use.refs),
    ...entity.constructions.flatMap((fact) =>
      module.keepWrites && fact.holder.kind === 'config' ? [] : fact.refs,
    ),
  ])
  const clients = live.flatMap(({ fact }) => [
    ...fact.refs,
    ...(fact.options?.object?.entries ?? []).flatMap(({ value }) =>
      value.kind === 'endpoint' || isGlobal(value) ? value.refs : [],
    ),
  ])
  const options = file.options.flatMap((fact) => (isMigrated(input, fact.id) ? fact.refs : []))
  const types = file.types.flatMap((type) =>
    isTypeMigrated(type, input, entities) ? type.refs : [],
  )
  return [...writes, ...reads, ...credentials, ...clients, ...options, ...types]
}

/** `credentials: AWS.config.credentials`. */
const isGlobal = (value: Value): boolean =>
  value.kind === 'credentials' && value.sites?.length === 0

/** A type moves with what it types. */
export function isTypeMigrated(
  type: FileFacts['types'][number],
  input: EmitInput,
  entities: readonly PlannedEntity[],
): boolean {
  if (type.kind === 'client') return isMigrated(input, type.id)
  return (
    input.module.file.credentials.length > 0 && input.module.entities.length === entities.length
  )
}
