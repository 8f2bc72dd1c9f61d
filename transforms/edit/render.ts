// Edits to text. Edits lie inside each other or apart; what no edit touches is copied as it is.

import MagicString from 'magic-string'
import type { Edit, ObjectPart, Part, SourcePart, Span, Style } from '../model.ts'

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
    return shifted(renderSpan(part, from), part)
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
    const kept = object.entries.flatMap((entry, i) => {
      const outcome = outcomes[i] ?? { kind: 'keep' }
      if (outcome.kind === 'drop') return []
      if (outcome.kind === 'keep') return [{ entry, text: renderSpan(entry.span, from) }]
      return [
        {
          entry,
          text:
            source.slice(entry.span.start, entry.keySpan.start) +
            renderParts(outcome.parts, indentAt(source, entry.keySpan.start), from),
        },
      ]
    })
    const first = object.entries[0]
    const last = object.entries[object.entries.length - 1]
    const isMultiline = object.multiline && kept.length > 0
    const lead = isMultiline && first ? style.eol + indentAt(source, first.keySpan.start) : ' '
    const fresh = added.map(
      (parts) =>
        lead +
        renderParts(
          parts,
          isMultiline && first ? indentAt(source, first.keySpan.start) : indent,
          from,
        ),
    )
    if (!last || kept.length === 0) return fresh.length === 0 ? '{}' : `{${fresh.join(',')} }`
    const tail = source.slice(last.span.end, object.span.end)
    const texts = kept.map(({ entry, text: body }, i) => {
      if (i < kept.length - 1) return `${body},${slice(entry.trail)}`
      if (entry === last) return body + tail
      const comma = /^\s*,/.exec(tail)?.[0] ?? ''
      return body + (comma ? ',' : '') + slice(entry.trail) + tail.slice(comma.length)
    })
    return `{${fresh.map((entry) => `${entry},`).join('')}${texts.join('')}`
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

  /** Moves lines sideways; text with a template literal over several lines stays, for its lines are content. */
  function shifted(text: string, { shift }: SourcePart): string {
    if (!shift || /`[^`]*\n/.test(text)) return text
    const lines = text.split('\n')
    const moved = lines.map((line, i) => {
      if (i === 0 || line.trim() === '') return line
      if (shift > 0) return style.indent.repeat(shift) + line
      const width = style.indent.repeat(-shift)
      return line.startsWith(width) ? line.slice(width.length) : line
    })
    return moved.join('\n')
  }
}

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
