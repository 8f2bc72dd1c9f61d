// Calls of operations: `s3.getObject(params).promise()`, `s3.getObject(params, callback)`.

import { ts } from 'ts-morph'
import type {
  Blocker,
  CallFact,
  Edit,
  InputFact,
  Part,
  Span,
  StreamFact,
  UnresolvedFact,
} from '../model.ts'
import { entryParts } from '../plan/providers.ts'
import type { Decision, Option, Statement } from '../plan/types.ts'
import {
  absentListsOf,
  hasV3Operation,
  isOperation,
  responseBlobsOf,
  responseStreamsOf,
} from '../sdk/services.ts'
import { isEsm } from '../syntax/module-shape.ts'
import {
  awaited,
  bare,
  commentsIn,
  isDiscarded,
  isFunctionExpression,
  type Member,
  memberCallOn,
  memberOf,
  nameOf,
  requiredModule,
  separatorBefore,
  spanOf,
  wrapped,
} from '../syntax/nodes.ts'
import { functionAround } from '../syntax/place.ts'
import { usesOf } from '../syntax/uses.ts'
import { clientTarget } from './clients.ts'
import { blocker, type SiteContext, siteOf } from './context.ts'
import { promisifiedEdits, promisifiedFact, promisifiedIn } from './promisified.ts'
import { callbackOf, eventEdits, eventsOn, heldEdits, heldIn, sentBy } from './requests.ts'
import { signedUrlEdits, signedUrlIn } from './signed-urls.ts'
import { managedUploadIn, uploadEdits, uploadIn } from './uploads.ts'
import { waiterEdits, waiterIn } from './waiters.ts'

const documentOperations = new Set([
  'batchGet',
  'batchWrite',
  'delete',
  'get',
  'put',
  'query',
  'scan',
  'transactGet',
  'transactWrite',
  'update',
])

export const documentClient = 'DynamoDB.DocumentClient'

const isKnownOperation = (service: string, method: string): boolean =>
  service === documentClient
    ? documentOperations.has(method)
    : isOperation(service, method) && hasV3Operation(service, method)

/** A call on a client, when the node is one. */
export function findCall(node: ts.Node, context: SiteContext): CallFact | undefined {
  if (!ts.isCallExpression(node)) return undefined
  const promisified = promisifiedIn(node)
  if (promisified) return promisifiedCall(node, promisified, context)
  const callee = bare(node.expression)
  const named = memberOf(callee)
  const member = named ?? byVariable(callee)
  if (!member || member.name === 'promise') return undefined
  const client = clientTarget(member.receiver, context)
  if (!client) return undefined
  const { service, target } = client
  const blockers: Blocker[] = []
  const operation = member.name === 'makeRequest' ? operationIn(node) : undefined
  const method = operation?.text ?? member.name
  const what = named ? `${service}.${method}` : `${service}[…]`
  const helper = helperIn(node, member, service, context)
  if (helper)
    return {
      ...siteOf(node, [], [], context),
      service,
      target,
      method: member.name,
      member: member.span,
      optional: member.optional,
      args: { start: node.end, end: node.end },
      params: null,
      input: null,
      callback: null,
      asserts: [],
      promise: null,
      promiseComments: [],
      named: null,
      sent: helper,
      stream: null,
    }
  if (named && !isKnownOperation(service, method))
    blockers.push(blocker('call-not-supported', node, { what }))
  const given = operation ? node.arguments.slice(1) : node.arguments
  const [first, second] = given
  const promised = memberCallOn(node)
  const isCalled = first !== undefined && isCallback(first, node, context)
  const sent = given.length > 1 || isCalled || !named ? null : sendingOf(node, context)
  const stream = streamOf(node, service, method, context)
  const promise = stream || promised?.member.name === 'promise' ? promised : undefined
  let params: ts.Expression | undefined = first
  let callback: ts.Expression | undefined = second
  if (given.length > 2 || given.some(ts.isSpreadElement))
    blockers.push(blocker('call-not-supported', node, { what: `${what} with these arguments` }))
  else if (!second && first && !promise && isCalled) {
    params = undefined
    callback = first
  } else if (!promise && !callback && !sent && blockers.length === 0)
    blockers.push(blocker('request-object', node, { what }))
  if (sent?.kind === 'send') callback = callbackOf(node)
  if (sent?.kind === 'events' && sent.reads.length > 0 && hasOtherShape(service, method))
    blockers.push(blocker('request-object', node, { what }))
  if (callback && promise && blockers.length === 0)
    blockers.push(
      blocker('call-not-supported', node, { what: `${what} with a callback and a promise` }),
    )
  if (blockers.length === 0 && callback && !sent && !isDiscarded(node) && !isReturned(node))
    blockers.push(blocker('request-object', node, { what }))
  if (callback && usesThis(callback, context))
    blockers.push(blocker('callback-this', callback, { what }))
  const inputStart = first?.getStart() ?? node.arguments.end
  const argumentsStart = operation ? inputStart : node.arguments.pos
  const { end } = wrapped(node)
  const text = context.source.text
  return {
    ...siteOf(promise?.call ?? node, [], blockers, context),
    service,
    target,
    method,
    member: member.span,
    optional: member.optional,
    args: { start: argumentsStart, end: node.end - 1 },
    params: params ? spanOf(params) : null,
    input: params && hasBoundParams(member.receiver, context) ? inputOf(params, context) : null,
    callback: callback ? spanOf(callback) : null,
    asserts: callback ? responseReads(callback, context) : [],
    promise: promise ? { start: end, end: promise.call.end } : null,
    promiseComments: promise ? commentsIn(text, end, promise.call.end) : [],
    named: operation ? { start: node.arguments.pos, end: inputStart } : null,
    sent,
    stream,
    ...(named ? {} : { byVariable: true as const }),
  }
}

