// Whether the files to be written have changes that are not committed.

import { execFileSync } from 'node:child_process'
import { repositoryOf } from './files.ts'

/** Git is there but does not answer. */
export class GitError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'GitError'
  }
}

/**
 * Tracked files with uncommitted changes at or below the given paths, as git names them; none outside a repository.
 * Untracked files do not count: git could not bring them back in any case.
 *
 * @throws GitError where there is a repository, and git cannot tell
 */
export function uncommitted(paths: readonly string[]): readonly string[] {
  const byRepository = new Map<string, string[]>()
  for (const path of paths) {
    const repository = repositoryOf(path)
    if (repository !== undefined)
      byRepository.set(repository, [...(byRepository.get(repository) ?? []), path])
  }
  return [...byRepository].flatMap(([repository, own]) => changesIn(repository, own))
}

function changesIn(repository: string, paths: readonly string[]): readonly string[] {
  const args = ['--literal-pathspecs', 'status', '--porcelain', '-z', '--no-renames']
  let status: string
  try {
    status = execFileSync('git', [...args, '--untracked-files=no', '--', ...paths], {
      cwd: repository,
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  } catch (error) {
    throw new GitError(error instanceof Error ? error.message.trim() : String(error))
  }
  // `XY path`, each ended by NUL.
  return status.split('\0').flatMap((entry) => (entry === '' ? [] : [entry.slice(3)]))
}
