// What every finder of sites is given.

import type { ts } from 'ts-morph'
import type { Blocker, Place, Span } from '../model.ts'
import type { FindingCode } from '../report/catalogue.ts'
import { spanOf } from '../syntax/nodes.ts'
import { placeOf } from '../syntax/place.ts'
import { siteId, type ValueContext } from '../syntax/values.ts'

export interface SiteContext extends ValueContext {
  readonly source: ts.SourceFile
}

/** The fields every site has. */
export function siteOf(
  node: ts.Node,
  refs: readonly number[],
  blockers: readonly Blocker[],
  context: SiteContext,
): { id: string; span: Span; place: Place; refs: readonly number[]; blockers: readonly Blocker[] } {
  return {
    id: siteId(node, context.file),
    span: spanOf(node),
    place: placeOf(node),
    refs,
    blockers,
  }
}

export function blocker(
  code: FindingCode,
  node: ts.Node,
  data: Record<string, string> = {},
): Blocker {
  return { code, at: node.getStart(), data }
}