/** Whether v3 gives members of the response another form. */
const hasOtherShape = (service: string, method: string): boolean =>
  service !== documentClient &&
  [...responseBlobsOf(service, method), ...absentListsOf(service, method)].length > 0

/** `new AWS.S3.ManagedUpload({ service: s3, … })`, as a call on its client. */
export function findManagedUpload(node: ts.Node, context: SiteContext): CallFact | undefined {
  const found = ts.isNewExpression(node) ? managedUploadIn(node, context) : undefined
  const client = found && clientTarget(found.client, context)
  if (!found || client?.service !== 'S3' || !ts.isNewExpression(node)) return undefined
  return {
    ...siteOf(node, context.refsIn(node.expression), [], context),
    ...client,
    method: 'upload',
    member: spanOf(node.expression),
    optional: false,
    args: { start: node.end, end: node.end },
    params: null,
    input: null,
    callback: null,
    asserts: [],
    promise: null,
    promiseComments: [],
    named: null,
    sent: found.fact,
    stream: null,
  }
}

/** Helpers that are no operations. */
function helperIn(
  node: ts.CallExpression,
  member: Member,
  service: string,
  context: SiteContext,
): CallFact['sent'] | undefined {
  const [list] = node.arguments
  if (
    service === documentClient &&
    member.name === 'createSet' &&
    list &&
    !ts.isSpreadElement(list)
  )
    return {
      kind: 'set',
      list: spanOf(list),
      isArray: ts.isArrayLiteralExpression(bare(list)) || context.oracle.isArray(bare(list)),
    }
  if (member.name === 'waitFor') return waiterIn(node, member, service, context)
  if (service !== 'S3') return undefined
  if (member.name === 'upload') return uploadIn(node, member, context)
  const isSigned = /^(getSignedUrl|getSignedUrlPromise|createPresignedPost)$/.test(member.name)
  return isSigned ? signedUrlIn(node, member, context) : undefined
}

/** `promisify(s3.getObject.bind(s3))`. */
function promisifiedCall(
  node: ts.CallExpression,
  found: NonNullable<ReturnType<typeof promisifiedIn>>,
  context: SiteContext,
): CallFact | undefined {
  const { member } = found
  const client = clientTarget(member.receiver, context)
  if (!client) return undefined
  const what = `${client.service}.${member.name}`
  const isKnown = isKnownOperation(client.service, member.name)
  const blockers = isKnown ? [] : [blocker('call-not-supported', node, { what })]
  const nowhere = { start: node.end, end: node.end }
  return {
    ...siteOf(node, [], blockers, context),
    ...client,
    method: member.name,
    member: member.span,
    optional: false,
    args: nowhere,
    params: null,
    input: null,
    callback: null,
    asserts: [],
    promise: null,
    promiseComments: [],
    named: null,
    sent: promisifiedFact(found, context),
    stream: null,
  }
}

