// What credentials become: a provider, and where the identity id is used, what asks for it.

import type { CredentialsFact } from '../model.ts'
import { className as cognitoClass } from './credentials-class.ts'
import type { Emitting, Kit } from './emitting.ts'
import { isStatic } from './entities.ts'
import { isOwn } from './held.ts'
import { heldName } from './held-credentials.ts'
import type { PlannedEntity } from './module.ts'
import { providerOf } from './provider-classes.ts'
import { configOptions, providerContext } from './provider-context.ts'
import {
  askOnce,
  type Captured,
  capture,
  classicProvider,
  clientConfig,
  cognitoPackage,
  getIdInput,
  identityProvider,
  isClassic,
  isConfigSettled,
  parameter,
  poolProvider,
  staticCredentials,
} from './providers.ts'
import type { Statement } from './types.ts'

interface Draft {
  identityId: string
  ask: string
  readonly loads: Map<string, string>
  readonly provider: Map<string, Statement>
  readonly before: Map<string, readonly Statement[]>
}

/** The statements and expressions that construct one credentials object, and ask for its identity id. */
export function kitOf(planned: PlannedEntity, emitting: Emitting): Kit {
  const { entity, form } = planned
  const draft: Draft = {
    identityId: '',
    ask: '',
    loads: new Map(),
    provider: new Map(),
    before: new Map(),
  }
  if (form === 'state') declareState(planned, draft, emitting)
  if (form === 'shared') {
    draft.ask = `${emitting.home.identity()}.getId`
    draft.identityId = `${emitting.home.identity()}.id`
  }
  const isAsking = entity.constructions.some((fact) => !parameter(fact, 'IdentityId'))
  const loader = !isAsking
    ? ''
    : form === 'state'
      ? declareLoader(draft, emitting)
      : form === 'shared'
        ? emitting.home.identify()
        : ''
  for (const fact of entity.constructions) {
    const config = configFor(fact, emitting)
    if (form === 'object') {
      if (isOwn(fact)) draft.provider.set(fact.id, [fact.span])
      else if (entity.heldAs === heldName) heldOverProvider(fact, draft, emitting)
      else draft.provider.set(fact.id, objectOfClass(fact, config, emitting))
      continue
    }
    if (isStatic(fact)) draft.provider.set(fact.id, staticCredentials(fact))
    else if (fact.className !== cognitoClass) otherClass(fact, draft, emitting)
    else if (form === 'straight') straightLine(planned, fact, config, draft, emitting)
    else if (form === 'state' || form === 'shared')
      stateful(planned, fact, config, loader, draft, emitting)
    else if (form === 'constant' || isClassic(fact)) beside(planned, fact, config, draft, emitting)
    else {
      draft.provider.set(fact.id, poolProvider(fact, config, emitting.names, emitting.isTypeScript))
      if (form === 'given') given(fact, config, draft, emitting)
    }
  }
  return draft
}

/** One of the classes that know no identity. */
function otherClass(fact: CredentialsFact, draft: Draft, emitting: Emitting): void {
  const before: Statement[] = []
  draft.provider.set(fact.id, providerOf(fact, providerContext(fact, before, emitting)))
  if (before.length > 0) draft.before.set(fact.id, before)
}

/** `new Credentials(fromTemporaryCredentials({ … }))`. */
function heldOverProvider(fact: CredentialsFact, draft: Draft, emitting: Emitting): void {
  if (isStatic(fact))
    draft.provider.set(fact.id, ['async () => (', ...staticCredentials(fact), ')'])
  else otherClass(fact, draft, emitting)
  const name = emitting.names.imported(emitting.classSpecifier(heldName), heldName)
  const provider = draft.provider.get(fact.id) ?? []
  draft.provider.set(fact.id, [`new ${name}(`, ...provider, ')'])
}

/** `new CognitoIdentityCredentials(params, { region })`. */
function objectOfClass(
  { args: [params] }: CredentialsFact,
  config: Statement,
  { names, classSpecifier }: Emitting,
): Statement {
  const name = names.imported(classSpecifier(cognitoClass), cognitoClass)
  const isEmpty = config.length === 1 && config[0] === '{}'
  const given: Statement = params ? [params.span] : ['{}']
  return [`new ${name}(`, ...given, ...(isEmpty ? [] : [', ', ...config]), ')']
}

/** `{ region }` and the like for one construction. */
function configFor(fact: CredentialsFact, emitting: Emitting): Statement {
  const { file } = emitting
  return clientConfig(
    fact,
    configOptions(fact, emitting),
    file.options.find((candidate) => fact.optionsVariables.includes(candidate.id)),
    file.browser,
  )
}

const newClient = (name: string, config: Statement, { names }: Emitting): Statement => [
  `const ${name} = new ${names.imported(cognitoPackage, 'CognitoIdentityClient')}(`,
  ...config,
  ')',
]

