// One module's decisions: the names its values get, and what is written at each site.

import type { Blocker } from '../model.ts'
import { catalogue } from '../report/catalogue.ts'
import { emitClientConfigs } from './emit-client-config.ts'
import { emitClients } from './emit-clients.ts'
import { emitConfig } from './emit-config.ts'
import { emitCredentials } from './emit-credentials.ts'
import { emitFindings } from './emit-findings.ts'
import {
  type EmitInput,
  type Emitting,
  isExporting,
  movingOf,
  nameSlots,
  type Todo,
} from './emitting.ts'
import { createNames } from './names.ts'
import { emitShapes } from './shapes.ts'
import type { FilePlan } from './types.ts'

export interface Emitted {
  readonly plan: Omit<FilePlan, 'todos'>
  readonly findings: readonly Blocker[]
  readonly todos: readonly Todo[]
}

export function emitModule(input: EmitInput): Emitted {
  const { module } = input
  const { file } = module
  const { unused, unexported } = input
  const { live, entities } = movingOf(input)
  const aliases = entities.flatMap(({ entity }) =>
    entity.uses.flatMap((use) => (use.use.kind === 'alias' ? [use.use.name] : [])),
  )
  const names = createNames(
    file,
    new Set(
      [...unused.flatMap(({ locals }) => locals), ...aliases].filter(
        (name) => !file.shadowed.includes(name),
      ),
    ),
  )
  const fromHome = (name: string) => (): string => names.imported(input.homeSpecifier, name)
  const base = {
    ...input,
    file,
    isTypeScript: file.language === 'ts',
    names,
    live,
    entities,
    home: {
      config: fromHome('awsConfig'),
      identity: fromHome('awsIdentity'),
      identify: fromHome('identify'),
    },
    kits: new Map(),
    helpers: new Map(),
    parameters: new Map(),
    decisions: [],
    findings: [],
    mentioned: [],
    state: [],
  }
  const emitting: Emitting = { ...base, slots: nameSlots(base) }
  emitCredentials(emitting)
  emitConfig(emitting)
  emitClients(emitting)
  emitClientConfigs(emitting)
  emitShapes(emitting)
  emitFindings(emitting)
  const { decisions, findings, state } = emitting
  const written = JSON.stringify([decisions, state])
  const needs = names.needs.filter(({ local }) => mentions(written, local))
  return {
    plan: {
      file: file.file,
      decisions,
      needs,
      mentioned: emitting.mentioned,
      unused,
      unexported,
      exported: exportedNames(emitting),
      state,
    },
    findings,
    todos: todosOf(findings),
  }

  /** One for each statement that stays: its first cause. */
  function todosOf(said: readonly Blocker[]): readonly Todo[] {
    const byPlace = new Map<number, Todo>()
    for (const { code, at, data } of [...said].sort((a, b) => a.at - b.at)) {
      const place = begin(at)
      if (catalogue[code].severity === 'action' && !byPlace.has(place))
        byPlace.set(place, { at: place, code, data })
    }
    return Array.from(byPlace.values())
  }

  /** Where a comment about an offset may stand. */
  function begin(at: number): number {
    const around = file.statements.filter((span) => span.start <= at && at < span.end)
    return around.sort((a, b) => b.start - a.start)[0]?.start ?? file.begin
  }
}

/** CommonJS: the declarations that other modules import. */
function exportedNames(emitting: Emitting): readonly string[] {
  if (emitting.file.modules === 'esm') return []
  return Array.from(emitting.slots.values()).flatMap(({ slot, name }) =>
    name !== null && isExporting(emitting, slot) ? [name] : [],
  )
}

/** Whether a name occurs in a text, as a whole word. */
function mentions(text: string, name: string): boolean {
  const isPart = (character: string): boolean => /[\w$]/.test(character)
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1))
    if (!isPart(text.charAt(at - 1)) && !isPart(text.charAt(at + name.length))) return true
  return false
}
