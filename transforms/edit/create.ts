// The text of a new file.

import type { Part } from '../model.ts'
import type { CreatedFile, Need } from '../plan/types.ts'
import { applyEdits } from './render.ts'

/** Names and package that fit one line of 100. */
const width = 75

export function createText({ style, modules, needs, statements }: CreatedFile): string {
  const imports = Array.from(new Set(needs.map((need) => need.module)))
    .sort()
    .map((module) =>
      importLine(
        module,
        needs.filter((need) => need.module === module),
        modules,
      ),
    )
  const lines = [
    ...imports.map((parts) => ({ parts, semicolon: true })),
    ...(imports.length > 0 ? [{ parts: [], semicolon: false }] : []),
    ...statements,
  ]
  const parts = lines.flatMap((line): readonly Part[] => [
    ...line.parts,
    ...(line.semicolon ? [';'] : []),
    '\n',
  ])
  return applyEdits('', [{ start: 0, end: 0, parts }], style)
}

function importLine(
  module: string,
  needs: readonly Need[],
  modules: CreatedFile['modules'],
): readonly Part[] {
  const sorted = [...needs].sort((a, b) => (a.name < b.name ? -1 : 1))
  const areTypes = sorted.every(({ typeOnly }) => typeOnly)
  const names = sorted.map(({ name, typeOnly }) => (typeOnly && !areTypes ? `type ${name}` : name))
  const isLong = names.join(', ').length + module.length > width
  const list = isLong ? `{\n\t${names.join(',\n\t')},\n}` : `{ ${names.join(', ')} }`
  if (modules === 'cjs') return [`const ${list} = require(`, { quoted: module }, ')']
  return [`import ${areTypes ? 'type ' : ''}${list} from `, { quoted: module }]
}
