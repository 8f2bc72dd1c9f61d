// Credentials that stay objects: which class of the program takes the place of v2's, and where it stands.

import type { CredentialsFact, FileFacts, ProjectFacts } from '../model.ts'
import type { FindingCode } from '../report/catalogue.ts'
import { ownClass } from '../sdk/credentials.ts'
import { classModule, className, stem } from './credentials-class.ts'
import { heldModule, heldName, heldStem } from './held-credentials.ts'
import { type Home, homeOf, packageAround } from './home.ts'
import { keysOf } from './providers.ts'
import type { CreatedFile } from './types.ts'

export type HeldClass = typeof className | typeof heldName

interface Held {
  readonly stem: string
  readonly module: (home: Home) => CreatedFile
}

const heldClasses: Readonly<Record<HeldClass, Held>> = {
  [className]: { stem, module: classModule },
  [heldName]: { stem: heldStem, module: heldModule },
}

/** Reasons that keep a provider from taking the place of credentials, and not an object with the members of v2's. */
export const solvedByClass: ReadonlySet<FindingCode> = new Set<FindingCode>([
  'credentials-escape',
  'credentials-keys-read',
  'credentials-lifecycle',
  'identity-in-property',
])

/** Whether an instance of the class can do what the constructions ask for. */
const isOfClass = (fact: CredentialsFact): boolean =>
  fact.className === className && !keysOf(fact).includes('RoleArn')

/** Constructions of classes of the program that extend `AWS.Credentials`. */
export const isOwn = (fact: CredentialsFact): boolean => fact.className === ownClass

/** The class that can do what some constructions ask for; null: none can. */
export function heldClassOf(constructions: readonly CredentialsFact[]): HeldClass | null {
  if (constructions.every(isOfClass)) return className
  const isOther = constructions.every(
    (fact) => fact.className !== className && fact.className !== 'CredentialProviderChain',
  )
  return isOther ? heldName : null
}

/** Where the classes stand, by package. */
export interface HeldHomes {
  homeOf(held: HeldClass, file: string): Home | undefined
  readonly all: readonly { readonly held: HeldClass; readonly home: Home }[]
}

/**
 * In each package, one module for each class: in the folder that the constructing files have in common.
 *
 * @param building the files that construct objects of a class
 */
export function heldHomes(
  building: (held: HeldClass) => readonly FileFacts[],
  facts: ProjectFacts,
): HeldHomes {
  const homes = new Map<string, { held: HeldClass; home: Home }>()
  for (const held of [className, heldName] as const) {
    const byPackage = new Map<string, FileFacts[]>()
    for (const file of building(held)) {
      const around = packageAround(file.file, facts.packages) ?? ''
      byPackage.set(around, [...(byPackage.get(around) ?? []), file])
    }
    for (const [around, own] of byPackage) {
      const home = homeOf(own, facts, heldClasses[held].stem, Object.values(facts.files))
      if (home) homes.set(`${held} ${around}`, { held, home })
    }
  }
  return {
    homeOf: (held, file) => homes.get(`${held} ${packageAround(file, facts.packages) ?? ''}`)?.home,
    all: Array.from(homes.values()),
  }
}

/** Writes the module of a class. */
export const moduleOfHeld = (held: HeldClass, home: Home): CreatedFile =>
  heldClasses[held].module(home)
