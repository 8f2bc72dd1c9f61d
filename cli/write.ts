// All files or none: each write is atomic, and what was written is restored when a later write fails.

import { readFileSync, rmSync, statSync } from 'node:fs'
import writeFileAtomic from 'write-file-atomic'

export interface Write {
  /** Absolute path. */
  readonly path: string
  /** What a person calls it. */
  readonly name: string
  /** What must stand there still; null: there must be no such file; undefined: anything may be there. */
  readonly before: string | null | undefined
  readonly after: string
}

/** Nothing was written, or the message says what is not as it was. */
export class WriteError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'WriteError'
  }
}

export type Writer = (path: string, text: string) => void

const atomic: Writer = (path, text) => {
  const mode = statSync(path, { throwIfNoEntry: false })?.mode
  writeFileAtomic.sync(path, text, { encoding: 'utf8', ...(mode === undefined ? {} : { mode }) })
}

/**
 * Writes all, in order.
 *
 * @throws WriteError when a file is not as it was read any more, or a write fails
 */
export function writeAll(writes: readonly Write[], write: Writer = atomic): void {
  for (const { path, name, before } of writes)
    if (before !== undefined && textOf(path) !== (before ?? undefined))
      throw new WriteError(
        `${name} changed while it was being migrated. Nothing was written; run again.`,
      )
  const written: Write[] = []
  for (const file of writes) {
    try {
      write(file.path, file.after)
      written.push(file)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      const lost = written.filter((done) => !isRestored(done, write)).map((done) => done.name)
      throw new WriteError(
        `${file.name} could not be written (${reason}). ${
          lost.length === 0
            ? 'The other files are as they were.'
            : `These were written before and could not be restored: ${lost.join(', ')}.`
        }`,
      )
    }
  }
}

function isRestored({ path, before }: Write, write: Writer): boolean {
  if (before === undefined) return false
  try {
    if (before === null) rmSync(path)
    else write(path, before)
    return true
  } catch {
    return false
  }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
