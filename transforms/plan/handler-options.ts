// `httpOptions`: options of the request handler.

import type { Part, Value } from '../model.ts'
import { httpOptionRows } from '../sdk/options.ts'
import type { Given, Option } from './options.ts'
import { isSimple, membersOf, operand, self, text } from './setting-text.ts'

/** Timeouts and agents, under the names of the request handler of Node or of the browser. */
export function requestHandler(given: Given): void {
  const { value, context, overrides, add, refuse, notice } = given
  if (value.kind === 'absent') return
  const members = membersOf(value)
  if (!members) {
    refuse('option-refused')
    return
  }
  const isBrowser = context.browser || members.some(({ key }) => /^xhr/.test(key))
  const written: (readonly Part[])[] = []
  for (const { key, value: own } of members) {
    const row = httpOptionRows.find((candidate) => candidate.name === key)
    const name = isBrowser ? row?.browser : row?.node
    const isSilent = row?.silent !== undefined && row.silent === own.literal && !overrides
    if (key === 'proxy' && own.kind !== 'absent') refuse('http-proxy', {})
    else if (!row) refuse('option-refused', { option: `httpOptions.${key || '…'}` })
    else if (own.kind === 'absent' || isSilent) continue
    else if (key === 'agent' && !isBrowser)
      for (const agent of agentNames(own, given.options)) written.push(member(agent, own))
    else if (name === 'credentials') written.push(['credentials: ', ...included(own)])
    else if (name) written.push(member(name, own))
    else if (!row.unused) notice('option-lost', { option: `httpOptions.${key}` })
  }
  const parts = written.flatMap((own, i) => (i === 0 ? own : [', ', ...own]))
  if (parts.length > 0) add(text(value, ['{ ', ...parts, ' }']))
}

const member = (name: string, value: Value): readonly Part[] =>
  value.text === name ? [name] : [`${name}: `, self(value)]

/** v3 has an agent for each scheme. In v2 an agent of the other scheme fails, so a named one may be given for both. */
function agentNames(value: Value, options: readonly Option[]): readonly string[] {
  const own = options.find((option) => option.key === 'endpoint')?.value
  const endpoint = own?.inner ?? own
  const isPlain = options.some(
    (option) => option.key === 'sslEnabled' && option.value.literal === false,
  )
  if (typeof endpoint?.literal === 'string') {
    if (/^http:/i.test(endpoint.literal)) return ['httpAgent']
    if (/^[a-z]+:\/\//i.test(endpoint.literal)) return ['httpsAgent']
    return [isPlain ? 'httpAgent' : 'httpsAgent']
  }
  if (/^https\b/i.test(value.constructs ?? '')) return ['httpsAgent']
  if (/^http\b/i.test(value.constructs ?? '')) return ['httpAgent']
  const isKnown = !endpoint || endpoint.kind === 'absent'
  return isKnown || !isSimple(value) ? ['httpsAgent'] : ['httpAgent', 'httpsAgent']
}

/** `xhrWithCredentials`. */
const included = (value: Value): readonly Part[] =>
  typeof value.literal === 'boolean'
    ? [{ quoted: value.literal ? 'include' : 'same-origin' }]
    : [...operand(value), ' ? ', { quoted: 'include' }, ' : undefined']
