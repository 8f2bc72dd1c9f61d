// Import statements: SDK names that nothing uses go, names of v3 packages come.

import type { Edit, FileFacts, ImportFact, Part, Span, Style } from '../model.ts'
import type { FilePlan, Need } from '../plan/types.ts'
import { indentAt } from './render.ts'
import { removeStatement } from './statements.ts'

const isSdk = (module: string): boolean => module === 'aws-sdk' || module.startsWith('aws-sdk/')

/** Longest line that stays one line. */
const width = 100

/** Edits that remove unused SDK names and import what is needed. */
export function rewriteImports(
  source: string,
  facts: FileFacts,
  plan: FilePlan,
  style: Style,
): readonly Edit[] {
  const gone = new Map(plan.unused.map(({ id, locals }) => [id, new Set(locals)]))
  const isGone = (fact: ImportFact): boolean =>
    gone.has(fact.id) && fact.bindings.every((binding) => gone.get(fact.id)?.has(binding.local))
  const goneOf = (fact: ImportFact): ReadonlySet<string> => gone.get(fact.id) ?? new Set()
  const isHome = (fact: ImportFact): boolean => !isGone(fact)
  const { rest: unmerged, merged, homes } = merge(source, facts, plan.needs, isHome, goneOf, style)
  const turned = new Map(
    facts.imports
      .filter((fact) => fact.target !== null && (fact.sideEffect || isGone(fact)))
      .map((fact) => [fact, instead(fact, facts, plan, unmerged, style)] as const),
  )
  const rest = unmerged.filter(
    (need) => !Array.from(turned.keys()).some((fact) => fact.module === need.module),
  )
  const anchor = anchorOf(facts, isGone)
  const isReplaced = anchor !== undefined && isGone(anchor) && rest.length > 0
  const edits: Edit[] = [...merged]
  const behind = anchor && isReplaced ? (turned.get(anchor) ?? null) : null
  if (rest.length > 0)
    edits.push(placeImports(source, facts, anchor, isReplaced, rest, behind, style))
  const byStatement = new Map<number, ImportFact[]>()
  for (const fact of facts.imports) {
    if (fact === anchor && isReplaced) continue
    const line = turned.get(fact) ?? null
    if (line !== null && fact.siblings.length <= 1)
      edits.push({ ...fact.statement, parts: [{ raw: line }] })
    else if (isGone(fact)) {
      if (line !== null)
        edits.push({
          start: fact.statement.start,
          end: fact.statement.start,
          parts: [{ raw: line + style.eol }],
        })
      byStatement.set(fact.statement.start, [
        ...(byStatement.get(fact.statement.start) ?? []),
        fact,
      ])
    } else if (goneOf(fact).size > 0 && !homes.has(fact))
      edits.push(shrink(fact, goneOf(fact), style))
  }
  const kept = isReplaced ? anchor : undefined
  for (const going of byStatement.values()) edits.push(...removeDeclarators(source, going, kept))
  return edits
}

/** What stands for an import of a project file whose names go, or that had none; null: nothing, or what is there. */
function instead(
  fact: ImportFact,
  facts: FileFacts,
  plan: FilePlan,
  needs: readonly Need[],
  style: Style,
): string | null {
  const own = needs.filter((need) => need.module === fact.module)
  if (own.length > 0) return statements(own, facts, fact, style).join(style.eol)
  const isBare = plan.unused.some(({ id, bare }) => id === fact.id && bare)
  if (fact.sideEffect || !isBare || fact.typeOnly) return null
  const from = `${style.quote}${fact.module}${style.quote}`
  const end = style.semicolon ? ';' : ''
  return fact.form === 'require' ? `require(${from})${end}` : `import ${from}${end}`
}

const isModuleLevel = (fact: ImportFact): boolean => fact.place.length === 1

/** The statement in whose place, or after which, the new imports stand. */
function anchorOf(facts: FileFacts, isGone: (fact: ImportFact) => boolean): ImportFact | undefined {
  const sdk = facts.imports.filter(
    (fact) => fact.form !== 'alias' && (isSdk(fact.module) || holdsSdk(fact)),
  )
  const own = sdk.filter(isModuleLevel)
  const [nested, ...others] = sdk.filter((fact) => fact.bindings.length > 0)
  if (own.length === 0) return others.length === 0 ? nested : undefined
  return own.find((fact) => isGone(fact) && fact.siblings.length <= 1) ?? own.find(isGone) ?? own[0]
}

