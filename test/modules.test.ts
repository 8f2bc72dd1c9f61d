// Which modules are evaluated before others, and where a new module stands and how it is named.

import { describe, expect, test } from 'vitest'
import type { FileFacts } from '../transforms/model.ts'
import { homeOf, specifierFor } from '../transforms/plan/home.ts'
import { evaluatedBefore } from '../transforms/plan/order.ts'

/** `'main: config, ~page'`: main imports config, and page when some function runs. */
function before(...lines: readonly string[]): (file: string) => readonly string[] {
  const links: Record<string, string[]> = {}
  const lazy: Record<string, string[]> = {}
  for (const line of lines) {
    const [file = '', targets = ''] = line.split(/:\s*/)
    const all = targets === '' ? [] : targets.split(/,\s*/)
    links[file] = all.map((target) => target.replace('~', ''))
    lazy[file] = all.filter((target) => target.startsWith('~')).map((target) => target.slice(1))
  }
  const found = evaluatedBefore({ links, lazy }, new Set(Object.keys(links)))
  return (file) => Array.from(found.get(file) ?? []).sort()
}

describe('what is evaluated before a module', () => {
  test('what it imports, and what its importer imports before it', () => {
    const of = before('main: config, client', 'client: base', 'config:', 'base:')
    expect(of('client')).toEqual(['base', 'config'])
    expect(of('base')).toEqual(['config'])
    expect(of('config')).toEqual([])
  })

  test('only what every start of the program evaluates before', () => {
    const of = before('main: config, client', 'other: client', 'config:', 'client:')
    expect(of('client')).toEqual([])
  })

  test('a module that imports it is not', () => {
    const of = before('main: config', 'config: client', 'client:')
    expect(of('client')).toEqual([])
  })

  test('of two modules in a cycle, the one that is entered last', () => {
    const of = before('main: a', 'a: b', 'b: a')
    expect(of('a')).toEqual(['b'])
    expect(of('b')).toEqual([])
  })

  test('a module that is loaded later starts with what its importer had', () => {
    const of = before('main: config, router', 'router: ~page, log', 'page:', 'config:', 'log:')
    expect(of('page')).toEqual(['config', 'log', 'router'])
  })

  test('a module that is loaded later from two places starts with what both had', () => {
    const of = before('main: a, config, b', 'a: ~page', 'b: ~page', 'page:', 'config:')
    expect(of('page')).toEqual(['a'])
  })

  test('a module that is also imported for its types, or later, is imported', () => {
    const of = before('main: ~config, config, client', 'client:', 'config:')
    expect(of('client')).toEqual(['config'])
  })

  test('a program that is one cycle has no certain start', () => {
    const of = before('a: b', 'b: c', 'c: a')
    expect(of('a')).toEqual(['b', 'c'])
  })
})

const file = (path: string, more: Partial<FileFacts> = {}): FileFacts =>
  ({
    file: path,
    language: /ts$/.test(path) ? 'ts' : 'js',
    modules: 'esm',
    extension: null,
    style: { quote: "'", semicolon: false, indent: '  ', eol: '\n' },
    ...more,
  }) as FileFacts

const nothing = { packages: {}, taken: {} }

describe('a new module', () => {
  test('stands in the folder that its users have in common', () => {
    const of = (...paths: string[]): string | undefined =>
      homeOf(
        paths.map((path) => file(path)),
        nothing,
      )?.path
    expect(of('src/auth/login.js', 'src/files/s3.js')).toBe('src/aws-config.js')
    expect(of('src/a.ts', 'src/a/b.ts')).toBe('src/aws-config.ts')
    expect(of('main.js', 'lib/a.js')).toBe('aws-config.js')
    expect(of('src-a/x.js', 'src-b/x.js')).toBe('aws-config.js')
  })

  test('has the language and the format of its users', () => {
    const cjs: Partial<FileFacts> = { modules: 'cjs' }
    const path = (files: readonly FileFacts[], packages = {}): string | undefined =>
      homeOf(files, { packages, taken: {} })?.path
    expect(path([file('a.js', cjs), file('b.js', cjs)])).toBe('aws-config.js')
    expect(path([file('a.js', cjs), file('b.ts')])).toBe('aws-config.ts')
    expect(path([file('a.mjs'), file('b.mjs')])).toBe('aws-config.mjs')
    expect(path([file('a.cjs', cjs), file('b.mjs')])).toBe('aws-config.cjs')
    expect(path([file('a.js', cjs), file('b.js')], { '': { esm: true } })).toBe('aws-config.cjs')
    expect(path([file('a.mts'), file('b.mts')])).toBe('aws-config.mts')
  })

  test('takes no name that is there', () => {
    const taken = { 'src/aws-config.ts': true, 'src/aws-config-v3/index.js': true } as const
    expect(homeOf([file('src/a.js')], { packages: {}, taken })?.path).toBe('src/aws-config-v3-2.js')
  })

  test('is not shared by packages', () => {
    const fact = { esm: false, platform: null, shown: { browser: 0, node: 0 } }
    const packages = { '': fact, 'packages/a': fact }
    expect(homeOf([file('packages/a/x.js'), file('y.js')], { packages, taken: {} })).toBeUndefined()
  })

  test('is named as its user names other files', () => {
    const name = (path: string, target: string, more: Partial<FileFacts> = {}): string =>
      specifierFor(file(path, more), target, [])
    expect(name('src/a/x.js', 'src/aws-config.js')).toBe('../aws-config.js')
    expect(name('src/x.js', 'src/aws-config.js', { extension: 'none' })).toBe('./aws-config')
    expect(name('src/x.ts', 'src/aws-config.ts')).toBe('./aws-config')
    expect(name('src/x.ts', 'src/aws-config.ts', { extension: 'js' })).toBe('./aws-config.js')
    expect(name('src/x.ts', 'src/aws-config.ts', { extension: 'ts' })).toBe('./aws-config.ts')
    expect(name('x.js', 'aws-config.js', { modules: 'cjs' })).toBe('./aws-config')
    expect(name('x.mjs', 'lib/aws-config.cjs', { extension: 'none' })).toBe('./lib/aws-config.cjs')
    expect(name('src/x.mts', 'src/aws-config.mts', { extension: 'js' })).toBe('./aws-config.mjs')
  })

  test('is named as other files of its kind name theirs, where its user names none', () => {
    const others = [file('src/y.ts', { extension: 'js' })]
    expect(specifierFor(file('src/x.ts'), 'src/aws-config.ts', others)).toBe('./aws-config.js')
  })
})
