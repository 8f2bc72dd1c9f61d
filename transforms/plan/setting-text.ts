// Settings that are text.

import type { Part, Value } from '../model.ts'
import type { Option, SettingValue } from './options.ts'

/** A value's own text: by name where it is a property of a visible variable. */
export const self = (value: Value): Part =>
  value.kind === 'member' && value.constant && value.text !== undefined ? value.text : value.span

export const isSimple = (value: Value): boolean => value.kind === 'name' || value.kind === 'member'

/** A value as an operand: in parentheses, unless it is only a name. */
export const operand = (value: Value): readonly Part[] => {
  const part = self(value)
  const isCast = value.span.end - value.span.start !== value.text?.length
  return isSimple(value) && (part !== value.span || !isCast) ? [part] : ['(', part, ')']
}

export const text = (value: Value, parts: readonly Part[] = [self(value)]): SettingValue => ({
  kind: 'text',
  parts,
  name: isSimple(value) && parts.length === 1,
  source: value,
})

/** The properties of a literal, or of one that a `const` name holds and nothing changes. */
export function membersOf(value: Value): readonly Option[] | undefined {
  if (value.object)
    return value.object.entries.map((entry) => ({ key: entry.key ?? '', value: entry.value }))
  return value.members
}
