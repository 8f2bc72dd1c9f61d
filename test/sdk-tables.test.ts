// The tables of services and operations agree with the v2 and v3 packages that are installed.

import { readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { errorNamesOf } from '../scripts/generate-error-names.ts'
import { generate } from '../scripts/generate-sdk-tables.ts'
import { errorNames } from '../transforms/sdk/error-names.generated.ts'
import {
  absentListsOf,
  clientClass,
  commandName,
  hasV3Operation,
  isOperation,
  operationsOf,
  operationsWithoutV3,
  responseBlobsOf,
  serviceById,
  serviceNames,
  serviceOf,
  waiterName,
} from '../transforms/sdk/services.ts'
import { waiters } from '../transforms/sdk/waiters.generated.ts'

const root = new URL('../', import.meta.url)
const require = createRequire(root)

const installedClients = readdirSync(new URL('node_modules/@aws-sdk/', root))
  .filter((folder) => folder.startsWith('client-'))
  .map((folder) => `@aws-sdk/${folder}`)

const namesByPackage = new Map(serviceNames.map((name) => [serviceOf(name)?.package, name]))

describe('generated files', () => {
  for (const [path, text] of Object.entries(generate()))
    it(`${path} is what \`npm run generate\` writes`, async () => {
      await expect(text).toMatchFileSnapshot(`../${path}`)
    })
})

describe('names of errors', () => {
  for (const [service, row] of Object.entries(errorNames)) {
    const name = serviceOf(service)?.package ?? ''
    if (installedClients.includes(name))
      it(`of ${service} are those of its v3 client`, () => {
        const own = errorNamesOf(fileURLToPath(root), name)
        expect(own.filter((pair) => !row.split(' ').includes(pair))).toEqual([])
      })
  }
})

describe('waiters', () => {
  for (const [service, row] of Object.entries(waiters)) {
    const name = serviceOf(service)?.package ?? ''
    if (installedClients.includes(name))
      it(`of ${service} are those of its v3 client`, async () => {
        const client: object = await import(name)
        const missing = row
          .split(' ')
          .map((entry) => waiterName(entry.split(':')[0] ?? ''))
          .filter((wanted) => !(wanted in client))
        expect(missing).toEqual([])
      })
  }
})

describe('services', () => {
  it('are all there', () => {
    expect(serviceNames).toHaveLength(385)
    expect(serviceNames.filter((name) => serviceOf(name)?.package === null)).toEqual([
      'ImportExport',
      'MobileAnalytics',
      'SimpleDB',
    ])
  })

  it('have a row for every installed client', () => {
    expect(installedClients.filter((name) => !namesByPackage.has(name))).toEqual([])
  })

  it.each([
    [
      'CognitoIdentityServiceProvider',
      'cognito-identity-provider',
      'CognitoIdentityProviderClient',
    ],
    ['ES', 'elasticsearch-service', 'ElasticsearchServiceClient'],
    ['Iot', 'iot', 'IoTClient'],
    ['MQ', 'mq', 'MqClient'],
    ['S3', 's3', 'S3Client'],
    ['StepFunctions', 'sfn', 'SFNClient'],
  ])('%s becomes %s, %s', (name, client, className) => {
    const service = serviceOf(name)
    expect(service?.package).toBe(`@aws-sdk/client-${client}`)
    expect(service && clientClass(service)).toBe(className)
    expect(serviceById(name.toLowerCase())).toBe(service)
  })

  it('do not include members of every object', () => {
    expect(serviceOf('constructor')).toBeUndefined()
    expect(serviceById('constructor')).toBeUndefined()
    expect(operationsOf('constructor')).toEqual([])
  })
})

describe('v3 packages', () => {
  it.each(installedClients)('%s has the classes and commands the tables name', (client) => {
    const name = namesByPackage.get(client) ?? ''
    const service = serviceOf(name)
    const exported = new Set(Object.keys(require(client)))
    const classes = service ? [clientClass(service), service.stem] : []
    expect(classes.filter((className) => !exported.has(className))).toEqual([])
    const missing = operationsOf(name).filter((method) => !exported.has(commandName(method)))
    expect(missing.join(' ')).toBe(operationsWithoutV3[name] ?? '')
  })
})

describe('operations', () => {
  it('are told from other members of a client', () => {
    expect(isOperation('S3', 'getObject')).toBe(true)
    expect(isOperation('S3', 'upload')).toBe(false)
    expect(isOperation('Lambda', 'invokeAsync')).toBe(true)
  })

  it('keep a "Command" that ends their name', () => {
    expect(commandName('sendCommand')).toBe('SendCommandCommand')
  })

  it('have a v3 form unless obsolete or of a service without a client', () => {
    expect(hasV3Operation('S3', 'getBucketLifecycleConfiguration')).toBe(true)
    expect(hasV3Operation('S3', 'getBucketLifecycle')).toBe(false)
    expect(hasV3Operation('S3', 'upload')).toBe(false)
    expect(hasV3Operation('SimpleDB', 'select')).toBe(false)
  })
})

describe('responses', () => {
  it.each([
    ['KMS', 'encrypt', ['CiphertextBlob']],
    ['Lambda', 'invoke', ['Payload']],
    ['S3', 'getObject', ['Body']],
    ['S3', 'putObject', []],
    ['S3', 'selectObjectContent', ['Payload']],
  ])('of %s.%s have the blobs %j', (name, method, members) => {
    expect(responseBlobsOf(name, method)).toEqual(members)
  })

  it.each([
    ['DynamoDB', 'listTables', []],
    ['EC2', 'describeInstances', ['Reservations']],
    ['S3', 'listObjectsV2', ['CommonPrefixes', 'Contents']],
    // JSON by now, but v2 fills in lists for services that came from the query protocol.
    ['SQS', 'receiveMessage', ['Messages']],
    // XML, but v2 switches the default off.
    ['S3Control', 'listJobs', []],
  ])('of %s.%s have the lists %j', (name, method, members) => {
    expect(absentListsOf(name, method).toSorted()).toEqual(members)
  })
})
