// Which clients stay on v2, with all that must be decided with them, and which need the methods of v2's.

import type { Blocker, CallFact, ClientFact, FileFacts, ProjectFacts } from '../model.ts'
import { isOperation } from '../sdk/services.ts'
import { boundBlocker, boundOptions, boundParams } from './bound-params.ts'
import {
  type Client,
  clientGroups,
  documentClient,
  documentMethods,
  ownBlockers,
} from './clients.ts'
import { configBlockers } from './emit-client-config.ts'
import { needsCallbackify } from './emit-helpers.ts'
import { lineOf } from './places.ts'
import { seenBy } from './reach.ts'
import type { Option } from './types.ts'

export interface Keeping {
  /** Why a site stays; null: it does not. */
  of(site: string): Blocker | null
  /** Keeps a site, and all that goes with it, for a reason that is then reported. */
  keep(site: string, blocker: Blocker, file: FileFacts): void
  /** Reasons found at sites of a file. */
  reasons(file: FileFacts): readonly Blocker[]
  /** What the client of a call was given for all its calls. */
  bound(call: CallFact, file: FileFacts): readonly Option[]
  /** Code that is not seen gets the client, so it needs methods. */
  isAggregated(site: string): boolean
  /** URLs are signed with it under which something is put. */
  isPresigning(site: string): boolean
  /** Calls in v2's way on what may be a client that moved. */
  unrecognised(file: FileFacts): readonly Blocker[]
  /** Grows whenever something more has to stay. */
  readonly size: number
}

export interface KeepingInput {
  readonly facts: ProjectFacts
  readonly files: readonly FileFacts[]
  readonly clientsOf: (file: FileFacts) => readonly Client[]
  readonly isOpen: boolean
}

/** Starts with the reasons that stand at the sites themselves. */
export function createKeeping({ facts, files, clientsOf, isOpen }: KeepingInput): Keeping {
  const groups = clientGroups(facts)
  const kept = new Map<string, Blocker>()
  const aggregated = new Set<string>()
  const presigning = new Set<string>()
  const direct: { file: FileFacts; blocker: Blocker }[] = []
  const isSeen = seenBy(facts)
  const followed = new Set(
    files.flatMap((file) => [...file.calls, ...file.escapes].map((site) => groups.of(site.id))),
  )
  for (const file of files) examine(file)
  const bound = new Map<string, { readonly client: ClientFact; readonly file: FileFacts }>()
  for (const file of files) for (const { fact } of clientsOf(file)) bind(fact, file)
  return {
    of: (site) => kept.get(groups.of(site)) ?? null,
    keep,
    reasons: (file) => direct.filter((entry) => entry.file === file).map((entry) => entry.blocker),
    bound: (call, file) => {
      const own = bound.get(groups.of(call.id))
      return own ? boundOptions(own.client, call, own.file === file) : []
    },
    isAggregated: (site) => aggregated.has(groups.of(site)),
    isPresigning: (site) => presigning.has(groups.of(site)),
    unrecognised,
    get size() {
      return kept.size
    },
  }

  /** Keeps a client whose parameters cannot be written into its calls. */
  function bind(client: ClientFact, file: FileFacts): void {
    if (!boundParams(client)) return
    const group = groups.of(client.id)
    const isOf = ({ id }: { readonly id: string }): boolean => groups.of(id) === group
    const blocker = boundBlocker({
      client,
      file,
      clients: files.flatMap((other) => other.clients.filter(isOf)),
      calls: files.flatMap((other) =>
        other.calls.filter(isOf).map((call) => ({ call, file: other })),
      ),
      isGiven: aggregated.has(group) || files.some((other) => other.escapes.some(isOf)),
    })
    if (blocker) keep(client.id, blocker, file)
    else bound.set(group, { client, file })
  }

  function examine(file: FileFacts): void {
    for (const config of file.clientConfigs)
      for (const blocker of configBlockers(config)) keep(config.id, blocker, file)
    for (const client of clientsOf(file))
      for (const blocker of ownBlockers(client)) keep(client.fact.id, blocker, file)
    for (const site of [...file.calls, ...file.types, ...file.clientConfigs])
      for (const blocker of site.blockers) keep(site.id, blocker, file)
    for (const call of file.calls) {
      const { id, byVariable, sent, span, service, method } = call
      if (byVariable) aggregated.add(groups.of(id))
      if (sent?.kind === 'signed-url' && /^(put|upload)/.test(sent.operation))
        presigning.add(groups.of(id))
      if (file.browser && needsCallbackify(call))
        keep(
          id,
          { code: 'call-not-supported', at: span.start, data: { what: `${service}.${method}` } },
          file,
        )
    }
    const isUnseen = !isSeen(file.file)
    for (const given of file.escapes) {
      if (given.exported && isOpen)
        keep(given.id, { code: 'client-exported-as-v2', at: given.span.start, data: {} }, file)
      else if (given.exported && isUnseen) aggregated.add(groups.of(given.id))
      for (const blocker of given.blockers) keep(given.id, blocker, file)
      if (!given.known && given.blockers.length === 0)
        handOn(given.id, given.service, given.span.start, file)
    }
    for (const client of file.clients) {
      const isUnfollowed =
        !followed.has(groups.of(client.id)) &&
        files.some((other) =>
          other.unresolved.some((call) => isMethodOf(client.service, call.method)),
        )
      if (client.holder.kind === 'escape' || isUnfollowed)
        handOn(client.id, client.service, client.span.start, file)
      if (isExported(client.holder) && isUnseen) aggregated.add(groups.of(client.id))
    }
  }

  function keep(site: string, blocker: Blocker, file: FileFacts): void {
    const isSaid = direct.some(
      (other) =>
        other.file === file &&
        other.blocker.at === blocker.at &&
        other.blocker.code === blocker.code,
    )
    if (!isSaid) direct.push({ file, blocker })
    const group = groups.of(site)
    if (!kept.has(group)) kept.set(group, blocker)
  }

  /** One with v2's methods, unless somewhere it is still called in v2's way. */
  function handOn(site: string, service: string, at: number, file: FileFacts): void {
    const calls = files.flatMap((other) =>
      other.unresolved.flatMap((call) =>
        isMethodOf(service, call.method)
          ? [`${other.file}:${lineOf(other.lines, call.at) + 1}`]
          : [],
      ),
    )
    if (calls.length === 0) aggregated.add(groups.of(site))
    else
      keep(
        site,
        { code: 'receiver-not-known', at, data: { service, calls: calls.join(', ') } },
        file,
      )
  }

  function unrecognised(file: FileFacts): readonly Blocker[] {
    const moved = files.flatMap(clientsOf).filter(({ fact }) => !kept.has(groups.of(fact.id)))
    return file.unresolved.flatMap(({ method, at }) =>
      moved.some((client) => isMethodOf(client.fact.service, method))
        ? [{ code: 'call-not-recognised' as const, at, data: { method } }]
        : [],
    )
  }
}

const isMethodOf = (service: string, method: string): boolean =>
  service === documentClient ? documentMethods.has(method) : isOperation(service, method)

const isExported = (holder: FileFacts['clients'][number]['holder']): boolean =>
  'exported' in holder && holder.exported
