// Compares what the v2 program and the v3 program sent, printed and returned.

import { isDeepStrictEqual } from 'node:util'
import { isList, type Json, loose } from './canonical.ts'
import type { WireDifference } from './fixtures.ts'
import { isCredentialsEndpoint, isMetadataService } from './request.ts'
import type { Outcome } from './runner.ts'
import type { Recorded } from './stand-in.ts'

/** Operations by which credentials are obtained. v3 clients ask each for their own; v2 clients share. */
const plumbingOperations = new Set([
  'cognito-identity:GetCredentialsForIdentity',
  'cognito-identity:GetId',
  'cognito-identity:GetOpenIdToken',
  'portal.sso:GetRoleCredentials',
  'sts:AssumeRole',
  'sts:AssumeRoleWithSAML',
  'sts:AssumeRoleWithWebIdentity',
  'sts:GetSessionToken',
])

const isPlumbing = ({ service, operation, protocol }: Recorded): boolean =>
  plumbingOperations.has(`${service}:${operation}`) ||
  (protocol === 'other' &&
    (isMetadataService(service) || isCredentialsEndpoint(service, operation)))

/** Every way in which `v3` does not do what `v2` did; none when they are equal. */
export function compareWire(
  v2: Outcome,
  v3: Outcome,
  accepted: readonly WireDifference[] = [],
): string[] {
  const accepts = (difference: WireDifference) => accepted.includes(difference)
  const before = withGuestsInOrder(v2)
  const after = withGuestsInOrder(v3)
  const protocols = protocolsThatDiffer(before.requests, after.requests)
  const toView = (request: Recorded) =>
    view(request, protocols.has(request.service), accepts('sts-region'))
  const complaints: string[] = []

  const work = [before, after].map(({ requests }) =>
    requests.filter((request) => !isPlumbing(request)),
  )
  const [workBefore = [], workAfter = []] = work.map((requests) => requests.map(toView))
  complaints.push(...multisetDifference(workBefore, workAfter))
  if (complaints.length === 0 && !accepts('order') && sequential(before.requests))
    complaints.push(...orderDifference(workBefore, workAfter, sequential(after.requests)))

  const [plumbingBefore = [], plumbingAfter = []] = [before, after].map(({ requests }) =>
    requests.filter(isPlumbing).map(toView),
  )
  if (!accepts('plumbing'))
    for (const request of distinct(plumbingAfter))
      if (!plumbingBefore.includes(request))
        complaints.push(`v3 asks for credentials in a way v2 did not: ${request}`)
  // What v2 asks Cognito when credentials are loaded, v3 asks when they are needed; the others have no such difference.
  if (!accepts('plumbing'))
    for (const request of distinct(plumbingBefore))
      if (!plumbingAfter.includes(request) && !request.startsWith('cognito-identity.'))
        complaints.push(`v2 asks for credentials in a way v3 does not: ${request}`)
  const getIds = [before, after].map(
    ({ requests }) => requests.filter(({ operation }) => operation === 'GetId').length,
  )
  const [idsBefore = 0, idsAfter = 0] = getIds
  if (idsAfter > idsBefore && !accepts('get-id-count'))
    complaints.push(`v3 calls GetId ${idsAfter} times, v2 ${idsBefore} times`)

  if (!isDeepStrictEqual(before.log, after.log))
    complaints.push(
      `logged by v2: ${JSON.stringify(before.log)}, by v3: ${JSON.stringify(after.log)}`,
    )
  if (!isDeepStrictEqual(before.printed, after.printed) && !accepts('printed'))
    complaints.push(
      `identities printed by v2: ${before.printed.join(', ')}; by v3: ${after.printed.join(', ')}`,
    )
  if (before.threw.join() !== after.threw.join())
    complaints.push(`${threw('v2', before)}; ${threw('v3', after)}`)
  else if (before.threw.length > 0 && !accepts('threw'))
    complaints.push('both threw although the stand-in was told to refuse nothing')
  if (
    complaints.length === 0 &&
    !accepts('idle') &&
    work.flat().length === 0 &&
    before.log.length === 0 &&
    before.printed.length === 0
  )
    complaints.push(
      'nothing was sent and nothing logged, so nothing is proved: export main(), run() or handler(), or write a drive',
    )
  if (complaints.length > 0)
    complaints.push(...[...v2.errors.map(first('v2')), ...v3.errors.map(first('v3'))])
  return complaints
}

