// Tests that hold every fixture to some laws. `FIXTURES=part-of-a-name` loads fewer fixtures.

import { afterAll, describe, expect, test } from 'vitest'
import { loadFixtures, wireDifferences } from './fixtures.ts'
import { createBench, type Law, lawNames, type Subject, subjectOf } from './laws.ts'

export function holdFixturesTo(laws: Readonly<Record<string, Law>>): void {
  const fixtures = loadFixtures(process.env.FIXTURES)
  const bench = createBench(fixtures)
  afterAll(() => bench.close())

  describe.concurrent('fixtures', { timeout: 0 }, () => {
    for (const fixture of fixtures)
      describe(fixture.name, () => {
        const { skip = {}, differs = {} } = fixture.case
        let subject: Subject | undefined

        test('makes exceptions that exist, with a reason', () => {
          for (const name of Object.keys(skip)) expect(lawNames).toContain(name)
          for (const name of Object.keys(differs)) expect(wireDifferences).toContain(name)
          for (const reason of [...Object.values(skip), ...Object.values(differs)])
            expect(reason.trim()).not.toBe('')
        })

        for (const [name, law] of Object.entries(laws)) {
          const reason = skip[name]
          test.skipIf(reason !== undefined)(
            reason === undefined ? name : `${name} (${reason})`,
            async () => {
              subject ??= subjectOf(fixture)
              const complaints = await law(subject, bench)
              if (complaints.length > 0) expect.fail(complaints.join('\n'))
            },
          )
        }
      })
  })
}
