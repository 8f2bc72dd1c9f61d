// Types of v2 in the comments of JavaScript: `@param {AWS.S3.PutObjectRequest} params`.

import { ts } from 'ts-morph'
import type { ShapeFact } from '../model.ts'
import { typesInComments } from '../oracle/suspects.ts'
import type { SiteContext } from './context.ts'
import { findShape } from './shapes.ts'

/** The types of v2 that the comments of a file name. */
export function findCommentShapes(context: SiteContext): readonly ShapeFact[] {
  const { source, file } = context
  if (!/\.[cm]?jsx?$/.test(file) || !typesInComments.test(source.text)) return []
  const found: ShapeFact[] = []
  const inComment: SiteContext = { ...context, refsIn: (node) => [node.getStart()] }
  const read = (node: ts.Node): void => {
    const shape = findShape(node, inComment, true)
    if (shape) found.push({ ...shape, refs: [], form: 'comment' })
    ts.forEachChild(node, read)
  }
  const visit = (node: ts.Node): void => {
    const { jsDoc = [] } = node as ts.Node & { readonly jsDoc?: readonly ts.JSDoc[] }
    jsDoc.forEach(read)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}
