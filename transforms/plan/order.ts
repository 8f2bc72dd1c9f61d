// Which modules have certainly been evaluated when another one begins.

import type { ProjectFacts } from '../model.ts'

/**
 * For each file those of the watched files that have run to their end before it begins, whichever module the program
 * starts with. A module that is imported inside a function starts with what was evaluated when its importer ended.
 */
export function evaluatedBefore(
  { links, lazy, files = {} }: Pick<ProjectFacts, 'links' | 'lazy'> & Partial<ProjectFacts>,
  watched: ReadonlySet<string>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const before = new Map<string, ReadonlySet<string>>()
  const starts = new Map<string, ReadonlySet<string>>()
  const open: string[] = []
  const begin = (file: string, known: ReadonlySet<string>): void => {
    const other = starts.get(file)
    const both = other ? intersection(other, known) : known
    if (other && both.size === other.size) return
    starts.set(file, both)
    open.push(file)
  }
  const imported = new Set(Object.values(links).flat())
  for (const file of Object.keys(links)) if (!imported.has(file)) begin(file, new Set())
  run()
  for (const file of Object.keys(links))
    if (!before.has(file)) {
      begin(file, new Set())
      run()
    }
  return before

  function run(): void {
    for (let start = open.pop(); start !== undefined; start = open.pop()) {
      const ended = new Set(starts.get(start))
      const begun = new Set(ended)
      const evaluate = (file: string): void => {
        if (begun.has(file)) return
        begun.add(file)
        const eager = new Set(files[file]?.eager)
        const count = (list: readonly string[] | undefined, target: string): number =>
          list?.filter((other) => other === target).length ?? 0
        const isLater = (target: string): boolean =>
          !eager.has(target) && count(lazy[file], target) >= count(links[file], target)
        const later = new Set(links[file]?.filter(isLater))
        for (const target of links[file] ?? []) if (!later.has(target)) evaluate(target)
        const known = before.get(file)
        before.set(file, known ? intersection(known, ended) : new Set(ended))
        if (watched.has(file)) ended.add(file)
        for (const target of later) begin(target, new Set(ended))
      }
      evaluate(start)
    }
  }
}

const intersection = (a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> =>
  new Set(Array.from(a).filter((item) => b.has(item)))
