// From a type of the stub to the part of the SDK it stands for.

import { ts } from 'ts-morph'
import { credentialClasses, ownClass } from '../sdk/credentials.ts'
import { serviceNames } from '../sdk/services.ts'
import { stubFolder } from './stub.ts'

/** A part of the SDK that an expression denotes. */
export type Thing =
  | { readonly kind: 'namespace' }
  | { readonly kind: 'global-config' }
  | { readonly kind: 'client-config' }
  | { readonly kind: 'config' }
  | { readonly kind: 'config-class' }
  | { readonly kind: 'global-credentials' }
  | { readonly kind: 'credentials'; readonly name: string }
  | { readonly kind: 'credentials-class'; readonly name: string }
  | { readonly kind: 'client'; readonly service: string }
  | { readonly kind: 'client-class'; readonly service: string }
  | { readonly kind: 'endpoint' }
  | { readonly kind: 'endpoint-class' }
  | { readonly kind: 'request' }
  | { readonly kind: 'other' }

const services = new Set<string>(serviceNames)
const credentials = new Set<string>(credentialClasses.map((c) => c.name))

export const fromStub = (symbol: ts.Symbol | undefined): boolean =>
  symbol?.declarations?.some((d) => d.getSourceFile().fileName.startsWith(stubFolder)) ?? false

const name = (symbol: ts.Symbol): string => {
  const parent = symbol.declarations?.[0]?.parent?.parent
  return symbol.name === 'DocumentClient' && parent && ts.isModuleDeclaration(parent)
    ? 'DynamoDB.DocumentClient'
    : symbol.name
}

/** The part of the SDK that values of a type are; undefined when they are none. */
export function thingOf(type: ts.Type): Thing | undefined {
  const bare = type.isUnion()
    ? type.types.filter((t) => !(t.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Null)))
    : [type]
  const [only, ...others] = bare
  if (only && others.length > 0) return bare.every(isAnyCredentials) ? anyOf(bare) : undefined
  const symbol = only?.symbol
  if (!only || !symbol) return undefined
  if (!fromStub(symbol)) return ownCredentials(only)
  if (symbol.name === 'require') return undefined
  if (symbol.flags & ts.SymbolFlags.ValueModule && !(symbol.flags & ts.SymbolFlags.Class))
    return symbol.name.includes(stubFolder) || symbol.name.startsWith('"')
      ? { kind: 'namespace' }
      : { kind: 'other' }
  const label = name(symbol)
  const isClass = only.getConstructSignatures().length > 0
  if (services.has(label) || label === 'DynamoDB.DocumentClient')
    return { kind: isClass ? 'client-class' : 'client', service: label }
  if (credentials.has(label) || label === 'Credentials')
    return { kind: isClass ? 'credentials-class' : 'credentials', name: label }
  if (label === 'GlobalCredentials') return { kind: 'global-credentials' }
  if (label === 'GlobalConfig') return { kind: 'global-config' }
  if (label === 'ClientConfig') return { kind: 'client-config' }
  if (label === 'Config') return { kind: isClass ? 'config-class' : 'config' }
  if (label === 'Endpoint') return { kind: isClass ? 'endpoint-class' : 'endpoint' }
  if (label === 'Request') return { kind: 'request' }
  // An error is caught, not taken out of the SDK.
  if (label === 'AWSError') return undefined
  return { kind: 'other' }
}

const isAnyCredentials = (type: ts.Type): boolean => {
  const thing = thingOf(type)
  return thing?.kind === 'credentials' && thing.name !== 'CognitoIdentityCredentials'
}

/** Credentials of one of several classes. */
const anyOf = (types: readonly ts.Type[]): Thing | undefined =>
  types.some((type) => type.symbol.name === 'CredentialProviderChain')
    ? undefined
    : { kind: 'credentials', name: 'Credentials' }

/** A class of the program that extends v2's `Credentials`, and instances of it. */
function ownCredentials(type: ts.Type): Thing | undefined {
  if (!type.symbol || !(type.symbol.flags & ts.SymbolFlags.Class)) return undefined
  const [made] = type.getConstructSignatures()
  const [base] = (made ? made.getReturnType() : type).getBaseTypes() ?? []
  const isOwn =
    base?.symbol !== undefined &&
    (fromStub(base.symbol)
      ? base.symbol.name === 'Credentials'
      : ownCredentials(base) !== undefined)
  return isOwn ? { kind: made ? 'credentials-class' : 'credentials', name: ownClass } : undefined
}
