// Names of the SDK that nothing uses once the decided sites have moved, in the modules that they leave too.

import type {
  CredentialUseFact,
  ExportFact,
  FileFacts,
  ImportFact,
  ProjectFacts,
  Value,
} from '../model.ts'
import { anyCredentials } from '../model.ts'
import { className } from './credentials-class.ts'
import { staticsOf } from './emit-statics.ts'
import { type EmitInput, isMigrated, movingOf, retakenIn } from './emitting.ts'
import { heldName } from './held-credentials.ts'
import type { PlannedEntity } from './module.ts'
import { isShapeMigrated } from './shapes.ts'
import type { FilePlan } from './types.ts'

const isSdk = (module: string): boolean => module === 'aws-sdk' || module.startsWith('aws-sdk/')

type Moving = Omit<EmitInput, 'unused' | 'unexported' | 'sdkExports'>

/** What goes of the imports and exports of a program. */
export interface Unused {
  /** By file and statement, the local names that go. */
  readonly imports: ReadonlyMap<string, FilePlan['unused']>
  /** By file, the exports of the SDK that go. */
  readonly exports: ReadonlyMap<string, ReadonlySet<string>>
}

/** Whether a part of the SDK leaves a module: its own, or that of a module it hands on whole. */
export function exportsSdk(
  file: FileFacts,
  files: ProjectFacts['files'],
  gone: Unused['exports'] = new Map(),
  seen: ReadonlySet<FileFacts> = new Set(),
): readonly ExportFact[] {
  return file.sdkExports.filter(({ id, name, from }) => {
    if (gone.get(file.file)?.has(id)) return false
    if (name !== '*' || from === null) return true
    const target = files[from.target]
    return (
      target !== undefined &&
      !seen.has(target) &&
      exportsSdk(target, files, gone, new Set([...seen, file])).length > 0
    )
  })
}

/** What one module does with the names of the SDK once its sites have moved. */
export interface Mover {
  readonly file: FileFacts
  /** Uses that disappear. */
  readonly gone: readonly number[]
}

/**
 * Takes away what nothing needs: first names without uses, then exports that no importer needs, and so on.
 *
 * @param isSeen whether all that imports a file was read
 */
