// Each law holds for a codemod that obeys it and fails for one that does not.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import {
  defaultOptions,
  type Hooks,
  migrate,
  type Options,
  type SourceFile,
} from '../../transforms/migrate.ts'
import type { ProjectFacts } from '../../transforms/model.ts'
import type { Plan } from '../../transforms/plan/types.ts'
import { type Fixture, loadFixtures, outputPath } from './fixtures.ts'
import { type Codemod, codemodLaws, createBench, subjectOf } from './laws.ts'

const fixture: Fixture = {
  name: 'x',
  kind: 'files',
  case: {},
  input: [{ path: 'x.js', text: '' }],
  output: null,
  entry: null,
  drive: null,
}

/** Holds a law against a codemod that is one replacement of text. */
const check = (
  law: string,
  text: string | readonly SourceFile[],
  replace: (text: string, options: Options, hooks: Hooks) => string,
  of: Partial<Fixture> = {},
) => {
  const input = typeof text === 'string' ? [{ path: 'x.js', text }] : text
  const codemod: Codemod = (files, options, hooks = {}) => ({
    changed: files.flatMap(({ path, text: before }) => {
      const after = replace(before, options, hooks)
      return after === before ? [] : [{ path, before, after }]
    }),
    findings: [],
    parsed: files.map(({ path }) => path),
    added: [],
  })
  return codemodLaws[law]?.(subjectOf({ ...fixture, ...of, input }, codemod), createBench([]))
}
/** What passes between the stages for two files that use the SDK. */
let facts: ProjectFacts
let plan: Plan
migrate(
  ['a.js', 'b.js'].map((path) => ({ path, text: "import 'aws-sdk'" })),
  defaultOptions,
  { onFacts: (made) => (facts = made), onPlan: (made) => (plan = made) },
)

const becomes = (after: string) => () => after

test('output', () => {
  const output = [{ path: 'x.js', text: 'b\n// TODO(aws-sdk-v3 some-code): …\n' }]
  expect(
    check('output', 'a', becomes('b\n// TODO(aws-sdk-v3 some-code): a sentence.\n'), { output }),
  ).toEqual([])
  expect(
    check('output', 'a', becomes('c\n// TODO(aws-sdk-v3 some-code): a sentence.\n'), { output }),
  ).toEqual([expect.stringMatching(/^-b\n\+c$/m)])
  expect(check('output', 'a', becomes('b'))).toEqual([expect.stringMatching(/no output file/)])
})

test('findings', () => {
  expect(check('findings', 'a', becomes('b'))).toEqual([])
  const findings = [{ code: 'syntax-error', line: 3 }]
  expect(check('findings', 'a', becomes('b'), { case: { findings } })).toEqual([
    'only expected: line 3 syntax-error',
  ])
})

test('second-run', () => {
  expect(check('second-run', 'a', becomes('b'))).toEqual([])
  expect(check('second-run', 'a', (text) => `// TODO\n${text}`)).toEqual([
    expect.stringMatching(/^\+\/\/ TODO$/m),
  ])
})

