// What becomes of package.json when only a part of its package was given.

import { basename, dirname, relative, resolve, sep } from 'node:path'
import { globbySync } from 'globby'
import { editPackageJson, isEditable, namesIn, sections } from '../transforms/edit/package-json.ts'
import type { ChangedFile, Migration } from '../transforms/migrate.ts'
import { isPackageJson } from '../transforms/packages.ts'
import { installedOrBuilt, type Project, read } from './files.ts'

export interface Checked {
  readonly migration: Migration
  readonly warnings: readonly string[]
}

/** Every kind of file that may load `aws-sdk`, those that are never migrated too. */
const pattern = '**/*.{js,jsx,mjs,cjs,ts,tsx,mts,cts,vue,svelte,astro,mdx,coffee}'

/** Keeps `aws-sdk` in a package.json while a file that was not given uses it. */
export function checkManifests(migration: Migration, project: Project, cwd: string): Checked {
  const warnings: string[] = []
  const here = (path: string): string => relative(cwd, resolve(project.root, path))
  const changed = migration.changed.flatMap((file): readonly ChangedFile[] => {
    if (!isPackageJson(file.path) || !listsSdk(file.before) || listsSdk(file.after)) return [file]
    const user = userOutside(file.path, project)
    if (user === undefined) return [file]
    warnings.push(
      `aws-sdk stays in ${here(file.path)}: ${here(user)} uses it, and was not among the files to migrate.`,
    )
    const after = editPackageJson(file.before, { add: addedIn(file), remove: [] })
    return after === file.before ? [] : [{ ...file, after }]
  })
  for (const file of project.files)
    if (isPackageJson(file.path) && !isEditable(file.text) && concerns(file.path, changed))
      warnings.push(`${here(file.path)} is not valid, so its dependencies were left as they are.`)
  return { migration: { ...migration, changed }, warnings }
}

const listsIn = (text: string): readonly string[] =>
  sections.flatMap((section) => namesIn(text, section))

const listsSdk = (text: string): boolean => listsIn(text).includes('aws-sdk')

/** The packages that came, with their ranges. */
function addedIn({ before, after }: ChangedFile): Readonly<Record<string, string>> {
  const known = new Set(listsIn(before))
  const manifest: Readonly<Record<string, Readonly<Record<string, string>> | undefined>> =
    JSON.parse(after.replace(/^\uFEFF/, ''))
  return Object.fromEntries(
    sections.flatMap((section) =>
      Object.entries(manifest[section] ?? {}).filter(([name]) => !known.has(name)),
    ),
  )
}

/** A file of the same package that was not read and uses v2; its absolute path. */
function userOutside(manifest: string, { root, files }: Project): string | undefined {
  const folder = dirname(resolve(root, manifest))
  const given = new Set(files.map((file) => resolve(root, file.path)))
  const inside = globbySync([pattern, '**/package.json'], {
    cwd: folder,
    absolute: true,
    ignore: installedOrBuilt,
    gitignore: true,
    dot: true,
    followSymbolicLinks: false,
  }).map((path) => resolve(path))
  const nested = inside
    .filter((path) => basename(path) === 'package.json' && dirname(path) !== folder)
    .map((path) => dirname(path) + sep)
  return inside.find((path) => {
    if (
      basename(path) === 'package.json' ||
      given.has(path) ||
      nested.some((other) => path.startsWith(other))
    )
      return false
    const text = read(path)
    return typeof text === 'string' && /(['"`])aws-sdk(\/[^'"`]*)?\1/.test(text)
  })
}

/** A changed source is at or below the folder of this package.json. */
function concerns(manifest: string, changed: readonly ChangedFile[]): boolean {
  const folder = manifest.slice(0, -'package.json'.length)
  return changed.some((file) => !isPackageJson(file.path) && file.path.startsWith(folder))
}
