// `maxRetries` and `retryDelayOptions`: how often a request is tried, and how long v3 waits in between.

import type { Part, Value } from '../model.ts'
import { documentedRetries } from '../sdk/options.ts'
import type { Given, Option, RetryValue } from './options.ts'
import { isSimple, membersOf, operand, self, text } from './setting-text.ts'

/** The delay that the global configuration keeps: no option of v3, but what clients make their strategy of. */
export const retryDelay = 'retryDelay'

export const retryPackage = '@smithy/util-retry'

/** Attempts of a v2 client that is told nothing. */
export const defaultAttempts = (service: string | null): number =>
  (documentedRetries[service ?? ''] ?? documentedRetries.default) + 1

const optionOf = (options: readonly Option[], name: string): Value | undefined =>
  options.find((option) => option.key === name)?.value

const delaysIn = (options: readonly Option[]): boolean => {
  const value = optionOf(options, 'retryDelayOptions')
  const members = (value && membersOf(value)) ?? []
  return members.some(({ key }) => key === 'base' || key === 'customBackoff')
}

/** A count that is undefined stays so: v2 and v3 then take their own. Text counts as a number in v2, and is none here. */
export function plusOne({ value, options, context, add, refuse }: Given): void {
  if (context.place !== 'global' && delaysIn(options)) return
  const own = self(value)
  if (value.kind === 'literal' && typeof value.literal === 'number')
    add(text(value, [String(value.literal + 1)]))
  else if (value.kind === 'absent') add(text(value, ['undefined']))
  else if (value.numeric && !value.mayBeAbsent)
    add(text(value, isSimple(value) ? [own, ' + 1'] : ['(', value.span, ') + 1']))
  else if (isSimple(value)) {
    const number: readonly Part[] = value.numeric ? [own] : ['Number(', own, ')']
    add(text(value, [own, ' === undefined ? undefined : ', ...number, ' + 1']))
  } else refuse('option-refused')
}

/**
 * A retry strategy has its own number of attempts, and `maxAttempts` beside it counts for nothing. So a client gets one with
 * both; the global configuration keeps the delay alone, as `retryDelay`, and each client makes its strategy of it.
 */
export function retryDelays(given: Given): void {
  const { value, options, context, overrides, add, refuse } = given
  if (value.kind === 'absent' && !overrides) return
  if (!membersOf(value)?.every(({ key }) => key !== '')) {
    refuse('option-refused')
    return
  }
  if (!delaysIn(options)) {
    if (overrides) refuse('option-refused')
    return
  }
  const delay = delayOf(given)
  if (!delay) return
  if (context.place === 'global') {
    const type = context.typescript ? ': number' : ''
    add(text(value, [`(attempt${type}) => `, ...delay]), retryDelay)
    return
  }
  const retries = optionOf(options, 'maxRetries')
  const attempts = retries ? attemptsOf(retries, context.service) : null
  if (attempts === undefined || (context.place === 'variable' && attempts === null)) {
    refuse('option-refused')
    return
  }
  const strategy: RetryValue = {
    kind: 'retry',
    attempts,
    delay: ['(attempt) => ', ...delay],
    source: value,
  }
  add(strategy)
}

/** v2 counts retries from 0, v3 attempts from 1. */
function delayOf({ value, refuse, notice }: Given): readonly Part[] | null {
  const members = membersOf(value) ?? []
  const of = (name: string): Value | undefined => optionOf(members, name)
  const custom = of('customBackoff')
  const base = of('base')
  const refused = (option: string): null => {
    refuse('option-refused', { option })
    return null
  }
  if (custom) {
    const option = 'retryDelayOptions.customBackoff'
    const isInline = custom.kind === 'other' && custom.fn !== undefined
    if (!isInline && !isSimple(custom)) return refused(option)
    if (custom.kind === 'name' && !custom.constant && !custom.fn) return refused(option)
    if (custom.fn && custom.fn.params > 1) return refused(`${option} (with the error)`)
    if (!custom.fn || custom.fn.minus) notice('retry-backoff', {})
    const inline: Part = value.object?.multiline
      ? { shifted: [custom.span], levels: -1 }
      : custom.span
    return isInline ? ['(', inline, ')(attempt - 1)'] : [self(custom), '(attempt - 1)']
  }
  const isNumber = base?.numeric === true || typeof base?.literal === 'number'
  if (!base || !isNumber || base.mayBeAbsent) return refused('retryDelayOptions.base')
  if (base.kind !== 'literal' && !base.constant && !base.movable)
    return refused('retryDelayOptions.base')
  const factor = base.kind === 'literal' ? [String(base.literal)] : operand(base)
  return ['Math.random() * ', ...factor, ' * 2 ** (attempt - 1)']
}

/** Undefined: it cannot be written. */
function attemptsOf(value: Value, service: string | null): readonly Part[] | undefined {
  if (value.kind === 'literal')
    return typeof value.literal === 'number' ? [String(value.literal + 1)] : undefined
  const usual = defaultAttempts(service)
  if (value.kind === 'absent') return [String(usual)]
  if (value.numeric && !value.mayBeAbsent)
    return isSimple(value) ? [self(value), ' + 1'] : ['(', value.span, ') + 1']
  if (!isSimple(value)) return undefined
  return value.numeric
    ? ['(', self(value), ` ?? ${usual - 1}) + 1`]
    : ['Number(', self(value), ` ?? ${usual - 1}) + 1`]
}
