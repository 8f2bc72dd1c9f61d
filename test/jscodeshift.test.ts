// The jscodeshift door: the real binary, its own loader and workers, on every file fixture.

import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadFixtures } from './harness/fixtures.ts'

const root = join(import.meta.dirname, '..')
const bin = join(root, 'node_modules/jscodeshift/bin/jscodeshift.js')
const folder = mkdtempSync(join(tmpdir(), 'jscodeshift-'))

function jscodeshift(path: string, ...options: string[]): string {
  const args = [
    bin,
    path,
    '-t',
    join(root, 'transforms/v2-to-v3.ts'),
    '--parser=tsx',
    '--extensions=js,jsx,mjs,cjs,ts,tsx,mts,cts',
    ...options,
  ]
  const env = { ...process.env, FORCE_COLOR: '0' }
  return execFileSync(process.execPath, args, {
    encoding: 'utf8',
    cwd: folder,
    env,
    stdio: 'pipe',
  })
}

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const fixtures = loadFixtures().filter(
  ({ input, output, case: { options } }) =>
    input.length === 1 && output?.length === 1 && options === undefined,
)
const fileOf = (id: string): string => join(folder, 'all', id.replaceAll('/', '__'))

describe('with --world=closed it writes what the project command writes', () => {
  beforeAll(() => {
    for (const { name: id, input } of fixtures) {
      mkdirSync(fileOf(id), { recursive: true })
      for (const { path, text } of input) writeFileSync(join(fileOf(id), path), text)
    }
    jscodeshift(join(folder, 'all'), '--world=closed')
  }, 300_000)

  test.each(fixtures.map((fixture) => [fixture.name, fixture] as const))('%s', (id, { output }) => {
    for (const { path, text } of output ?? []) {
      const actual = readFileSync(join(fileOf(id), path), 'utf8')
      expect(withoutSentences(actual)).toBe(withoutSentences(text))
    }
  })
})

const withoutSentences = (text: string): string =>
  text.replace(/(TODO\(aws-sdk-v3 [\w-]+\): ).*/g, '$1')

describe('one file in an open world', () => {
  const write = (name: string, text: string): string => {
    const path = join(folder, name)
    writeFileSync(path, text)
    return path
  }

  test('a global write stays, and the clients here get its values', () => {
    const path = write(
      'open.js',
      "import AWS from 'aws-sdk'\n\nAWS.config.update({ region: 'eu-west-1', accessKeyId: 'a', secretAccessKey: 'b' })\nconst s3 = new AWS.S3()\nexport const main = () => s3.listBuckets().promise()\n",
    )
    const log = jscodeshift(path)
    expect(log).toContain('1 ok')
    expect(log).toContain('config-still-read')
    expect(readFileSync(path, 'utf8')).toBe(
      "import AWS from 'aws-sdk'\nimport { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3'\n\nconst region = 'eu-west-1'\nconst credentials = { accessKeyId: 'a', secretAccessKey: 'b' }\nAWS.config.update({ region: 'eu-west-1', accessKeyId: 'a', secretAccessKey: 'b' })\nconst s3 = new S3Client({ region, credentials })\nexport const main = () => s3.send(new ListBucketsCommand({}))\n",
    )
  })

  test('a client whose configuration is not shown stays, with a finding', () => {
    const text =
      "import AWS from 'aws-sdk'\nconst s3 = new AWS.S3({ region: 'eu-west-1' })\nexport const main = () => s3.listBuckets().promise()\n"
    const path = write('hidden.js', text)
    expect(jscodeshift(path, '--todo=false')).toContain('config-may-live-elsewhere')
    expect(readFileSync(path, 'utf8')).toBe(text)
  })

  test('the program runs where it is said to', () => {
    const path = write(
      'here.js',
      "import { SQS } from 'aws-sdk'\nconst credentials = { accessKeyId: 'a', secretAccessKey: 'b' }\nconst sqs = new SQS({ region: 'eu-west-1', credentials, httpOptions: { timeout: 9 } })\nexport const main = () => sqs.listQueues().promise()\n",
    )
    jscodeshift(path, '--platform=browser', '--world=closed')
    expect(readFileSync(path, 'utf8')).toContain('requestHandler: { requestTimeout: 9 }')
  })

  test('a file without the SDK is skipped, a file it cannot change is unmodified', () => {
    expect(jscodeshift(write('plain.js', 'export const one = 1\n'))).toContain('1 skipped')
    expect(
      jscodeshift(write('done.js', "import 'aws-sdk-client-mock'\n// AWS.S3 was here\n")),
    ).toContain('1 unmodified')
  })

  test('an option with an unknown value is an error of the file, which stays', () => {
    const text = "import AWS from 'aws-sdk'\nnew AWS.S3()\n"
    const path = write('wrong.js', text)
    for (const option of [
      '--world=flat',
      '--identity=provider',
      '--clients=x',
      '--todo=perhaps',
      '--platform=tv',
    ])
      expect(jscodeshift(path, option)).toContain('1 errors')
    expect(readFileSync(path, 'utf8')).toBe(text)
  })
})
