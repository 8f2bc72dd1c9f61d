// What the fixtures promise compiles against the v3 packages and asks AWS for the same things as the v2 input.

import { holdFixturesTo } from './harness/hold.ts'
import { outputLaws } from './harness/laws.ts'

holdFixturesTo(outputLaws)
