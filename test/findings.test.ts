// Every finding of the catalogue is shown by some fixture.

import { expect, test } from 'vitest'
import { catalogue, type FindingCode } from '../transforms/report/catalogue.ts'
import { loadFixtures } from './harness/fixtures.ts'

/** Findings that no fixture shows, with the reason. */
const exceptions: Partial<Record<FindingCode, string>> = {
  'depends-on-config': 'it says only what follows from another finding',
}

const shown = new Set(
  loadFixtures().flatMap((fixture) => fixture.case.findings?.map(({ code }) => code) ?? []),
)
const codes = Object.keys(catalogue) as FindingCode[]

test('every finding occurs in a fixture', () => {
  expect(codes.filter((code) => !shown.has(code) && exceptions[code] === undefined)).toEqual([])
})

test('a finding that occurs in a fixture is no exception', () => {
  expect(codes.filter((code) => shown.has(code) && exceptions[code] !== undefined)).toEqual([])
})

test('fixtures expect findings of the catalogue only', () => {
  expect([...shown].filter((code) => !Object.hasOwn(catalogue, code))).toEqual([])
})