export function unusedNames(
  movers: readonly Mover[],
  { links, files }: Pick<ProjectFacts, 'links' | 'files'>,
  isSeen: (file: string) => boolean,
): Unused {
  const exports = new Map(movers.map(({ file }) => [file.file, new Set<string>()]))
  const importersOf = new Map<string, Set<string>>()
  for (const [from, targets] of Object.entries(links))
    for (const target of targets)
      importersOf.set(target, (importersOf.get(target) ?? new Set()).add(from))
  for (;;) {
    const imports = new Map(
      movers.map((mover) => [mover.file.file, unusedIn(mover, exports, files)]),
    )
    const going = movers
      .filter(({ file }) => isSeen(file.file))
      .flatMap(({ file }) => file.sdkExports.filter((fact) => isUnneeded(file, fact)))
    if (going.length === 0) return { imports, exports }
    for (const { file } of movers)
      for (const fact of file.sdkExports)
        if (going.includes(fact)) exports.get(file.file)?.add(fact.id)

    function isUnneeded(file: FileFacts, { id, name }: ExportFact): boolean {
      if (exports.get(file.file)?.has(id)) return false
      const importers = Array.from(importersOf.get(file.file) ?? [])
      return (
        importers.length > 0 &&
        importers.every((path) => {
          const importer = files[path]
          return (
            importer !== undefined &&
            isFollowed(importer, file.file) &&
            !needs(importer, file.file, name)
          )
        })
      )
    }

    function needs(importer: FileFacts, target: string, name: string): boolean {
      const gone = new Set(
        (imports.get(importer.file) ?? []).flatMap(({ id, locals }) =>
          locals.map((local) => `${id} ${local}`),
        ),
      )
      const left = new Set(leftRefs(importer))
      return (
        importer.imports.some(
          (statement) =>
            statement.target === target &&
            statement.bindings.some(
              (binding) =>
                isSameName(name, binding.imported) &&
                !gone.has(`${statement.id} ${binding.local}`) &&
                (binding.imported !== '*' ||
                  binding.whole ||
                  binding.sdkRefs.some((ref) => left.has(ref))),
            ),
        ) ||
        importer.sdkExports.some(
          (fact) =>
            fact.from?.target === target &&
            isSameName(name, fact.from.name) &&
            !exports.get(importer.file)?.has(fact.id) &&
            (fact.from.name !== '*' || isNeededOn(importer, name, fact)),
        )
      )
    }

    /** Whether all that a file imports of another is known, not also by `import()` or inside an expression. */
    function isFollowed(importer: FileFacts, target: string): boolean {
      const written = links[importer.file]?.filter((link) => link === target).length ?? 0
      const known = [
        ...importer.imports.map((statement) => `${statement.target} ${statement.statement.start}`),
        ...importer.sdkExports.map(({ from, statement }) => `${from?.target} ${statement.start}`),
      ].filter((place) => place.startsWith(`${target} `))
      return new Set(known).size >= written
    }

    /** A name that `export * from` hands on. */
    function isNeededOn(file: FileFacts, name: string, fact: ExportFact): boolean {
      const importers = Array.from(importersOf.get(file.file) ?? [])
      const handed = fact.name === '*' ? name : fact.name
      return (
        importers.length === 0 ||
        importers.some((path) => {
          const importer = files[path]
          return importer === undefined || needs(importer, file.file, handed)
        })
      )
    }

    function leftRefs(file: FileFacts): readonly number[] {
      const gone = new Set(movers.find((mover) => mover.file === file)?.gone)
      return file.imports
        .flatMap(({ bindings }) => bindings.flatMap((binding) => binding.sdkRefs))
        .filter((ref) => !gone.has(ref))
    }
  }
}

/** Whether an import by one name takes what is exported under another: `*` is all of a module, `=` its one value. */
const isSameName = (exported: string, imported: string): boolean =>
  exported === imported ||
  exported === '=' ||
  exported === '*' ||
  imported === '*' ||
  imported.startsWith(`${exported}.`)

/** By statement, the local names that go; an alias whose names all go frees the names it was made from. */
function unusedIn(
  { file, gone: moved }: Mover,
  exports: ReadonlyMap<string, ReadonlySet<string>>,
  files: ProjectFacts['files'],
): FilePlan['unused'] {
  const gone = new Set(moved)
  for (const fact of file.sdkExports)
    if (exports.get(file.file)?.has(fact.id)) for (const ref of fact.refs) gone.add(ref)
  const isUnexported = ({ bindings, statement }: ImportFact): boolean =>
    bindings.every(({ local }) =>
      file.sdkExports.some(
        (fact) =>
          fact.name === local &&
          fact.statement.start === statement.start &&
          exports.get(file.file)?.has(fact.id),
      ),
    )
  const found = new Map<string, FilePlan['unused'][number]>()
  for (let changed = true; changed; ) {
    changed = false
    for (const statement of file.imports) {
      const isProject = statement.target !== null
      const isProvider = statement.module.startsWith('@aws-sdk/credential-provider')
      if (statement.form !== 'alias' && !isProject && !isProvider && !isSdk(statement.module))
        continue
      if (statement.exported && !isUnexported(statement)) continue
      const locals = statement.bindings
        .filter(
          (binding) =>
            binding.refs.every((ref) => gone.has(ref)) &&
            (!isProject || binding.sdkRefs.length > 0) &&
            (!isProvider || binding.refs.length > 0),
        )
        .map((binding) => binding.local)
      const known = found.get(statement.id)
      if (known && known.locals.length === locals.length) continue
      if (locals.length === 0 && !(statement.sideEffect && !isProject)) continue
      const isInert = statement.target !== null && files[statement.target]?.inert === true
      found.set(statement.id, { id: statement.id, locals, bare: isProject && !isInert })
      changed = true
      if (locals.length === statement.bindings.length)
        for (const ref of statement.refs) gone.add(ref)
    }
  }
  return Array.from(found.values())
}

