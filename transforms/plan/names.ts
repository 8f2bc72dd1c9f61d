// New names that mean nothing else where they are declared, and the imports a file needs.

import type { FileFacts, Place, Span } from '../model.ts'
import type { Need } from './types.ts'

export interface Names {
  /** The wanted name, or the next best that is free in the statement list where it is declared; no place: in the module. */
  fresh(wanted: string, at?: Place): string
  /** The local name of something imported from a package; `prefix` tells it from a namesake. */
  imported(module: string, name: string, typeOnly?: boolean, prefix?: string): string
  readonly needs: readonly Need[]
}

const everywhere: Span = { start: 0, end: Number.MAX_SAFE_INTEGER }

/** The part of the file in which a declaration in a statement list is visible. */
function scopeOf(place: Place | undefined): Span {
  const frame = [...(place ?? [])].reverse().find((candidate) => candidate.list)
  return !frame || frame.fn === -1 ? everywhere : { start: frame.block, end: frame.blockEnd }
}

/** @param freed names of SDK bindings that will be removed */
export function createNames(facts: FileFacts, freed: ReadonlySet<string>): Names {
  const given = new Map<string, Span[]>()
  const needs = new Map<string, Need>()
  const existing = new Map<string, string>()
  for (const statement of facts.imports)
    if (statement.form !== 'alias' && (isPackage(statement.module) || statement.target !== null))
      for (const binding of statement.bindings)
        if (!binding.typeOnly)
          existing.set(`${statement.module} ${binding.imported}`, binding.local)
  const isTaken = (name: string, scope: Span): boolean => {
    const used = freed.has(name) ? [] : (facts.names[name] ?? [])
    if (used.some((at) => at >= scope.start && at < scope.end)) return true
    return (given.get(name) ?? []).some(
      (other) => other.start < scope.end && scope.start < other.end,
    )
  }
  const fresh = (wanted: string, at?: Place): string => {
    const scope = scopeOf(at)
    const upper = wanted.charAt(0).toUpperCase() + wanted.slice(1)
    const prefix = /^[A-Z]/.test(wanted) ? 'Aws' : 'aws'
    let name = wanted
    for (let i = 1; isTaken(name, scope); i++) name = prefix + upper + (i === 1 ? '' : i)
    given.set(name, [...(given.get(name) ?? []), scope])
    return name
  }
  return {
    fresh,
    imported: (module, name, typeOnly = false, prefix = '') => {
      const id = `${module} ${name}`
      const known = existing.get(id)
      if (known !== undefined) return known
      const need = needs.get(id)
      if (need) {
        if (need.typeOnly && !typeOnly) needs.set(id, { ...need, typeOnly: false })
        return need.local
      }
      const local = isTaken(name, everywhere) && prefix !== '' ? fresh(prefix + name) : fresh(name)
      needs.set(id, { module, name, local, typeOnly })
      return local
    },
    get needs() {
      return Array.from(needs.values()).sort(
        (a, b) =>
          Number(isOfProject(a)) - Number(isOfProject(b)) ||
          (a.module === b.module ? byLetters(a.name, b.name) : byLetters(a.module, b.module)),
      )
    },
  }
}

/** A module of the project, however it is named: it is named after the packages. */
export const isOfProject = ({ module }: Pick<Need, 'module'>): boolean => !isPackage(module)

/** A package of v3, or one that v3 is made of. */
const isPackage = (module: string): boolean => /^@(aws-sdk|smithy)\//.test(module)

/** Whatever their case; case decides between equals. */
function byLetters(a: string, b: string): number {
  const [x, y] = [a.toLowerCase(), b.toLowerCase()]
  if (x !== y) return x < y ? -1 : 1
  return a < b ? -1 : a > b ? 1 : 0
}
