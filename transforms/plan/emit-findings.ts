// What is said about one module: each cause once, and not what only follows from it.

import type { Blocker, CredentialsFact } from '../model.ts'
import { catalogue } from '../report/catalogue.ts'
import { className as cognitoClass } from './credentials-class.ts'
import { type Emitting, isMigrated } from './emitting.ts'
import { dummyKeys } from './module.ts'
import { noticesOfClass } from './provider-classes.ts'
import { keysOf } from './providers.ts'
import { isTopLevel } from './reach.ts'
import { isTypeMigrated } from './unused.ts'

export function emitFindings(emitting: Emitting): void {
  const { module, file, findings, direct, live, entities, isAggregated } = emitting
  const { config } = module
  const isRegionGiven = (client: string): boolean =>
    module.fed.get(client)?.some((slot) => slot.key === 'region') ?? false
  findings.push(
    ...direct,
    ...file.unknown,
    ...config.blockers,
    ...Array.from(module.entityBlockers.values()),
  )
  for (const { at, what } of emitting.sdkExports)
    findings.push({ code: 'sdk-exported', at, data: { what } })
  for (const type of file.types)
    if (type.service === 'Credentials' && !type.ofUse && !isTypeMigrated(type, emitting, entities))
      findings.push({
        code: 'type-reference',
        at: type.span.start,
        data: { what: `AWS.${type.service}` },
      })
  if (module.blocker) findings.push(module.blocker)
  for (const { entity } of module.entities) findings.push(...entity.blockers)
  if (!module.blocker) findings.push(...config.notices.map(({ notice }) => notice))
  const leftOver = file.clients.some(({ isV3 }) => isV3) && !module.blocker && !module.keepWrites
  const [write] = file.writes
  if (leftOver && write) findings.push({ code: 'config-left-over', at: write.span.start, data: {} })
  const dummies = module.unread && !module.blocker && dummyKeys(file.writes)
  if (dummies) findings.push({ code: 'dummy-keys', at: dummies.span.start, data: {} })
  for (const given of file.escapes)
    if (!given.known && isMigrated(emitting, given.id))
      findings.push({
        code: 'client-escapes',
        at: given.span.start,
        data: { service: given.service },
      })
  for (const given of file.escapes)
    if (given.exported && isMigrated(emitting, given.id) && isAggregated(given.id))
      findings.push({ code: 'client-exported', at: given.span.start, data: {} })
  for (const { fact } of live) {
    const { holder, service, span } = fact
    if (holder.kind === 'escape')
      findings.push({ code: 'client-escapes', at: span.start, data: { service } })
    if ('exported' in holder && holder.exported && isAggregated(fact.id))
      findings.push({ code: 'client-exported', at: span.start, data: {} })
  }
  for (const { fact, ownKeys } of live)
    if (
      !fact.isV3 &&
      withoutRegion.has(fact.service) &&
      !ownKeys.has('region') &&
      !isRegionGiven(fact.id)
    )
      findings.push({
        code: 'region-nowhere',
        at: fact.span.start,
        data: { service: fact.service },
      })
  for (const { fact } of live) {
    const handler = module.fed.get(fact.id)?.find(({ key }) => key === 'requestHandler')
    const other = handler?.writes.find(({ browser }) => browser !== file.browser)
    const where = (browser: boolean): string => (browser ? 'in a browser' : 'on Node')
    if (other)
      findings.push({
        code: 'options-of-other-platform',
        at: fact.span.start,
        data: { file: other.file, there: where(other.browser), here: where(file.browser) },
      })
  }
  for (const { entity } of entities.filter(({ form }) => form === 'object'))
    for (const { blockers } of [...entity.uses, ...entity.constructions])
      for (const { code, at, data } of blockers)
        if (code === 'credentials-escape' && data.given)
          findings.push({ code: 'credentials-passed', at, data: {} })
  for (const { entity, form } of entities)
    for (const fact of entity.constructions) {
      if (form === 'object')
        findings.push({ code: 'credentials-object', at: fact.span.start, data: {} })
      if (fact.className !== cognitoClass && !isPassedOver(fact, entities))
        findings.push(...noticesOfClass(fact))
      if (form === 'object' || fact.className !== cognitoClass) continue
      if (!isGuest(keysOf(fact))) continue
      const at = fact.span.start
      if (file.browser) findings.push({ code: 'guest-identity', at, data: {} })
      else if (form === 'none' && !isTopLevel(fact.place))
        findings.push({ code: 'guest-shared', at, data: {} })
    }
  findings.splice(0, findings.length, ...withoutRepeats(findings))
}

/** v2 sends to us-east-1 when no region is set. */
const withoutRegion = new Set(['S3', 'STS'])

const isGuest = (keys: readonly string[]): boolean =>
  keys.includes('IdentityPoolId') && !keys.includes('Logins') && !keys.includes('IdentityId')

/** Inside another construction, which does not ask it. */
const isPassedOver = (fact: CredentialsFact, entities: Emitting['entities']): boolean =>
  fact.className === 'TemporaryCredentials' &&
  entities.some(({ entity }) =>
    entity.constructions.some(
      (other) =>
        other.className === fact.className &&
        other.span.start < fact.span.start &&
        fact.span.end < other.span.end,
    ),
  )

/** Says only that something else stays. */
const isConsequence = ({ code }: Blocker): boolean =>
  code.startsWith('depends-on-') || code === 'identity-would-split'

function withoutRepeats(findings: readonly Blocker[]): readonly Blocker[] {
  const hasCause = findings.some(
    (finding) => catalogue[finding.code].severity === 'action' && !isConsequence(finding),
  )
  const seen = new Set<string>()
  return findings.filter((finding) => {
    const id = `${finding.code} ${finding.at}`
    const isSaidBetter =
      finding.code.startsWith('depends-on-') &&
      findings.some(({ code, at }) => code === 'identity-would-split' && at === finding.at)
    if (seen.has(id) || isSaidBetter || (hasCause && isConsequence(finding))) return false
    seen.add(id)
    return true
  })
}
