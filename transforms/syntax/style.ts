// The style a file is written in, as far as new text has to follow it.

import { ts } from 'ts-morph'
import type { Style } from '../model.ts'

/** Observes quotes, semicolons, indent and line ends; where a file shows none, the common choice. */
export function observeStyle(source: ts.SourceFile): Style {
  const text = source.text
  let single = 0
  let double = 0
  let withSemicolon = 0
  let without = 0
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteral(node) && !ts.isJsxAttribute(node.parent)) {
      if (text.charCodeAt(node.end - 1) === 39) single++
      else double++
    }
    if (
      ts.isVariableStatement(node) ||
      ts.isExpressionStatement(node) ||
      ts.isImportDeclaration(node) ||
      ts.isExportDeclaration(node)
    ) {
      if (text.charCodeAt(node.end - 1) === 59) withSemicolon++
      else without++
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return {
    quote: double > single ? '"' : "'",
    semicolon: withSemicolon >= without && withSemicolon > 0,
    indent: observeIndent(text),
    eol: /\r\n/.test(text) ? '\r\n' : '\n',
  }
}

function observeIndent(text: string): string {
  const widths = new Map<number, number>()
  let tabs = 0
  let previous = 0
  for (const [, lead = '', first] of text.matchAll(/^([ \t]*)(\S)/gm)) {
    if (first === '*') continue
    if (lead.startsWith('\t')) tabs++
    const step = lead.length - previous
    if (!lead.includes('\t') && step > 1) widths.set(step, (widths.get(step) ?? 0) + 1)
    previous = lead.length
  }
  if (tabs > 0 && tabs >= Array.from(widths.values()).reduce((sum, n) => sum + n, 0)) return '\t'
  const [width] = Array.from(widths).sort((a, b) => b[1] - a[1] || a[0] - b[0])[0] ?? [2]
  return ' '.repeat(width)
}
