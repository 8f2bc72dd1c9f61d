// The checker is asked only about expressions whose names are suspect. Whatever it calls the SDK must be one of them.

import { ts } from 'ts-morph'
import { expect, test } from 'vitest'
import { loadProgram } from '../transforms/oracle/program.ts'
import { thingOf } from '../transforms/oracle/thing.ts'
import { createResolver } from '../transforms/resolve.ts'
import { isMemberName } from '../transforms/syntax/constants.ts'
import { loadFixtures } from './harness/fixtures.ts'

/** Expressions that are the SDK, or were not asked about. */
function look(files: Readonly<Record<string, string>>): { found: number; missed: string[] } {
  const texts = Object.entries(files).map(([path, text]) => ({ path, text }))
  const { program, mayBeSdk } = loadProgram(texts, [], {}, createResolver(texts))
  const checker = program.getTypeChecker()
  const missed: string[] = []
  let found = 0
  const visit = (node: ts.Node): void => {
    const isName = ts.isIdentifier(node) && (isMemberName(node) || isSpecifier(node.parent))
    if (ts.isExpression(node) && !ts.isStringLiteral(node) && !isName) {
      const isSdk = thingOf(checker.getTypeAtLocation(node)) !== undefined
      if (isSdk) found++
      if (isSdk && !mayBeSdk(node)) missed.push(node.getText())
    }
    ts.forEachChild(node, visit)
  }
  for (const { path } of texts) {
    const source = program.getSourceFile(`/project/${path}`)
    if (source) visit(source)
  }
  return { found, missed }
}

const isSpecifier = (node: ts.Node): boolean =>
  ts.isImportSpecifier(node) || ts.isExportSpecifier(node) || ts.isImportClause(node)

test('fixtures', () => {
  const { found, missed } = look(
    Object.fromEntries(
      loadFixtures().flatMap(({ name, input }) =>
        input.map(({ path, text }) => [`${name}/${path}`, text]),
      ),
    ),
  )
  expect(missed).toEqual([])
  expect(found).toBeGreaterThan(1000)
})

const aws = `export { S3, config } from 'aws-sdk'\nexport type { S3 as Store } from 'aws-sdk'\n`

test.each([
  ['a default parameter', `import { S3 } from './aws'\nfunction f(c = new S3()) { c.config }`],
  [
    'a pattern',
    `import { S3 } from './aws'\nconst { a: [c] } = { a: [new S3()] as const }\nc.config`,
  ],
  [
    'a pattern of a parameter',
    `import { S3 } from './aws'\nfunction f({ c }: { c: S3 }) { c.config }`,
  ],
  [
    'an assignment to a pattern',
    `import { S3 } from './aws'\nlet c: unknown\n;({ c } = { c: new S3() })`,
  ],
  ['a loop', `import { S3 } from './aws'\nfor (const c of [new S3()]) c.config`],
  ['a callback', `import { S3 } from './aws'\n;[new S3()].map((c) => c.config)`],
  [
    'a callback of a typed function',
    `import { S3 } from './aws'\nfunction use(f: (c: S3) => void) {}\nuse((x) => x.config)`,
  ],
  [
    'a container',
    `import { S3 } from './aws'\nconst m = new Map<string, S3>()\nm.get('a')!.config`,
  ],
  ['a filled container', `import { S3 } from './aws'\nconst m = []\nm.push(new S3())\nm[0].config`],
  [
    'a getter',
    `import { S3 } from './aws'\nclass A { get c() { return new S3() } }\nnew A().c.config`,
  ],
  ['a field', `import { S3 } from './aws'\nclass A { #c = new S3(); f() { this.#c.config } }`],
  [
    'a parameter that is a field',
    `import { S3 } from './aws'\nclass A { constructor(private c: S3) {} f() { this.c.config } }`,
  ],
  ['a subclass', `import { S3 } from './aws'\nclass A extends S3 { f() { this.config.region } }`],
  [
    'a factory',
    `import { S3 } from './aws'\nconst make = () => ({ c: new S3() })\nconst { c } = make()\nc.config`,
  ],
  [
    'a promise',
    `import { S3 } from './aws'\nconst make = async () => new S3()\nasync function f() { (await make()).config }`,
  ],
  ['a type parameter', `import { S3 } from './aws'\nfunction f<T extends S3>(c: T) { c.config }`],
  [
    'an interface',
    `import { Store } from './aws'\ninterface Deps { c: Store }\nfunction f(d: Deps) { d.c.config }`,
  ],
  ['a choice', `import { S3 } from './aws'\nlet c: S3 | undefined\n;(c ?? new S3()).config`],
  [
    'a narrowed name',
    `import { S3 } from './aws'\nfunction f(c: unknown) { if (c instanceof S3) c.config }`,
  ],
  [
    'the namespace',
    `import * as AWS from './aws'\nconst { config: { credentials } } = AWS\ncredentials.get()`,
  ],
])('%s', (_, text) => {
  const { found, missed } = look({ 'aws.ts': aws, 'a.ts': text })
  expect(missed).toEqual([])
  expect(found).toBeGreaterThan(1)
})

test.each([
  [
    'a typed parameter',
    `const { S3 } = require('aws-sdk')\n/** @param {import('aws-sdk').S3} c */\nfunction f(c) { c.config }`,
  ],
  ['module.exports', `module.exports = new (require('aws-sdk').S3)()\nmodule.exports.config`],
  [
    'a field',
    `const AWS = require('aws-sdk')\nfunction A() { this.c = new AWS.S3() }\nA.prototype.f = function () { this.c.config }`,
  ],
])('%s in JavaScript', (_, text) => {
  const { found, missed } = look({ 'a.js': text })
  expect(missed).toEqual([])
  expect(found).toBeGreaterThan(1)
})
