// The configuration of clients after their construction.

import type { Blocker, ClientConfigFact, Value } from '../model.ts'
import { type Emitting, isMigrated } from './emitting.ts'
import { isStatic } from './entities.ts'
import { convertOptions, type Setting } from './options.ts'
import { isAwaitable } from './reach.ts'
import type { Statement } from './types.ts'

/** Why it cannot be written for v3. */
export function configBlockers({
  use,
  place,
  span,
  service,
}: ClientConfigFact): readonly Blocker[] {
  const refused: Blocker = { code: 'client-config', at: span.start, data: { member: 'config' } }
  if (use.kind === 'read') return isAwaitable(place) ? [] : [refused]
  if (use.kind === 'passed') return []
  return use.entries.flatMap(({ key, value }) => {
    const { settings, blockers } = converted(key, value, service)
    const [only] = settings
    return only ? blockers : [...blockers, refused]
  })
}

const converted = (key: string, value: Value, service: string) =>
  convertOptions([{ key, value }], { service, browser: false, typescript: false, place: 'client' })

export function emitClientConfigs(emitting: Emitting): void {
  const { file, decisions } = emitting
  for (const fact of file.clientConfigs) {
    if (!isMigrated(emitting, fact.id)) continue
    const { use, receiver } = fact
    if (use.kind === 'read')
      decisions.push({
        kind: 'replace',
        site: `${fact.id}:read`,
        parts: use.tight ? ['(await ', use.span, '())'] : ['await ', use.span, '()'],
      })
    if (use.kind !== 'set') continue
    const statements = use.entries.flatMap(({ key, value }): Statement[] => {
      const [setting] = converted(key, value, fact.service).settings
      return setting ? [[receiver, `.${key} = `, ...functionOf(setting, value, emitting)]] : []
    })
    decisions.push({ kind: 'write', site: fact.id, keep: false, hoisted: false, statements })
  }
}

/** v3 wants functions. */
function functionOf(
  { value }: Setting,
  given: Value,
  { file, isObject, slots, isGlobalObject }: Emitting,
): Statement {
  if (value.kind !== 'credentials')
    return value.kind === 'text' && value.source.provider
      ? [given.span]
      : given.kind === 'object'
        ? ['async () => (', given.span, ')']
        : ['async () => ', given.span]
  if (value.sites.length === 0)
    return [
      ...(slots.get('.credentials')?.expression ?? [given.span]),
      ...(isGlobalObject ? ['?.provider'] : []),
    ]
  const areKeys = value.sites.every((site) =>
    file.credentials.some((fact) => fact.id === site && isStatic(fact)),
  )
  if (areKeys && !value.sites.some(isObject)) return ['async () => (', given.span, ')']
  return value.sites.some(isObject) ? [given.span, '.provider'] : [given.span]
}
