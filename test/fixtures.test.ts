// The codemod does with every fixture what the fixture promises.

import { test } from 'vitest'
import { holdFixturesTo } from './harness/hold.ts'
import { codemodLaws, pendingLaws } from './harness/laws.ts'

holdFixturesTo(codemodLaws)

for (const name of pendingLaws) test.todo(`law ${name}`)
