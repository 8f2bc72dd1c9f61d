// `AWS.config.loadFromPath(path)`: the global configuration from a JSON file.
// Source: `loadFromPath` in `aws-sdk/lib/config.js`; it forgets what was set before.

import type { ts } from 'ts-morph'
import type { Value, WriteEntry, WriteFact } from '../model.ts'
import { spanOf } from '../syntax/nodes.ts'
import type { SiteContext } from './context.ts'

/** What such a file holds as a rule; all else that it may hold is reported. */
const keys = ['region', 'accessKeyId', 'secretAccessKey', 'sessionToken']

/** The settings that come from a file, as members of a constant with its content. */
export function fileEntries(
  path: ts.Expression,
  context: SiteContext,
): Pick<WriteFact, 'entries' | 'file'> {
  const { text } = context.source
  const isFree = (name: string): boolean => !new RegExp(`\\b${name}\\b`).test(text)
  const name = ['settings', 'awsSettings', 'awsConfigFile'].find(isFree) ?? 'awsSettingsFromFile'
  const entry = (key: string): WriteEntry => ({
    key,
    value: member(`${name}.${key}`, path, key !== 'region'),
    comments: [],
    trail: null,
  })
  return { entries: keys.map(entry), file: { name, path: spanOf(path) } }
}

const member = (text: string, at: ts.Expression, mayBeAbsent: boolean): Value => ({
  span: spanOf(at),
  kind: 'member',
  text,
  constant: true,
  mayBeAbsent,
  after: at.getStart(),
  movable: false,
  refs: [],
})
