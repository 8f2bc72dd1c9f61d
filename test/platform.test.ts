// Where a program runs: by its files, their packages, or the option. It shows in the name of the timeout.

import { describe, expect, test } from 'vitest'
import { defaultOptions, migrate, type Options, type SourceFile } from '../transforms/migrate.ts'

const client = `
export const sqs = new SQS({ region: 'eu-west-1', httpOptions: { timeout: 5000 } })
export const send = () => sqs.listQueues().promise()
`
const sdk = `import SQS from 'aws-sdk/clients/sqs'\n`

function platformOf(
  files: Readonly<Record<string, string>>,
  path = Object.keys(files)[0] ?? '',
  options: Partial<Options> = {},
): string {
  const given = Object.entries(files).map(([name, text]): SourceFile => ({ path: name, text }))
  const { changed } = migrate(given, { ...defaultOptions, ...options })
  const after = changed.find((file) => file.path === path)?.after ?? ''
  const [, name = 'nothing'] = /\b(requestTimeout|socketTimeout)\b/.exec(after) ?? []
  return { requestTimeout: 'browser', socketTimeout: 'node' }[name] ?? name
}

describe('a file shows where it runs', () => {
  test.each([
    ['nothing', '', 'node'],
    ['the DOM', 'document.title = "x"', 'browser'],
    [
      'the DOM, in a function',
      'export const go = () => { window.location.assign("/") }',
      'browser',
    ],
    ['storage', 'const token = localStorage.getItem("t")', 'browser'],
    ['a member of that name', 'const x = props.window.document', 'node'],
    ['a variable of that name', 'const document = { id: 1 }; save(document.id)', 'node'],
    ['a parameter of that name', 'export const f = (window) => window.length', 'node'],
    ['a guard', 'export const isBrowser = typeof window !== "undefined"', 'node'],
    ['a comment', '// opens a window.open', 'node'],
    ['a variable of a bundler', 'const key = process.env.REACT_APP_KEY', 'node'],
    ['that, and React', 'import React from "react"; const key = process.env.KEY', 'browser'],
    ['React and the file system', 'import React from "react"; import fs from "fs"', 'node'],
    ['the DOM and the file system', 'import fs from "fs"; window.fs = fs', 'node'],
    [
      'the DOM and a polyfill',
      'import { Buffer } from "buffer"; window.Buffer = Buffer',
      'browser',
    ],
    ['vue', 'import { ref } from "vue"', 'browser'],
    ['angular', 'import { Injectable } from "@angular/core"', 'browser'],
    ['a handler and the DOM', 'export const handler = async () => document.title', 'browser'],
    ['jQuery', 'import $ from "jquery"', 'browser'],
  ])('%s', (_, text, platform) => {
    expect(platformOf({ 'a.js': `${sdk}${text}\n${client}` })).toBe(platform)
  })

  test.each([
    ['its directive', `'use client'\n${sdk}${client}`, 'a.ts', 'browser'],
    ['its extension', `${sdk}${client}`, 'a.tsx', 'browser'],
    [
      'properties made on a server',
      `${sdk}${client}export async function getServerSideProps() {}\n`,
      'page.tsx',
      'node',
    ],
    [
      'the build of the SDK',
      `import { SQS } from 'aws-sdk/dist/aws-sdk'\n${client}`,
      'a.js',
      'browser',
    ],
    [
      'a type of the DOM',
      `${sdk}${client}export const f = (e: HTMLElement) => e.id\n`,
      'a.ts',
      'browser',
    ],
  ])('%s', (_, text, path, platform) => {
    expect(platformOf({ [path]: text })).toBe(platform)
  })
})

describe('a package shows where its files run', () => {
  const plain = `${sdk}${client}`
  const manifest = (content: object): string => JSON.stringify(content)
  test.each([
    ['nothing', {}, 'node'],
    ['browserslist', { browserslist: ['defaults'], engines: { node: '>=20' } }, 'browser'],
    ['vite', { devDependencies: { vite: '5' }, engines: { node: '>=20' } }, 'browser'],
    ['next', { dependencies: { next: '14', react: '18', 'react-dom': '18' } }, 'browser'],
    ['next behind express', { dependencies: { next: '14', express: '4' } }, 'node'],
    ['engines', { engines: { node: '20' } }, 'node'],
    ['a command', { bin: './cli.js', dependencies: { react: '18' } }, 'node'],
    ['serverless with webpack', { devDependencies: { serverless: '3', webpack: '5' } }, 'node'],
    ['a list of browsers that is no list', { browserslist: null, dependencies: null }, 'browser'],
  ])('%s', (_, content, platform) => {
    expect(platformOf({ 'src/a.js': plain, 'package.json': manifest(content) })).toBe(platform)
  })

  test('the nearest one does', () => {
    const files = {
      'web/a.js': plain,
      'api/a.js': plain,
      'web/package.json': manifest({ dependencies: { vue: '3' } }),
      'api/package.json': manifest({ dependencies: { fastify: '4' } }),
      'package.json': manifest({ browserslist: 'defaults' }),
      'lib/a.js': plain,
    }
    expect(platformOf(files, 'web/a.js')).toBe('browser')
    expect(platformOf(files, 'api/a.js')).toBe('node')
    expect(platformOf(files, 'lib/a.js')).toBe('browser')
  })

  test('what the file shows is stronger', () => {
    const files = {
      'a.js': `${sdk}import fs from 'node:fs'\n${client}`,
      'package.json': manifest({ browserslist: 'defaults' }),
    }
    expect(platformOf(files)).toBe('node')
  })

  test.each([
    ['vite.config.ts', 'export default {}', 'browser'],
    ['webpack.config.js', 'module.exports = {}', 'browser'],
    ['webpack.config.js', "module.exports = { target: 'node' }", 'node'],
    ['.browserslistrc', 'defaults', 'browser'],
  ])('%s: %s', (path, text, platform) => {
    expect(platformOf({ 'a.js': plain, [path]: text })).toBe(platform)
  })

  test('most of its files do where it does not', () => {
    const page = 'export const show = () => { document.body.hidden = false }\n'
    const server = "import http from 'node:http'\nhttp.createServer()\n"
    const among = (others: Readonly<Record<string, string>>): string =>
      platformOf({ 'a.js': plain, ...others })
    expect(among({ 'b.js': page, 'c.js': page, 'd.js': server })).toBe('browser')
    expect(among({ 'b.js': page, 'c.js': server, 'd.js': server })).toBe('node')
    expect(among({ 'b.js': page, 'c.js': server })).toBe('node')
    expect(among({ 'b.js': page, 'vite.test.js': server, 'tests/c.js': server })).toBe('browser')
    expect(among({ 'b.js': '// window.x\nconst document = {}; document.a()' })).toBe('node')
    expect(among({ 'App.vue': '<template />' })).toBe('browser')
  })
})

describe('the option is stronger than everything', () => {
  test('browser', () => {
    const files = { 'a.js': `${sdk}import fs from 'node:fs'\n${client}` }
    expect(platformOf(files, 'a.js', { platform: 'browser' })).toBe('browser')
  })

  test('node', () => {
    const files = { 'a.js': `${sdk}document.title = ''\n${client}` }
    expect(platformOf(files, 'a.js', { platform: 'node' })).toBe('node')
  })
})
