// Every fixture against every law. `FIXTURES=part-of-a-name` loads fewer fixtures.

import { afterAll, describe, expect, test } from 'vitest'
import { loadFixtures, wireDifferences } from './harness/fixtures.ts'
import {
  createBench,
  lawNames,
  laws,
  pendingLaws,
  type Subject,
  subjectOf,
} from './harness/laws.ts'

const fixtures = loadFixtures(process.env.FIXTURES)
const bench = createBench(fixtures)
afterAll(() => bench.close())

describe.concurrent('fixtures', { timeout: 0 }, () => {
  for (const fixture of fixtures)
    describe(fixture.name, () => {
      const skipped = fixture.case.skip ?? {}
      let subject: Subject | undefined

      test('makes exceptions that exist, with a reason', () => {
        const { skip = {}, differs = {} } = fixture.case
        for (const name of Object.keys(skip)) expect(lawNames).toContain(name)
        for (const name of Object.keys(differs)) expect(wireDifferences).toContain(name)
        for (const reason of [...Object.values(skip), ...Object.values(differs)])
          expect(reason.trim()).not.toBe('')
      })

      for (const [name, law] of Object.entries(laws)) {
        const reason = skipped[name]
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

for (const name of pendingLaws) test.todo(`law ${name}`)
