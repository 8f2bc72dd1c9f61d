// `s3.upload(params, options)`, and what is done with the upload.

import { ts } from 'ts-morph'
import type { Edit, Part, Span, UploadFact } from '../model.ts'
import type { Statement } from '../plan/types.ts'
import { isConstant, isSetOnce } from '../syntax/constants.ts'
import { isExported } from '../syntax/exports.ts'
import {
  bare,
  commentsIn,
  isDiscarded,
  isFunctionExpression,
  type Member,
  memberCallOn,
  memberOf,
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
  const own = options ? optionsOf(options, context) : []
  const isCommented = commentsIn(text, member.receiver.end, member.node.end).length > 0
  if (!own || isCommented) return undefined
  const ends: UploadFact['ends'][number][] = []
  const name = callback ? declaredAs(node) : undefined
  const isSeen = callback
    ? isDiscarded(node) || isReturned(node) || (name !== undefined && held(node, ends, context))
    : followed(node, ends, context) || held(node, ends, context)
  if (!isSeen) return undefined
  const inner = bare(params)
  return {
    kind: 'upload',
    receiver: spanOf(member.receiver),
    client: bare(member.receiver).getText(),
    params: spanOf(params),
    multiline: isLong(inner, context),
    name: ts.isIdentifier(inner) ? inner.text : null,
    options: own,
    ends,
    callback: callback ? callbackOf(callback, true, context.oracle) : null,
    declared: name ?? null,
  }
}

/** The variable of a statement that declares nothing else. */
function declaredAs({ parent }: ts.CallExpression): string | undefined {
  if (!ts.isVariableDeclaration(parent) || !ts.isIdentifier(parent.name)) return undefined
  const list = parent.parent
  const isAlone = ts.isVariableDeclarationList(list) && list.declarations.length === 1
  const place = list.parent.parent
  const isListed =
    ts.isVariableStatement(list.parent) && (ts.isBlock(place) || ts.isSourceFile(place))
  return isAlone && isListed ? parent.name.text : undefined
}

const isCallback = (node: ts.Expression | undefined, { oracle }: SiteContext): boolean =>
  node !== undefined &&
  (isFunctionExpression(bare(node)) ||
    oracle.isCallable(bare(node)) ||
    (ts.isIdentifier(node) && /^(cb|callback|done|next|fn)$|Callback$/.test(node.text)))

/** The entries of a literal; one spread of a constant that holds such a literal. */
function optionsOf(
  node: ts.Expression,
  { oracle }: SiteContext,
): UploadFact['options'] | undefined {
  const inner = bare(node)
  if (ts.isObjectLiteralExpression(inner))
    return isKnown(inner)
      ? inner.properties.map((own) => ({ span: spanOf(own), spread: false }))
      : undefined
  const declaration =
    ts.isIdentifier(inner) && isConstant(inner, oracle)
      ? oracle.symbol(inner)?.valueDeclaration
      : undefined
  const held =
    declaration && ts.isVariableDeclaration(declaration) && declaration.initializer
      ? bare(declaration.initializer)
      : undefined
  return held && ts.isObjectLiteralExpression(held) && isKnown(held)
    ? [{ span: spanOf(node), spread: true }]
    : undefined
}

const isKnown = ({ properties }: ts.ObjectLiteralExpression): boolean =>
  properties.every(({ name }) => name && uploadOptions.has(nameOf(name) ?? ''))

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
    if (rest[0]) ends.push(...keysRead(rest[0], context))
    at = call
  }
}

/** `progress.key` in a listener. */
function keysRead(listener: ts.Expression, { oracle }: SiteContext): UploadFact['ends'] {
  const fn = bare(listener)
  const [parameter] = isFunctionExpression(fn) ? fn.parameters : []
  if (!parameter || !isFunctionExpression(fn)) return []
  if (ts.isObjectBindingPattern(parameter.name))
    return parameter.name.elements
      .filter(({ propertyName, name }) => nameOf(propertyName ?? name) === 'key')
      .map(({ propertyName, name }) => ({
        kind: 'key',
        member: spanOf(propertyName ?? name),
        alone: propertyName === undefined,
      }))
  if (!ts.isIdentifier(parameter.name)) return []
  return usesOf(parameter.name, oracle, fn.body).flatMap((use) => {
    const member = memberOf(use.parent)
    const isKey = member?.receiver === use && member.name === 'key'
    return isKey ? [{ kind: 'key' as const, member: member.span, alone: false }] : []
  })
}

