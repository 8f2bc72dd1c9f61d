// All files or none: each write is atomic, and what was written is restored when a later write fails.

import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import type { ChangedFile } from '../transforms/migrate.ts'

/** Nothing was written, or everything that was written has been restored. */
export class WriteError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'WriteError'
  }
}

export type Writer = (path: string, text: string) => void

const atomic: Writer = (path, text) =>
  writeFileAtomic.sync(path, text, { encoding: 'utf8', mode: statSync(path).mode })

/**
 * Writes changed files.
 *
 * @throws WriteError when a file is not as it was read any more, or a write fails
 */
export function writeAll(
  root: string,
  changed: readonly ChangedFile[],
  write: Writer = atomic,
): void {
  for (const file of changed)
    if (readFileSync(join(root, file.path), 'utf8') !== file.before)
      throw new WriteError(
        `${file.path} changed while it was being migrated. Nothing was written; run again.`,
      )
  const written: ChangedFile[] = []
  for (const file of changed) {
    try {
      write(join(root, file.path), file.after)
      written.push(file)
    } catch (error) {
      for (const done of written) write(join(root, done.path), done.before)
      const reason = error instanceof Error ? error.message : String(error)
      throw new WriteError(
        `${file.path} could not be written (${reason}). The other files are as they were.`,
      )
    }
  }
}
