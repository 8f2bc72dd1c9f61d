// How errors and responses are read, once the calls they come from have moved.

import type { ReadingFact } from '../model.ts'
import { type Emitting, isMigrated } from './emitting.ts'

export function emitReadings(emitting: Emitting): void {
  for (const reading of emitting.file.readings) emitReading(reading, emitting)
}

/** What is read from v2 and v3 alike is written for v3 only where that serves both. */
function emitReading(reading: ReadingFact, emitting: Emitting): void {
  const { file, decisions, findings } = emitting
  const moved = reading.calls.filter((id) => hasMoved(id, emitting))
  if (moved.length === 0) return
  const edits = file.browser ? reading.inBrowser : reading.edits
  const isWritten =
    edits.length > 0 && (reading.servesBoth || moved.length === reading.calls.length)
  if (isWritten) {
    decisions.push({ kind: 'reading', site: reading.id, edits })
    findings.push(...reading.notes)
  } else if (reading.otherwise) findings.push(reading.otherwise)
}

function hasMoved(id: string, emitting: Emitting): boolean {
  const { file, entities } = emitting
  if (file.calls.some((call) => call.id === id)) return isMigrated(emitting, id)
  return entities.some(({ entity }) => entity.uses.some((use) => use.id === id))
}
