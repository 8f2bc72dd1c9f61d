// The text of a new file.

import type { Part } from '../model.ts'
import type { CreatedFile, Need } from '../plan/types.ts'
import { applyEdits } from './render.ts'

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
  const lines = (parts: readonly (readonly Part[])[]): readonly Part[] =>
    parts.flatMap((part): readonly Part[] => [...part, ';', '\n'])
  const parts = [...lines(imports), imports.length > 0 ? '\n' : '', ...lines(statements)]
  return applyEdits('', [{ start: 0, end: 0, parts }], style)
}

function importLine(
  module: string,
  needs: readonly Need[],
  modules: CreatedFile['modules'],
): readonly Part[] {
  const sorted = [...needs].sort((a, b) => (a.name < b.name ? -1 : 1))
  const areTypes = sorted.every(({ typeOnly }) => typeOnly)
  const names = sorted
    .map(({ name, typeOnly }) => (typeOnly && !areTypes ? `type ${name}` : name))
    .join(', ')
  if (modules === 'cjs') return [`const { ${names} } = require(`, { quoted: module }, ')']
  return [`import ${areTypes ? 'type ' : ''}{ ${names} } from `, { quoted: module }]
}