const holdsSdk = ({ bindings, target }: ImportFact): boolean =>
  target !== null && bindings.some(({ sdkRefs }) => sdkRefs.length > 0)

function placeImports(
  source: string,
  facts: FileFacts,
  anchor: ImportFact | undefined,
  isReplaced: boolean,
  needs: readonly Need[],
  behind: string | null,
  style: Style,
): Edit {
  if (anchor && isReplaced && anchor.siblings.length > 1 && behind === null) {
    const [first, second] = anchor.siblings
    const separator = first && second ? source.slice(first.end, second.start) : ', '
    const declarators = declarations(needs, style)
    return { ...anchor.span, parts: [{ raw: declarators.join(separator) }] }
  }
  const lines = [
    ...statements(needs, facts, anchor, style),
    ...(behind === null ? [] : [behind]),
  ].join('\n')
  if (anchor && isReplaced) return { ...anchor.statement, parts: [lines] }
  if (anchor && anchor.siblings.length > 1)
    return { start: anchor.statement.start, end: anchor.statement.start, parts: [lines, '\n'] }
  const after = anchor?.statement ?? facts.prologue
  if (after) return { start: after.end, end: after.end, parts: ['\n', lines] }
  const begin = source.lastIndexOf('\n', facts.begin - 1) + 1
  return { start: begin, end: begin, parts: [lines, '\n\n'] }
}

/** `{ S3Client } = require('@aws-sdk/client-s3')`, one for each package. */
function declarations(needs: readonly Need[], style: Style): readonly string[] {
  return Array.from(new Set(needs.map((need) => need.module))).map((module) => {
    const names = needs
      .filter((need) => need.module === module)
      .map((need) => specifier(need, true))
    return `{ ${names.join(', ')} } = require(${style.quote}${module}${style.quote})`
  })
}

/** Adds names to imports of v3 packages that are there already. */
function merge(
  source: string,
  facts: FileFacts,
  needs: readonly Need[],
  isHome: (fact: ImportFact) => boolean,
  goneOf: (fact: ImportFact) => ReadonlySet<string>,
  style: Style,
): {
  readonly rest: readonly Need[]
  readonly merged: readonly Edit[]
  readonly homes: ReadonlySet<ImportFact>
} {
  const rest: Need[] = []
  const byFact = new Map<ImportFact, Need[]>()
  for (const need of needs) {
    const home = facts.imports.find(
      (fact) =>
        fact.module === need.module &&
        fact.named &&
        !fact.typeOnly &&
        isModuleLevel(fact) &&
        isHome(fact) &&
        (fact.form === 'import' || fact.form === 'require') &&
        !(need.typeOnly && fact.form === 'require'),
    )
    if (home) byFact.set(home, [...(byFact.get(home) ?? []), need])
    else rest.push(need)
  }
  return {
    rest,
    homes: new Set(byFact.keys()),
    merged: Array.from(byFact).map(([fact, added]) => {
      const gone = goneOf(fact)
      const isDefaultGone = fact.bindings.some(
        ({ imported, local }) => imported === 'default' && gone.has(local),
      )
      return isDefaultGone || !fact.named
        ? shrink(fact, gone, style, added)
        : { ...fact.named, parts: [{ raw: extended(source, fact, added, gone, style) }] }
    }),
  }
}

function extended(
  source: string,
  fact: ImportFact,
  added: readonly Need[],
  gone: ReadonlySet<string>,
  style: Style,
): string {
  const old = fact.bindings
    .filter(({ imported, local }) => imported !== 'default' && !gone.has(local))
    .map((binding) => source.slice(binding.span.start, binding.span.end).trim())
  const fresh = added.map((need) => specifier(need, fact.form === 'require'))
  const isSorted = old.every((text, i) => i === 0 || (old[i - 1] ?? '') <= text)
  const all = isSorted ? [...old, ...fresh].sort(compare) : [...old, ...fresh]
  const named = fact.named
  const before = named ? source.slice(named.start, named.end) : ''
  if (!before.includes('\n')) return `{ ${all.join(', ')} }`
  const inner = named ? indentAt(source, fact.bindings.at(-1)?.span.end ?? named.start) : ''
  const comma = /,\s*\}$/.test(before) ? ',' : ''
  return `{${style.eol}${all.map((text) => inner + text).join(`,${style.eol}`)}${comma}${style.eol}${named ? indentAt(source, named.end) : ''}}`
}

