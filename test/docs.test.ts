// Generated pages are what the tables say. `npx vitest run test/docs.test.ts --update` writes them anew.

import { expect, test } from 'vitest'
import { catalogue, type FindingCode, type Severity } from '../transforms/report/catalogue.ts'

const meaning: Readonly<Record<Severity, string>> = {
  action: 'Something stays on v2 and needs a human. `--strict` exits with status 3.',
  review: 'Something was migrated, and a human should look at it.',
  note: 'Worth knowing.',
}

function findingsPage(): string {
  const codes = Object.keys(catalogue).sort() as FindingCode[]
  const severities: readonly Severity[] = ['action', 'review', 'note']
  const sections = severities.flatMap((severity) => [
    `## ${severity}\n\n${meaning[severity]}\n`,
    ...codes
      .filter((code) => catalogue[code].severity === severity)
      .map(
        (code) =>
          `### <a id="${code}"></a>${code}\n\n${catalogue[code].sentence}\n\n*What to do:* ${catalogue[code].advice}\n`,
      ),
  ])
  return `# Findings\n\nGenerated from \`transforms/report/catalogue.ts\`. Every finding has a file, a line and a column; names in braces are filled in.\n\n${sections.join('\n')}`
}

test('docs/findings.md lists every finding', async () => {
  await expect(findingsPage()).toMatchFileSnapshot('../docs/findings.md')
})

test('the catalogue is sorted, and every sentence ends', () => {
  const codes = Object.keys(catalogue)
  expect(codes).toEqual([...codes].sort())
  for (const { sentence, advice } of Object.values(catalogue)) {
    expect(sentence).toMatch(/[.!?)]$/)
    expect(advice).toMatch(/[.!?`]$/)
  }
})
