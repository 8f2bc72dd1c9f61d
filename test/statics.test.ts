// What is written for the helpers of v2 gives what they give.

import { createRequire } from 'node:module'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { defaultOptions, migrate } from '../transforms/migrate.ts'
import { staticRows } from '../transforms/sdk/statics.ts'

const require = createRequire(import.meta.url)

/** Calls of each helper, by its path. */
const calls: Readonly<Record<string, readonly string[]>> = {
  'DynamoDB.Converter.input': ["'a'", "[1, 'x', { y: null }], { convertEmptyValues: true }"],
  'DynamoDB.Converter.marshall': ["{ a: 1, b: undefined, c: { d: [true, ''] } }"],
  'DynamoDB.Converter.output': ["{ M: { a: { N: '1' }, b: { L: [{ S: 'x' }] } } }"],
  'DynamoDB.Converter.unmarshall': ["{ a: { N: '1.5' }, b: { NULL: true } }", 'undefined'],
  'util.ARN.build': ["{ service: 's3', region: '', accountId: '', resource: 'a/b' }"],
  'util.ARN.parse': ["'arn:aws:lambda:eu-west-1:123456789012:function:f:1'"],
  'util.ARN.validate': ["'arn:aws:s3:::b'", "'nothing'"],
  'util.arrayEach': ["['a', 'b'], function (value, i) { seen.push(value, i) }"],
  'util.base64.decode': ["'aGVsbG8='"],
  'util.base64.encode': ["'Ünicode'", "Buffer.from('x')"],
  'util.copy': ['{ a: 1, b: [2] }'],
  'util.crypto.hmac': [
    "'k', 'text'",
    "'k', 'text', 'hex'",
    "'k', 'ü', 'base64', 'sha1'",
    "'k', 't', 'buffer'",
  ],
  'util.crypto.md5': ["'text'", "'ü', 'hex'", "Buffer.from('x'), 'base64'", "'x', 'buffer'"],
  'util.crypto.sha256': ["'text', 'hex'", "'ü', 'base64'"],
  'util.date.getDate': [''],
  'util.date.iso8601': ['new Date(86400123)'],
  'util.date.rfc822': ['new Date(86400123)'],
  'util.date.unixTimestamp': ['new Date(86400123)'],
  'util.isEmpty': ['{}', '{ a: 1 }', '[]'],
  'util.merge': ['{ a: 1, b: 2 }, { b: 3 }'],
  'util.readFileSync': ["'package.json'"],
  'util.update': ['{ a: 1 }, { b: 2 }'],
  'util.uriEscape': ['"it\'s (a) [test]!*~-_.%/ü"', "'a+b&c=d'"],
  'util.uuid.v4': [''],
}

it('every helper is tried', () => {
  expect(Object.keys(calls)).toEqual(staticRows.map(({ path }) => path))
})

/** The value of an expression of v2, or of what is made of it. */
function evaluated(text: string): unknown {
  const module = { exports: {} as { value?: unknown } }
  runInNewContext(text, {
    require,
    module,
    exports: module.exports,
    Buffer,
    Date,
    encodeURIComponent,
  })
  return module.exports.value
}

it.each(
  Object.entries(calls).flatMap(([path, given]) => given.map((args) => [`AWS.${path}(${args})`])),
)('%s', (call) => {
  const text = `const AWS = require('aws-sdk')\nconst seen = []\nconst value = ${call}\nexports.value = seen.length > 0 ? seen : value\n`
  const { changed, findings } = migrate([{ path: 'a.js', text }], defaultOptions)
  const after = changed[0]?.after ?? ''
  expect(findings.filter(({ code }) => code !== 'attribute-values')).toEqual([])
  expect(after).not.toContain("aws-sdk'")
  const [before, now] = [evaluated(text), evaluated(after)]
  if (/uuid|getDate/.test(call)) expect(String(now)).toHaveLength(String(before).length)
  else expect(JSON.stringify(now)).toBe(JSON.stringify(before))
})
