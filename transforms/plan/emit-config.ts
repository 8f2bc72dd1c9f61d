// Writes and reads of the global configuration: constants, module variables, assignments.

import type { Part, WriteFact } from '../model.ts'
import { serviceOf } from '../sdk/services.ts'
import { baseService } from './clients.ts'
import { isDestination, isFed, type Slot, type SlotWrite, slotId } from './config.ts'
import { type Emitting, isExporting, retakenIn } from './emitting.ts'
import { isOfKeys } from './entities.ts'
import type { Setting } from './options.ts'
import { providerPackage } from './providers.ts'
import { retryDelay } from './retries.ts'
import type { Statement } from './types.ts'

export function emitConfig(emitting: Emitting): void {
  const { module, file, decisions, slots } = emitting
  declareVariables(emitting)
  for (const write of file.writes)
    if (!module.blocker || write.form === 'ignored') emitWrite(write, emitting)
  if (module.blocker) return
  for (const { id } of retakenIn(emitting))
    decisions.push({ kind: 'replace', site: `${id}:config`, parts: [emitting.home.config()] })
  for (const read of file.reads)
    decisions.push({
      kind: 'replace',
      site: read.id,
      parts: slots.get(`.${read.key}`)?.expression ?? [],
    })
}

function emitWrite(write: WriteFact, emitting: Emitting): void {
  const { module, decisions, findings, surroundings } = emitting
  const own = module.slots.flatMap((slot) =>
    slot.writes.flatMap((entry) => (entry.write === write ? [{ slot, entry }] : [])),
  )
  const needed = own.some(({ entry }) => entry.setting.value.kind === 'credentials')
  const rank = ({ slot }: { readonly slot: Slot }): number =>
    needed && isDestination(slot) ? 0 : 1
  const sorted = [...own].sort(
    (a, b) => rank(a) - rank(b) || a.entry.setting.from - b.entry.setting.from,
  )
  const isUsed = own.some(({ slot }) => emitting.slots.get(slotId(slot))?.expression != null)
  const statements = [
    ...(write.file && isUsed ? [fileStatement(write.file, emitting)] : []),
    ...sorted.flatMap(({ slot, entry }) => slotStatements(slot, entry, emitting)),
  ]
  if (write.file && isUsed)
    findings.push({ code: 'config-from-file', at: write.span.start, data: {} })
  decisions.push({
    kind: 'write',
    site: write.id,
    keep: module.keepWrites && write.form !== 'ignored',
    hoisted: sorted.some(({ slot }) => isHoisted(slot, emitting)),
    statements,
  })
  if (write.form === 'ignored')
    findings.push({ code: 'config-class-ignored', at: write.span.start, data: {} })
  const isSupplied = own.some(({ slot }) => emitting.slots.get(slotId(slot))?.expression != null)
  if (
    module.keepWrites &&
    isSupplied &&
    !findings.some((finding) => finding.code === 'config-still-read')
  )
    findings.push({
      code: 'config-still-read',
      at: write.span.start,
      data: { files: surroundings.readers.join(', ') || 'code that stays on v2' },
    })
}

/** `const settings = JSON.parse(readFileSync(path, 'utf8'))`. */
const fileStatement = (
  { name, path }: NonNullable<WriteFact['file']>,
  { names }: Emitting,
): Statement => [
  `const ${name} = JSON.parse(${names.imported('node:fs', 'readFileSync')}(`,
  path,
  ', ',
  { quoted: 'utf8' },
  '))',
]

function isHoisted(slot: Slot, { module, slots }: Emitting): boolean {
  const rung = module.rungs.get(slotId(slot))
  return rung?.rung === 1 && rung.hoistTo !== null && slots.get(slotId(slot))?.name != null
}

function slotStatements(
  slot: Slot,
  { write, setting }: SlotWrite,
  emitting: Emitting,
): readonly Statement[] {
  const { module, slots, decisions } = emitting
  const named = slots.get(slotId(slot))
  const rung = module.rungs.get(slotId(slot))
  const before =
    setting.value.kind === 'credentials'
      ? setting.value.sites.flatMap((site) => beforeOf(site, emitting))
      : []
  if (!named?.name || !rung || rung.rung === 'none') {
    const { source } = setting.value
    const isUnread =
      setting.value.kind === 'text' && source.kind === 'other' && source.effects && !source.provider
    return isUnread ? [...before, [source.span]] : before
  }
  const entry = write.entries[setting.from]
  const comments = (entry?.comments ?? []).flatMap((comment): Statement => [comment, '\n'])
  const behind: Statement = entry?.trail ? [' ', { comment: entry.trail }] : []
  const value = settingParts(setting, emitting)
  const keyword = rung.rung === 1 ? 'const ' : named.declaredBy === write.id ? 'let ' : ''
  const lead = keyword === '' ? '' : exportLead(slot, emitting) + keyword
  const type = keyword === 'let ' ? variableType(slot, emitting).replace(/^!/, '') : ''
  const statement: Statement = [
    ...comments,
    `${lead}${named.name}${type} = `,
    ...(write.nested ? value.map(outdented) : value),
    ...behind,
  ]
  if (rung.rung !== 1 || rung.hoistTo === null) return [...before, statement]
  const trail: Statement = write.trail && !entry?.trail ? [' ', { comment: write.trail }] : []
  decisions.push({
    kind: 'before',
    site: write.id,
    at: rung.hoistTo,
    above: true,
    statements: [[...statement, ...trail]],
  })
  return before
}

