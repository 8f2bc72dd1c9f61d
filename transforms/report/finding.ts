// A finding: one place in the user's code that a human should look at, as data.

import type { FindingCode } from './catalogue.ts'

export interface Finding {
  readonly code: FindingCode
  /** Path relative to the project root, with forward slashes. */
  readonly file: string
  /** 1-based line in the input text. */
  readonly line: number
  /** 1-based column in the input text, in UTF-16 units. */
  readonly column: number
  /** What the sentence of the catalogue needs to be complete. */
  readonly data: Readonly<Record<string, string>>
}
