// Programs of several modules that nobody wrote send the same requests as the same identity after migrating, and
// migrating them again changes nothing. A failure prints the smallest such program. SEED=7 RUNS=1000 looks further.

import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { defaultOptions, migrate, type SourceFile } from '../transforms/migrate.ts'
import { modulePrograms, modulesOf } from './harness/generate-modules.ts'
import { type Outcome, type Runner, startRunner } from './harness/runner.ts'
import { applied } from './harness/text.ts'
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

const entryOf = (files: readonly SourceFile[]): string =>
  files.find(({ path }) => path.startsWith('main.'))?.path ?? ''

const run = (files: readonly SourceFile[]): Promise<Outcome> =>
  runner.run({ program: files, entry: entryOf(files), drive: null, env, failures: [] })

const migrated = (files: readonly SourceFile[]): readonly SourceFile[] =>
  applied(files, migrate(files, { ...defaultOptions, deps: false }))

const shown = (files: readonly SourceFile[]): string =>
  files.map(({ path, text }) => `// ${path}\n${text}`).join('\n')

/** An identity that is only printed, and signs nothing, has no name by which the two runs could be compared. */
const isNamed = (complaint: string): boolean => !complaint.includes('other guest')

test('generated programs of several modules', { timeout: 600_000 }, async () => {
  let moved = 0
  await fc.assert(
    fc.asyncProperty(modulePrograms, async (program) => {
      const before = modulesOf(program)
      const after = migrated(before)
      expect(shown(migrated(after)), shown(before)).toBe(shown(after))
      if (!shown(after).includes("'aws-sdk'")) moved += 1
      const [v2, v3] = await Promise.all([run(before), run(after)])
      const complaints = compareWire(v2, v3, ['order', 'idle', 'threw']).filter(isNamed)
      expect(complaints, `${shown(before)}\n// becomes\n${shown(after)}`).toEqual([])
    }),
    { seed: Number(process.env.SEED ?? 20240601), numRuns: Number(process.env.RUNS ?? 40) },
  )
  expect(moved).toBeGreaterThan(10)
})
