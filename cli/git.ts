// Whether the files to be written have changes that are not committed.

import { execFileSync } from 'node:child_process'

/**
 * Tracked files under a folder with uncommitted changes, relative to it; empty outside a git repository.
 * Untracked files do not count: they are not overwritten by what git can bring back, but neither does git know them.
 */
export function uncommitted(folder: string): readonly string[] {
  try {
    const status = execFileSync(
      'git',
      ['status', '--porcelain', '--untracked-files=no', '--', '.'],
      { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    )
    return status.split('\n').flatMap((line) => (line === '' ? [] : [line.slice(3)]))
  } catch {
    return []
  }
}
