// One file's text, from its facts and its plan. Reads no syntax: offsets only.

import { addExports, rewriteExports } from './edit/exports.ts'
import { rewriteImports } from './edit/imports.ts'
import { applyEdits } from './edit/render.ts'
import {
  bracedWith,
  commentBefore,
  insertBefore,
  removeStatement,
  replaceStatement,
} from './edit/statements.ts'
import type { Edit, FileFacts, Part } from './model.ts'
import type { Decision, FilePlan } from './plan/types.ts'
import { rewriteCall } from './sites/calls.ts'
import { rewriteClient } from './sites/clients.ts'
import { rewriteEndpoint } from './sites/endpoints.ts'
import { rewriteLoad } from './sites/loads.ts'
import { rewriteOptions } from './sites/options.ts'
import { rewriteShape } from './sites/shapes.ts'
import { asyncEdits } from './sites/signed-urls.ts'

/**
 * Rewrites one file.
 *
 * @param source the text the facts were taken from
 * @throws OverlapError when decisions contradict each other, which is a defect of the program
 */
export function rewrite(source: string, facts: FileFacts, plan: FilePlan): string {
  const { style } = facts
  const isAbove = (decision: Decision): boolean => decision.kind === 'before' && decision.above
  const ordered = [
    ...plan.decisions.filter(isAbove),
    ...plan.decisions.filter((decision) => !isAbove(decision)),
  ]
  const edits: Edit[] = withoutRepeats(ordered).flatMap((decision) =>
    editsOf(source, facts, decision),
  )
  const migrated = facts.calls.filter(({ id }) =>
    plan.decisions.some((decision) => decision.kind === 'call' && decision.site === id),
  )
  edits.push(
    ...asyncEdits(migrated.flatMap(({ sent }) => (sent?.kind === 'signed-url' ? [sent] : []))),
  )
  edits.push(...rewriteImports(source, facts, plan, style))
  edits.push(...rewriteExports(source, facts, plan), ...addExports(source, facts, plan))
  edits.push(...declareState(source, facts, plan))
  const said = new Set<string>()
  for (const { at, code, text } of plan.todos) {
    const mark = `TODO(aws-sdk-v3 ${code})`
    if (said.has(`${at} ${code}`) || isMarked(source, at, mark)) continue
    said.add(`${at} ${code}`)
    edits.push(commentBefore(beforeGuard(source, at), `${mark}: ${text}`))
  }
  const text = applyEdits(source, joinInsertions(joinRemovals(source, edits)), style)
  return /^\s/.test(source) ? text : text.replace(/^(\r?\n)+/, '')
}

/** Two readings may need the same word in the same place: `async` before the function around both. */
function withoutRepeats(decisions: readonly Decision[]): readonly Decision[] {
  const seen = new Set<string>()
  const isNew = (edit: Edit): boolean => {
    const text = JSON.stringify(edit)
    return !seen.has(text) && seen.add(text).size > 0
  }
  return decisions.map((decision) =>
    decision.kind === 'reading' ? { ...decision, edits: decision.edits.filter(isNew) } : decision,
  )
}

/** Edits of one decision. */
function editsOf(source: string, facts: FileFacts, decision: Decision): readonly Edit[] {
  switch (decision.kind) {
    case 'client':
      return rewriteClient(find(facts.clients, decision.site), decision)
    case 'options':
      return rewriteOptions(find(facts.options, decision.site), decision)
    case 'call':
      return rewriteCall(source, find(facts.calls, decision.site), decision)
    case 'type':
      return [{ ...find(facts.types, decision.site).span, parts: [decision.text] }]
    case 'shape':
      return rewriteShape(find(facts.shapes, decision.site), decision.parts)
    case 'endpoint':
      return rewriteEndpoint(find(facts.endpoints, decision.site), decision.parts)
    case 'load':
      return rewriteLoad(source, find(facts.uses, decision.site), decision.load)
    case 'write':
      return rewriteWrite(source, facts, decision)
    case 'replace':
      return [{ ...replacedSpan(facts, decision.site), parts: decision.parts }]
    case 'remove':
      return [removeStatement(source, decision.statement)]
    case 'before':
      return [
        insertBefore(
          decision.above ? aboveComments(source, decision.at) : beforeGuard(source, decision.at),
          decision.statements,
        ),
      ]
    case 'reading':
      return decision.edits
    default:
      return decision satisfies never
  }
}

function rewriteWrite(
  source: string,
  facts: FileFacts,
  decision: Decision & { kind: 'write' },
): readonly Edit[] {
  const config = facts.clientConfigs.find((fact) => fact.id === decision.site)
  if (config?.use.kind === 'set')
    return [
      replaceStatement(
        source,
        config.use.statement,
        decision.statements,
        config.place.at(-1)?.list ?? false,
      ),
    ]
  const write = facts.writes.find((fact) => fact.id === decision.site)
  const credentials = facts.credentials.find((fact) => fact.id === decision.site)
  const frame = (write ?? credentials)?.place.at(-1)
  if (!frame) return []
  const own = write?.statement ?? { start: frame.at, end: frame.end }
  if (decision.keep && decision.statements.length === 0) return []
  if (decision.keep)
    return frame.list
      ? [insertBefore(own.start, decision.statements)]
      : bracedWith(own, decision.statements)
  const statement =
    decision.hoisted && write?.trail && decision.statements.length === 0
      ? { start: own.start, end: write.trail.end }
      : own
  return [replaceStatement(source, statement, decision.statements, frame.list)]
}

