// Facts of several surveys, joined.

import type { ProjectFacts } from './model.ts'

/** Union by file. Associative, commutative and idempotent, so that a survey can be split over workers. */
export function merge(a: ProjectFacts, b: ProjectFacts): ProjectFacts {
  const paths = Array.from(new Set([...Object.keys(a.files), ...Object.keys(b.files)])).sort()
  return {
    files: Object.fromEntries(
      paths.flatMap((path) => {
        const facts = a.files[path] ?? b.files[path]
        return facts ? [[path, facts]] : []
      }),
    ),
  }
}