/** `const upload = s3.upload(…)`. */
function held(
  node: ts.CallExpression | ts.NewExpression,
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

/** `new AWS.S3.ManagedUpload({ service, params, … })`, with the client it sends with. */
export function managedUploadIn(
  node: ts.NewExpression,
  context: SiteContext,
): { readonly client: ts.Expression; readonly fact: UploadFact } | undefined {
  const [only, ...others] = node.arguments ?? []
  const literal = only && bare(only)
  const callee = memberOf(node.expression)
  const thing = callee && context.oracle.thing(callee.receiver)
  const isUpload =
    callee?.name === 'ManagedUpload' && thing?.kind === 'client-class' && thing.service === 'S3'
  if (!isUpload || others.length > 0 || !literal || !ts.isObjectLiteralExpression(literal))
    return undefined
  const given = (key: string): ts.Expression | undefined => {
    const property = literal.properties.find(({ name }) => name && nameOf(name) === key)
    if (property && ts.isPropertyAssignment(property)) return property.initializer
    return property && ts.isShorthandPropertyAssignment(property) ? property.name : undefined
  }
  const [client, params] = [given('service'), given('params')]
  const rest = literal.properties.filter(
    ({ name }) => !name || !['service', 'params'].includes(nameOf(name) ?? ''),
  )
  const isPlain = rest.every(({ name }) => name && uploadOptions.has(nameOf(name) ?? ''))
  if (!client || !params || !isPlain) return undefined
  const isCommented = /\/[/*]/.test(
    literal.properties.reduceRight(
      (text, { pos, end }) => text.slice(0, pos - literal.pos) + text.slice(end - literal.pos),
      context.source.text.slice(literal.pos, literal.end),
    ),
  )
  const ends: UploadFact['ends'][number][] = []
  if (isCommented || !(followed(node, ends, context) || held(node, ends, context))) return undefined
  const inner = bare(params)
  return {
    client,
    fact: {
      kind: 'upload',
      receiver: spanOf(client),
      client: bare(client).getText(),
      params: spanOf(params),
      multiline: isLong(literal, context) || isLong(inner, context),
      name: ts.isIdentifier(inner) ? inner.text : null,
      options: rest.map((own) => ({ span: spanOf(own), spread: false })),
      ends,
      callback: null,
      declared: null,
    },
  }
}

const isLong = (node: ts.Expression, { source }: SiteContext): boolean =>
  ts.isObjectLiteralExpression(node) &&
  node.properties.length > 0 &&
  source.text.slice(node.getStart(), node.properties[0]?.getStart()).includes('\n')

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
    if (end.kind === 'key') return { ...end.member, parts: [end.alone ? 'Key: key' : 'Key'] }
    return { ...end.span, parts: ['.done()', ...settled(end.callback)] }
  })
  const { callback } = fact
  if (!callback) return [{ ...node, parts: made }, ...ends]
  if (fact.declared !== null) {
    const done: Statement =
      callbackify === ''
        ? [`${fact.declared}.done()`, ...settled(callback)]
        : [`${callbackify}(() => ${fact.declared}.done())(`, callback.span, ')']
    return [{ ...node, parts: [...made, ';', '\n', ...done] }, ...ends]
  }
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

const optionPart = ({ span, spread }: UploadFact['options'][number]): Statement =>
  spread ? ['...', span] : [span]

const shortForm = (fact: UploadFact, upload: string): Statement => [
  `new ${upload}({ `,
  ...clientPart(fact),
  ', ',
  ...paramsPart(fact),
  ...fact.options.flatMap((option): Part[] => [', ', ...optionPart(option)]),
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
    ...(fact.name === 'params' ? ['params'] : ['params: ', moved]),
    ',',
    ...fact.options.flatMap((option): Part[] => ['\n\t', ...optionPart(option), ',']),
    '\n})',
  ]
}
