// `s3.upload(params, options)`, and what is done with the upload.

import { ts } from 'ts-morph'
import type { Edit, Part, Span, UploadFact } from '../model.ts'
import type { Statement } from '../plan/types.ts'
import { isSetOnce } from '../syntax/constants.ts'
import { isExported } from '../syntax/exports.ts'
import {
  bare,
  commentsIn,
  isDiscarded,
  isFunctionExpression,
  type Member,
  memberCallOn,
  nameOf,
  spanOf,
  wrapped,
} from '../syntax/nodes.ts'
import { usesOf } from '../syntax/uses.ts'
import { callbackOf } from './callbacks.ts'
import type { SiteContext } from './context.ts'
import { branches } from './loads.ts'

const uploadOptions = new Set(['leavePartsOnError', 'partSize', 'queueSize', 'tags'])

/** An upload of which all is known that is done with it; undefined: it stays. */
export function uploadIn(
  node: ts.CallExpression,
  member: Member,
  context: SiteContext,
): UploadFact | undefined {
  const text = context.source.text
  const given = Array.from(node.arguments)
  const callback = given.length > 1 && isCallback(given.at(-1), context) ? given.pop() : undefined
  const [params, options] = given
  if (!params || given.length > 2 || given.some(ts.isSpreadElement) || member.optional)
    return undefined
  const own = options ? optionsOf(options) : []
  const isCommented = commentsIn(text, member.receiver.end, member.node.end).length > 0
  if (!own || isCommented) return undefined
  const ends: UploadFact['ends'][number][] = []
  const isSeen = callback
    ? isDiscarded(node) || isReturned(node)
    : followed(node, ends, context) || held(node, ends, context)
  if (!isSeen) return undefined
  const inner = bare(params)
  return {
    kind: 'upload',
    receiver: spanOf(member.receiver),
    client: bare(member.receiver).getText(),
    params: spanOf(params),
    multiline:
      ts.isObjectLiteralExpression(inner) &&
      inner.properties.length > 0 &&
      text.slice(inner.getStart(), inner.properties[0]?.getStart()).includes('\n'),
    name: ts.isIdentifier(inner) ? inner.text : null,
    options: own,
    ends,
    callback: callback ? callbackOf(callback, true, context.oracle) : null,
  }
}

const isCallback = (node: ts.Expression | undefined, { oracle }: SiteContext): boolean =>
  node !== undefined &&
  (isFunctionExpression(bare(node)) ||
    oracle.isCallable(bare(node)) ||
    (ts.isIdentifier(node) && /^(cb|callback|done|next|fn)$|Callback$/.test(node.text)))

/** The entries of a literal, or the name of a variable to spread. */
function optionsOf(node: ts.Expression): readonly Span[] | undefined {
  const inner = bare(node)
  if (!ts.isObjectLiteralExpression(inner)) return undefined
  const isKnown = inner.properties.every(
    ({ name }) => name && uploadOptions.has(nameOf(name) ?? ''),
  )
  return isKnown ? inner.properties.map(spanOf) : undefined
}

function isReturned(node: ts.CallExpression): boolean {
  const { parent } = wrapped(node)
  return ts.isReturnStatement(parent) || (ts.isArrowFunction(parent) && parent.body === node)
}

/** `.on(…)` any number of times, then `.promise()`, `.send(callback)`, `.abort()` or nothing. */
function followed(
  upload: ts.Expression,
  ends: UploadFact['ends'][number][],
  context: SiteContext,
): boolean {
  let at: ts.Expression = upload
  for (;;) {
    const next = memberCallOn(at)
    if (!next) return at !== upload && ts.isExpressionStatement(wrapped(at).parent)
    const { member, call } = next
    if (member.optional) return false
    const [first, ...rest] = call.arguments
    if (member.name === 'abort') return true
    if (member.name === 'promise' && !first) {
      ends.push({ kind: 'promise', member: member.span })
      return true
    }
    if (member.name === 'send' && first && rest.length === 0) {
      const callback = callbackOf(first, true, context.oracle)
      const isPlain = callback.kind === 'reference' || callback.shape.kind === 'split'
      if (!isPlain || !isDiscarded(call)) return false
      ends.push({ kind: 'send', span: { start: wrapped(at).end, end: call.end }, callback })
      return true
    }
    if (member.name !== 'on') return false
    at = call
  }
}

/** `const upload = s3.upload(…)`. */
function held(
  node: ts.CallExpression,
  ends: UploadFact['ends'][number][],
  context: SiteContext,
): boolean {
  const declaration = node.parent
  if (!ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name)) return false
  const { name, type } = declaration
  if (type || !isSetOnce(name, context.oracle) || isExported(node)) return false
  const uses = usesOf(name, context.oracle)
  return uses.length > 0 && uses.every((use) => followed(use, ends, context))
}

/**
 * `new Upload({ client: s3, params }).done()`.
 *
 * @param callbackify local name of the function of `node:util`; empty: it is not needed
 */
export function uploadEdits(
  fact: UploadFact,
  node: Span,
  upload: string,
  callbackify: string,
): readonly Edit[] {
  const made: Statement = fact.multiline ? longForm(fact, node, upload) : shortForm(fact, upload)
  const ends = fact.ends.map((end): Edit => {
    if (end.kind === 'promise') return { ...end.member, parts: ['done'] }
    return { ...end.span, parts: ['.done()', ...settled(end.callback)] }
  })
  const { callback } = fact
  if (!callback) return [{ ...node, parts: made }, ...ends]
  if (callbackify !== '')
    return [{ ...node, parts: [`${callbackify}(() => `, ...made, '.done())(', callback.span, ')'] }]
  return [{ ...node, parts: [...made, '.done()', ...settled(callback)] }]
}

/** `.then(…)` for a callback. */
function settled(callback: NonNullable<UploadFact['callback']>): Statement {
  if (callback.kind === 'inline') return branches(callback, callback.params[1] ?? '')
  return ['.then((data) => ', callback.span, '(null, data), ', callback.span, ')']
}

const clientPart = ({ receiver, client }: UploadFact): Statement =>
  client === 'client' ? ['client'] : ['client: ', receiver]

const paramsPart = ({ params, name }: UploadFact): Statement =>
  name === 'params' ? ['params'] : ['params: ', params]

const shortForm = (fact: UploadFact, upload: string): Statement => [
  `new ${upload}({ `,
  ...clientPart(fact),
  ', ',
  ...paramsPart(fact),
  ...fact.options.flatMap((option): Part[] => [', ', option]),
  ' })',
]

function longForm(fact: UploadFact, node: Span, upload: string): Statement {
  const moved: Part = {
    shifted: [{ aligned: [fact.params], from: fact.params.start, to: node.start }],
    levels: 1,
  }
  return [
    `new ${upload}({`,
    '\n\t',
    ...clientPart(fact),
    ',\n\t',
    'params: ',
    moved,
    ',',
    ...fact.options.flatMap((option): Part[] => ['\n\t', option, ',']),
    '\n})',
  ]
}
