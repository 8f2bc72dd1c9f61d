// Settings that are text.

import type { Part, Value } from '../model.ts'
import type { SettingValue } from './options.ts'

/** A value's own text: by name where it is a property of a visible variable. */
export const self = (value: Value): Part =>
  value.kind === 'member' && value.constant && value.text !== undefined ? value.text : value.span

export const isSimple = (value: Value): boolean => value.kind === 'name' || value.kind === 'member'

export const text = (value: Value, parts: readonly Part[] = [self(value)]): SettingValue => ({
  kind: 'text',
  parts,
  name: isSimple(value) && parts.length === 1,
  source: value,
})
