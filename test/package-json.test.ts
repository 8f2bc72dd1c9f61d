// package.json keeps the style it is written in.

import { describe, expect, test } from 'vitest'
import { editPackageJson } from '../transforms/edit/package-json.ts'

const change = { add: { '@aws-sdk/client-s3': '^3.0.0' }, remove: ['aws-sdk'] }

describe('adds and removes', () => {
  test.each([
    [
      'two spaces',
      '{\n  "name": "a",\n  "dependencies": {\n    "aws-sdk": "2",\n    "zod": "3"\n  }\n}\n',
      '{\n  "name": "a",\n  "dependencies": {\n    "@aws-sdk/client-s3": "^3.0.0",\n    "zod": "3"\n  }\n}\n',
    ],
    [
      'four spaces',
      '{\n    "dependencies": {\n        "aws-sdk": "2"\n    }\n}',
      '{\n    "dependencies": {\n        "@aws-sdk/client-s3": "^3.0.0"\n    }\n}',
    ],
    [
      'tabs',
      '{\n\t"dependencies": {\n\t\t"aws-sdk": "2"\n\t}\n}\n',
      '{\n\t"dependencies": {\n\t\t"@aws-sdk/client-s3": "^3.0.0"\n\t}\n}\n',
    ],
    [
      'CRLF',
      '{\r\n  "dependencies": {\r\n    "aws-sdk": "2"\r\n  }\r\n}\r\n',
      '{\r\n  "dependencies": {\r\n    "@aws-sdk/client-s3": "^3.0.0"\r\n  }\r\n}\r\n',
    ],
    [
      'a byte order mark',
      '\uFEFF{\n  "dependencies": {\n    "aws-sdk": "2"\n  }\n}\n',
      '\uFEFF{\n  "dependencies": {\n    "@aws-sdk/client-s3": "^3.0.0"\n  }\n}\n',
    ],
    [
      'the section where aws-sdk stood',
      '{\n  "devDependencies": {\n    "aws-sdk": "2"\n  }\n}\n',
      '{\n  "devDependencies": {\n    "@aws-sdk/client-s3": "^3.0.0"\n  }\n}\n',
    ],
    [
      'a section in no order',
      '{\n  "dependencies": {\n    "zod": "3",\n    "aws-sdk": "2",\n    "express": "4"\n  }\n}\n',
      '{\n  "dependencies": {\n    "zod": "3",\n    "@aws-sdk/client-s3": "^3.0.0",\n    "express": "4"\n  }\n}\n',
    ],
    [
      'a file on one line',
      '{"name":"a","dependencies":{"aws-sdk":"2","zod":"3"}}',
      '{"name":"a","dependencies":{"@aws-sdk/client-s3":"^3.0.0","zod":"3"}}',
    ],
    [
      'a section on one line',
      '{\n  "name": "a",\n  "dependencies": { "aws-sdk": "2" }\n}\n',
      '{\n  "name": "a",\n  "dependencies": { "@aws-sdk/client-s3": "^3.0.0" }\n}\n',
    ],
    [
      'an empty section',
      '{\r\n\t"name": "a",\r\n\t"dependencies": {}\r\n}\r\n',
      '{\r\n\t"name": "a",\r\n\t"dependencies": {\r\n\t\t"@aws-sdk/client-s3": "^3.0.0"\r\n\t}\r\n}\r\n',
    ],
    [
      'every section where aws-sdk stood',
      '{\n  "devDependencies": {\n    "aws-sdk": "2"\n  },\n  "peerDependencies": {\n    "aws-sdk": ">=2"\n  }\n}\n',
      '{\n  "devDependencies": {\n    "@aws-sdk/client-s3": "^3.0.0"\n  },\n  "peerDependencies": {\n    "@aws-sdk/client-s3": "^3.0.0"\n  }\n}\n',
    ],
    [
      'no section at all',
      '{\n  "name": "a"\n}\n',
      '{\n  "name": "a",\n  "dependencies": {\n    "@aws-sdk/client-s3": "^3.0.0"\n  }\n}\n',
    ],
  ])('in %s', (_, before, after) => {
    expect(editPackageJson(before, change)).toBe(after)
  })

  test('never touches a package that is listed anywhere', () => {
    const text = '{\n  "peerDependencies": {\n    "@aws-sdk/client-s3": "3.500.0"\n  }\n}\n'
    expect(editPackageJson(text, change)).toBe(text)
  })

  test('removing the only entry leaves an empty section', () => {
    const text = '{\n  "dependencies": {\n    "aws-sdk": "2"\n  }\n}\n'
    expect(editPackageJson(text, { add: {}, remove: ['aws-sdk'] })).toBe(
      '{\n  "dependencies": {}\n}\n',
    )
  })

  test('several packages come in order, on one line too', () => {
    const text = '{"dependencies":{"aws-sdk":"2","express":"4"}}'
    const result = editPackageJson(text, {
      add: { '@aws-sdk/client-s3': '^3.0.0', '@aws-sdk/client-sns': '^3.0.0' },
      remove: ['aws-sdk'],
    })
    expect(Object.keys(JSON.parse(result).dependencies)).toEqual([
      '@aws-sdk/client-s3',
      '@aws-sdk/client-sns',
      'express',
    ])
  })
})

test.each([
  ['{ "dependencies": '],
  ['[]'],
  ['// a comment\n{}'],
  [''],
  ['{ "a": 1, }'],
  ['{ "dependencies": null }'],
])('what is no JSON object stays: %j', (text) => {
  expect(editPackageJson(text, change)).toBe(text)
})
