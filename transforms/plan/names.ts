// New names that mean nothing else in a file, and the imports a file needs.

import type { FileFacts } from '../model.ts'
import type { Need } from './types.ts'

export interface Names {
  /** The wanted name, or the next best that is free. */
  fresh(wanted: string): string
  /** The local name of something imported from a v3 package. */
  imported(module: string, name: string, typeOnly?: boolean): string
  readonly needs: readonly Need[]
  /** Gives up a name that a removed binding held. */
}

/** @param freed names of SDK bindings that will be removed */
export function createNames(facts: FileFacts, freed: ReadonlySet<string>): Names {
  const taken = new Set(facts.names.filter((name) => !freed.has(name)))
  const needs = new Map<string, Need>()
  const existing = new Map<string, string>()
  for (const statement of facts.imports)
    if (statement.form !== 'alias' && statement.module.startsWith('@aws-sdk/'))
      for (const binding of statement.bindings)
        if (!binding.typeOnly)
          existing.set(`${statement.module} ${binding.imported}`, binding.local)
  const fresh = (wanted: string): string => {
    const upper = wanted.charAt(0).toUpperCase() + wanted.slice(1)
    const prefix = /^[A-Z]/.test(wanted) ? 'Aws' : 'aws'
    const candidates = [
      wanted,
      prefix + upper,
      ...Array.from({ length: 100 }, (_, i) => `${prefix}${upper}${i + 2}`),
    ]
    const name =
      candidates.find((candidate) => !taken.has(candidate)) ?? `${prefix}${upper}${taken.size}`
    taken.add(name)
    return name
  }
  return {
    fresh,
    imported: (module, name, typeOnly = false) => {
      const id = `${module} ${name}`
      const known = existing.get(id)
      if (known !== undefined) return known
      const need = needs.get(id)
      if (need) {
        if (need.typeOnly && !typeOnly) needs.set(id, { ...need, typeOnly: false })
        return need.local
      }
      const local = fresh(name)
      needs.set(id, { module, name, local, typeOnly })
      return local
    },
    get needs() {
      return [...needs.values()].sort((a, b) =>
        a.module === b.module ? compare(a.name, b.name) : compare(a.module, b.module),
      )
    },
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