const getId = (input: Statement, { names }: Emitting): Statement => [
  `new ${names.imported(cognitoPackage, 'GetIdCommand')}(`,
  ...input,
  ')',
]

/** GetId where the credentials were constructed, and a provider from its id. */
function straightLine(
  planned: PlannedEntity,
  fact: CredentialsFact,
  config: Statement,
  draft: Draft,
  emitting: Emitting,
): void {
  const { names, isTypeScript } = emitting
  const captured = capture(fact, names, isTypeScript)
  const client = names.fresh('cognitoIdentity', fact.place)
  draft.identityId = declaredName(planned, emitting) ?? names.fresh('identityId', fact.place)
  const id = draft.identityId
  const bound = id === 'IdentityId' ? 'IdentityId' : `IdentityId: ${id}`
  draft.provider.set(fact.id, identityProvider(captured, config, [id], names))
  draft.before.set(fact.id, [
    ...captured.statements,
    newClient(client, config, emitting),
    [
      `const { ${bound} } = await ${client}.send(`,
      ...getId(getIdInput(fact, captured), emitting),
      ')',
    ],
    [`if (!${id}) throw new Error(`, { quoted: 'Cognito returned no identity id' }, ')'],
  ])
}

/** `const id = creds.identityId` in the same list gives the id its name. */
function declaredName({ entity }: PlannedEntity, { file }: Emitting): string | null {
  const block = entity.constructions[0]?.place.at(-1)?.block
  const declared = entity.uses.flatMap((use) =>
    use.use.kind === 'identity' && use.use.declared && use.place.at(-1)?.block === block
      ? [use.use.declared.name]
      : [],
  )
  return declared.length === 1 && declared[0] !== undefined && !file.shadowed.includes(declared[0])
    ? declared[0]
    : null
}

/** `getIdentityId()` beside the construction. */
function beside(
  planned: PlannedEntity,
  fact: CredentialsFact,
  given: Statement,
  draft: Draft,
  emitting: Emitting,
): void {
  const { names, isTypeScript } = emitting
  const captured = capture(fact, names, isTypeScript)
  const { config, statements } = settled(fact, given, emitting)
  const client = names.fresh('cognitoIdentity', fact.place)
  const ask = freshAsk(fact, emitting)
  const request = names.fresh('identityIdRequest', fact.place)
  if (planned.needsVariable) draft.identityId = names.fresh('identityId', fact.place)
  draft.ask = ask
  const send: Statement = [
    `${client}\n\t\t.send(`,
    ...getId(getIdInput(fact, captured), emitting),
    ')',
  ]
  draft.before.set(fact.id, [
    ...captured.statements,
    ...statements,
    newClient(client, config, emitting),
    ...(planned.needsVariable
      ? [[`let ${draft.identityId}${isTypeScript ? '!: string' : ''}`]]
      : []),
    [`let ${request}${isTypeScript ? ': Promise<string> | undefined' : ''}`],
    [
      `const ${ask} = () => {`,
      ...askOnce(
        request,
        send,
        planned.needsVariable ? `${draft.identityId} = IdentityId` : null,
        '',
      ),
      '\n}',
    ],
  ])
  draft.provider.set(
    fact.id,
    isClassic(fact)
      ? classicProvider(captured, { client, ask }, config, names, isTypeScript)
      : lazyProvider(captured, config, ask, emitting),
  )
}

const freshAsk = (fact: CredentialsFact, { names, file }: Emitting): string =>
  names.fresh('getIdentityId' in file.names ? 'loadIdentityId' : 'getIdentityId', fact.place)

/** A provider that asks for the identity id first. */
const lazyProvider = (
  captured: Captured,
  config: Statement,
  ask: string,
  { names }: Emitting,
): Statement => [
  'async () =>\n\t',
  ...identityProvider(captured, config, [`await ${ask}()`], names),
  '()',
]

/** A constant for a client configuration that must not be evaluated again. */
function settled(
  fact: CredentialsFact,
  config: Statement,
  { names, file }: Emitting,
): { readonly config: Statement; readonly statements: readonly Statement[] } {
  const variable = file.options.find((candidate) => fact.optionsVariables.includes(candidate.id))
  if (isConfigSettled(fact, variable)) return { config, statements: [] }
  const name = names.fresh('clientConfig', fact.place)
  return { config: [name], statements: [[`const ${name} = `, ...config]] }
}

/** Variables of the module for credentials that are constructed in several places, or read in others. */
function declareState(
  { needsVariable }: PlannedEntity,
  draft: Draft,
  { names, state, isTypeScript, file }: Emitting,
): void {
  draft.ask = names.fresh('getIdentityId' in file.names ? 'askIdentityId' : 'getIdentityId')
  state.push([`let ${draft.ask}${isTypeScript ? ': () => Promise<string>' : ''}`])
  if (!needsVariable) return
  draft.identityId = names.fresh('identityId')
  state.push([`let ${draft.identityId}${isTypeScript ? '!: string' : ''}`])
}