/** `ddb[operation]`. */
function byVariable(callee: ts.Expression): Member | undefined {
  if (!ts.isElementAccessExpression(callee)) return undefined
  const { expression: receiver, argumentExpression, questionDotToken } = callee
  const optional = questionDotToken !== undefined
  return { node: callee, receiver, name: '', span: spanOf(argumentExpression), optional }
}

/** The name in `makeRequest('listTables', …)`. */
function operationIn({ arguments: [name] }: ts.CallExpression): ts.StringLiteralLike | undefined {
  return name && ts.isStringLiteralLike(name) ? name : undefined
}

const sendingOf = (node: ts.CallExpression, context: SiteContext): CallFact['sent'] =>
  sentBy(node) ?? eventsOn(node, context) ?? heldIn(node, context) ?? null
/** `s3.getObject(params).createReadStream()`, where the response can be awaited. */
function streamOf(
  node: ts.CallExpression,
  service: string,
  method: string,
  { source, file }: SiteContext,
): StreamFact | null {
  const taken = memberCallOn(node)
  const [field] = isKnownOperation(service, method) ? responseStreamsOf(service, method) : []
  if (taken?.member.name !== 'createReadStream' || field === undefined) return null
  const fn = functionAround(node)
  if (fn ? !isAsyncFunction(fn) : !isEsm(source)) return null
  const outer = wrapped(taken.call)
  return {
    field,
    start: wrapped(node).getStart(),
    separator: separatorBefore(node),
    type: /\.[cm]?tsx?$/.test(file) ? readableIn(source) : null,
    tight: memberCallOn(outer) !== undefined,
  }
}

