// What is printed: the summary, the diff, the command that installs.

import { existsSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { createTwoFilesPatch } from 'diff'
import pc from 'picocolors'
import type { ChangedFile, Migration } from '../transforms/migrate.ts'
import { isPackageJson } from '../transforms/packages.ts'
import { renderFindings, severityOf } from '../transforms/report/render.ts'
import { isInside, repositoryOf } from './files.ts'

/**
 * A patch for `git apply`: git reads its paths from the top of the repository, wherever it is started.
 *
 * @param root the folder that the paths of `changed` are relative to
 */
export function renderDiff(
  changed: readonly ChangedFile[],
  root: string,
  isColoured: boolean,
): string {
  const top = repositoryOf(root) ?? root
  return changed
    .map((file) => {
      const path = relative(top, resolve(root, file.path)).split(sep).join('/')
      const text = patchOf(path, file)
      return isColoured ? coloured(text) : text
    })
    .join('')
}

/** With git's headers: names with quotes or control characters are quoted, names with spaces end in a tab. */
function patchOf(path: string, { before, after }: ChangedFile): string {
  const patch = createTwoFilesPatch('', '', before, after, undefined, undefined, { context: 3 })
  const hunks = patch.slice(patch.indexOf('\n@@ ') + 1)
  const [a, b] = [`a/${path}`, `b/${path}`].map(quoted)
  const end = path.includes(' ') ? '\t' : ''
  const old = before === '' ? 'new file mode 100644\n--- /dev/null' : `--- ${a}${end}`
  return `diff --git ${a} ${b}\n${old}\n+++ ${b}${end}\n${hunks}`
}

/** As git writes names: `"a\tb"`, octal for control characters. */
function quoted(name: string): string {
  const escaped = name.replace(/["\\\p{Cc}]/gu, (character) =>
    character === '"' || character === '\\'
      ? `\\${character}`
      : `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`,
  )
  return escaped === name ? name : `"${escaped}"`
}

function coloured(patch: string): string {
  const colours = pc.createColors(true)
  const lines = patch.split('\n')
  const head = lines.findIndex((line) => line.startsWith('@@'))
  return lines
    .map((line, i) => {
      if (i < head) return colours.bold(line)
      if (line.startsWith('+')) return colours.green(line)
      if (line.startsWith('-')) return colours.red(line)
      return line.startsWith('@@') ? colours.cyan(line) : line
    })
    .join('\n')
}

const managers: readonly (readonly [string, string])[] = [
  ['pnpm-lock.yaml', 'pnpm install'],
  ['yarn.lock', 'yarn install'],
  ['bun.lockb', 'bun install'],
  ['bun.lock', 'bun install'],
  ['package-lock.json', 'npm install'],
  ['npm-shrinkwrap.json', 'npm install'],
]

/** What installs the packages that a package.json lists: where the nearest lock file at or above it stands. */
export function installCommand(manifest: string, cwd: string): string {
  const own = dirname(manifest)
  const top = repositoryOf(own) ?? own
  for (let folder = own; isInside(folder, top); folder = dirname(folder)) {
    const command = managers.find(([lock]) => existsSync(join(folder, lock)))?.[1]
    if (command !== undefined) return startedIn(folder, command, cwd)
    if (dirname(folder) === folder) break
  }
  return startedIn(own, 'npm install', cwd)
}

function startedIn(folder: string, command: string, cwd: string): string {
  const way = relative(cwd, folder)
  if (way === '') return command
  return `cd ${/^[\w./@+-]+$/.test(way) ? way : JSON.stringify(way)} && ${command}`
}

/** @param migration with paths relative to `cwd` */
export function renderSummary(migration: Migration, cwd: string, isWritten: boolean): string {
  const { changed, findings } = migration
  const count = (severity: string): number =>
    findings.filter((finding) => severityOf(finding) === severity).length
  const files = `${changed.length} ${changed.length === 1 ? 'file' : 'files'}`
  const lines = [
    changed.length === 0
      ? 'Nothing to change.'
      : `${files} ${isWritten ? 'changed' : 'would change'}:`,
    ...changed.map((file) => `  ${file.path}`),
  ]
  const found = renderFindings(findings)
  if (found !== '') lines.push('', found.trimEnd())
  if (findings.length > 0)
    lines.push(
      '',
      `${count('action')} need you, ${count('review')} to look at, ${count('note')} to know.`,
    )
  const manifests = changed.filter((file) => isPackageJson(file.path))
  const commands = new Set(manifests.map((file) => installCommand(resolve(cwd, file.path), cwd)))
  if (commands.size > 0)
    lines.push(
      '',
      isWritten ? 'Now install what package.json lists:' : 'After the change, install:',
      ...Array.from(commands, (command) => `  ${command}`),
    )
  return `${lines.join('\n')}\n`
}