/** Source that stood one level deeper. */
const outdented = (part: Part): Part =>
  typeof part !== 'string' && ['start', 'object', 'shifted', 'aligned'].some((key) => key in part)
    ? { shifted: [part], levels: -1 }
    : part

/** Statements that a provider written in place of `AWS.config.credentials` needs before it. */
function beforeOf(site: string, { file, kits }: Emitting): readonly Statement[] {
  if (file.credentials.find((fact) => fact.id === site)?.holder.kind !== 'config') return []
  return Array.from(kits.values()).flatMap((kit) => kit.before.get(site) ?? [])
}

/** The value of a setting, with providers in the place of credentials. */
export function settingParts({ key, value }: Setting, emitting: Emitting): Statement {
  const { slots, kits, isGlobalObject } = emitting
  if (value.kind === 'text')
    return key === 'credentials' && isGlobalObject && value.source.kind === 'absent'
      ? [value.source.span]
      : value.parts
  if (value.kind === 'retry') return [value.source.span]
  const [site, ...others] = value.sites
  if (!value.source.direct) return [value.source.span]
  if (site === undefined) return slots.get('.credentials')?.expression ?? []
  if (value.text !== undefined) return [value.text]
  const provider = Array.from(kits.values()).flatMap((kit) => kit.provider.get(site) ?? [])
  return others.length === 0 && provider.length > 0 ? provider : [value.source.span]
}

/** Module variables for the slots of rung 2. */
function declareVariables(emitting: Emitting): void {
  const { slots, module, state } = emitting
  const variables: Statement[] = []
  for (const { slot, name, declaredBy } of slots.values()) {
    if (name === null || declaredBy !== null || module.rungs.get(slotId(slot))?.rung !== 2) continue
    const isNull = emitting.isGlobalObject && slotId(slot) === '.credentials'
    variables.push([
      `${exportLead(slot, emitting)}let ${name}${variableType(slot, emitting)}${isNull ? ' = null' : ''}`,
    ])
  }
  state.unshift(...variables)
}

/** `export `, where other modules import the declaration and the syntax has it. */
const exportLead = (slot: Slot, emitting: Emitting): string =>
  isExporting(emitting, slot) && emitting.file.modules === 'esm' ? 'export ' : ''

/** Type of a module variable in TypeScript: as v2 had it, undefined until it is set. */
function variableType(
  slot: Slot,
  { isTypeScript, names, live, liveInScope, module, entities, classSpecifier }: Emitting,
): string {
  if (!isTypeScript) return ''
  if (slot.key === 'region') return ': string | undefined'
  if (slot.key === retryDelay) return ': ((attempt: number) => number) | undefined'
  if (
    slot.key === 'credentials' &&
    slot.writes.every(
      ({ setting }) => isProvider(setting, entities) || setting.value.source.kind === 'absent',
    )
  ) {
    const held = entities.find(({ entity }) => entity.global)?.entity.heldAs
    if (held) return `: ${names.imported(classSpecifier(held), held, true)} | null`
    const isCalled = entities.some(
      ({ entity }) => entity.global && entity.uses.some((use) => use.use.kind === 'load'),
    )
    return `${isCalled ? '!' : ''}: ${names.imported(providerPackage, 'CognitoIdentityCredentialProvider', true)}${isCalled ? '' : ' | undefined'}`
  }
  const keys = entities.find(({ entity }) => entity.global)?.entity
  if (slot.key === 'credentials' && keys?.uses.some((use) => isOfKeys(use, keys)))
    return ': { accessKeyId: string; secretAccessKey: string; sessionToken?: string } | undefined'
  const client =
    live.find((candidate) => module.fed.get(candidate.fact.id)?.includes(slot)) ??
    liveInScope.find((candidate) => isFed(candidate, slot, module.slots))
  const service = client && serviceOf(baseService(client.fact.service))
  return service?.package
    ? `: ${names.imported(service.package, `${service.stem}ClientConfig`, true)}['${slot.key}']`
    : ''
}

function isProvider({ value }: Setting, entities: Emitting['entities']): boolean {
  if (value.kind !== 'credentials') return false
  return value.sites.every((site) =>
    entities.some(({ entity }) =>
      entity.constructions.some(
        (fact) => fact.id === site && fact.className === 'CognitoIdentityCredentials',
      ),
    ),
  )
}
