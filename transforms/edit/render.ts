// Edits to text. Edits lie inside each other or apart; what no edit touches is copied as it is.

import MagicString from 'magic-string'
import type { Edit, EntryFact, ObjectPart, Outcome, Part, Span, Style } from '../model.ts'

/** Two edits overlap without one containing the other: a defect of the program, never of the input. */
export class OverlapError extends Error {
  constructor(first: Span, second: Span) {
    super(`Edits overlap: ${first.start}–${first.end} and ${second.start}–${second.end}`)
    this.name = 'OverlapError'
  }
}

/** The indentation of the line that an offset is on. */
export function indentAt(source: string, offset: number): string {
  const start = source.lastIndexOf('\n', offset - 1) + 1
  return /^[ \t]*/.exec(source.slice(start, offset))?.[0] ?? ''
}

/**
 * Applies edits.
 *
 * @param edits in any order; offsets in `source`
 * @throws OverlapError
 */
export function applyEdits(source: string, edits: readonly Edit[], style: Style): string {
  const sorted = [...edits].sort(
    (a, b) => a.start - b.start || Number(isInsertion(b)) - Number(isInsertion(a)) || b.end - a.end,
  )
  const text = new MagicString(source)
  const outer = outermost(sorted, { start: 0, end: source.length + 1 })
  for (const index of outer) {
    const edit = sorted[index]
    if (!edit) continue
    const fresh = renderEdit(edit, index)
    if (isInsertion(edit)) text.appendLeft(edit.start, fresh)
    else if (fresh === '') text.remove(edit.start, edit.end)
    else text.overwrite(edit.start, edit.end, fresh)
  }
  return text.toString()

  function renderEdit(edit: Edit, index: number): string {
    return renderParts(edit.parts, indentAt(source, edit.start), index + 1)
  }

  function renderParts(parts: readonly Part[], indent: string, from: number): string {
    return parts.map((part) => renderPart(part, indent, from)).join('')
  }

  function renderPart(part: Part, indent: string, from: number): string {
    if (part === ';') return style.semicolon ? ';' : ''
    if (typeof part === 'string') return layOut(part, indent)
    if ('quoted' in part) return style.quote + part.quoted + style.quote
    if ('object' in part) return renderObject(part, indent, from)
    if ('raw' in part) return part.raw
    if ('comment' in part) return source.slice(part.comment.start, part.comment.end)
    if ('aligned' in part)
      return realigned(
        renderParts(part.aligned, indent, from),
        indentAt(source, part.from),
        indentAt(source, part.to),
      )
    if ('shifted' in part) return moved(renderParts(part.shifted, indent, from), part.levels)
    return renderSpan(part, from)
  }

  function renderSpan(span: Span, from: number): string {
    let at = span.start
    let result = ''
    for (const index of outermost(sorted, span, from)) {
      const edit = sorted[index]
      if (!edit) continue
      result += source.slice(at, edit.start) + renderEdit(edit, index)
      at = edit.end
    }
    return result + source.slice(at, span.end)
  }

  function renderObject(
    { object, added, outcomes }: ObjectPart,
    indent: string,
    from: number,
  ): string {
    const kept = object.entries.flatMap((entry, index) => {
      const outcome = outcomes[index] ?? { kind: 'keep' }
      if (outcome.kind === 'drop') return []
      return [
        {
          entry,
          index,
          text:
            outcome.kind === 'keep'
              ? renderSpan(entry.span, from)
              : renderEntry(entry, outcome, from),
        },
      ]
    })
    const [first] = object.entries
    const last = object.entries.at(-1)
    const isMultiline = object.multiline && kept.length > 0
    const inner = isMultiline && first ? indentAt(source, first.keySpan.start) : indent
    const lead = isMultiline ? style.eol + inner : ' '
    const fresh = added.map((parts) => lead + renderParts(parts, inner, from))
    if (!last || kept.length === 0) return fresh.length === 0 ? '{}' : `{${fresh.join(',')} }`
    const tail = source.slice(last.span.end, object.span.end)
    const body = kept.map(({ entry, index, text }, i) => {
      if (i === 0) return text
      const before = object.entries[index - 1]
      const separator = before ? source.slice(before.span.end, entry.span.start) : ','
      const previous = kept[i - 1]?.entry
      if (previous === before) return separator + text
      const bare = separator.replace(slice(before?.trail ?? null), '')
      return bare + slice(previous?.trail ?? null) + text
    })
    const end = kept.at(-1)?.entry
    const comma = /^\s*,/.exec(tail)?.[0] ?? ''
    const close =
      end === last || !end
        ? tail
        : `${comma === '' ? '' : ','}${slice(end.trail)}${tail.slice(comma.length)}`
    return `{${fresh.map((entry) => `${entry},`).join('')}${body.join('')}${close}`
  }

  /** An entry under another key or with another value; what stands between key and value stays. */
  function renderEntry(
    entry: EntryFact,
    outcome: Outcome & { kind: 'write' },
    from: number,
  ): string {
    const lead = source.slice(entry.span.start, entry.keySpan.start)
    const value = renderParts(outcome.value, indentAt(source, entry.keySpan.start), from)
    if (value === outcome.key) return lead + value
    const colon = entry.shorthand ? ': ' : source.slice(entry.keySpan.end, entry.value.span.start)
    return lead + outcome.key + colon + value
  }

  function slice(span: Span | null): string {
    return span ? source.slice(span.start, span.end) : ''
  }

  /** Newlines of our own text take the file's line end and the indentation of their surroundings; a tab is one level. */
  function layOut(text: string, indent: string): string {
    return text.replace(
      /\n(\t*)/g,
      (_, levels: string) => style.eol + indent + style.indent.repeat(levels.length),
    )
  }

  /** Moves lines sideways. */
  function moved(text: string, levels: number): string {
    if (levels === 0 || hasLongTemplate(text)) return text
    const width = style.indent.repeat(Math.abs(levels))
    return text.replace(/\n([ \t]*)(?=[^ \t\r\n])/g, (line, lead: string) => {
      if (levels > 0) return `\n${width}${lead}`
      return lead.startsWith(width) ? `\n${lead.slice(width.length)}` : line
    })
  }

  /** Gives lines that begin with one indentation another. */
  function realigned(text: string, old: string, fresh: string): string {
    if (old === fresh || hasLongTemplate(text)) return text
    return text.replace(/\n([ \t]*)(?=[^ \t\r\n])/g, (line, lead: string) =>
      lead.startsWith(old) ? `\n${fresh}${lead.slice(old.length)}` : line,
    )
  }
}

/** A template literal over several lines: they are content, and stay. */
const hasLongTemplate = (text: string): boolean =>
  (text.match(/`(?:[^`\\]|\\[\s\S])*`/g) ?? []).some((template) => template.includes('\n'))

const isInsertion = (edit: Edit): boolean => edit.start === edit.end

/** Indexes of the edits inside a span that no other edit inside it contains. */
function outermost(sorted: readonly Edit[], span: Span, from = 0): readonly number[] {
  const found: number[] = []
  let end = span.start
  for (let i = from; i < sorted.length; i++) {
    const edit = sorted[i]
    if (!edit || edit.start < span.start) continue
    if (edit.start >= span.end) break
    if (edit.end > span.end) continue
    if (edit.start < end) {
      if (edit.end > end) throw new OverlapError({ start: span.start, end }, edit)
      continue
    }
    found.push(i)
    end = edit.end
  }
  return found
}