/** How a file can name the type of Node's streams. */
const readableIn = (source: ts.SourceFile): string =>
  source.statements.some(
    (statement) =>
      ts.isImportDeclaration(statement) &&
      /^['"](node:)?stream['"]$/.test(statement.moduleSpecifier.getText()) &&
      /[{\s,]Readable\s*[,}]/.test(statement.importClause?.getText() ?? ''),
  )
    ? 'Readable'
    : "import('node:stream').Readable"

const isAsyncFunction = (node: ts.Node): boolean =>
  ts.canHaveModifiers(node) &&
  !(ts.isFunctionLike(node) && 'asteriskToken' in node && node.asteriskToken) &&
  (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword)

/** A client that is given parameters for all its calls. */
const hasBoundParams = (receiver: ts.Expression, { constructions }: SiteContext): boolean =>
  constructions.of(receiver).some(({ arguments: [options] = [] }) => {
    const literal = options && bare(options)
    return (
      literal !== undefined &&
      ts.isObjectLiteralExpression(literal) &&
      literal.properties.some(({ name }) => name && nameOf(name) === 'params')
    )
  })

function inputOf(params: ts.Expression, { oracle }: SiteContext): InputFact | null {
  const literal = bare(params)
  if (!ts.isObjectLiteralExpression(literal)) return null
  return {
    start: literal.getStart() + 1,
    entries: literal.properties.map((property) => {
      const value = ts.isPropertyAssignment(property) ? bare(property.initializer) : property.name
      return {
        key: property.name ? nameOf(property.name) : null,
        mayBeAbsent:
          value !== undefined &&
          (value.kind === ts.SyntaxKind.NullKeyword || oracle.mayBeAbsent(value)),
      }
    }),
  }
}

/** `return s3.getObject(params, cb)`: what a callback call returns is seldom used, but may be. */
function isReturned(node: ts.CallExpression): boolean {
  const outer = awaited(node)
  return (
    ts.isReturnStatement(outer.parent) ||
    (ts.isArrowFunction(outer.parent) && outer.parent.body === outer)
  )
}

/** Whether a lone argument is a callback: v2 sends nothing until it has one, so a discarded call must have one. */
function isCallback(
  argument: ts.Expression,
  call: ts.CallExpression,
  context: SiteContext,
): boolean {
  const inner = bare(argument)
  if (isFunctionExpression(inner) || context.oracle.isCallable(inner)) return true
  if (ts.isObjectLiteralExpression(inner)) return false
  const name = ts.isIdentifier(inner) ? inner.text : (memberOf(inner)?.name ?? '')
  return (
    context.oracle.isUntyped(inner) &&
    isDiscarded(call) &&
    /^(cb|callback|done|next|fn)$|Callback$|^on[A-Z]/.test(name)
  )
}

/** A function that v2 calls with the response as `this`, written here or given by name. */
function usesThis(callback: ts.Expression, context: SiteContext): boolean {
  const inner = functionOf(bare(callback), context)
  if (!inner?.body || ts.isArrowFunction(inner)) return false
  let found = false
  const visit = (node: ts.Node): void => {
    if (node.kind === ts.SyntaxKind.ThisKeyword) found = true
    if (!ts.isFunctionExpression(node) && !ts.isFunctionDeclaration(node) && !ts.isClassLike(node))
      ts.forEachChild(node, visit)
  }
  visit(inner.body)
  return found
}

/** In TypeScript, the ends of `data` in `data.X`, unless the callback tests whether it is there. */
function responseReads(callback: ts.Expression, context: SiteContext): readonly number[] {
  const fn = bare(callback)
  if (!isFunctionExpression(fn) || !/\.[cm]?tsx?$/.test(context.file)) return []
  const parameter = fn.parameters[1]
  if (!parameter || parameter.type || !ts.isIdentifier(parameter.name)) return []
  const reads: number[] = []
  for (const use of usesOf(parameter.name, context.oracle, fn.body)) {
    const { parent } = use
    const isMember =
      (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)) &&
      parent.expression === use
    if (isMember && !parent.questionDotToken) reads.push(use.end)
    else if (!isMember && !ts.isCallExpression(parent) && !ts.isSpreadAssignment(parent)) return []
  }
  return reads
}

/** The function an expression is, or names. */
export function functionOf(
  node: ts.Expression,
  context: SiteContext,
): ts.FunctionDeclaration | ts.FunctionExpression | ts.ArrowFunction | undefined {
  if (isFunctionExpression(node)) return node
  const declaration = ts.isIdentifier(node)
    ? context.oracle.symbol(node)?.valueDeclaration
    : undefined
  if (declaration?.getSourceFile() !== context.source) return undefined
  if (ts.isFunctionDeclaration(declaration)) return declaration
  const initial =
    ts.isVariableDeclaration(declaration) && declaration.initializer
      ? bare(declaration.initializer)
      : undefined
  return initial && isFunctionExpression(initial) ? initial : undefined
}

/** Something that another package exports, or makes. */
function isOfLibrary(receiver: ts.Expression, context: SiteContext): boolean {
  let root = bare(receiver)
  for (;;) {
    if (ts.isCallExpression(root) || ts.isNewExpression(root)) root = bare(root.expression)
    else if (memberOf(root)) root = bare(memberOf(root)?.receiver ?? root)
    else if (ts.isAwaitExpression(root)) root = bare(root.expression)
    else break
  }
  if (!ts.isIdentifier(root)) return false
  const declaration = context.oracle.localSymbol(root)?.declarations?.[0]
  if (!declaration) return false
  if (ts.isVariableDeclaration(declaration) && declaration.initializer) {
    const required = bare(declaration.initializer)
    const module = requiredModule(required)
    if (module !== undefined && ts.isCallExpression(required))
      return !module.startsWith('.') && !required.arguments.some(context.oracle.isOfProject)
    return isOfLibrary(declaration.initializer, context)
  }
  const imported = ts.findAncestor(declaration, ts.isImportDeclaration)?.moduleSpecifier
  return (
    imported !== undefined &&
    ts.isStringLiteral(imported) &&
    !imported.text.startsWith('.') &&
    !context.oracle.isOfProject(imported)
  )
}

