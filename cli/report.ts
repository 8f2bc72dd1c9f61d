// What is printed: the summary, the diff, the command that installs.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createTwoFilesPatch } from 'diff'
import pc from 'picocolors'
import type { ChangedFile, Migration } from '../transforms/migrate.ts'
import { renderFindings, severityOf } from '../transforms/report/render.ts'

export function renderDiff(changed: readonly ChangedFile[], isColoured: boolean): string {
  return changed
    .map((file) => {
      const patch = createTwoFilesPatch(
        `a/${file.path}`,
        `b/${file.path}`,
        file.before,
        file.after,
        undefined,
        undefined,
        { context: 3 },
      )
      const text = patch.replace(/^=+\n/, '')
      return `diff --git a/${file.path} b/${file.path}\n${isColoured ? coloured(text) : text}`
    })
    .join('')
}

function coloured(patch: string): string {
  const colours = pc.createColors(true)
  return patch
    .split('\n')
    .map((line) => {
      if (line.startsWith('+++') || line.startsWith('---')) return colours.bold(line)
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
]

/** The package manager's install command, by the lock file beside the project. */
export const installCommand = (root: string): string =>
  managers.find(([lock]) => existsSync(join(root, lock)))?.[1] ?? 'npm install'

export function renderSummary(migration: Migration, root: string, isWritten: boolean): string {
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
  if (migration.added.length > 0)
    lines.push(
      '',
      isWritten
        ? `Now install the v3 packages: ${installCommand(root)}`
        : `After the change: ${installCommand(root)}`,
    )
  return `${lines.join('\n')}\n`
}
