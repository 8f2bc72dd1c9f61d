// Generated pages are what the tables say. `npx vitest run test/docs.test.ts --update` writes them anew.

import { expect, test } from 'vitest'
import { catalogue, type FindingCode, type Severity } from '../transforms/report/catalogue.ts'
import {
  type Conversion,
  documentedRetries,
  httpOptionRows,
  type OptionRow,
  oldApiVersions,
  optionRows,
} from '../transforms/sdk/options.ts'

const meaning: Readonly<Record<Severity, string>> = {
  action: 'Something stays on v2 and needs a human. `--strict` exits with status 3.',
  review: 'Something was migrated, and a human should look at it.',
  note: 'Worth knowing.',
}

function findingsPage(): string {
  const codes = Object.keys(catalogue).sort() as FindingCode[]
  const severities: readonly Severity[] = ['action', 'review', 'note']
  const sections = severities.flatMap((severity) => [
    `## ${severity}\n\n${meaning[severity]}\n`,
    ...codes
      .filter((code) => catalogue[code].severity === severity)
      .map(
        (code) =>
          `### <a id="${code}"></a>${code}\n\n${catalogue[code].sentence}\n\n*What to do:* ${catalogue[code].advice}\n`,
      ),
  ])
  return `# Findings\n\nGenerated from \`transforms/report/catalogue.ts\`. Every finding has a file, a line and a column; names in braces are filled in.\n\n${sections.join('\n')}`
}

test('docs/findings.md lists every finding', async () => {
  await expect(findingsPage()).toMatchFileSnapshot('../docs/findings.md')
})

const conversions: Readonly<Record<Conversion, string>> = {
  same: 'The value stays.',
  'plus-one': 'v2 counts retries, v3 attempts: the value plus one.',
  retry:
    '`new ConfiguredRetryStrategy(attempts, delay)` of `@smithy/util-retry`, with `maxRetries` in it. `base` becomes the delay that v2 computes; `customBackoff` is called with the number of the retry from 0, as v2 does. In the global configuration the delay alone is kept, and each client makes its strategy of it.',
  endpoint:
    'Gets the scheme that v2 adds. `new AWS.Endpoint(url)` becomes the url. A value that may lack a scheme is a finding; one with `{service}` or `{region}` stays on v2.',
  'request-handler': 'Its members are options of the request handler, see below.',
  credentials: 'A provider, or an object with keys.',
  provider:
    'The chain as a provider, with a note: v2 asked it only where it found no keys by itself.',
  'static-key': 'The three keys become one object.',
  implied: '',
  drop: 'Dropped: it means nothing to v3.',
  negated: 'v3 has the opposite switch: `false` becomes `true`.',
  logger:
    '`console` without `debug` and `trace`. One that has only `log` or `write` is dropped with a finding, for v3 would never call it; of others a finding says that v3 calls other methods.',
  checksums: '`false` becomes `WHEN_REQUIRED`.',
  'global-endpoint':
    'v2 reads it of the client only, and asks the global endpoint in us-east-1 by default: `useGlobalEndpoint: true`, with a note, unless it is `regional`, or an endpoint, FIPS, dual stack or a region of another partition is set.',
  'api-version': 'Dropped; a finding where it selects an old shape of a service.',
  'api-versions': 'Dropped; a finding where it selects an old shape of a service.',
  bound:
    'Written into the input of each call that has the member and does not set it, as v2 does. The client stays on v2 where its calls are not all known.',
  refuse: 'No rewrite yet: the site stays on v2.',
}

function happens({ conversion, implied, refused, lost, note }: OptionRow): string {
  if (note) return note
  if (conversion !== 'implied') return conversions[conversion] + (lost ? ' A finding says so.' : '')
  const values = (implied ?? []).map((value) => `\`${JSON.stringify(value)}\``).join(' or ')
  return `${values} is dropped, for v3 does that; with another value ${refused ? 'the site stays on v2' : 'it is dropped with a finding'}.`
}

function optionsPage(): string {
  const code = (name: string | null): string => (name === null ? '' : `\`${name}\``)
  const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
    [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
  const options = optionRows.map((row) => [
    code(row.name),
    code(row.v3),
    happens(row) +
      (row.services ? ` Only for ${row.services.join(', ')}.` : '') +
      (row.own ? ' v2 does not read it from `AWS.config`.' : '') +
      (row.own === 'section' ? ' It does from the section of a service.' : ''),
  ])
  const members = httpOptionRows.map(({ name, node, browser }) => [
    code(name),
    code(node),
    code(browser),
  ])
  const versions = Object.entries(oldApiVersions).map(([service, date]) => [service, date])
  return `# Configuration options

Generated from \`transforms/sdk/options.ts\`: what becomes of each option of \`AWS.Config\` and of the constructors of v2's clients. Options of \`AWS.config\` go to the clients that v2 gave them to.

${table(['v2', 'v3', 'What happens'], options)}

## httpOptions

${table(['v2', '`requestHandler` on Node', 'in a browser'], members)}

An \`agent\` becomes \`httpAgent\` where the endpoint or its class says http, and both where nothing tells. \`proxy\` has no v3 form: the site stays on v2. A member without a form is a finding, unless v2 did not use it there either.

## Retries that v2 makes by default

${Object.entries(documentedRetries)
  .map(
    ([service, count]) => `* ${service === 'default' ? 'all other services' : service}: ${count}`,
  )
  .join('\n')}

## API versions

A version before the date selects an old shape of the service, which v3 does not have.

${table(['Service', "Today's shape since"], versions)}
`
}

test('docs/config-options.md lists every option', async () => {
  await expect(optionsPage()).toMatchFileSnapshot('../docs/config-options.md')
})

test('the catalogue is sorted, and every sentence ends', () => {
  const codes = Object.keys(catalogue)
  expect(codes).toEqual([...codes].sort())
  for (const { sentence, advice } of Object.values(catalogue)) {
    expect(sentence).toMatch(/[.!?)]$/)
    expect(advice).toMatch(/[.!?`]$/)
  }
})
