// One module's decisions: the names its values get, and what is written at each site.

import type {
  Blocker,
  CredentialsFact,
  CredentialUseFact,
  FileFacts,
  Outcome,
  Part,
  Span,
} from '../model.ts'
import { catalogue, type FindingCode } from '../report/catalogue.ts'
import { clientClass, commandName, serviceOf } from '../sdk/services.ts'
import {
  baseService,
  type Client,
  commandsPackage,
  documentClient,
  documentOptions,
  optionsOf,
  packageOf,
} from './clients.ts'
import { feedsCognito, type Slot, type SlotWrite, slotId, takesFromConfig } from './config.ts'
import { isClassic, keysOf, loadAround, readForm } from './entities.ts'
import type { Module, PlannedEntity, Surroundings } from './module.ts'
import { createNames } from './names.ts'
import type { Setting } from './options.ts'
import {
  askOnce,
  classicProvider,
  clientConfig,
  cognitoPackage,
  entryParts,
  getIdInput,
  identityProvider,
  loginsStatement,
  objectParts,
  parameter,
  poolProvider,
} from './providers.ts'
import type { Decision, DocumentDecision, FilePlan, LoadDecision, Option } from './types.ts'

export interface EmitInput {
  readonly module: Module
  readonly clients: readonly Client[]
  /** Why a site stays on v2; null: it does not. */
  readonly keptBy: (site: string) => Blocker | null
  readonly isAggregated: (site: string) => boolean
  readonly surroundings: Surroundings
  /** Reasons found at sites of this file. */
  readonly direct: readonly Blocker[]
}

export interface Emitted {
  readonly plan: Omit<FilePlan, 'todos'>
  readonly findings: readonly Blocker[]
  readonly todos: readonly {
    readonly at: number
    readonly code: FindingCode
    readonly data: Readonly<Record<string, string>>
  }[]
}

type Statement = readonly Part[]

