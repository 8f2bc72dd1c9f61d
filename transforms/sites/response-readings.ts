// How responses of calls are read once the calls are on v3.

import type { Blocker, Edit, ReadingFact } from '../model.ts'
import { absentListsOf, blobFormOf, responseBlobsOf } from '../sdk/services.ts'
import { blobEdits } from './blobs.ts'
import { type BodyEdits, bodyEdits } from './bodies.ts'
import { documentClient } from './calls.ts'
import type { Source } from './caught.ts'
import type { SiteContext } from './context.ts'
import { keyEdits, listEdits, requestEdits } from './response-members.ts'
import { type ResponseRead, responsesOf } from './responses.ts'

/** What the code does with the responses of calls. */
export function responseReadings(
  sources: readonly Source[],
  context: SiteContext,
): readonly ReadingFact[] {
  return merged(
    sources.flatMap((source) => (source.service === '' ? [] : readingsOf(source, context))),
  )
}

function readingsOf(source: Source, context: SiteContext): readonly ReadingFact[] {
  const { id, service, method, node } = source
  const what = `${service}.${method}`
  const { all, whole } = responsesOf(node, context, new Set(), source.isPromised)
  const found: ReadingFact[] = []
  const add = (
    at: number,
    edits: BodyEdits | null,
    otherwise: Blocker,
    more: Partial<ReadingFact> = {},
  ): void => {
    if (edits && edits.node.length === 0) return
    found.push({
      id: `reading:${at}`,
      calls: [id],
      servesBoth: false,
      edits: edits?.node ?? [],
      inBrowser: edits?.browser ?? edits?.node ?? [],
      notes: [],
      otherwise,
      ...more,
    })
  }
  const blobs = service === documentClient ? [] : responseBlobsOf(service, method)
  const lists = service === documentClient ? [] : absentListsOf(service, method)
  for (const response of all) {
    const readOf = (field: string): readonly ResponseRead[] =>
      response.reads.filter((read) => read.field === field)
    for (const read of readOf('$response'))
      add(startOf(read), both(requestEdits(read)), {
        code: 'response-request',
        at: startOf(read),
        data: { what },
      })
    if (service === 'S3' && method === 'upload')
      for (const read of readOf('key'))
        add(startOf(read), both(keyEdits(read)), {
          code: 'upload-key',
          at: startOf(read),
          data: { what },
        })
    for (const field of lists)
      for (const read of readOf(field))
        add(
          startOf(read),
          both(listEdits(read)),
          { code: 'response-list', at: startOf(read), data: { what, field } },
          { servesBoth: true },
        )
    for (const field of blobs) {
      const reads = readOf(field)
      const [first] = reads
      if (!first) continue
      const form = blobFormOf(service, method, field)
      const edits =
        response.isPassedOn || !response.isSole || form === 'events'
          ? null
          : form === 'stream'
            ? bodyEdits(response, reads, context)
            : blobEdits(reads, form === 'text', service === 'Lambda', context)
      const at = startOf(first)
      const waits = edits?.waits
      const notes: readonly Blocker[] =
        waits === undefined ? [] : [{ code: 'callback-waits', at: waits, data: { what, field } }]
      add(at, edits, { code: 'response-body', at, data: { what, field } }, { notes })
    }
  }
  const isHandedOn = !whole || all.some(({ isPassedOn }) => isPassedOn)
  if (isHandedOn && lists.length > 0)
    found.push({
      id: `reading:list:${node.getStart()}`,
      calls: [id],
      servesBoth: true,
      edits: [],
      inBrowser: [],
      notes: [],
      otherwise: {
        code: 'response-list-handed-on',
        at: node.getStart(),
        data: { what, fields: lists.join(', ') },
      },
    })
  for (const field of whole ? [] : blobs)
    if (
      !found.some(({ edits, otherwise }) => edits.length === 0 && otherwise?.data.field === field)
    )
      add(node.getStart(), null, {
        code: 'response-body',
        at: node.getStart(),
        data: { what, field },
      })
  return found
}

const startOf = ({ node }: ResponseRead): number => node.getStart()

const both = (edits: readonly Edit[] | null): BodyEdits | null =>
  edits && { node: edits, browser: null }

/** A place that several calls lead to is read once. */
function merged(readings: readonly ReadingFact[]): readonly ReadingFact[] {
  const found = new Map<string, ReadingFact>()
  for (const reading of readings) {
    const known = found.get(reading.id)
    const isEqual = known && JSON.stringify(known.edits) === JSON.stringify(reading.edits)
    found.set(
      reading.id,
      known
        ? {
            ...known,
            calls: [...known.calls, ...reading.calls],
            ...(isEqual ? {} : { edits: [], inBrowser: [] }),
          }
        : reading,
    )
  }
  return Array.from(found.values())
}
