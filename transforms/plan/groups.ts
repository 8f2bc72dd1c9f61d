// Sites that can only be migrated together, joined to groups.

export interface Groups {
  join(a: string, b: string): void
  /** A name for the group that an item is in. */
  of(item: string): string
}

/** Disjoint sets over the ids of sites. */
export function createGroups(): Groups {
  const parents = new Map<string, string>()
  const of = (item: string): string => {
    const parent = parents.get(item)
    if (parent === undefined) {
      parents.set(item, item)
      return item
    }
    if (parent === item) return item
    const root = of(parent)
    parents.set(item, root)
    return root
  }
  return {
    of,
    join: (a, b) => {
      const [first, second] = [of(a), of(b)].sort()
      if (first !== undefined && second !== undefined) parents.set(second, first)
    },
  }
}
