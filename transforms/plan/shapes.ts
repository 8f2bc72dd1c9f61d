// Types of v2: which of them move, and what is written for them.

import type { Blocker, FileFacts, Part, ShapeFact } from '../model.ts'
import { typeOfDocumentShape } from '../sdk/document-shapes.ts'
import { clientClass, commandName, hasV3Operation, serviceOf } from '../sdk/services.ts'
import { exceptionOf, typeIn, typeOfShape, type V3Type } from '../sdk/shapes.ts'
import { baseService, commandsPackage, documentMethods } from './clients.ts'
import { type EmitInput, type Emitting, isMigrated } from './emitting.ts'

type Known = Pick<EmitInput, 'keptBy' | 'isKeptAnywhere'> & {
  readonly module: { readonly file: FileFacts }
}

/**
 * A type moves with the clients it is about: those of its file, or, where there are none, of the program.
 * General types are about all of them.
 */
export function isShapeMigrated(fact: ShapeFact, known: Known): boolean {
  const { file } = known.module
  if (fact.form === 'reexport')
    return fact.handedOn.every(({ path }) => isShapeMigrated(part(fact, path), known))
  if (!typeOf(fact, file)) return false
  const service = serviceOfShape(fact)
  const types = file.types.filter(({ kind }) => kind === 'client')
  const own = [...file.clients, ...file.calls, ...file.escapes, ...types].filter(
    (site) => service === null || baseService(site.service) === service,
  )
  return own.length > 0
    ? own.every(({ id }) => isMigrated(known, id))
    : !known.isKeptAnywhere(service)
}

/** One of the types that a statement hands on. */
const part = (fact: ShapeFact, path: readonly string[]): ShapeFact => ({
  ...fact,
  path,
  form: 'type',
  handedOn: [],
})

const serviceOfShape = ({ path, dataPath }: ShapeFact): string | null => {
  const [service = ''] = dataPath ?? path
  return serviceOf(service) ? service : null
}

/** What a path of v2 is in v3. */
function typeOfPath(path: readonly string[], plain: boolean): V3Type | null {
  const [service = '', shape = '', inner] = path
  const last = path.at(-1) ?? ''
  if (last.endsWith('()')) return inputOf(path, last.slice(0, -2))
  if (shape === 'ManagedUpload') return typeOfShape('S3', 'CompleteMultipartUploadOutput')
  if (inner !== undefined) return typeOfDocumentShape(inner, plain)
  return typeOfShape(service, shape, plain)
}

/** The input of an operation. */
function inputOf([service = '', ...rest]: readonly string[], method: string): V3Type | null {
  const input = `${commandName(method)}Input`
  if (rest.length > 1) return documentMethods.has(method) ? typeIn(input, commandsPackage) : null
  return hasV3Operation(service, method) ? typeIn(input, serviceOf(service)?.package ?? '') : null
}

/** What is written for a type; null: v3 has nothing for it, or not where it stands. */
function typeOf(fact: ShapeFact, file: FileFacts): V3Type | null {
  const { form } = fact
  const type = meantBy(fact, file)
  const isName = type !== null && /^\w+$/.test(type.text)
  if (form === 'export') return isName ? type : null
  if (form === 'heritage') return type && /^\w+(<.*>)?$/.test(type.text) ? type : null
  return type
}

function meantBy(fact: ShapeFact, file: FileFacts): V3Type | null {
  const { path, form, plain } = fact
  switch (path[0]) {
    case 'AWSError':
      return errorType(file)
    case 'ConfigurationOptions':
    case 'ServiceConfigurationOptions':
      return configType(file)
    case 'PromiseResult':
      return resultType(fact)
    default:
      if (form === 'comment' && isClass(path)) return classType(path)
      return path.length > 1 ? typeOfPath(path, plain) : null
  }
}

const isClass = ([, member, ...rest]: readonly string[]): boolean =>
  rest.length === 0 && (member === undefined || member === 'DocumentClient')

/** The class of a client. */
function classType([name = '', member]: readonly string[]): V3Type | null {
  if (member !== undefined) return typeIn('DynamoDBDocumentClient', commandsPackage)
  const service = serviceOf(name)
  return service?.package ? typeIn(clientClass(service), service.package) : null
}

/** The configuration of the one client that a file uses. */
function configType(file: FileFacts): V3Type | null {
  const service = onlyService(file)
  return service === undefined ? null : typeOfShape(service, 'ClientConfiguration')
}

/** The exception of the one client that a file uses, or that of all. */
function errorType(file: FileFacts): V3Type | null {
  const service = onlyService(file)
  return service === undefined
    ? typeIn('ServiceException', '@smithy/smithy-client')
    : exceptionOf(service)
}

