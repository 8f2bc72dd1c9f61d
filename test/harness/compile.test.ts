// The compiler accepts what is right and says what is not; specifiers are found like in a project.

import { describe, expect, test } from 'vitest'
import { compileAll } from './compile.ts'
import { createResolver } from './program.ts'

const unlimited = { timeout: 0 }

describe('the compiler', unlimited, () => {
  const files: Readonly<Record<string, string>> = {
    'fine.ts':
      "import { S3Client } from '@aws-sdk/client-s3'\nimport AWS from 'aws-sdk'\nimport { x } from './elsewhere'\nimport React from 'a-framework'\nexport const s3: S3Client = new S3Client({ region: x })\nexport const old: AWS.S3 = new AWS.S3()\nexport const r: React.FC = React",
    'fine.cjs':
      "const { S3Client } = require('@aws-sdk/client-s3')\nconst s3 = new S3Client({})\nfunction f(x) { return x.y }\nmodule.exports = { s3, f }",
    'script.js': "const s3 = require('fs')",
    'another-script.js': 'const s3 = 1',
    'missing-export.js': "import { S3Clientt } from '@aws-sdk/client-s3'\nnew S3Clientt()",
    'missing-package.js': "import { S3Client } from '@aws-sdk/client-s33'\nnew S3Client()",
    'misspelt-option.js':
      "import { S3Client } from '@aws-sdk/client-s3'\nnew S3Client({ s3ForcePathStyle: true })",
    'misspelt-option.cjs':
      "const { S3Client } = require('@aws-sdk/client-s3')\nnew S3Client({ maxRetries: 3 })",
    'maybe-undefined.ts':
      "import { fromCognitoIdentity } from '@aws-sdk/credential-providers'\ndeclare const id: string | undefined\nexport const c = fromCognitoIdentity({ identityId: id })",
  }
  const results = () =>
    compileAll(
      Object.entries(files).map(([path, text]) => ({
        name: path,
        files: [{ path, text }],
        partial: true,
      })),
    )

  test('accepts what is right and says what is not', () => {
    const codes = Object.fromEntries(
      [...results()].map(([name, complaints]) => [
        name,
        complaints.map((c) => / (TS\d+) /.exec(c)?.[1]),
      ]),
    )
    expect(codes).toEqual({
      'another-script.js': [],
      'fine.cjs': [],
      'fine.ts': [],
      'maybe-undefined.ts': ['TS2322'],
      'misspelt-option.cjs': ['TS2345'],
      'misspelt-option.js': ['TS2345'],
      'missing-export.js': ['TS2724'],
      'missing-package.js': ['TS2307'],
      'script.js': [],
    })
  })
})

test('specifiers are found like in a project', () => {
  const resolve = createResolver(
    ['a/b.ts', 'a/c/index.js', 'd.mts'].map((path) => ({ path, text: '' })),
  )
  expect(
    ['./b.js', './c', '../d.mjs', './e', 'aws-sdk'].map((specifier) =>
      resolve('a/x.ts', specifier),
    ),
  ).toEqual(['a/b.ts', 'a/c/index.js', 'd.mts', undefined, undefined])
})
