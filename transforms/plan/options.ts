// Which v3 options a list of v2 options becomes.

import type { Blocker, FileFacts, Part, Value } from '../model.ts'
import type { FindingCode } from '../report/catalogue.ts'
import { type OptionRow, optionRow } from '../sdk/options.ts'
import { converters } from './option-conversions.ts'

/** One v3 option. */
export interface Setting {
  readonly key: string
  readonly value: SettingValue
  /** Index of the v2 option it comes from. */
  readonly from: number
  /** Services that have the option; undefined: all. */
  readonly services: readonly string[] | undefined
}

export type SettingValue =
  /** Text. `name`: it is only a name or member chain, good at any place it is in scope. */
  | {
      readonly kind: 'text'
      readonly parts: readonly Part[]
      readonly name: boolean
      readonly source: Value
    }
  /** A retry strategy: how often, and how long to wait. */
  | RetryValue
  /** The provider of a credentials construction. */
  | {
      readonly kind: 'credentials'
      readonly sites: readonly string[]
      readonly text: string | undefined
      readonly source: Value
    }

export interface RetryValue {
  readonly kind: 'retry'
  /** How often it is tried; null: as the global configuration says, or else by default. */
  readonly attempts: readonly Part[] | null
  /** A function from the number of the attempt to milliseconds. */
  readonly delay: readonly Part[]
  readonly source: Value
}

export interface Converted {
  readonly settings: readonly Setting[]
  /** Reasons why the site cannot be migrated. */
  readonly blockers: readonly Blocker[]
  /** What to say once it is. */
  readonly notices: readonly Blocker[]
}

export interface Option {
  readonly key: string
  readonly value: Value
}

export interface OptionContext {
  /** v2 class name; null for the global configuration, and for options that no client takes. */
  readonly service: string | null
  readonly browser: boolean
  readonly typescript: boolean
  /**
   * Where the options stand: in the global configuration or a section of it, in the construction of one client, or in a
   * variable that others may take too.
   */
  readonly place: 'global' | 'client' | 'variable'
  /** Options that the global configuration or a section sets too: v2's default has to be said where it overrides them. */
  readonly overrides?: readonly string[]
  /** v2 class names of the clients that the global configuration reaches. */
  readonly services?: readonly string[]
  /** Keys that are not there leave credentials in force that are set elsewhere. */
  readonly hasOtherCredentials?: boolean
}

/** Writes of a module that set credentials or keys. */
export const credentialsWrites = (file: FileFacts): number =>
  file.writes.filter((write) =>
    write.entries.some(({ key }) => key === 'credentials' || key === 'accessKeyId'),
  ).length

/** One option on its way, with what a conversion may say and do. */
export interface Given extends Option {
  /** The global configuration sets the option too. */
  readonly overrides: boolean
  readonly row: OptionRow
  readonly options: readonly Option[]
  readonly context: OptionContext
  /** Under the row's name of v3, or another. */
  readonly add: (setting: SettingValue, key?: string) => void
  /** The site cannot be migrated. */
  readonly refuse: (code: FindingCode, data?: Record<string, string>) => void
  /** It can, and this has to be said. */
  readonly notice: (code: FindingCode, data?: Record<string, string>) => void
}

/** Converts options one by one. Unknown names are dropped with a finding. */
export function convertOptions(options: readonly Option[], context: OptionContext): Converted {
  const settings: Setting[] = []
  const blockers: Blocker[] = []
  const notices: Blocker[] = []
  for (const [from, { key, value }] of options.entries()) {
    const at = value.span.start
    const row = optionRow(key)
    const isUnread =
      context.place === 'global' &&
      (row?.own === 'client' || (row?.own && context.service === null))
    if (!row || isUnread) {
      notices.push({ code: 'option-unknown', at, data: { option: key } })
      continue
    }
    converters[row.conversion]({
      key,
      value,
      row,
      options,
      context,
      overrides: context.overrides?.includes(key) ?? false,
      add: (setting, name = row.v3 ?? key) => {
        settings.push({ key: name, value: setting, from, services: row.services })
      },
      refuse: (code, data = { option: key }) => {
        blockers.push({ code, at, data })
      },
      notice: (code, data = { option: key }) => {
        notices.push({ code, at, data })
      },
    })
  }
  return { settings, blockers, notices }
}