const compare = (a: string, b: string): number => {
  const [x, y] = [a, b].map((text) => text.replace(/^type /, '').toLowerCase())
  return (x ?? '') < (y ?? '') ? -1 : 1
}

function specifier({ name, local, typeOnly }: Need, isRequire: boolean): string {
  const renamed = local === name ? name : isRequire ? `${name}: ${local}` : `${name} as ${local}`
  return typeOnly && !isRequire ? `type ${renamed}` : renamed
}

/** One statement a package. */
function statements(
  needs: readonly Need[],
  facts: FileFacts,
  anchor: ImportFact | undefined,
  style: Style,
): readonly string[] {
  const isRequire =
    facts.modules === 'cjs' && anchor?.form !== 'import' && anchor?.form !== 'import-equals'
  const modules = Array.from(new Set(needs.map((need) => need.module)))
  return modules.map((module) => {
    const own = needs.filter((need) => need.module === module)
    const allTypes = !isRequire && own.every((need) => need.typeOnly)
    const names = own.map((need) =>
      specifier(allTypes ? { ...need, typeOnly: false } : need, isRequire),
    )
    const end = style.semicolon ? ';' : ''
    const from = `${style.quote}${module}${style.quote}`
    const lead = isRequire
      ? `${anchor?.keyword ?? 'const'} `
      : allTypes
        ? 'import type '
        : 'import '
    const tail = isRequire ? ` = require(${from})${end}` : ` from ${from}${end}`
    const line = `${lead}{ ${names.join(', ')} }${tail}`
    if (line.length <= width) return line
    return `${lead}{${names.map((name) => `\n\t${name},`).join('')}\n}${tail}`
  })
}

/** `S3`, `S3: Storage`, `DynamoDB: { DocumentClient }`. */
function patternEntry(imported: string, local: string): string {
  const [first = '', ...rest] = imported.split('.')
  if (rest.length > 0) return `${first}: { ${patternEntry(rest.join('.'), local)} }`
  return first === local ? local : `${first}: ${local}`
}

/** A statement without the names that go. */
function shrink(
  fact: ImportFact,
  gone: ReadonlySet<string>,
  style: Style,
  added: readonly Need[] = [],
): Edit {
  const left = fact.bindings.filter((binding) => !gone.has(binding.local))
  if (fact.form !== 'import') {
    const names = left.map(({ imported, local }) => patternEntry(imported, local))
    return { ...(fact.named ?? fact.span), parts: [`{ ${names.join(', ')} }`] }
  }
  const first = left
    .filter((binding) => binding.imported === 'default')
    .map((binding) => binding.local)
  const all = left
    .filter((binding) => binding.imported === '*')
    .map((binding) => `* as ${binding.local}`)
  const named = left
    .filter((binding) => binding.imported !== 'default' && binding.imported !== '*')
    .map(
      ({ imported, local, typeOnly }) =>
        `${typeOnly && !fact.typeOnly ? 'type ' : ''}${imported === local ? local : `${imported} as ${local}`}`,
    )
    .concat(added.map((need) => specifier(need, false)))
  const clause = [...first, ...all, ...(named.length > 0 ? [`{ ${named.join(', ')} }`] : [])].join(
    ', ',
  )
  const parts: Part[] = [
    `import ${fact.typeOnly ? 'type ' : ''}${clause} from ${style.quote}${fact.module}${style.quote}${style.semicolon ? ';' : ''}`,
  ]
  return { ...fact.span, parts }
}

/** Declarators of one statement, with their commas; the whole statement when none is left. */
function removeDeclarators(
  source: string,
  going: readonly ImportFact[],
  kept: ImportFact | undefined,
): readonly Edit[] {
  const [first] = going
  if (!first) return []
  const { siblings, statement } = first
  const isGoing = (span: Span): boolean =>
    going.some((fact) => fact.span.start === span.start) && kept?.span.start !== span.start
  if (siblings.every(isGoing)) return [removeStatement(source, statement)]
  return siblings.flatMap((span, i): readonly Edit[] => {
    if (!isGoing(span)) return []
    const leads = siblings.slice(0, i).every(isGoing)
    const next = siblings[i + 1]
    const previous = siblings[i - 1]
    if (leads && next) return [{ start: span.start, end: next.start, parts: [] }]
    return previous ? [{ start: previous.end, end: span.end, parts: [] }] : []
  })
}
