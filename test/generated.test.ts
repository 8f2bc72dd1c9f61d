// Programs nobody wrote send the same requests as the same identity after migrating, and migrating them again changes
// nothing. A failure prints the smallest such program. SEED=7 RUNS=1000 looks further.

import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { defaultOptions, migrate, type SourceFile } from '../transforms/migrate.ts'
import { programs, sourceOf } from './harness/generate.ts'
import { type Outcome, type Runner, startRunner } from './harness/runner.ts'
import { compareWire } from './harness/wire.ts'

let runner: Runner

beforeAll(async () => {
  runner = await startRunner()
})

afterAll(() => runner.close())

const env = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'AKIDENV',
  AWS_SECRET_ACCESS_KEY: 's',
  STAGE: 'test',
}

const run = (file: SourceFile): Promise<Outcome> =>
  runner.run({ program: [file], entry: file.path, drive: null, env, failures: [] })

const migrated = (file: SourceFile): SourceFile => ({
  ...file,
  text: migrate([file], { ...defaultOptions, deps: false }).changed[0]?.after ?? file.text,
})

/** An identity that is only printed, and signs nothing, has no name by which the two runs could be compared. */
const isNamed = (complaint: string): boolean => !complaint.includes('other guest')

test('generated programs', { timeout: 300_000 }, async () => {
  let moved = 0
  await fc.assert(
    fc.asyncProperty(programs, async (program) => {
      const before = sourceOf(program)
      const after = migrated(before)
      expect(migrated(after).text, before.text).toBe(after.text)
      if (after.text === before.text) return
      if (!after.text.includes("'aws-sdk'")) moved += 1
      const [v2, v3] = await Promise.all([run(before), run(after)])
      const complaints = compareWire(v2, v3, ['order', 'idle', 'threw']).filter(isNamed)
      expect(complaints, `${before.text}\n// becomes\n${after.text}`).toEqual([])
    }),
    { seed: Number(process.env.SEED ?? 20240601), numRuns: Number(process.env.RUNS ?? 60) },
  )
  expect(moved).toBeGreaterThan(20)
})