test('locality', () => {
  expect(check('locality', 'a\nb\nc\n', becomes('a\nx\nc\n'))).toEqual([])
  expect(check('locality', 'a\n  b\nc\n', becomes('a\n    b\nc\n'))).toEqual([
    expect.stringMatching(/only white space changes in " {2}b"/),
  ])
  expect(check('locality', 'if (x) {\n  b()\n}\n', becomes('b()\n'))).toEqual([])
  expect(check('locality', 'a\nf({a})\n', becomes('x\nf({ a })\n'))).toEqual([
    expect.stringMatching(/only white space/),
  ])
  expect(check('locality', 'a\n\nb\n', becomes('a\nb\n'))).toEqual([
    expect.stringMatching(/only blank lines/),
  ])
  expect(check('locality', 'a\n', becomes('b'))).toEqual([expect.stringMatching(/end of the file/)])
  expect(check('locality', '\uFEFFa\n', becomes('b\n'))).toEqual([
    expect.stringMatching(/byte order mark/),
  ])
  expect(check('locality', '#!/usr/bin/env node\na\n', becomes('b\n'))).toEqual([
    expect.stringMatching(/#! line/),
  ])
})

test('parses', () => {
  expect(check('parses', 'a()', becomes('await b()'))).toEqual([])
  expect(check('parses', 'a()', becomes('b('))).toEqual([
    expect.stringMatching(/^x.js: SyntaxError/),
  ])
})

test('crlf', () => {
  expect(check('crlf', 'a\nb\n', (text) => text.replace('a', 'c'))).toEqual([])
  expect(check('crlf', 'a\nb\n', (text) => `c\n${text}`)).toHaveLength(1)
  expect(check('crlf', 'a\nb\n', (text) => text.replace('a\n', 'c\n'))).toHaveLength(1)
})

test('tabs', () => {
  const text = 'f({\n  a,\n})\n'
  expect(check('tabs', text, (before) => before.replace(/^(\s+)a,/m, '$1a,\n$1b,'))).toEqual([])
  expect(check('tabs', text, (before) => before.replace('a,', 'a,\n  b,'))).toHaveLength(1)
  expect(check('tabs', '`\n  a`\n', (before) => before.replace('  a', 'a'))).toEqual([])
})

test('order', () => {
  const input = ['a', 'b'].map((path) => ({ path, text: path }))
  let calls = 0
  expect(check('order', input, (text) => `${text}!`)).toEqual([])
  expect(check('order', input, (text) => `${text}${calls++}`)).not.toEqual([])
  const unsorted = { ...facts, files: Object.fromEntries(Object.entries(facts.files).reverse()) }
  const firstFact = (text: string, _: Options, { onFacts = (same) => same }: Hooks) =>
    text + Object.keys(onFacts(unsorted).files)[0]
  expect(check('order', input, firstFact)).not.toEqual([])
})

test('json', () => {
  const withPlan =
    (given: Plan & { at?: Date }) =>
    (text: string, _: Options, { onPlan = (same) => same }: Hooks) =>
      text + Object.values(onPlan(given)).map((value) => value instanceof Date)
  expect(check('json', 'a', withPlan(plan))).toEqual([])
  expect(check('json', 'a', withPlan({ ...plan, at: new Date(0) }))).not.toEqual([])
})

test('parsed', () => {
  const input = [
    { path: 'a.js', text: "import './b.js'" },
    { path: 'b.js', text: "import 'aws-sdk'" },
    { path: 'c.js', text: "import 'fs'" },
  ]
  expect(check('parsed', input, (text) => text)).toEqual(['c.js was parsed'])
})

test('open-world', () => {
  const closedOnly = (text: string, { world }: Options) =>
    world === 'closed' ? text.replace('a', 'x') : text
  const openOnly = (text: string, { world }: Options) =>
    world === 'open' ? text.replace('a', 'x') : text
  expect(check('open-world', 'a\nb', closedOnly)).toEqual([])
  expect(check('open-world', 'a\nb', openOnly)).toEqual([
    'x.js:1 changes only when the file is seen alone',
  ])
})

test('fixtures are found', () => {
  const directory = mkdtempSync(join(tmpdir(), 'fixtures-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(directory, path)), { recursive: true })
    writeFileSync(join(directory, path), text)
  }
  write('files/concept/one.input.ts', 'in')
  write('files/concept/one.output.ts', 'out')
  write('files/concept/one.json', '{ "env": { "A": "b" } }')
  write('files/concept/one.drive.mjs', '')
  write('refused/code/two.input.mjs', 'in')
  write('projects/three/before/src/a.js', 'in')
  write('projects/three/after/src/a.js', 'out')
  write('projects/three/after/src/b.js', 'new')
  write('projects/three/case.json', '{ "entry": "src/a.js" }')
  const [one, three, two] = loadFixtures('', directory)
  expect(one).toMatchObject({
    name: 'files/concept/one',
    case: { env: { A: 'b' } },
    input: [{ path: 'one.ts', text: 'in' }],
    output: [{ path: 'one.ts', text: 'out' }],
    entry: 'one.ts',
    drive: join(directory, 'files/concept/one.drive.mjs'),
  })
  expect(three).toMatchObject({
    name: 'projects/three',
    input: [{ path: 'src/a.js' }],
    output: [{ path: 'src/a.js' }, { path: 'src/b.js' }],
    entry: 'src/a.js',
  })
  expect(two).toMatchObject({ name: 'refused/code/two', output: null, drive: null })
  if (one)
    expect(outputPath(one, 'one.ts', directory)).toBe(
      join(directory, 'files/concept/one.output.ts'),
    )
  if (three)
    expect(outputPath(three, 'src/b.js', directory)).toBe(
      join(directory, 'projects/three/after/src/b.js'),
    )
  write('files/concept/one.json', '{ "envy": {} }')
  expect(() => loadFixtures('', directory)).toThrow(/unknown keys envy/)
})
