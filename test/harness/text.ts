// Texts compared, as far as the laws need it.

import { createTwoFilesPatch, diffArrays } from 'diff'
import ts from 'typescript'
import type { Migration, SourceFile } from '../../transforms/migrate.ts'

/** The files of a project after a migration, new ones included, sorted by path. */
export function applied(files: readonly SourceFile[], migration: Migration): SourceFile[] {
  const texts = new Map(files.map(({ path, text }) => [path, text]))
  for (const { path, after } of migration.changed) texts.set(path, after)
  return [...texts]
    .map(([path, text]) => ({ path, text }))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
}

export interface Hunk {
  /** First line of the input that it concerns, from 1. */
  readonly at: number
  readonly removed: readonly string[]
  readonly added: readonly string[]
}

export function hunks(before: string, after: string): Hunk[] {
  const found: { at: number; removed: string[]; added: string[] }[] = []
  let line = 1
  let open = false
  for (const { value, added, removed } of diffArrays(before.split('\n'), after.split('\n'))) {
    if (!added && !removed) {
      line += value.length
      open = false
      continue
    }
    if (!open) found.push({ at: line, removed: [], added: [] })
    open = true
    const hunk = found.at(-1)
    if (added) hunk?.added.push(...value)
    else {
      hunk?.removed.push(...value)
      line += value.length
    }
  }
  return found
}

/** White space that changes for its own sake. Lines may move to another depth when what is around them changes. */
export function spacingChanges({ removed, added }: Hunk): string[] {
  const lines = [...removed, ...added]
  if (lines.every((line) => line.trim() === '')) return ['only blank lines change']
  const spaceless = (line: string) => line.replace(/\s+/g, '')
  const says = (texts: readonly string[]) => texts.map(spaceless).join('')
  const reindents = says(removed) === says(added)
  const byContent = new Map(added.map((line) => [spaceless(line), line]))
  return removed.flatMap((line) => {
    const same = byContent.get(spaceless(line))
    if (same === undefined || same === line || !/\w/.test(line)) return []
    const isMoved = !reindents && same.trimStart() === line.trimStart()
    return isMoved ? [] : [`only white space changes in ${JSON.stringify(line)}`]
  })
}

/** Patches from what is expected to what came out, one per file. */
export function differences(
  expected: readonly SourceFile[],
  actual: readonly SourceFile[],
): string[] {
  const paths = [...new Set([...expected, ...actual].map(({ path }) => path))].sort()
  const textOf = (files: readonly SourceFile[], path: string) =>
    files.find((file) => file.path === path)?.text
  return paths.flatMap((path) => {
    const [wanted, got] = [textOf(expected, path), textOf(actual, path)]
    if (wanted === got) return []
    if (wanted === undefined) return [`${path} was not expected`]
    if (got === undefined) return [`${path} is missing`]
    const show = (text: string) => text.replace(/\r/g, '␍')
    return [createTwoFilesPatch(`expected ${path}`, `actual ${path}`, show(wanted), show(got))]
  })
}

export function setDifference(
  wanted: readonly string[],
  got: readonly string[],
  wantedName: string,
  gotName: string,
): string[] {
  const missing = [...wanted]
  const extra = got.filter((text) => {
    const at = missing.indexOf(text)
    if (at >= 0) missing.splice(at, 1)
    return at < 0
  })
  return [
    ...missing.map((text) => `only ${wantedName}: ${text}`),
    ...extra.map((text) => `only ${gotName}: ${text}`),
  ]
}

export const withCrlf = (text: string): string => text.replace(/\r?\n/g, '\r\n')

/** The smallest indentation of a line that is not part of a block comment. */
export function indentUnit(text: string): number {
  const widths = [...text.matchAll(/^( +)[^ *\n]/gm)].map(([, spaces = '']) => spaces.length)
  return Math.max(2, Math.min(...widths, 4))
}

/** Indentation inside template literals is text, which no variant may touch. */
export function hasIndentedTemplate({ path, text }: SourceFile): boolean {
  if (!/\.[cm]?[jt]sx?$/.test(path) || !text.includes('`')) return false
  const visit = (node: ts.Node): boolean => {
    const isTemplate = ts.isTemplateExpression(node) || ts.isNoSubstitutionTemplateLiteral(node)
    return (isTemplate && /\n /.test(node.getText())) || (ts.forEachChild(node, visit) ?? false)
  }
  return visit(ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true))
}
