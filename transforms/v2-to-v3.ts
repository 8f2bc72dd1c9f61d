// The jscodeshift entry: one file at a time, in an open world. Four outcomes, nothing else:
// an exception, nothing (skipped), the same text (unmodified), another text (ok).

import './plain-packages.ts'

import { basename, relative, sep } from 'node:path'
import type { API, FileInfo, Options as JscodeshiftOptions } from 'jscodeshift'
import { defaultOptions, migrate, type Options } from './migrate.ts'
import { renderFinding } from './report/render.ts'
import { mentionsSdk } from './select.ts'

/**
 * Migrates one file.
 *
 * @throws Error when an option has a value that it cannot have
 */
export default function transform(
  file: FileInfo,
  api: API,
  options: JscodeshiftOptions,
): string | undefined {
  if (!mentionsSdk(file.source)) return undefined
  const way = relative(process.cwd(), file.path).split(sep).join('/')
  const path = /^(\.\.\/|\/|\w:)/.test(way) ? basename(file.path) : way
  const { changed, findings } = migrate([{ path, text: file.source }], optionsFrom(options))
  if (findings.length > 0) api.report(findings.map(renderFinding).join('\n'))
  return changed[0]?.after ?? file.source
}

/**
 * `--world=closed`: this file is the whole program. `--clients=aggregated` and `--platform=browser` as in the command line, `--todo=false` as
 * `--no-todo` there: jscodeshift takes what follows an unknown flag without `=` for its value.
 */
export function optionsFrom(given: JscodeshiftOptions): Options {
  return {
    ...defaultOptions,
    world: choice(given, 'world', ['open', 'closed'] as const),
    clients: choice(given, 'clients', ['commands', 'aggregated'] as const),
    identity: choice(given, 'identity', ['getid'] as const),
    platform: choice(given, 'platform', ['auto', 'browser', 'node'] as const),
    todo:
      choice({ todo: String(given.todo ?? true) }, 'todo', ['true', 'false'] as const) === 'true',
    deps: false,
    create: false,
  }
}

function choice<T extends string>(
  given: JscodeshiftOptions,
  name: string,
  values: readonly [T, ...T[]],
): T {
  const value: unknown = given[name]
  if (value === undefined) return values[0]
  const known = values.find((candidate) => candidate === value)
  if (known === undefined)
    throw new Error(`--${name} is ${values.join(' or ')}, not ${String(value)}.`)
  return known
}
