// The table of options knows every option of v2, and its names of v3 are options of the v3 clients.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { httpOptionRows, type OptionRow, optionRow, optionRows } from '../transforms/sdk/options.ts'
import { serviceById, serviceOf } from '../transforms/sdk/services.ts'
import { type CompileUnit, compileAll } from './harness/compile.ts'
import { loadFixtures } from './harness/fixtures.ts'

const require = createRequire(import.meta.url)

/** Members of a class or interface of v2's typings. */
function membersOf(path: string, name: string): readonly string[] {
  const text = readFileSync(require.resolve(`aws-sdk/${path}`), 'utf8')
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest)
  const declared = source.statements.find(
    (node): node is ts.ClassDeclaration | ts.InterfaceDeclaration =>
      (ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node)) && node.name?.text === name,
  )
  return (declared?.members ?? []).flatMap(({ name: key }) =>
    key && ts.isIdentifier(key) ? [key.text] : [],
  )
}

describe('every option of v2 has a row', () => {
  it.each([
    ['lib/config-base.d.ts', 'ConfigurationOptions', 30],
    ['lib/config.d.ts', 'APIVersions', 2],
    ['lib/config_use_dualstack.d.ts', 'UseDualstackConfigOptions', 1],
    ['lib/service.d.ts', 'ServiceConfigurationOptions', 2],
  ])('of %s, %s', (path, name, atLeast) => {
    const members = membersOf(path, name)
    expect(members.length).toBeGreaterThanOrEqual(atLeast)
    expect(members.filter((key) => !optionRow(key))).toEqual([])
  })

  it('of the running configuration', () => {
    const { Config } = require('aws-sdk/lib/core') as { Config: { prototype: { keys: object } } }
    const keys = Object.keys(Config.prototype.keys)
    expect(keys.length).toBeGreaterThan(30)
    expect(keys.filter((key) => !optionRow(key))).toEqual([])
  })

  it('of httpOptions', () => {
    expect(httpOptionRows.map(({ name }) => name)).toEqual(
      membersOf('lib/config-base.d.ts', 'HTTPOptions').toSorted(),
    )
  })

  it('of the sections for services', () => {
    const sections = membersOf(
      'lib/config_service_placeholders.d.ts',
      'ConfigurationServicePlaceholders',
    )
    expect(sections.length).toBeGreaterThan(300)
    expect(sections.filter((key) => !serviceById(key))).toEqual([])
  })

  it('and the rows are sorted, each once', () => {
    const names = optionRows.map(({ name }) => name)
    expect(names).toEqual([...new Set(names)].sort())
  })
})

/** A value of the type that each option of v3 has. */
const samples: Readonly<Record<string, string>> = {
  credentials: "{ accessKeyId: 'AKID', secretAccessKey: 'secret', sessionToken: 'token' }",
  customUserAgent: "'photo-import/2.1'",
  disableHostPrefix: 'true',
  endpoint: "'http://localhost:4566'",
  endpointCacheSize: '50',
  endpointDiscoveryEnabled: 'true as boolean | undefined',
  forcePathStyle: 'true',
  logger: '{ ...console, debug() {}, trace() {} }',
  maxAttempts: '4',
  region: "'eu-west-1'",
  requestChecksumCalculation: "'WHEN_REQUIRED'",
  requestHandler: `{ ${httpOptionRows
    .flatMap(({ node, browser }) => [node, browser])
    .filter((name) => name !== null)
    .map((name) => `${name}: ${sampleOf(name)}`)
    .join(', ')} }`,
  retryStrategy: 'new ConfiguredRetryStrategy(4, (attempt) => 100 * attempt)',
  systemClockOffset: '1000',
  useAccelerateEndpoint: 'true',
  useArnRegion: 'true',
  useDualstackEndpoint: 'true',
  useFipsEndpoint: 'true',
  useGlobalEndpoint: 'true',
}

function sampleOf(handlerOption: string): string {
  if (handlerOption === 'credentials') return "'include'"
  return handlerOption.endsWith('Agent') ? 'new Agent()' : '1000'
}

/** Clients to try an option on that all have. */
const usual = ['CognitoIdentity', 'DynamoDB', 'Lambda', 'S3', 'SQS', 'STS']

const isInstalled = (name: string): boolean => {
  try {
    require.resolve(serviceOf(name)?.package ?? '')
    return true
  } catch {
    return false
  }
}

/** A program that gives a client an option, with nothing else to please the type. */
function unitOf({ v3 }: OptionRow, service: string): CompileUnit {
  const { package: from, stem } = serviceOf(service) ?? { package: '', stem: '' }
  const text = `import { Agent } from 'node:https'
import { ${stem}Client, type ${stem}ClientConfig } from '${from}'
import { ConfiguredRetryStrategy } from '@smithy/util-retry'
const config: ${stem}ClientConfig = { ${v3}: ${samples[v3 ?? '']} }
export const client = new ${stem}Client(config)
export const used = [Agent, ConfiguredRetryStrategy]
`
  return {
    name: `${v3}-${service}`,
    files: [{ path: `${v3}-${service}.ts`, text }],
    partial: false,
  }
}

describe('every option of v3 in the table', () => {
  const named = optionRows.filter(
    (row, i) => row.v3 !== null && optionRows.findIndex(({ v3 }) => v3 === row.v3) === i,
  )

  it('has a client that is installed to try it on', () => {
    expect(named.filter(({ services }) => !(services ?? usual).some(isInstalled))).toEqual([])
  })

  it('is an option of the clients that it is given', () => {
    const units = named.flatMap((row) =>
      (row.services ?? usual).filter(isInstalled).map((service) => unitOf(row, service)),
    )
    const complaints = [...compileAll(units)].filter(([, found]) => found.length > 0)
    expect(units.length).toBeGreaterThan(50)
    expect(complaints).toEqual([])
  })

  it('and one that is not is noticed', () => {
    const wrong: OptionRow = { name: 'x', v3: 'forcePathStyle', conversion: 'same' }
    const [found] = [...compileAll([unitOf(wrong, 'SQS')]).values()]
    expect(found).toHaveLength(1)
  })
})

it('every option occurs in a fixture', () => {
  const texts = loadFixtures().flatMap(({ input }) => input.map(({ text }) => text))
  const isShown = (name: string): boolean =>
    texts.some((text) => new RegExp(`\\b${name}\\b`).test(text))
  expect(optionRows.map(({ name }) => name).filter((name) => !isShown(name))).toEqual([])
  expect(httpOptionRows.map(({ name }) => name).filter((name) => !isShown(name))).toEqual([])
})
