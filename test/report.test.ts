// Findings as sentences and as data.

import { expect, test } from 'vitest'
import type { Migration } from '../transforms/migrate.ts'
import { catalogue, type FindingCode } from '../transforms/report/catalogue.ts'
import type { Finding } from '../transforms/report/finding.ts'
import { renderFindings, renderJson } from '../transforms/report/render.ts'
import { adviceOf, sentenceOf } from '../transforms/report/sentence.ts'

const codes = Object.keys(catalogue) as FindingCode[]

const findingOf = (code: FindingCode, data: Finding['data'] = {}): Finding => ({
  code,
  file: 'src/a.js',
  line: 3,
  column: 5,
  data,
})

/** Every name in braces, filled with a word of its own. */
const dataFor = (code: FindingCode): Record<string, string> =>
  Object.fromEntries(
    Array.from(
      `${catalogue[code].sentence} ${catalogue[code].advice}`.matchAll(/\{(\w+)\}/g),
      ([, name = '']) => [name, `<${name}>`],
    ),
  )

test.each(codes)('%s has whole sentences', (code) => {
  const data = dataFor(code)
  const text = `${sentenceOf(code, data)} ${adviceOf(code, data)}`
  expect(text).not.toMatch(/\{\w+\}/)
  for (const value of Object.values(data)) expect(text).toContain(value)
  expect(sentenceOf(code, data)).toMatch(/[.]$/)
  expect(adviceOf(code, data)).toMatch(/[.]$/)
})

test('text groups findings by severity, the ones that need a human first', () => {
  const text = renderFindings([
    findingOf('endpoint-scheme'),
    findingOf('error-member', { member: 'code' }),
    findingOf('syntax-error', { message: 'Unexpected token' }),
  ])
  const order = ['syntax-error', 'error-member', 'endpoint-scheme'].map((code) =>
    text.indexOf(`src/a.js:3:5  ${code}`),
  )
  expect(order.every((at) => at > 0)).toBe(true)
  expect(order).toEqual(order.toSorted((a, b) => a - b))
  expect(text).toContain('This file cannot be parsed: Unexpected token.')
  expect(renderFindings([])).toBe('')
})

test('JSON has one stable shape', () => {
  const migration: Migration = {
    changed: [{ path: 'src/a.js', before: 'a', after: 'b' }],
    findings: [findingOf('error-member', { member: 'code' })],
    parsed: ['src/a.js'],
    added: ['@aws-sdk/client-s3'],
  }
  expect(JSON.parse(renderJson(migration))).toEqual({
    version: 1,
    changed: ['src/a.js'],
    added: ['@aws-sdk/client-s3'],
    findings: [
      {
        code: 'error-member',
        severity: 'review',
        file: 'src/a.js',
        line: 3,
        column: 5,
        message: sentenceOf('error-member', { member: 'code' }),
        advice: adviceOf('error-member', { member: 'code' }),
        docs: 'docs/findings.md#error-member',
      },
    ],
  })
})