const threw = (side: string, { threw: kinds }: Outcome): string =>
  kinds.length === 0 ? `${side} threw nothing` : `${side} threw ${kinds.join(' and ')}`

const first = (side: string) => (error: string) =>
  `(${side} threw ${error.split('\n').slice(0, 4).join(' | ')})`

/** One request as one line of text, which is what is compared and what is shown. */
function view(request: Recorded, acrossProtocols: boolean, anyStsRegion: boolean): string {
  const { service, operation, region, signer, endpoint } = request
  const input = withoutEmptyLogins(acrossProtocols ? loose(request.input) : request.input)
  // An unsigned request to STS is the same in every region; v2 asks the global endpoint, v3 a regional one.
  const anyRegion = service === 'sts' && (anyStsRegion || signer === null)
  return [
    `${service}.${operation}`,
    ...(endpoint === null ? [] : [`at ${endpoint}`]),
    anyRegion ? 'in any region' : `in ${region}`,
    signer === null ? 'unsigned' : `signed by ${signer}`,
    JSON.stringify(input),
  ].join(' ')
}

/** `Logins: {}` and no `Logins` are both a guest. */
function withoutEmptyLogins(input: Json): Json {
  if (input === null || typeof input !== 'object' || isList(input)) return input
  const { Logins, ...rest } = input
  return Logins === undefined || Object.keys(Object(Logins)).length > 0 ? input : rest
}

/** Services that v2 and v3 speak to in different protocols, so that `1` and `"1"` mean the same. */
function protocolsThatDiffer(before: readonly Recorded[], after: readonly Recorded[]): Set<string> {
  const known = new Map(before.map(({ service, protocol }) => [service, protocol]))
  return new Set(
    after.flatMap(({ service, protocol }) => (known.get(service) === protocol ? [] : [service])),
  )
}

/** Guest ids are new for every guest: they are numbered in the order in which they sign, then in which they were given. */
function withGuestsInOrder(outcome: Outcome): Outcome {
  const ids: string[] = []
  const collect = (text: string) => {
    for (const [id] of text.matchAll(/[\w-]+:guest-\d+/g)) if (!ids.includes(id)) ids.push(id)
  }
  for (const { signer } of outcome.requests) collect(signer ?? '')
  for (const request of outcome.requests) collect(JSON.stringify(request))
  const rename = <T>(value: T): T =>
    JSON.parse(
      JSON.stringify(value).replace(/([\w-]+:)guest-\d+/g, (id, region) => {
        const number = ids.indexOf(id)
        return number < 0 ? `${region}other guest` : `${region}guest ${number + 1}`
      }),
    )
  return {
    ...outcome,
    requests: rename(outcome.requests),
    log: rename(outcome.log),
    printed: rename(outcome.printed),
  }
}

/** Each request was started after the answer to the one before. */
const sequential = (requests: readonly Recorded[]): boolean =>
  requests.every(({ started, answeredBefore }) => started === answeredBefore)

const distinct = (texts: readonly string[]): string[] => [...new Set(texts)]

function multisetDifference(before: readonly string[], after: readonly string[]): string[] {
  const missing = [...before]
  const extra: string[] = []
  for (const request of after) {
    const at = missing.indexOf(request)
    if (at < 0) extra.push(request)
    else missing.splice(at, 1)
  }
  return [
    ...missing.map((request) => `only v2 sends: ${request}`),
    ...extra.map((request) => `only v3 sends: ${request}`),
  ]
}

function orderDifference(
  before: readonly string[],
  after: readonly string[],
  afterIsSequential: boolean,
): string[] {
  if (before.join('\n') !== after.join('\n'))
    return [`sent in another order by v2: ${before.join(' ; ')} – by v3: ${after.join(' ; ')}`]
  return afterIsSequential || before.length < 2
    ? []
    : ['v2 waits for each answer before the next request, v3 does not']
}