/** Uses of SDK names that disappear with the sites they belong to. */
export function goneRefs(input: Moving): readonly number[] {
  const { live, entities } = movingOf(input)
  const { module } = input
  const { file } = module
  const isWritten = module.blocker === null && !module.keepWrites
  const writes = file.writes
    .filter((write) => isWritten || write.form === 'ignored')
    .flatMap((write) => [
      ...write.refs,
      ...write.entries.flatMap((entry) =>
        entry.value.kind === 'endpoint' ? entry.value.refs : [],
      ),
    ])
  const reads = module.blocker ? [] : file.reads.flatMap((read) => read.refs)
  const retaken = retakenIn(input)
  const isKept = ({ bound, use }: CredentialUseFact): boolean =>
    bound && retaken.length > 0 && (use.kind === 'test' || use.kind === 'supply')
  const credentials = entities.flatMap(({ entity }) => [
    ...entity.uses.flatMap((use) => (isKept(use) ? [] : use.refs)),
    ...entity.constructions.flatMap((fact) =>
      module.keepWrites && fact.holder.kind === 'config' ? [] : fact.refs,
    ),
  ])
  const clients = live.flatMap(({ fact }) => [
    ...fact.refs,
    ...(fact.options?.object?.entries ?? []).flatMap(({ value }) =>
      value.kind === 'endpoint' || isGlobal(value) ? value.refs : [],
    ),
  ])
  const options = file.options.flatMap((fact) => (isMigrated(input, fact.id) ? fact.refs : []))
  const types = file.types.flatMap((type) =>
    isTypeMigrated(type, input, entities) ? type.refs : [],
  )
  return [
    ...file.misnamed.map(({ calleeSpan }) => calleeSpan.start),
    ...retaken.flatMap(({ refs }) => refs),
    ...writes,
    ...reads,
    ...credentials,
    ...clients,
    ...options,
    ...types,
    ...file.shapes.flatMap((shape) => (isShapeMigrated(shape, input) ? shape.refs : [])),
    ...file.endpoints.flatMap(({ refs }) => refs),
    ...file.calls.flatMap((call) => (isMigrated(input, call.id) ? call.refs : [])),
    ...staticsOf(file).flatMap(({ fact }) => fact.refs),
  ]
}

/** `credentials: AWS.config.credentials`. */
const isGlobal = (value: Value): boolean =>
  value.kind === 'credentials' && value.sites?.length === 0

/** A type of credentials that stay an object: some of this file, or of others when this file has none. */
export const isOfObject = (
  { kind }: FileFacts['types'][number],
  { module, classSpecifier }: Pick<EmitInput, 'module' | 'classSpecifier'>,
): boolean =>
  kind === 'credentials' &&
  (classSpecifier(className) !== '' || classSpecifier(heldName) !== '') &&
  (module.entities.length === 0 || module.entities.some(({ entity }) => entity.heldAs))

/** A type moves with what it types. */
export function isTypeMigrated(
  type: FileFacts['types'][number],
  input: Moving,
  entities: readonly PlannedEntity[],
): boolean {
  if (type.kind === 'client') return isMigrated(input, type.id)
  if (isOfObject(type, input)) return true
  const isAny = ({ entity }: PlannedEntity): boolean => entity.sites.includes(anyCredentials)
  const isOfItsOwn = type.service === className || type.service === 'CredentialProviderChain'
  if (!isOfItsOwn && entities.some(isAny)) return true
  if (!isOfItsOwn || type.ofUse) return type.ofUse
  return (
    input.module.file.credentials.length > 0 && input.module.entities.length === entities.length
  )
}