/** Before the semicolon of a line that begins `;(` or `;[`. */
function beforeGuard(source: string, at: number): number {
  const line = source.lastIndexOf('\n', at - 1) + 1
  const lead = /^[ \t]*(?=;[ \t]*$)/.exec(source.slice(line, at))
  return lead ? line + lead[0].length : at
}

/** The first of the comment lines directly over a statement. */
function aboveComments(source: string, at: number): number {
  let start = at
  for (;;) {
    const line = source.lastIndexOf('\n', start - 1) + 1
    const before = source.lastIndexOf('\n', line - 2) + 1
    const text = source.slice(before, line)
    if (line === 0 || !/^\s*\/\//.test(text)) return start
    start = before + (/^\s*/.exec(text)?.[0].length ?? 0)
  }
}

/** The span that a replacement is for: a site, the property around an identity read, or a part of a use. */
function replacedSpan(
  facts: FileFacts,
  site: string,
): { readonly start: number; readonly end: number } {
  if (site.endsWith(':property')) {
    const use = find(facts.uses, site.slice(0, -':property'.length))
    if (use.use.kind === 'identity' && use.use.property) return use.use.property.span
  }
  if (site.endsWith(':config')) {
    const { ofConfig } = find(facts.imports, site.slice(0, -':config'.length))
    if (ofConfig) return ofConfig
  }
  const [, id, name] = /^(.*):(receiver|class|operand)$/.exec(site) ?? []
  if (id !== undefined) {
    const use = find(facts.uses, id)
    const operand = use.use.kind === 'test' ? use.use.operand : null
    const part = name === 'class' ? use.testedClass : name === 'receiver' ? use.receiver : operand
    if (part) return part
  }
  if (site.endsWith(':read')) {
    const { use } = find(facts.clientConfigs, site.slice(0, -':read'.length))
    if (use.kind === 'read') return use.span
  }
  return find(
    [...facts.uses, ...facts.credentials, ...facts.misnamed, ...facts.reads, ...facts.statics],
    site,
  ).span
}

function find<T extends { readonly id: string }>(sites: readonly T[], id: string): T {
  const site = sites.find((candidate) => candidate.id === id)
  if (!site) throw new Error(`The plan names a site that the file does not have: ${id}`)
  return site
}

/** Declarations on lines of their own after the imports, or before the first statement. */
function declareState(source: string, facts: FileFacts, plan: FilePlan): readonly Edit[] {
  if (plan.state.length === 0) return []
  const { style, prologue } = facts
  const end = style.semicolon ? ';\n' : '\n'
  const lines = plan.state.flatMap((statement): readonly Part[] => [...statement, end])
  if (!prologue) {
    const begin = source.lastIndexOf('\n', facts.begin - 1) + 1
    return [{ start: begin, end: begin, parts: [...lines, '\n'] }]
  }
  const newline = source.indexOf('\n', prologue.end)
  const at = newline < 0 ? source.length : newline + 1
  return [{ start: at, end: at, parts: ['\n', ...lines] }]
}

/** Whether the comment lines above a statement already say it. */
function isMarked(source: string, at: number, mark: string): boolean {
  const lines = source
    .slice(0, source.lastIndexOf('\n', at - 1) + 1)
    .split('\n')
    .slice(0, -1)
    .reverse()
  for (const line of lines) {
    if (!line.trim().startsWith('//')) return false
    if (line.includes(mark)) return true
  }
  return false
}

/** Lines that go one after the other leave one of the blank lines around them, as one line does. */
function joinRemovals(source: string, edits: readonly Edit[]): readonly Edit[] {
  const isRemoval = ({ start, end, parts }: Edit): boolean =>
    parts.length === 0 && end > start && source.charAt(end - 1) === '\n'
  const removals = edits.filter(isRemoval).sort((a, b) => a.start - b.start)
  const joined: Edit[] = []
  for (const edit of removals) {
    const last = joined.at(-1)
    if (last && last.end === edit.start) joined.splice(-1, 1, { ...last, end: edit.end })
    else joined.push(edit)
  }
  if (joined.length === removals.length) return edits
  return [
    ...edits.filter((edit) => !isRemoval(edit)),
    ...joined.map((edit) => {
      if (removals.includes(edit)) return edit
      const isBlankBefore = /(\n|^)[ \t]*\r?\n$/.test(source.slice(0, edit.start))
      const blankAfter = /^[ \t]*\r?\n/.exec(source.slice(edit.end))?.[0] ?? ''
      return { ...edit, end: edit.end + (isBlankBefore ? blankAfter.length : 0) }
    }),
  ]
}

/** Insertions at one offset become one edit, in the order they were made: imports first, comments last. */
function joinInsertions(edits: readonly Edit[]): readonly Edit[] {
  const insertions = new Map<number, Edit>()
  const others: Edit[] = []
  for (const edit of edits) {
    if (edit.start !== edit.end) {
      others.push(edit)
      continue
    }
    const known = insertions.get(edit.start)
    insertions.set(edit.start, known ? { ...known, parts: [...known.parts, ...edit.parts] } : edit)
  }
  return [...Array.from(insertions.values()).map((edit) => outside(edit, others)), ...others]
}

/** What is inserted where text is removed goes behind the removed text. */
function outside(insertion: Edit, others: readonly Edit[]): Edit {
  const removal = others.find(
    (edit) => edit.parts.length === 0 && edit.start < insertion.start && insertion.start < edit.end,
  )
  return removal ? { ...insertion, start: removal.end, end: removal.end } : insertion
}
