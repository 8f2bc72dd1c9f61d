// Writes the outputs of fixtures and shows them, for a human to read before they are committed.
//
//   node --import ./test/harness/typescript.mjs test/update.ts [filter] [--write]
//
// Without `--write` only outputs that do not exist yet are written; differences in the others are shown.

import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { createTwoFilesPatch } from 'diff'
import { loadFixtures, outputPath } from './harness/fixtures.ts'
import { subjectOf } from './harness/laws.ts'
import { differences } from './harness/text.ts'

const filter = process.argv.slice(2).find((argument) => !argument.startsWith('--'))
const overwrite = process.argv.includes('--write')

for (const fixture of loadFixtures(filter)) {
  const { first, result } = subjectOf(fixture)
  const changes = fixture.output ? differences(fixture.output, result) : result.map(patchFromInput)
  if (changes.length === 0) continue
  const writes = overwrite || !fixture.output
  console.log(`\n${fixture.name}: ${writes ? 'written' : 'differs, not written'}`)
  for (const change of changes) console.log(change)
  for (const { code, file, line } of first.findings)
    console.log(`finding ${JSON.stringify({ code, file, line })}`)
  if (!writes) continue
  for (const { path, text } of result) {
    const target = outputPath(fixture, path)
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, text)
  }

  function patchFromInput({
    path,
    text,
  }: {
    readonly path: string
    readonly text: string
  }): string {
    const before = fixture.input.find((file) => file.path === path)?.text ?? ''
    return createTwoFilesPatch(path, path, before, text)
  }
}
