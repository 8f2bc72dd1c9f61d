// The codemod does with every fixture what the fixture promises.

import { holdFixturesTo } from './harness/hold.ts'
import { codemodLaws } from './harness/laws.ts'

holdFixturesTo(codemodLaws)
