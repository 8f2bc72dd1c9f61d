// Retry strategies of clients, made of what the client and the global configuration say.

import { baseService, type Client, optionsOf } from './clients.ts'
import { type Slot, slotId } from './config.ts'
import type { Emitting } from './emitting.ts'
import type { RetryValue } from './options.ts'
import { defaultAttempts, retryDelay, retryPackage } from './retries.ts'
import type { Option, Statement } from './types.ts'

/** `new ConfiguredRetryStrategy(attempts, delay)`. */
export function strategyOf(
  { attempts, delay }: Pick<RetryValue, 'attempts' | 'delay'>,
  otherwise: Statement,
  { names }: Pick<Emitting, 'names'>,
): Statement {
  const strategy = names.imported(retryPackage, 'ConfiguredRetryStrategy')
  return [`new ${strategy}(`, ...(attempts ?? otherwise), ', ', ...delay, ')']
}

/** Attempts of a client whose strategy does not say: as its options or the global configuration do, or v2's default. */
export function attemptsFor(client: Client, emitting: Emitting): Statement {
  const { module, slots, file, home } = emitting
  const usual = String(defaultAttempts(baseService(client.fact.service)))
  const own = client.own.settings.find(({ key }) => key === 'maxAttempts')
  if (own?.value.kind === 'text') return sure(own.value.parts, own.value.source.literal, usual)
  const variable = file.options.find(
    ({ id, object }) =>
      client.fact.optionsVariables.includes(id) &&
      optionsOf(object, file, baseService(client.fact.service)).settings.some(
        ({ key }) => key === 'maxAttempts',
      ),
  )
  if (variable) return [`${variable.name}.maxAttempts ?? ${usual}`]
  const slot = module.fed.get(client.fact.id)?.find(({ key }) => key === 'maxAttempts')
  const rung = slot && module.rungs.get(slotId(slot))
  if (!slot || !rung || rung.rung === 'none' || rung.unfed.has(client.fact.id)) return [usual]
  if (rung.rung === 3) return [`${home.config()}.maxAttempts ?? ${usual}`]
  const expression = slots.get(slotId(slot))?.expression
  if (!expression) return [usual]
  const value = slot.writes[0]?.setting.value
  return rung.rung === 1 && value?.kind === 'text' && isThere(slot)
    ? expression
    : [...expression, ` ?? ${usual}`]
}

/** The count is a number whatever happens. */
const isThere = ({ writes }: Slot): boolean =>
  writes.every(
    ({ setting: { value } }) =>
      typeof value.source.literal === 'number' ||
      (value.source.numeric === true && !value.source.mayBeAbsent),
  )

const sure = (
  parts: Statement,
  literal: string | number | boolean | undefined,
  usual: string,
): Statement =>
  typeof literal === 'number'
    ? parts
    : parts.length === 2
      ? parts
      : ['(', ...parts, `) ?? ${usual}`]

/** The delay of the global configuration as a strategy of this client; `maxAttempts` then counts for nothing. */
export function withStrategy(
  client: Client,
  added: readonly Option[],
  emitting: Emitting,
): readonly Option[] {
  if (client.ownKeys.has('retryStrategy')) return added.filter(({ key }) => key !== 'maxAttempts')
  const delay = added.find(({ key }) => key === retryDelay)
  const slot = emitting.module.fed.get(client.fact.id)?.find(({ key }) => key === retryDelay)
  if (!delay || !slot) return added
  const strategy = strategyOf(
    { attempts: null, delay: delay.value },
    attemptsFor(client, emitting),
    emitting,
  )
  const isCertain = emitting.module.rungs.get(slotId(slot))?.rung === 1
  return added.flatMap((option): readonly Option[] => {
    if (option.key === retryDelay)
      return [
        {
          key: 'retryStrategy',
          value: isCertain ? strategy : [...delay.value, ' && ', ...strategy],
        },
      ]
    return option.key === 'maxAttempts' && isCertain ? [] : [option]
  })
}