function onlyService(file: FileFacts): string | undefined {
  const sites = [
    ...file.clients,
    ...file.calls,
    ...file.types.filter(({ kind }) => kind === 'client'),
  ]
  const named = file.shapes.flatMap(({ path, handedOn }) => [
    path,
    ...handedOn.map((own) => own.path),
  ])
  const used = new Set([
    ...sites.map(({ service }) => baseService(service)),
    ...named.flatMap(([service = '']) => (serviceOf(service) ? service : [])),
  ])
  const [only] = used
  return used.size === 1 ? only : undefined
}

/** The output of a command has what `PromiseResult` adds; anything else gets it. */
function resultType({ data, dataPath }: ShapeFact): V3Type | null {
  if (!data) return null
  const output = dataPath && typeOfPath(dataPath, false)
  return output?.text.endsWith('CommandOutput') ? output : typeIn('MetadataBearer', '@smithy/types')
}

export function emitShapes(emitting: Emitting): void {
  const { file, decisions, findings, names } = emitting
  const isGone = (fact: ShapeFact): boolean =>
    fact.path[0] === 'AWSError' && isShapeMigrated(fact, { ...emitting, module: { file } })
  // Where there are calls, what they throw is followed to where it is read.
  if (file.shapes.some(isGone)) findings.push(...unread(file))
  for (const fact of file.shapes) {
    if (fact.form === 'reexport' && isShapeMigrated(fact, { ...emitting, module: { file } })) {
      decisions.push({ kind: 'shape', site: fact.id, parts: handOn(fact) })
      continue
    }
    const type = isShapeMigrated(fact, { ...emitting, module: { file } }) && typeOf(fact, file)
    if (!type && fact.form === 'comment') continue
    if (!type) {
      findings.push({ code: 'type-reference', at: fact.span.start, data: { what: fact.what } })
      continue
    }
    if (fact.form === 'joined') {
      decisions.push({ kind: 'shape', site: fact.id, parts: [] })
      continue
    }
    const isImported = fact.form === 'import' || fact.form === 'comment'
    const text = isImported ? importTypes(type) : named(type)
    const isAdded = type.names.some(({ name }) => name === 'MetadataBearer')
    decisions.push({ kind: 'shape', site: fact.id, parts: partsOf(fact, text, isAdded) })
  }

  /** Types with a name are exported from their package, others declared. */
  function handOn(fact: ShapeFact): readonly Part[] {
    const byModule = new Map<string, string[]>()
    const declared: Part[] = []
    const separate = (): Part[] => (declared.length > 0 ? [';', '\n'] : [])
    for (const { path, name } of fact.handedOn) {
      const type = typeOf(part(fact, path), file)
      const [only] = type?.names ?? []
      if (type && only?.name === type.text) {
        const text = type.text === name ? name : `${type.text} as ${name}`
        byModule.set(only.module, [...(byModule.get(only.module) ?? []), text])
      } else if (type) declared.push(...separate(), `export type ${name} = ${named(type)}`)
    }
    for (const [module, texts] of byModule) {
      emitting.mentioned.push(module)
      const from: Part = { quoted: module }
      declared.unshift(`export type { ${texts.join(', ')} } from `, from, ...separate())
    }
    return [...declared, ';']
  }

  /** The text with the names that this file has for them. */
  function named({ text, names: imported }: V3Type): string {
    const locals = new Map(
      imported.map(({ name, module }) => [
        name,
        names.imported(module, name, true, prefixOf(module)),
      ]),
    )
    return substitute(text, (name) => locals.get(name) ?? name)
  }

  function importTypes({ text, names: imported }: V3Type): string {
    const quote = file.style.quote
    const modules = new Map(imported.map(({ name, module }) => [name, module]))
    return substitute(text, (name) => {
      const module = modules.get(name)
      if (module === undefined) return name
      emitting.mentioned.push(module)
      return `import(${quote}${module}${quote}).${name}`
    })
  }

  function prefixOf(module: string): string {
    const service = file.shapes.map(({ path: [name = ''] }) => serviceOf(name))
    return service.find((row) => row?.package === module)?.stem ?? 'Aws'
  }
}

const substitute = (text: string, nameOf: (name: string) => string): string =>
  text.replace(/'[^']*'|[A-Za-z_]\w*/g, (word) => (word.startsWith("'") ? word : nameOf(word)))

function partsOf(
  { form, exportedAs, data, tight }: ShapeFact,
  text: string,
  isAdded: boolean,
): readonly Part[] {
  if (form === 'export')
    return [text === exportedAs || exportedAs === null ? text : `${text} as ${exportedAs}`]
  if (!isAdded || !data) return [text]
  return tight ? ['(', data, ` & ${text})`] : [data, ` & ${text}`]
}

/** Reads of errors by their type that nothing else deals with. */
const unread = ({ errorReads, readings }: FileFacts): readonly Blocker[] =>
  errorReads.filter(({ at }) => !readings.some(({ id }) => id === `reading:${at}`))
