// Facts of several surveys, joined.

import type { ProjectFacts } from './model.ts'

/** Union by file. Associative, commutative and idempotent, so that a survey can be split over workers. */
export const merge = (a: ProjectFacts, b: ProjectFacts): ProjectFacts => ({
  files: union(a.files, b.files),
  links: union(a.links, b.links),
  lazy: union(a.lazy, b.lazy),
  packages: union(a.packages, b.packages),
  taken: union(a.taken, b.taken),
  unread: union(a.unread, b.unread),
})

const union = <T>(
  a: Readonly<Record<string, T>>,
  b: Readonly<Record<string, T>>,
): Readonly<Record<string, T>> =>
  Object.fromEntries(
    Object.entries({ ...b, ...a }).sort(([first], [second]) => (first < second ? -1 : 1)),
  )
