// Gestures on whole statements: replace, remove with its line, insert before.

import type { Edit, Part, Span } from '../model.ts'
import type { Statement } from '../plan/types.ts'

/** Statements in the place of one; none: the statement goes, and its line with it. */
export function replaceStatement(
  source: string,
  span: Span,
  statements: readonly Statement[],
  isListed = true,
): Edit {
  if (statements.length === 0)
    return isListed ? removeStatement(source, span) : { ...span, parts: ['{}'] }
  const hadSemicolon = source.charAt(span.end - 1) === ';'
  const level = isListed || statements.length === 1 ? '\n' : '\n\t'
  const parts = statements.flatMap((statement, i): Statement => {
    const isForced = hadSemicolon && i === statements.length - 1
    return [...(i === 0 ? [] : [level]), ...ended(statement, isForced)]
  })
  if (isListed || statements.length === 1) return { ...span, parts }
  return { ...span, parts: ['{\n\t', ...parts, '\n}'] }
}

/** A statement with its semicolon, which stands before a comment behind the statement. */
function ended(statement: Statement, isForced = false): Statement {
  const semicolon: Part = isForced ? { raw: ';' } : ';'
  const behind = statement.findIndex((part) => typeof part !== 'string' && 'comment' in part)
  return behind < 1
    ? [...statement, semicolon]
    : [...statement.slice(0, behind - 1), semicolon, ...statement.slice(behind - 1)]
}

/** Statements before another, at its indentation. */
export const insertBefore = (offset: number, statements: readonly Statement[]): Edit => ({
  start: offset,
  end: offset,
  parts: statements.flatMap((statement): Statement => [...ended(statement), '\n']),
})

/** Statements before another that stands alone in a branch: the two become a block. */
export const bracedWith = (span: Span, statements: readonly Statement[]): readonly Edit[] => [
  {
    start: span.start,
    end: span.start,
    parts: ['{\n\t', ...statements.flatMap((own): Statement => [...ended(own), '\n\t'])],
  },
  { start: span.end, end: span.end, parts: ['\n}'] },
]

/** Removes a statement; a line that held nothing else goes whole, and so does one of two blank lines left around it. */
export function removeStatement(source: string, span: Span): Edit {
  const lineStart = source.lastIndexOf('\n', span.start - 1) + 1
  const newline = source.indexOf('\n', span.end)
  const lineEnd = newline < 0 ? source.length : newline + 1
  const before = source.slice(lineStart, span.start)
  const after = source.slice(span.end, lineEnd)
  if (before.trim() !== '' || after.trim() !== '') {
    const space = before.trim() === '' ? (/^[ \t]*/.exec(after)?.[0].length ?? 0) : 0
    const lead =
      before.trim() !== '' && after.trim() === '' ? before.length - before.trimEnd().length : 0
    return { start: span.start - lead, end: span.end + space, parts: [] }
  }
  const previous = source.slice(0, lineStart)
  const blankBefore = previous === '' || /(\n|^|\{)[ \t]*\r?\n$/.test(previous)
  const blank = /\n([ \t]*\r?\n)$/.exec(previous)?.[1]
  if (blank !== undefined && source.slice(lineEnd).trim() === '')
    return { start: lineStart - blank.length, end: lineEnd, parts: [] }
  const blankAfter = /^[ \t]*\r?\n/.exec(source.slice(lineEnd))?.[0] ?? ''
  return { start: lineStart, end: lineEnd + (blankBefore ? blankAfter.length : 0), parts: [] }
}

/** A comment line before a statement or class member. */
export function commentBefore(offset: number, text: string): Edit {
  return {
    start: offset,
    end: offset,
    parts: [`// ${text}\n`],
  }
}
