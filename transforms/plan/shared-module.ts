// What stands in the module of shared configuration: the object clients are constructed with, and the current identity.

import { serviceOf } from '../sdk/services.ts'
import { baseService, type Client } from './clients.ts'
import { isFed, type Slot, slotId } from './config.ts'
import type { HeldClass } from './held.ts'
import type { Home } from './home.ts'
import { askOnce, cognitoPackage, providerPackage } from './providers.ts'
import type { Scope } from './scopes.ts'
import type { CreatedFile, Need, Statement } from './types.ts'

export interface SharedModuleInput {
  readonly scope: Scope
  readonly home: Home
  /** Clients that move to v3. */
  readonly live: readonly Client[]
  /** Whether a construction becomes a Cognito provider. */
  readonly isCognito: (site: string) => boolean
  /** The class of the shared credentials, and how it names that, when they stay an object. */
  readonly held: { readonly name: HeldClass; readonly specifier: string } | null
  /** Some module asks for the identity id. */
  readonly identity: boolean
}

/** Writes the module. */
export function sharedModule(input: SharedModuleInput): CreatedFile {
  const { home, identity, held } = input
  const isTypeScript = home.language === 'ts'
  const needs: Need[] = []
  const imported = (module: string, name: string, typeOnly = false): string => {
    if (!needs.some((need) => need.module === module && need.name === name))
      needs.push({ module, name, local: name, typeOnly })
    return name
  }
  const lead = home.modules === 'cjs' ? 'const' : 'export const'
  const statements: Statement[] = [
    [
      '/** What AWS clients are constructed with: `new S3Client({ ...awsConfig })`. */\n',
      `${lead} awsConfig${isTypeScript ? `: ${configType(input, imported)}` : ''} = ${held ? '{ credentials: null }' : '{}'}`,
    ],
    ...(identity ? identityStatements(lead, isTypeScript, imported) : []),
    ...(home.modules === 'cjs'
      ? [[`module.exports = { ${identity ? 'awsConfig, awsIdentity, identify' : 'awsConfig'} }`]]
      : []),
  ]
  return {
    style: home.style,
    modules: home.modules,
    needs,
    statements: statements.map((parts) => ({ parts, semicolon: true })),
  }
}

type Import = (module: string, name: string, typeOnly?: boolean) => string

/** `{ region?: string; credentials?: … }`. */
function configType(input: SharedModuleInput, imported: Import): string {
  const members = input.scope.slots
    .filter((slot) => input.scope.shared.has(slotId(slot)))
    .map((slot) => `\n\t${slot.key}?: ${slotType(slot, input, imported)}`)
  return `{${Array.from(new Set(members)).sort().join('')}\n}`
}

function slotType(
  slot: Slot,
  { scope, live, isCognito, held }: SharedModuleInput,
  imported: Import,
): string {
  if (slot.key === 'region') return 'string'
  if (slot.key === 'maxAttempts') return 'number'
  const isProvider = slot.writes.every(
    ({ setting: { value } }) => value.kind === 'credentials' && value.sites.every(isCognito),
  )
  if (slot.key === 'credentials' && held)
    return `${imported(held.specifier, held.name, true)} | null`
  if (slot.key === 'credentials' && isProvider)
    return imported(providerPackage, 'CognitoIdentityCredentialProvider', true)
  const clients = live.filter((client) => isFed(client, slot, scope.slots))
  const service = clients
    .flatMap(({ fact }) => serviceOf(baseService(fact.service)) ?? [])
    .sort((a, b) => (a.stem < b.stem ? -1 : 1))[0]
  return service?.package
    ? `${imported(service.package, `${service.stem}ClientConfig`, true)}['${slot.key}']`
    : 'unknown'
}

function identityStatements(
  lead: string,
  isTypeScript: boolean,
  imported: Import,
): readonly Statement[] {
  const type = (text: () => string): string => (isTypeScript ? `: ${text()}` : '')
  const client = type(() => imported(cognitoPackage, 'CognitoIdentityClient', true))
  const input = type(() => imported(cognitoPackage, 'GetIdCommandInput', true))
  const result = type(() => '(() => Promise<string>)')
  const promise = type(() => 'Promise<string>')
  const request = type(() => 'Promise<string> | undefined')
  const send: Statement = [
    `cognitoIdentity\n\t\t\t.send(new ${imported(cognitoPackage, 'GetIdCommand')}(input))`,
  ]
  const fill = 'if (awsIdentity.getId === getId) awsIdentity.id = IdentityId'
  return [
    [
      '\n/** The Cognito identity of `awsConfig.credentials`; `id` is there once `getId()` has asked for it. */\n',
      `${lead} awsIdentity = {}`,
      isTypeScript ? ' as { id: string; getId: () => Promise<string> }' : '',
    ],
    [
      '\n/** Makes the identity that `input` stands for the current one. Returns what asks for its id, once. */\n',
      `${lead} identify = (cognitoIdentity${client}, input${input})${result} => {`,
      `\n\tlet request${request}`,
      ';',
      `\n\tconst getId = ()${promise} => {`,
      ...askOnce('request', send, fill, '\t'),
      '\n\t}',
      ';',
      '\n\tawsIdentity.getId = getId',
      ';',
      `\n\tawsIdentity.id = undefined${isTypeScript ? '!' : ''}`,
      ';',
      '\n\treturn getId',
      ';',
      '\n}',
    ],
  ]
}