/** `x.getObject(…).promise()`, `x.getObject({ … }, (err, data) => …)` where nothing tells what x is. */
export function findUnresolved(node: ts.Node, context: SiteContext): UnresolvedFact | undefined {
  if (!ts.isCallExpression(node)) return undefined
  const callee = memberOf(bare(node.expression))
  const call = callee?.name === 'promise' ? bare(callee.receiver) : node
  if (!ts.isCallExpression(call) || (call === node && !hasCallback(node))) return undefined
  const member = memberOf(bare(call.expression))
  if (
    !member ||
    clientTarget(member.receiver, context) ||
    !context.oracle.isUntyped(member.receiver) ||
    isOfLibrary(member.receiver, context)
  )
    return undefined
  return { method: member.name, at: node.getStart() }
}

/** An object and then a function that takes an error: few but the SDK are called so. */
function hasCallback({ arguments: given }: ts.CallExpression): boolean {
  const [params, callback] = given.map(bare)
  return (
    given.length === 2 &&
    params !== undefined &&
    callback !== undefined &&
    ts.isObjectLiteralExpression(params) &&
    params.properties.some(({ name }) => name && /^[A-Z]/.test(name.getText())) &&
    isFunctionExpression(callback)
  )
}

export function rewriteCall(
  source: string,
  fact: CallFact,
  decision: Decision & { kind: 'call' },
): readonly Edit[] {
  const edits: Edit[] = fact.asserts.map((at) => ({ start: at, end: at, parts: ['!'] }))
  const { sent } = fact
  if (fact.named) edits.push({ ...fact.named, parts: [] })
  if (sent?.kind === 'events') edits.push(...eventEdits(sent))
  if (sent?.kind === 'upload')
    return uploadEdits(sent, fact.span, decision.helper ?? '', decision.callbackify ?? '')
  if (sent?.kind === 'set') {
    const list: Statement = sent.isArray ? [sent.list] : ['[', sent.list, '].flat()']
    return [{ ...fact.span, parts: ['new Set(', ...list, ')'] }]
  }
  if (sent?.kind === 'waiter')
    return waiterEdits(sent, decision.helper ?? '', decision.callbackify ?? '')
  if (sent?.kind === 'signed-url')
    return signedUrlEdits(sent, fact.span, { fn: decision.helper ?? '', command: decision.command })
  if (sent?.kind === 'promisified')
    return promisifiedEdits(sent, decision.command, decision.inputType ?? null)
  if (sent?.kind === 'held')
    return [
      ...edits,
      ...heldEdits(sent, decision.command),
      ...inputEdits(source, fact, decision.bound),
    ]
  if (sent?.kind === 'send') edits.push({ ...sent.gap, parts: fact.callback ? [', '] : [] })
  if (fact.stream && fact.promise) edits.push(...streamEdits(fact.stream, fact.promise))
  else if (fact.promise) edits.push(promiseEdit(source, fact.promise, fact.promiseComments))
  const { bound } = decision
  if (decision.form === 'method') {
    if (fact.named) edits.push({ ...fact.member, parts: [fact.method] })
    edits.push(...inputEdits(source, fact, bound))
    if (!fact.params && isFollowed(fact))
      edits.push({ start: fact.args.start, end: fact.args.start, parts: [', '] })
    return edits
  }
  const isElement = /[[?]/.test(source.charAt(fact.member.start))
  edits.push({ ...fact.member, parts: [isElement ? (fact.optional ? '?.send' : '.send') : 'send'] })
  return [...edits, ...commandEdits(source, fact, decision.command, bound)]
}

/** A callback comes right behind the input. */
const isFollowed = ({ callback, sent }: CallFact): boolean =>
  callback !== null && sent?.kind !== 'send'

/** The input, or an empty one, with what the client was given for all calls. */
function inputEdits(source: string, fact: CallFact, bound: readonly Option[]): readonly Edit[] {
  if (fact.params) return boundEdits(source, fact, fact.params, bound)
  const { start } = fact.args
  return [{ start, end: start, parts: emptyInput(objectEntries(bound)) }]
}

const objectEntries = (options: readonly Option[]): Statement =>
  options.flatMap((option, i): Statement => [i === 0 ? '' : ', ', ...entryParts(option)])

const emptyInput = (entries: Statement): Statement =>
  entries.length === 0 ? ['{}'] : ['{ ', ...entries, ' }']

/** What the client was given for all calls, before what the call gives itself. */
function boundEdits(
  source: string,
  { input }: CallFact,
  params: Span,
  bound: readonly Option[],
): readonly Edit[] {
  if (bound.length === 0) return []
  const insert = (at: number, parts: Statement): Edit => ({ start: at, end: at, parts })
  if (!input)
    return [
      insert(params.start, ['{ ', ...objectEntries(bound), ', ...']),
      insert(params.end, [' }']),
    ]
  const rest = source.slice(input.start)
  if (input.entries.length === 0) return [insert(input.start, [' ', ...objectEntries(bound), ' '])]
  const line = /^[ \t]*\r?\n[ \t]*(?=\S)/.exec(rest)?.[0]
  if (line === undefined)
    return [insert(input.start, [' ', ...objectEntries(bound), /^\s/.test(rest) ? ',' : ', '])]
  return [
    insert(
      input.start,
      bound.flatMap((option): Statement => [{ raw: line }, ...entryParts(option), ',']),
    ),
  ]
}

/** `(await s3.getObject(params)).Body`. */
function streamEdits(stream: StreamFact, taken: Span): readonly Edit[] {
  const { field, start, separator, type, tight } = stream
  const isOperand = tight && type !== null
  const cast = type === null ? '' : ` as ${type}`
  return [
    { start, end: start, parts: [`${separator}${isOperand ? '(' : ''}(await `] },
    { ...taken, parts: [`).${field}${cast}${isOperand ? ')' : ''}`] },
  ]
}

/** Cuts `.promise()` with the white space before it; comments between them stay, each where it is. */
function promiseEdit(source: string, promise: Span, comments: readonly Span[]): Edit {
  const last = comments.at(-1)
  if (!last) return { ...promise, parts: [] }
  const isLine = source.startsWith('//', last.start)
  if (isLine && source.charAt(promise.end) === ';')
    return {
      start: promise.start,
      end: promise.end + 1,
      parts: [';', { start: promise.start, end: last.end }].map(verbatim),
    }
  const endsLine = /^[ \t]*(\r?\n|$)/.test(source.slice(promise.end))
  return {
    ...promise,
    parts: [{ start: promise.start, end: last.end }, isLine && !endsLine ? '\n' : ''],
  }
}

const verbatim = (part: Part): Part => (part === ';' ? { raw: ';' } : part)

/** `(params, callback)` → `(new Command(params), callback)`. */
function commandEdits(
  source: string,
  fact: CallFact,
  command: string,
  bound: readonly Option[],
): readonly Edit[] {
  const { args, params, callback } = fact
  const open = `new ${command}(`
  if (!params) {
    const input = emptyInput(objectEntries(bound))
    if (fact.sent?.kind !== 'send' && !callback)
      return [{ ...args, parts: [open, ...input, ')', ...trivia(source, args)] }]
    const comma = isFollowed(fact) ? ', ' : ''
    return [{ start: args.start, end: args.start, parts: [open, ...input, ')', comma] }]
  }
  const end = params.end
  const isLast = !callback && fact.sent?.kind !== 'send'
  const comma = isLast ? trailingComma(source, end, args.end) : null
  return [
    { start: params.start, end: params.start, parts: [open] },
    ...boundEdits(source, fact, params, bound),
    { start: end, end, parts: [')'] },
    ...(comma ? [{ ...comma, parts: [] }] : []),
  ]
}

/** Comments in an empty argument list stay. */
function trivia(source: string, args: Span): readonly Part[] {
  return source.slice(args.start, args.end).trim() === '' ? [] : [args]
}

/** A comma before the closing parenthesis: the command takes one argument, and the call one command. */
function trailingComma(source: string, start: number, end: number): Span | null {
  const text = source.slice(start, end)
  const at = /^\s*,/.exec(text)?.[0].length
  return at === undefined ? null : { start: start + at - 1, end: start + at }
}
