// Blockers as findings, at lines and columns of their files.

import type { Blocker, FileFacts } from '../model.ts'
import { catalogue } from '../report/catalogue.ts'
import type { Finding } from '../report/finding.ts'

export function findingOf(file: FileFacts, blocker: Blocker): Finding {
  const line = lineOf(file.lines, blocker.at)
  return {
    code: blocker.code,
    file: file.file,
    line: line + 1,
    column: blocker.at - (file.lines[line] ?? 0) + 1,
    data: blocker.data,
  }
}

/** Index of the line an offset is on. */
export function lineOf(lines: readonly number[], offset: number): number {
  let low = 0
  let high = lines.length - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((lines[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return low
}

const order = ['action', 'review', 'note']

/** By file, line and column; of one place the most serious first. */
export const byPlace = (a: Finding, b: Finding): number =>
  (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) ||
  a.line - b.line ||
  a.column - b.column ||
  order.indexOf(catalogue[a.code].severity) - order.indexOf(catalogue[b.code].severity)
