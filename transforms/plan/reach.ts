// Which code is reached by which: order inside a file, and files that may share a process.

import type { FileFacts, Links, Place, ProjectFacts } from '../model.ts'

/** Whether whatever runs at `after` has run through `first`: a later statement of the same list, or inside one. */
export function dominates(first: Place, after: Place): boolean {
  const own = first[first.length - 1]
  if (!own?.list) return false
  return after.some((frame) => frame.block === own.block && frame.list && frame.runs > own.at)
}

/** Evaluated once, with the module. */
export const isTopLevel = (place: Place): boolean => place.every((frame) => frame.fn === -1)

/** A statement of the module's own list. */
export const isModuleStatement = (place: Place): boolean =>
  place.length === 1 && place[0]?.list === true

/** Offset of the statement of a list that contains the site. */
export const statementStart = (place: Place): number => place[place.length - 1]?.at ?? 0

/** The innermost function around a place. */
export const functionOf = (place: Place): number => place[place.length - 1]?.fn ?? -1

export const isAwaitable = (place: Place): boolean => place[place.length - 1]?.async ?? false

/** Whether a place lies inside a function. */
export const isInside = (place: Place, fn: number): boolean =>
  place.some((frame) => frame.fn === fn)

/** Whether all that imports a file was read: something does, and nothing that was not read. */
export function seenBy({ links, unread }: ProjectFacts): (file: string) => boolean {
  const imported = new Set(Object.values(links).flat())
  const unseen = new Set(Object.values(unread).flatMap(({ imports }) => imports))
  return (file) => imported.has(file) && !unseen.has(file)
}

/** For each file the other files that may run in the same process: some module imports both, directly or not. */
export function companions({
  files,
  links,
}: ProjectFacts): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>(
    Object.keys(files).map((file) => [file, new Set<string>()]),
  )
  const all = Array.from(new Set([...Object.keys(files), ...Object.keys(links)]))
  const imported = new Set(Object.values(links).flat())
  const entries = all.filter((file) => !imported.has(file))
  const starts = entries.length > 0 ? entries : all
  const reached = new Set(starts.flatMap((start) => Array.from(reachable(links, start))))
  const inCycle = all.filter((file) => !reached.has(file))
  for (const entry of [...starts, ...inCycle]) {
    const group = Array.from(reachable(links, entry)).filter((file) => {
      const known = files[file]
      return known !== undefined && isConcerned(known)
    })
    for (const a of group) for (const b of group) if (a !== b) found.get(a)?.add(b)
  }
  return found
}

const isConcerned = (file: FileFacts): boolean =>
  file.imports.length +
    file.writes.length +
    file.clients.length +
    file.uses.length +
    file.reads.length >
  0

function reachable(links: Links, start: string): ReadonlySet<string> {
  const seen = new Set([start])
  const open = [start]
  for (let file = open.pop(); file !== undefined; file = open.pop())
    for (const next of links[file] ?? [])
      if (!seen.has(next)) {
        seen.add(next)
        open.push(next)
      }
  return seen
}