/** `identityLoader(client, input)` returns a function that asks once. It fills the variable only while it is the current one. */
function declareLoader(
  { ask, identityId }: Draft,
  { names, state, isTypeScript }: Emitting,
): string {
  const name = names.fresh('identityLoader')
  const client = names.imported(cognitoPackage, 'CognitoIdentityClient')
  const typed = isTypeScript
    ? {
        client: `: ${client}`,
        input: `: ${names.imported(cognitoPackage, 'GetIdCommandInput', true)}`,
        result: ': (() => Promise<string>)',
        request: ': Promise<string> | undefined',
        load: ': Promise<string>',
      }
    : { client: '', input: '', result: '', request: '', load: '' }
  const fill = identityId === '' ? null : `if (${ask} === load) ${identityId} = IdentityId`
  const send: Statement = [
    `cognitoIdentity\n\t\t\t.send(new ${names.imported(cognitoPackage, 'GetIdCommand')}(input))`,
  ]
  state.push([
    '\n',
    `const ${name} = (cognitoIdentity${typed.client}, input${typed.input})${typed.result} => {`,
    `\n\tlet request${typed.request}`,
    ';',
    `\n\tconst load = ()${typed.load} => {`,
    ...askOnce('request', send, fill, '\t'),
    '\n\t}',
    ';',
    '\n\treturn load',
    ';',
    '\n}',
  ])
  return name
}

/** A construction that becomes the current one. */
function stateful(
  { form }: PlannedEntity,
  fact: CredentialsFact,
  given: Statement,
  loader: string,
  draft: Draft,
  emitting: Emitting,
): void {
  const { names, isTypeScript } = emitting
  if (parameter(fact, 'IdentityId')) {
    knownIdentity(fact, given, draft, emitting)
    return
  }
  const captured = capture(fact, names, isTypeScript)
  const { config, statements } = settled(fact, given, emitting)
  const load = names.fresh('loadIdentityId', fact.place)
  const client = isClassic(fact) ? names.fresh('cognitoIdentity', fact.place) : null
  const made: Statement = client
    ? [client]
    : [`new ${names.imported(cognitoPackage, 'CognitoIdentityClient')}(`, ...config, ')']
  draft.loads.set(fact.id, load)
  draft.before.set(fact.id, [
    ...captured.statements,
    ...statements,
    ...(client ? [newClient(client, config, emitting)] : []),
    [`const ${load} = ${loader}(`, ...made, ', ', ...getIdInput(fact, captured), ')'],
    ...(form === 'shared' ? [] : [[`${draft.ask} = ${load}`]]),
    ...(draft.identityId === '' || form === 'shared'
      ? []
      : [[`${draft.identityId} = undefined${isTypeScript ? '!' : ''}`]]),
  ])
  draft.provider.set(
    fact.id,
    client
      ? classicProvider(captured, { client, ask: load }, config, names, isTypeScript)
      : lazyProvider(captured, config, load, emitting),
  )
}

/** A construction that becomes the current one and brings its identity id: nobody has to be asked. */
function knownIdentity(
  fact: CredentialsFact,
  config: Statement,
  draft: Draft,
  { names }: Emitting,
): void {
  const id = names.fresh('knownIdentityId', fact.place)
  draft.before.set(fact.id, [
    [`const ${id} = `, ...(parameter(fact, 'IdentityId') ?? [])],
    [`${draft.ask} = async () => ${id}`],
    ...(draft.identityId === '' ? [] : [[`${draft.identityId} = ${id}`]]),
  ])
  draft.provider.set(fact.id, identityProvider(asWritten(fact), config, [id], names))
}

/** Parameters in the place of the construction. */
const asWritten = (fact: CredentialsFact): Captured => ({
  statements: [],
  of: (key) => parameter(fact, key),
})

/** The id is a parameter: what reads it reads that. */
function given(
  fact: CredentialsFact,
  config: Statement,
  draft: Draft,
  { names, file }: Emitting,
): void {
  const parts = parameter(fact, 'IdentityId') ?? []
  const value = fact.params?.entries.find((entry) => entry.key === 'IdentityId')?.value
  const [only] = parts
  if (!value && typeof only === 'string') {
    draft.identityId = only
    return
  }
  if (
    value?.kind === 'name' &&
    value.constant &&
    value.text !== undefined &&
    !file.shadowed.includes(value.text)
  ) {
    draft.identityId = value.text
    return
  }
  draft.identityId = names.fresh('identityId', fact.place)
  draft.before.set(fact.id, [[`const ${draft.identityId} = `, ...parts]])
  draft.provider.set(fact.id, identityProvider(asWritten(fact), config, [draft.identityId], names))
}
