// The types that the table and its rules name are exported by the v3 clients that are installed.

import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { ts } from 'ts-morph'
import { describe, expect, it } from 'vitest'
import { serviceOfPackage } from '../transforms/sdk/services.ts'
import { exceptionOf, typeOfShape } from '../transforms/sdk/shapes.ts'

const root = new URL('../', import.meta.url)
const require = createRequire(root)

const clients = readdirSync(new URL('node_modules/@aws-sdk/', root))
  .filter((folder) => folder.startsWith('client-'))
  .map((folder) => ({
    name: `@aws-sdk/${folder}`,
    types: fileURLToPath(new URL(`node_modules/@aws-sdk/${folder}/dist-types/index.d.ts`, root)),
  }))

const program = ts.createProgram(
  clients.map(({ types }) => types),
  {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    skipLibCheck: true,
    types: [],
  },
)

function exportsOf(types: string): ReadonlySet<string> {
  const source = program.getSourceFile(types)
  const module = source && program.getTypeChecker().getSymbolAtLocation(source)
  const found = module ? program.getTypeChecker().getExportsOfModule(module) : []
  return new Set(found.map(({ name }) => name))
}

/** All types that v2 declares for a service. */
function shapesIn(service: string): readonly string[] {
  const file = require.resolve(`aws-sdk/clients/${service.toLowerCase()}.d.ts`)
  const types = /^ {2}export (?:interface|type) (\w+)/gm
  return Array.from(readFileSync(file, 'utf8').matchAll(types), ([, name = '']) => name)
}

describe('shapes of v2', () => {
  it.each(clients)('have types that $name exports', ({ name, types }) => {
    const service = serviceOfPackage(name) ?? ''
    const exported = exportsOf(types)
    const wanted = shapesIn(service).flatMap((shape) => [
      ...(typeOfShape(service, shape)?.names ?? []),
      ...(typeOfShape(service, shape, true)?.names ?? []),
    ])
    const own = [...wanted, ...(exceptionOf(service)?.names ?? [])].filter(
      ({ module }) => module === name,
    )
    expect(own.length).toBeGreaterThan(10)
    expect(own.filter((type) => !exported.has(type.name))).toEqual([])
  })

  it.each([
    ['S3', 'PutObjectRequest', 'PutObjectCommandInput'],
    ['S3', 'Object', '_Object'],
    ['S3', 'ObjectList', '_Object[]'],
    ['S3', 'Body', 'StreamingBlobPayloadInputTypes'],
    ['S3', 'Metadata', 'Record<string, string>'],
    ['S3', 'LastModified', 'Date'],
    ['S3', 'StorageClass', 'StorageClass'],
    ['S3', 'ClientConfiguration', 'S3ClientConfig'],
    ['DynamoDB', 'AttributeMap', 'Record<string, AttributeValue>'],
    ['EC2', 'Reservation', 'Reservation'],
    ['EC2', 'InstanceType', '_InstanceType'],
    ['StepFunctions', 'ClientConfiguration', 'SFNClientConfig'],
    ['SSM', 'DocumentType', 'DocumentType'],
    ['BedrockRuntime', 'Document', 'DocumentType'],
    ['Lambda', 'InvocationRequest', 'InvokeCommandInput'],
  ])('%s.%s is %s', (service, shape, text) => {
    expect(typeOfShape(service, shape)?.text).toBe(text)
  })

  it('have no type where v3 has nothing like them', () => {
    expect(typeOfShape('S3', 'GetBucketLifecycleOutput')).toBeNull()
    expect(typeOfShape('SimpleDB', 'SelectRequest')).toBeNull()
  })
})
