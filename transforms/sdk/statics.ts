// What takes the place of the helpers of `AWS.util`. Source: `aws-sdk/lib/util.js`.

import type { FindingCode } from '../report/catalogue.ts'

/** A piece of the text that is written: an argument by its index, or a name that is imported. */
export type StaticPart =
  | string
  | { readonly argument: number }
  /** An argument that is called upon: in parentheses, unless it is a name. */
  | { readonly operand: number }
  | { readonly imported: string; readonly from: string }
  /** A string literal. */
  | { readonly quoted: string }
  /** An argument, or `{}` where it may be missing. */
  | { readonly perhaps: number }
  /** The entries of an argument that is an object. */
  | { readonly entries: number }

export interface StaticRow {
  /** Below `AWS`. */
  readonly path: string
  /** How many arguments it may have. */
  readonly least: number
  readonly most: number
  /** Null: with these arguments it stays. `literals` are the texts of arguments that are string literals. */
  readonly write: (
    count: number,
    literals: readonly (string | undefined)[],
  ) => readonly StaticPart[] | null
  /** What is written is an operation, not a call: it may need parentheses. */
  readonly loose?: true
  /** It is there on Node alone. */
  readonly node?: true
  /** A finding that says what differs. */
  readonly note?: FindingCode
  /** What is written in a browser, where that is something else. */
  readonly browser?: string
}

const argument = (index: number): StaticPart => ({ argument: index })
const operand = (index: number): StaticPart => ({ operand: index })
const imported = (from: string, name: string): StaticPart => ({ imported: name, from })

/** `.digest('hex')`; v2's default is the encoding `binary`, and `buffer` means none. Null: it cannot be told. */
function digest(literal: string | undefined, isGiven: boolean): readonly StaticPart[] | null {
  if (literal === 'buffer') return ['.digest()']
  if (isGiven && literal === undefined) return null
  return ['.digest(', { quoted: literal ?? 'binary' }, ')']
}

const hash = (algorithm: string): StaticRow['write'] => {
  return (count, literals) => {
    const encoding = digest(literals[1], count > 1)
    if (encoding === null) return null
    const create = imported('node:crypto', 'createHash')
    return [create, '(', { quoted: algorithm }, ').update(', argument(0), ')', ...encoding]
  }
}

const arn = (name: string): StaticRow => ({
  path: `util.ARN.${name}`,
  least: 1,
  most: 1,
  write: () => [imported('@aws-sdk/util-arn-parser', name), '(', argument(0), ')'],
})

const row = (
  path: string,
  least: number,
  most: number,
  write: StaticRow['write'],
  more: Pick<StaticRow, 'loose' | 'node' | 'browser' | 'note'> = {},
): StaticRow => ({ path, least, most, write, ...more })

const onNode = { node: true } as const
const loose = { loose: true } as const

const toDynamo =
  (name: string): StaticRow['write'] =>
  (count) => [
    imported('@aws-sdk/util-dynamodb', name),
    '(',
    argument(0),
    ', { removeUndefinedValues: true, convertClassInstanceToMap: true',
    ...(count > 1 ? [', ', { entries: 1 }] : []),
    ' })',
  ]

const fromDynamo =
  (name: string, first: StaticPart): StaticRow['write'] =>
  (count) => [
    imported('@aws-sdk/util-dynamodb', name),
    '(',
    first,
    ...(count > 1 ? [', ', argument(1)] : []),
    ')',
  ]

const converter = { note: 'attribute-values' } as const

export const staticRows: readonly StaticRow[] = [
  row('DynamoDB.Converter.input', 1, 2, toDynamo('convertToAttr')),
  row('DynamoDB.Converter.marshall', 1, 2, toDynamo('marshall')),
  row('DynamoDB.Converter.output', 1, 2, fromDynamo('convertToNative', argument(0)), converter),
  row('DynamoDB.Converter.unmarshall', 1, 2, fromDynamo('unmarshall', { perhaps: 0 }), converter),
  arn('build'),
  arn('parse'),
  arn('validate'),
  row('util.arrayEach', 2, 2, () => [operand(0), '.forEach(', argument(1), ')']),
  row(
    'util.base64.decode',
    1,
    1,
    () => ['Buffer.from(', argument(0), ', ', { quoted: 'base64' }, ')'],
    onNode,
  ),
  row(
    'util.base64.encode',
    1,
    1,
    () => ['Buffer.from(', argument(0), ').toString(', { quoted: 'base64' }, ')'],
    onNode,
  ),
  row('util.copy', 1, 1, () => ['{ ...', argument(0), ' }']),
  row(
    'util.crypto.hmac',
    2,
    4,
    (count, literals) => {
      const encoding = digest(literals[2], count > 2)
      if (encoding === null) return null
      const algorithm: StaticPart = count > 3 ? argument(3) : { quoted: 'sha256' }
      const create = imported('node:crypto', 'createHmac')
      return [create, '(', algorithm, ', ', argument(0), ').update(', argument(1), ')', ...encoding]
    },
    onNode,
  ),
  row('util.crypto.md5', 1, 2, hash('md5'), onNode),
  row('util.crypto.sha256', 1, 2, hash('sha256'), onNode),
  row('util.date.getDate', 0, 0, () => ['new Date()']),
  row('util.date.iso8601', 0, 1, (count) => [
    ...(count > 0 ? [operand(0)] : ['new Date()']),
    '.toISOString().replace(/\\.\\d{3}Z$/, ',
    { quoted: 'Z' },
    ')',
  ]),
  row('util.date.rfc822', 0, 1, (count) => [
    ...(count > 0 ? [operand(0)] : ['new Date()']),
    '.toUTCString()',
  ]),
  row(
    'util.date.unixTimestamp',
    0,
    1,
    (count) => (count > 0 ? [operand(0), '.getTime() / 1000'] : ['Date.now() / 1000']),
    loose,
  ),
  row('util.isEmpty', 1, 1, () => ['Object.keys(', argument(0), ').length === 0'], loose),
  row('util.merge', 2, 2, () => ['{ ...', argument(0), ', ...', argument(1), ' }']),
  row(
    'util.readFileSync',
    1,
    1,
    () => [imported('node:fs', 'readFileSync'), '(', argument(0), ', ', { quoted: 'utf-8' }, ')'],
    onNode,
  ),
  row('util.update', 2, 2, () => ['Object.assign(', argument(0), ', ', argument(1), ')']),
  row('util.uriEscape', 1, 1, () => [
    'encodeURIComponent(',
    argument(0),
    `).replace(/[!'()*]/g, (c) => \`%\${c.charCodeAt(0).toString(16).toUpperCase()}\`)`,
  ]),
  row('util.uuid.v4', 0, 0, () => [imported('node:crypto', 'randomUUID'), '()'], {
    browser: 'crypto.randomUUID()',
  }),
]

const rows = new Map(staticRows.map((own) => [own.path, own]))

/** The row of a path below `AWS`; undefined: it has none. */
export const staticRow = (path: string): StaticRow | undefined => rows.get(path)