export function emitModule(input: EmitInput): Emitted {
  const { module, clients, keptBy, isAggregated } = input
  const { file, config } = module
  const decisions: Decision[] = []
  const findings: Blocker[] = []
  const state: Statement[] = []
  const isTypeScript = file.language === 'ts'
  const isMigrated = (site: string): boolean => keptBy(site) === null
  const live = clients.filter((client) => isMigrated(client.fact.id))
  const liveEntities = module.entities.filter(
    ({ entity }) => !module.entityBlockers.has(entity.id) && entity.blockers.length === 0,
  )
  const unused = unusedBindings()
  const names = createNames(file, new Set(unused.flatMap(({ locals }) => locals)))
  const slots = new Map(config.slots.map((slot) => [slotId(slot), nameSlot(slot)]))
  const kits = new Map<string, Kit>()
  const parameterNames = new Map<string, string>()
  let loader: string | null = null

  for (const planned of liveEntities) emitEntity(planned)
  if (!module.blocker) for (const write of file.writes) emitWrite(write.id)
  for (const client of live) emitClient(client)
  for (const options of file.options) emitOptions(options)
  for (const call of file.calls) if (isMigrated(call.id)) emitCall(call)
  emitTypes()
  for (const read of file.reads)
    if (!module.blocker)
      decisions.push({
        kind: 'replace',
        site: read.id,
        parts: slots.get(`.${read.key}`)?.expression ?? [],
      })
  declareState()
  collectFindings()
  return {
    plan: { file: file.file, decisions, needs: names.needs, unused, state },
    findings,
    todos: findings
      .filter((finding) => catalogue[finding.code].severity === 'action')
      .map((finding) => ({ at: begin(finding.at), code: finding.code, data: finding.data })),
  }

  // ---- what goes

  function unusedBindings(): FilePlan['unused'] {
    const gone = new Set<number>()
    const consume = (refs: readonly number[]): void => {
      for (const ref of refs) gone.add(ref)
    }
    if (!module.blocker) {
      if (!module.keepWrites) for (const write of file.writes) consume(write.refs)
      for (const read of file.reads) consume(read.refs)
    }
    for (const { entity } of liveEntities) {
      for (const use of entity.uses) consume(use.refs)
      for (const fact of entity.constructions)
        if (!(module.keepWrites && fact.holder.kind === 'config')) consume(fact.refs)
    }
    for (const client of live) consume(client.fact.refs)
    for (const client of live)
      for (const setting of client.own.settings) consume(setting.value.source.refs)
    for (const options of file.options) if (isMigrated(options.id)) consume(options.refs)
    if (!module.blocker && !module.keepWrites)
      for (const write of file.writes)
        for (const entry of write.entries)
          if (entry.value.kind === 'endpoint') consume(entry.value.refs)
    for (const type of file.types) if (isTypeMigrated(type)) consume(type.refs)
    const found = new Map<string, string[]>()
    for (let changed = true; changed; ) {
      changed = false
      for (const statement of file.imports) {
        if (statement.form !== 'alias' && !isSdk(statement.module)) continue
        const locals = statement.bindings
          .filter((binding) => binding.refs.every((ref) => gone.has(ref)))
          .map((binding) => binding.local)
        if (
          locals.length === (found.get(statement.id)?.length ?? 0) &&
          !(statement.sideEffect && !found.has(statement.id))
        )
          continue
        found.set(statement.id, locals)
        changed = true
        if (locals.length === statement.bindings.length) consume(statement.refs)
      }
    }
    return [...found].map(([id, locals]) => ({ id, locals }))
  }

  function isTypeMigrated(type: FileFacts['types'][number]): boolean {
    if (type.kind === 'client') return isMigrated(type.id)
    return (
      file.credentials.length > 0 &&
      module.entities.every(({ entity }) =>
        liveEntities.some((planned) => planned.entity === entity),
      )
    )
  }

  // ---- slots

  interface NamedSlot {
    readonly slot: Slot
    /** What readers write; null: nothing reads it. */
    readonly expression: Statement | null
    /** The name of the constant or variable; null: the value itself is a name. */
    readonly name: string | null
    readonly declaresAt: string | null
  }

  function nameSlot(slot: Slot): NamedSlot {
    const rung = module.rungs.get(slotId(slot))
    const [first] = slot.writes
    if (module.blocker || !rung || rung.rung === 'none' || !first || !isRead(slot))
      return { slot, expression: null, name: null, declaresAt: null }
    const wanted =
      slot.scope === ''
        ? slot.key
        : `${slot.scope}${slot.key.charAt(0).toUpperCase()}${slot.key.slice(1)}`
    const { value } = first.setting
    if (rung.rung === 1) {
      const text =
        value.kind === 'credentials' ? value.text : value.name ? value.source.text : undefined
      const { source } = value
      const isPlain = text !== undefined && source.constant && !file.shadowed.includes(text)
      if (isPlain) return { slot, expression: [text], name: null, declaresAt: null }
    }
    const name = names.fresh(wanted)
    return { slot, expression: [name], name, declaresAt: rung.rung === 2 ? inPlace(slot) : null }
  }

  /** The write that may itself declare the variable: the first statement of the module that concerns it. */
  function inPlace(slot: Slot): string | null {
    const [first] = slot.writes
    if (!first || first.write.place.length !== 1 || module.keepWrites) return null
    const start = first.write.span.start
    const before = [...file.clients, ...file.credentials, ...file.reads, ...file.uses].some(
      (site) => (site.place[0]?.at ?? 0) < (first.write.place[0]?.at ?? 0),
    )
    const others = slot.writes.every(({ write }) => write.span.start >= start)
    return others && !before ? first.write.id : null
  }

  function isRead(slot: Slot): boolean {
    const rung = module.rungs.get(slotId(slot))
    const unfed = rung && rung.rung !== 'none' ? rung.unfed : new Set<string>()
    if (
      live.some(
        (client) => module.fed.get(client.fact.id)?.includes(slot) && !unfed.has(client.fact.id),
      )
    )
      return true
    if (file.reads.some((read) => slot.scope === '' && read.key === slot.key)) return true
    if (slot.key === 'credentials' && slot.scope === '')
      return liveEntities.some(({ entity, needsProvider }) => entity.global && needsProvider)
    return liveEntities.some(({ entity }) =>
      entity.constructions.some(
        (fact) => feedsCognito(slot, config.slots) && takesFromConfig(fact, slot.key),
      ),
    )
  }

  // ---- credentials

  interface Kit {
    /** Expression that gives the identity id at once. */
    readonly identityId: string
    readonly ask: string
    readonly provider: ReadonlyMap<string, Statement>
    readonly before: ReadonlyMap<string, readonly Statement[]>
  }

  function configFor(fact: CredentialsFact): readonly Option[] {
    const options = [...slots.values()].flatMap(({ slot, expression }): Option[] => {
      const rung = module.rungs.get(slotId(slot))
      const unfed = rung && rung.rung !== 'none' && rung.unfed.has(fact.id)
      return expression &&
        !unfed &&
        feedsCognito(slot, config.slots) &&
        takesFromConfig(fact, slot.key)
        ? [{ key: slot.key, value: expression }]
        : []
    })
    return clientConfig(fact, options)
  }

  function emitEntity(planned: PlannedEntity): void {
    const kit = kitOf(planned)
    kits.set(planned.entity.id, kit)
    for (const fact of planned.entity.constructions) placeConstruction(planned, fact, kit)
    for (const use of planned.entity.uses) emitUse(planned, use, kit)
  }

  function kitOf(planned: PlannedEntity): Kit {
    const { entity, form, needsVariable } = planned
    const provider = new Map<string, Statement>()
    const before = new Map<string, readonly Statement[]>()
    const [only] = entity.constructions
    const declared = declaredName(planned)
    const straightName = form === 'straight' ? (declared ?? names.fresh('identityId')) : ''
    const variable = needsVariable ? names.fresh('identityId') : ''
    const ask = form === 'constant' || form === 'state' ? names.fresh('getIdentityId') : ''
    for (const fact of entity.constructions) {
      const options = configFor(fact)
      if (form === 'none' || form === 'given') {
        const classic = isClassic(fact) ? classicProvider(fact, options, names, isTypeScript) : null
        provider.set(
          fact.id,
          classic ? classic.provider : poolProvider(fact, options, names, isTypeScript),
        )
        before.set(fact.id, classic ? classic.before : [])
      } else if (form === 'straight') {
        const tokens = loginsStatement(fact, names, isTypeScript)
        const client = names.fresh('cognitoIdentity')
        provider.set(
          fact.id,
          identityProvider(
            fact,
            options,
            straightName === 'identityId' ? ['identityId'] : [straightName],
            tokens.text,
            names,
          ),
        )
        before.set(fact.id, [
          ...tokens.statements,
          newClient(client, options),
          [
            `const { IdentityId: ${straightName} } = await ${client}.send(new ${names.imported(cognitoPackage, 'GetIdCommand')}(`,
            ...getIdInput(fact, tokens.text),
            '))',
          ],
          [
            `if (!${straightName}) throw new Error(`,
            { quoted: 'Cognito returned no identity id' },
            ')',
          ],
        ])
      } else if (form === 'constant') {
        const tokens = loginsStatement(fact, names, isTypeScript)
        const client = names.fresh('cognitoIdentity')
        const request = names.fresh('identityIdRequest')
        const send: Statement = [
          `${client}\n\t\t.send(new ${names.imported(cognitoPackage, 'GetIdCommand')}(`,
          ...getIdInput(fact, tokens.text),
          '))',
        ]
        provider.set(fact.id, [
          'async () =>\n\t',
          ...identityProvider(fact, options, [`await ${ask}()`], tokens.text, names),
          '()',
        ])
        before.set(fact.id, [
          ...tokens.statements,
          newClient(client, options),
          ...(variable ? [[`let ${variable}${isTypeScript ? '!: string' : ''}`]] : []),
          [`let ${request}${isTypeScript ? ': Promise<string> | undefined' : ''}`],
          [`const ${ask} = () => {`, ...askOnce(request, send, variable || null, ''), '\n}'],
        ])
      } else {
        const tokens = loginsStatement(fact, names, isTypeScript)
        loader ??= declareLoader()
        const load = names.fresh('loadIdentityId')
        provider.set(fact.id, [
          'async () =>\n\t',
          ...identityProvider(fact, options, [`await ${load}()`], tokens.text, names),
          '()',
        ])
        before.set(fact.id, [
          ...tokens.statements,
          [
            `const ${load} = ${loader}(new ${names.imported(cognitoPackage, 'CognitoIdentityClient')}(`,
            ...objectParts(options),
            '), ',
            ...getIdInput(fact, tokens.text),
            ')',
          ],
          ...(variable ? [[`${variable} = undefined`]] : []),
          [
            variable
              ? `${ask} = () => ${load}().then((id) => (${variable} = id))`
              : `${ask} = ${load}`,
          ],
        ])
      }
    }
    if (form === 'state') {
      state.push([`let ${ask}${isTypeScript ? ': () => Promise<string>' : ''}`])
      if (variable) state.push([`let ${variable}${isTypeScript ? ': string | undefined' : ''}`])
    }
    const given = form === 'given' && only ? parameter(only, 'IdentityId') : undefined
    const givenName = given && given.length === 1 && typeof given[0] === 'string' ? given[0] : ''
    if (form === 'given' && only && given && givenName === '') {
      const value = only.params?.entries.find((entry) => entry.key === 'IdentityId')?.value
      const isPlain =
        value?.kind === 'name' &&
        value.constant &&
        value.text !== undefined &&
        !file.shadowed.includes(value.text)
      const name = isPlain && value.text !== undefined ? value.text : names.fresh('identityId')
      if (!isPlain) before.set(only.id, [[`const ${name} = `, ...given]])
      if (!isPlain)
        provider.set(
          only.id,
          identityProvider(only, configFor(only), [name], parameter(only, 'Logins') ?? null, names),
        )
      return { identityId: name, ask, provider, before }
    }
    return {
      identityId: form === 'given' ? givenName : form === 'straight' ? straightName : variable,
      ask,
      provider,
      before,
    }
  }

  function newClient(name: string, options: readonly Option[]): Statement {
    return [
      `const ${name} = new ${names.imported(cognitoPackage, 'CognitoIdentityClient')}(`,
      ...objectParts(options),
      ')',
    ]
  }

  function declareLoader(): string {
    const name = names.fresh('identityLoader')
    const getId = names.imported(cognitoPackage, 'GetIdCommand')
    const client = names.imported(cognitoPackage, 'CognitoIdentityClient')
    const types = isTypeScript
      ? [
          `: ${client}`,
          `: ${names.imported(cognitoPackage, 'GetIdCommandInput', true)}`,
          ': (() => Promise<string>)',
          ': Promise<string> | undefined',
        ]
      : ['', '', '', '']
    state.push([
      `const ${name} = (cognitoIdentity${types[0]}, input${types[1]})${types[2]} => {\n\tlet request${types[3]}`,
      ';',
      '\n\treturn () => {',
      ...askOnce('request', [`cognitoIdentity\n\t\t\t.send(new ${getId}(input))`], null, '\t'),
      '\n\t}',
      ';',
      '\n}',
    ])
    return name
  }

  /** `const id = creds.identityId` in the straight line gives the id its name. */
  function declaredName({ entity, form }: PlannedEntity): string | null {
    const declared =
      form === 'straight'
        ? entity.uses.flatMap((use) =>
            use.use.kind === 'identity' &&
            use.use.declared &&
            isSameBlock(use, entity.constructions[0])
              ? [use.use.declared.name]
              : [],
          )
        : []
    return declared.length === 1 &&
      declared[0] !== undefined &&
      !file.shadowed.includes(declared[0])
      ? declared[0]
      : null
  }

  function isSameBlock(use: CredentialUseFact, fact: CredentialsFact | undefined): boolean {
    return use.place.at(-1)?.block === fact?.place.at(-1)?.block
  }

  function placeConstruction(
    { entity, needsProvider }: PlannedEntity,
    fact: CredentialsFact,
    kit: Kit,
  ): void {
    const { holder } = fact
    if (holder.kind === 'config') return
    const before = kit.before.get(fact.id) ?? []
    const frame = [...fact.place].reverse().find((candidate) => candidate.list)
    const isOnly = holder.kind === 'variable' && holder.declares && holder.alone && !holder.exported
    if (isOnly && !needsProvider && entity.identity) {
      if (frame) decisions.push({ kind: 'write', site: fact.id, keep: false, statements: before })
      return
    }
    if (before.length > 0 && frame)
      decisions.push({ kind: 'before', site: fact.id, at: frame.at, statements: before })
    decisions.push({ kind: 'replace', site: fact.id, parts: kit.provider.get(fact.id) ?? [] })
  }

  // ---- uses of credentials

  function emitUse(planned: PlannedEntity, use: CredentialUseFact, kit: Kit): void {
    const { entity, form } = planned
    const fact = use.use
    switch (fact.kind) {
      case 'alias':
        decisions.push({ kind: 'remove', site: use.id, statement: fact.statement })
        return
      case 'test':
        decisions.push({ kind: 'replace', site: use.id, parts: providerName(entity) })
        return
      case 'supply':
        return
      case 'load':
        return emitLoad(planned, use, kit)
      case 'identity': {
        const text = identityText(planned, use, kit)
        if (text === null) {
          if (fact.declared)
            decisions.push({ kind: 'remove', site: use.id, statement: fact.declared.statement })
          return
        }
        const isAwait = readForm(use, entity, form) === 'await'
        const parts: Statement = isAwait
          ? fact.tight
            ? [`(await ${text}())`]
            : [`await ${text}()`]
          : fact.property?.key === text
            ? [text]
            : fact.property
              ? [`${fact.property.key}: ${text}`]
              : [text]
        if (fact.property && isAwait) decisions.push({ kind: 'replace', site: use.id, parts })
        else
          decisions.push(
            fact.property
              ? { kind: 'replace', site: `${use.id}:property`, parts }
              : { kind: 'replace', site: use.id, parts },
          )
      }
    }
  }

  /** The name that holds the id at a read; null: the read is a declaration that goes. */
  function identityText(planned: PlannedEntity, use: CredentialUseFact, kit: Kit): string | null {
    const { entity, form } = planned
    const declared = use.use.kind === 'identity' ? use.use.declared : null
    switch (readForm(use, entity, form)) {
      case 'name':
        return declared?.name === kit.identityId ? null : kit.identityId
      case 'await':
        return kit.ask
      case 'variable':
        return isTypeScript && form === 'state' ? `${kit.identityId}!` : kit.identityId
      case 'parameter': {
        const around = loadAround(use, entity)
        const name = around ? parameterName(planned, around.load) : kit.identityId
        return declared && declared.name === name ? null : name
      }
    }
  }

  function parameterName({ entity }: PlannedEntity, load: CredentialUseFact): string {
    const known = parameterNames.get(load.id)
    if (known !== undefined) return known
    const reads = entity.uses.filter(
      (use) => use.use.kind === 'identity' && loadAround(use, entity)?.load === load,
    )
    const [first] = reads
    const callback = first && loadAround(first, entity)?.callback
    const declared = reads.flatMap((use) =>
      use.use.kind === 'identity' && use.use.declared && use.place.at(-1)?.fn === callback?.fn
        ? [use.use.declared.name]
        : [],
    )
    const name =
      declared.length === 1 &&
      declared[0] !== undefined &&
      reads[0]?.use.kind === 'identity' &&
      reads[0].use.declared?.name === declared[0]
        ? declared[0]
        : names.fresh('identityId')
    parameterNames.set(load.id, name)
    return name
  }

  function providerName(entity: PlannedEntity['entity']): Statement {
    if (entity.global) return slots.get('.credentials')?.expression ?? []
    const [fact] = entity.constructions
    return fact?.holder.kind === 'variable' ? [fact.holder.name] : []
  }

  function emitLoad(planned: PlannedEntity, use: CredentialUseFact, kit: Kit): void {
    const { entity, form } = planned
    if (use.use.kind !== 'load') return
    const { callback, then, awaitedStatement, next, discarded, method } = use.use
    const asksId = form === 'constant' || form === 'state'
    if ((form === 'straight' || form === 'given') && awaitedStatement) {
      decisions.push({ kind: 'remove', site: use.id, statement: awaitedStatement })
      return
    }
    const follows =
      asksId &&
      awaitedStatement !== null &&
      entity.uses.some(
        (read) =>
          read.use.kind === 'identity' &&
          readForm(read, entity, form) === 'await' &&
          read.place.at(-1)?.at === next &&
          read.place.at(-1)?.fn === use.place.at(-1)?.fn,
      )
    if (follows && awaitedStatement) {
      decisions.push({ kind: 'remove', site: use.id, statement: awaitedStatement })
      return
    }
    const reads = entity.uses.some(
      (read) => read.use.kind === 'identity' && loadAround(read, entity)?.load === use,
    )
    const source = use.target === 'global' ? providerName(entity) : [receiverOf(use)]
    const base = asksId ? `${kit.ask}()` : `${source.join('')}()`
    const load: LoadDecision = {
      base,
      parameter: reads ? parameterName(planned, use) : null,
      form: 'promise',
    }
    decisions.push({
      kind: 'load',
      site: use.id,
      load: { ...load, form: loadForm(callback, then, reads, method, discarded) },
    })
  }

  function receiverOf(use: CredentialUseFact): string {
    const entity = module.entities.find((planned) => planned.entity.uses.includes(use))?.entity
    const [fact] = entity?.constructions ?? []
    return fact?.holder.kind === 'variable' ? fact.holder.name : '{receiver}'
  }

  // ---- writes

  function emitWrite(id: string): void {
    const write = file.writes.find((candidate) => candidate.id === id)
    if (!write) return
    const own = config.slots.flatMap((slot) =>
      slot.writes.filter((entry) => entry.write === write).map((entry) => ({ slot, entry })),
    )
    const sorted = [...own].sort(
      (a, b) =>
        Number(a.slot.key === 'credentials') - Number(b.slot.key === 'credentials') ||
        a.entry.setting.from - b.entry.setting.from,
    )
    const statements = sorted.flatMap(({ slot, entry }) => slotStatements(slot, entry))
    decisions.push({ kind: 'write', site: id, keep: module.keepWrites, statements })
    if (module.keepWrites)
      findings.push({
        code: 'config-still-read',
        at: write.span.start,
        data: { files: input.surroundings.readers.join(', ') || 'code that stays on v2' },
      })
  }

  function slotStatements(slot: Slot, { write, setting }: SlotWrite): readonly Statement[] {
    const named = slots.get(slotId(slot))
    const rung = module.rungs.get(slotId(slot))
    const before =
      setting.value.kind === 'credentials'
        ? setting.value.sites.flatMap((site) => (isInline(site) ? beforeOf(site) : []))
        : []
    if (!named?.name || !rung || rung.rung === 'none') return before
    const comments = (write.entries[setting.from]?.comments ?? []).flatMap(
      (span): Statement => [span, '\n'],
    )
    const value = settingParts(setting)
    const lead =
      rung.rung === 1
        ? `const ${named.name} = `
        : named.declaresAt === write.id
          ? `let ${named.name}${stateType(slot)} = `
          : `${named.name} = `
    const statement: Statement = [...comments, lead, ...value]
    if (rung.rung === 1 && rung.hoistTo !== null) {
      decisions.push({
        kind: 'before',
        site: `${write.id}:${slot.key}`,
        at: rung.hoistTo,
        statements: [statement],
      })
      return before
    }
    return [...before, statement]
  }

  function isInline(site: string): boolean {
    return file.credentials.find((fact) => fact.id === site)?.holder.kind === 'config'
  }

  function beforeOf(site: string): readonly Statement[] {
    for (const kit of kits.values()) {
      const before = kit.before.get(site)
      if (before) return before
    }
    return []
  }

  /** The value of a setting, with providers in the place of credentials. */
  function settingParts(setting: Setting): Statement {
    if (setting.value.kind === 'text') return setting.value.parts
    if (setting.value.text !== undefined && setting.value.sites.length > 0)
      return [setting.value.text]
    if (setting.value.sites.length === 0) return slots.get('.credentials')?.expression ?? []
    const [site] = setting.value.sites
    for (const kit of kits.values()) {
      const provider = site === undefined ? undefined : kit.provider.get(site)
      if (provider && setting.value.sites.length === 1) return provider
    }
    return [setting.value.source.span]
  }

  /** Type of a module variable, for TypeScript. */
  function stateType(slot: Slot): string {
    if (!isTypeScript) return ''
    if (slot.key === 'region') return ': string | undefined'
    if (
      slot.key === 'credentials' &&
      slot.writes.every(({ setting }) => setting.value.kind === 'credentials')
    ) {
      const type = names.imported(
        '@aws-sdk/credential-provider-cognito-identity',
        'CognitoIdentityCredentialProvider',
        true,
      )
      return `: ${type}`
    }
    const client = live.find((candidate) => module.fed.get(candidate.fact.id)?.includes(slot))
    const service = client && serviceOf(baseService(client.fact.service))
    return service?.package
      ? `: ${names.imported(service.package, `${service.stem}ClientConfig`, true)}['${slot.key}']`
      : ''
  }

  function declareState(): void {
    const variables: Statement[] = []
    for (const { slot, name, declaresAt } of slots.values()) {
      const rung = module.rungs.get(slotId(slot))
      if (name !== null && rung?.rung === 2 && declaresAt === null) {
        const type = stateType(slot)
        const isProvider = type !== '' && slot.key === 'credentials' && !type.includes('[')
        variables.push([`let ${name}${isProvider ? `!${type}` : type}`])
      }
    }
    state.unshift(...variables)
  }

  // ---- clients and calls

  function emitClient(client: Client): void {
    const { fact } = client
    const service = serviceOf(baseService(fact.service))
    if (!service?.package) return
    const isDocument = fact.service === documentClient
    const isAll = isAggregated(fact.id)
    const added = addedOptions(client)
    const own = fact.options
    const outcomes = own?.object
      ? own.object.entries.map((entry, index) => outcomeOf(client, entry.key, index))
      : []
    const options = {
      added,
      own: !own
        ? ({ kind: 'none' } as const)
        : own.object
          ? ({ kind: 'literal', outcomes } as const)
          : ({ kind: 'expression' } as const),
    }
    const document = isDocument ? documentDecision(client, service.package) : null
    const className = isDocument
      ? names.imported(commandsPackage, isAll ? 'DynamoDBDocument' : 'DynamoDBDocumentClient')
      : names.imported(service.package, isAll ? service.stem : clientClass(service))
    decisions.push({ kind: 'client', site: fact.id, className, options, document })
    findings.push(...client.own.notices)
  }

  function addedOptions(client: Client): readonly Option[] {
    const fed = module.fed.get(client.fact.id) ?? []
    const options = fed.flatMap((slot): Option[] => {
      const named = slots.get(slotId(slot))
      const rung = module.rungs.get(slotId(slot))
      const unfed = rung && rung.rung !== 'none' && rung.unfed.has(client.fact.id)
      return named?.expression && !unfed ? [{ key: slot.key, value: named.expression }] : []
    })
    const rank = (key: string): number => (key === 'region' ? 0 : key === 'credentials' ? 1 : 2)
    return [...options].sort((a, b) => rank(a.key) - rank(b.key))
  }

  function outcomeOf(client: Client, key: string | null, index: number): Outcome {
    if (key === null) return { kind: 'keep' }
    if (client.fact.service === documentClient && documentOptions.has(key)) return { kind: 'drop' }
    return outcomeFor(client.own.settings, client.fact.options?.object?.entries[index], index)
  }

  function outcomeFor(
    settings: readonly Setting[],
    entry:
      | {
          readonly key: string | null
          readonly value: { readonly span: Span; readonly text?: string }
        }
      | undefined,
    index: number,
  ): Outcome {
    const setting = settings.find((candidate) => candidate.from === index)
    if (!setting || !entry) return { kind: 'drop' }
    const parts =
      setting.value.kind === 'credentials' && setting.value.sites.length > 0
        ? [setting.value.source.span]
        : settingParts(setting)
    const [only] = parts
    const isSame =
      parts.length === 1 &&
      typeof only === 'object' &&
      'start' in only &&
      only.start === entry.value.span.start &&
      only.end === entry.value.span.end
    if (isSame && setting.key === entry.key) return { kind: 'keep' }
    return {
      kind: 'write',
      parts: entryParts({
        key: setting.key,
        value: entry.value.text === setting.key && isSame ? [setting.key] : parts,
      }),
    }
  }

  function documentDecision(client: Client, dynamo: string): DocumentDecision {
    const entries = client.fact.options?.object?.entries ?? []
    const of = (key: string): Part | undefined =>
      entries.find((entry) => entry.key === key)?.value.span
    const empty = of('convertEmptyValues')
    const numbers = of('wrapNumbers')
    const service = of('service')
    const marshall: Option[] = [
      ...(empty ? [{ key: 'convertEmptyValues', value: [empty] }] : []),
      { key: 'removeUndefinedValues', value: ['true'] },
      { key: 'convertClassInstanceToMap', value: ['true'] },
    ]
    const translate: Option[] = [
      { key: 'marshallOptions', value: objectParts(marshall) },
      ...(numbers
        ? [
            {
              key: 'unmarshallOptions',
              value: objectParts([{ key: 'wrapNumbers', value: [numbers] }]),
            },
          ]
        : []),
    ]
    return {
      base: service ? '' : names.imported(dynamo, 'DynamoDBClient'),
      service: service ? [service] : null,
      translate: objectParts(translate),
    }
  }

  function emitOptions(options: FileFacts['options'][number]): void {
    if (!isMigrated(options.id)) return
    const users = live.filter((client) => client.fact.optionsVariables.includes(options.id))
    const [user] = users
    if (users.length === 0 && !options.wrapper) return
    const converted = optionsOf(options.object, file, user ? baseService(user.fact.service) : null)
    const indexes = options.object.entries.flatMap((entry, index) =>
      entry.key === null ? [] : [index],
    )
    const settings = converted.settings.map(
      (setting): Setting => ({ ...setting, from: indexes[setting.from] ?? setting.from }),
    )
    const outcomes = options.object.entries.map(
      (entry, index): Outcome =>
        entry.key === null ? { kind: 'keep' } : outcomeFor(settings, entry, index),
    )
    decisions.push({ kind: 'options', site: options.id, outcomes })
    findings.push(...converted.notices)
  }

  function emitCall(call: FileFacts['calls'][number]): void {
    const form = isAggregated(call.id) ? 'method' : 'send'
    const command = form === 'send' ? names.imported(packageOf(call), commandName(call.method)) : ''
    decisions.push({ kind: 'call', site: call.id, form, command })
    findings.push(...file.remarks.filter((remark) => remark.site === call.id))
  }

  function emitTypes(): void {
    for (const type of file.types) {
      if (!isTypeMigrated(type)) continue
      if (type.kind === 'credentials') {
        decisions.push({
          kind: 'type',
          site: type.id,
          text: names.imported(
            '@aws-sdk/credential-provider-cognito-identity',
            'CognitoIdentityCredentialProvider',
            true,
          ),
        })
        continue
      }
      const service = serviceOf(baseService(type.service))
      if (!service?.package) continue
      const isAll = isAggregated(type.id)
      const isDocument = type.service === documentClient
      const text = isDocument
        ? names.imported(
            commandsPackage,
            isAll ? 'DynamoDBDocument' : 'DynamoDBDocumentClient',
            true,
          )
        : names.imported(service.package, isAll ? service.stem : clientClass(service), true)
      decisions.push({ kind: 'type', site: type.id, text })
    }
  }

  // ---- findings

  function collectFindings(): void {
    findings.push(...input.direct, ...file.unknown)
    if (module.blocker) findings.push(module.blocker)
    findings.push(...module.entityBlockers.values())
    for (const { entity } of module.entities) findings.push(...entity.blockers)
    findings.push(...config.blockers)
    if (!module.blocker) for (const { notice } of config.notices) findings.push(notice)
    for (const escape of file.escapes)
      if (!escape.known && isMigrated(escape.id))
        findings.push({
          code: 'client-escapes',
          at: escape.span.start,
          data: { service: escape.service },
        })
    for (const client of live) {
      if (client.fact.holder.kind === 'escape')
        findings.push({
          code: 'client-escapes',
          at: client.fact.span.start,
          data: { service: client.fact.service },
        })
      if (
        client.fact.holder.kind === 'variable' &&
        client.fact.holder.exported &&
        isAggregated(client.fact.id)
      )
        findings.push({ code: 'client-exported', at: client.fact.span.start, data: {} })
    }
    for (const { entity } of liveEntities)
      for (const fact of entity.constructions)
        if (
          file.browser &&
          !keysOf(fact).includes('Logins') &&
          !keysOf(fact).includes('IdentityId')
        )
          findings.push({ code: 'guest-identity', at: fact.span.start, data: {} })
    const isCause = (finding: Blocker): boolean =>
      catalogue[finding.code].severity === 'action' && !finding.code.startsWith('depends-on-')
    const hasCause = findings.some(isCause)
    const seen = new Set<string>()
    const kept = findings.filter((finding) => {
      const id = `${finding.code} ${finding.at}`
      if (seen.has(id) || (hasCause && finding.code.startsWith('depends-on-'))) return false
      seen.add(id)
      return true
    })
    findings.splice(0, findings.length, ...kept)
  }

  /** Where a comment about an offset may stand. */
  function begin(at: number): number {
    const around = file.statements.filter((span) => span.start <= at && at < span.end)
    return around.sort((a, b) => b.start - a.start)[0]?.start ?? file.begin
  }
}

const isSdk = (module: string): boolean => module === 'aws-sdk' || module.startsWith('aws-sdk/')

function loadForm(
  callback: { readonly shape: { readonly kind: string } } | null,
  then: { readonly params: readonly string[] } | null,
  reads: boolean,
  method: string,
  discarded: boolean,
): LoadDecision['form'] {
  if (callback)
    return callback.shape.kind === 'split'
      ? 'split'
      : callback.shape.kind === 'ignores'
        ? 'ignore'
        : 'promise'
  if (then && reads) return 'then'
  return discarded && (method === 'get' || method === 'refresh') ? 'forget' : 'promise'
}
