// Clients: `new AWS.S3(…)`, `new AWS.DynamoDB.DocumentClient(…)`, where they are handed on, and what they become.

import { ts } from 'ts-morph'
import type { Blocker, ClientFact, ClientTarget, Edit, EscapeFact } from '../model.ts'
import { entryParts, objectParts } from '../plan/providers.ts'
import type { Decision, Options, Statement } from '../plan/types.ts'
import { serviceOf, serviceOfPackage } from '../sdk/services.ts'
import { holderOf } from '../syntax/constructions.ts'
import { isExported } from '../syntax/exports.ts'
import { bare, isAssignment, memberOf, nameOf, spanOf, wrapped } from '../syntax/nodes.ts'
import { v3Import } from '../syntax/v3.ts'
import { constructionId, describeValue } from '../syntax/values.ts'
import { findClientConfig } from './client-config.ts'
import { blocker, type SiteContext, siteOf } from './context.ts'
import { optionsDeclaration } from './options.ts'
import { isPromisified } from './promisified.ts'
import { managedUploadIn } from './uploads.ts'

/** A client construction, when the node is one. */
export function findClient(node: ts.Node, context: SiteContext): ClientFact | undefined {
  if (!ts.isNewExpression(node)) return undefined
  const thing = context.oracle.thing(node.expression)
  if (thing?.kind !== 'client-class') return undefined
  const [first, ...rest] = node.arguments ?? []
  const blockers: Blocker[] = []
  const refs = context.refsIn(node.expression)
  blockers.push(...givenToCredentials(node, context))
  if (isTraced(node)) blockers.push(blocker('client-traced', node, { service: thing.service }))
  if (refs.length === 0)
    blockers.push(blocker('sdk-from-elsewhere', node, { what: `new ${thing.service}` }))
  if (rest.length > 0 || (first && ts.isSpreadElement(first)))
    blockers.push(blocker('options-not-visible', node, { service: thing.service }))
  const close = node.arguments ? node.end : null
  return {
    isV3: false,
    ...siteOf(node, refs, blockers, context),
    service: thing.service,
    calleeSpan: spanOf(node.expression),
    argsSpan: close === null ? null : { start: node.expression.end, end: close },
    options: first && !ts.isSpreadElement(first) ? describeValue(first, context) : null,
    optionsVariables: optionVariables(first, blockers, context),
    services: servicesOf(first, context),
    holder: holderOf(node, context.oracle),
  }
}

/** `new S3Client({ … })` of v3, when the node is one whose options are all to be seen. */
export function findV3Client(node: ts.Node, context: SiteContext): ClientFact | undefined {
  if (!ts.isNewExpression(node)) return undefined
  const imported = v3Import(node.expression, context.oracle)
  const service = imported && serviceOfPackage(imported.module)
  const stem = service === undefined ? undefined : serviceOf(service)?.stem
  if (
    service === undefined ||
    stem === undefined ||
    !imported ||
    ![stem, `${stem}Client`].includes(imported.name)
  )
    return undefined
  const [first, ...rest] = node.arguments ?? []
  const options = first ? describeValue(first, context) : null
  const isSeen = options === null || options.object?.entries.every((entry) => entry.key !== null)
  if (!isSeen || rest.length > 0) return undefined
  return {
    isV3: true,
    ...siteOf(node, [], [], context),
    service,
    calleeSpan: spanOf(node.expression),
    argsSpan: node.arguments ? { start: node.expression.end, end: node.end } : null,
    options,
    optionsVariables: [],
    services: [],
    holder: { kind: 'none' },
  }
}

/** `service: ddb` among the options. */
function servicesOf(argument: ts.Expression | undefined, context: SiteContext): readonly string[] {
  const inner = argument && bare(argument)
  if (!inner || !ts.isObjectLiteralExpression(inner)) return []
  return inner.properties.flatMap((property) => {
    if (!property.name || nameOf(property.name) !== 'service') return []
    const value = ts.isPropertyAssignment(property)
      ? property.initializer
      : ts.isShorthandPropertyAssignment(property)
        ? property.name
        : undefined
    return value ? context.constructions.of(value).map(constructionId) : []
  })
}

/** The variables an argument takes options from, whole or spread. */
function optionVariables(
  argument: ts.Expression | undefined,
  blockers: Blocker[],
  context: SiteContext,
): readonly string[] {
  if (!argument) return []
  const inner = bare(argument)
  const taken = ts.isObjectLiteralExpression(inner)
    ? inner.properties.filter(ts.isSpreadAssignment).map((spread) => spread.expression)
    : [inner]
  return taken.flatMap((expression) => {
    const declared = optionsDeclaration(expression, context)
    if (!declared)
      blockers.push(blocker('options-not-visible', expression, { what: expression.getText() }))
    return declared ? [declared.id] : []
  })
}

/** The clients an expression may denote, when it is one. */
export function clientTarget(
  node: ts.Expression,
  context: SiteContext,
): { readonly service: string; readonly target: ClientTarget } | undefined {
  const built = context.constructions.of(node).flatMap((construction) => {
    const thing = context.oracle.thing(construction.expression)
    return thing?.kind === 'client-class'
      ? [{ service: thing.service, id: constructionId(construction) }]
      : []
  })
  const [first] = built
  if (first && built.every((other) => other.service === first.service))
    return { service: first.service, target: built.map((b) => b.id) }
  const outer = context.oracle.thing(node)
  const thing = outer?.kind === 'client' ? outer : context.oracle.thing(bare(node))
  return thing?.kind === 'client'
    ? { service: thing.service, target: { service: thing.service } }
    : undefined
}

/** A client used other than by calling it: passed on, returned, stored, exported, configured. */
export function findEscape(node: ts.Node, context: SiteContext): EscapeFact | undefined {
  if (!ts.isIdentifier(node) && !ts.isPropertyAccessExpression(node)) return undefined
  if (context.constructions.of(node).length === 0 || isNameOnly(node)) return undefined
  const client = clientTarget(node, context)
  if (!client) return undefined
  const fact = (blockers: readonly Blocker[], known: boolean, exported = false): EscapeFact => ({
    ...siteOf(node, [], blockers, context),
    ...client,
    known,
    exported,
  })
  const outer = throughChoices(wrapped(node))
  const parent = outer.parent
  if (isTraced(outer))
    return fact([blocker('client-traced', node, { service: client.service })], false)
  if (isPromisified(outer)) return undefined
  const member = memberOf(parent)
  if (member?.receiver === outer) {
    const isConfig =
      member.name === 'config' || member.name === 'endpoint' || member.name === 'setEndpoint'
    if (isConfig && findClientConfig(member.node, context)) return undefined
    if (isConfig) return fact([blocker('client-config', parent, { member: member.name })], false)
    const taken = wrapped(member.node)
    const isCalled = ts.isCallExpression(taken.parent) && taken.parent.expression === taken
    return isCalled ? undefined : fact([], false)
  }
  if (ts.isElementAccessExpression(parent) && parent.expression === outer) {
    const access = wrapped(parent)
    if (ts.isCallExpression(access.parent) && access.parent.expression === access) return undefined
    const what = `${client.service}[${parent.argumentExpression.getText()}]`
    return fact([blocker('call-not-supported', parent, { what })], false)
  }
  if (ts.isExportSpecifier(parent) || ts.isExportAssignment(parent)) return fact([], true, true)
  if (isKept(outer, parent)) return undefined
  if (ts.isVariableDeclaration(parent) && !ts.isIdentifier(parent.name)) return fact([], false)
  const asked = givenToCredentials(outer, context)
  if (asked.length > 0) return fact(asked, false)
  const end = resting(outer)
  return end ? fact([], true, isExported(outer)) : fact([], isTaken(outer, context))
}

/** `AWSXRay.captureAWSClient(client)`, which takes a v2 client only. */
function isTraced(node: ts.Expression): boolean {
  const { parent } = wrapped(node)
  if (!ts.isCallExpression(parent)) return false
  const callee = bare(parent.expression)
  return (memberOf(callee)?.name ?? callee.getText()) === 'captureAWSClient'
}

/** `new AWS.SsoCredentials({ ssoClient })`: these credentials stay, and call a v2 client. */
function givenToCredentials(node: ts.Expression, context: SiteContext): readonly Blocker[] {
  const property = wrapped(node).parent
  if (!ts.isPropertyAssignment(property) && !ts.isShorthandPropertyAssignment(property)) return []
  const taker = wrapped(property.parent).parent
  const thing = ts.isNewExpression(taker) ? context.oracle.thing(taker.expression) : undefined
  if (thing?.kind !== 'credentials-class') return []
  const option = nameOf(property.name) ?? ''
  return [blocker('credentials-option', node, { class: thing.name, option })]
}

/** Out of `a ? client : b` and `client || b`. */
function throughChoices(node: ts.Expression): ts.Expression {
  const parent = node.parent
  const isChoice =
    (ts.isConditionalExpression(parent) && parent.condition !== node) ||
    (ts.isBinaryExpression(parent) && isChoosing(parent, node))
  return isChoice && ts.isExpression(parent) ? throughChoices(wrapped(parent)) : node
}

function isChoosing({ operatorToken, right }: ts.BinaryExpression, node: ts.Node): boolean {
  const { kind } = operatorToken
  if (kind === ts.SyntaxKind.AmpersandAmpersandToken) return right === node
  return kind === ts.SyntaxKind.BarBarToken || kind === ts.SyntaxKind.QuestionQuestionToken
}

/** A name being declared, assigned, imported or exported: not a use. */
function isNameOnly(node: ts.Identifier | ts.PropertyAccessExpression): boolean {
  const parent = node.parent
  if (
    ts.isVariableDeclaration(parent) ||
    ts.isPropertyDeclaration(parent) ||
    ts.isParameter(parent)
  )
    return parent.name === node
  if (ts.isBindingElement(parent)) return parent.initializer !== node
  if (ts.isPropertyAssignment(parent)) return parent.name === node
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node
  return (
    ts.isImportSpecifier(parent) ||
    ts.isImportClause(parent) ||
    ts.isNamespaceImport(parent) ||
    ts.isTypeQueryNode(parent)
  )
}

/** `s3 = …`, `if (s3)`, `!s3`, `s3 === x`, `s3;`. */
function isKept(outer: ts.Expression, parent: ts.Node): boolean {
  if (ts.isBinaryExpression(parent)) return parent.left === outer || !isAssignment(parent)
  return (
    ts.isPrefixUnaryExpression(parent) ||
    ts.isTypeOfExpression(parent) ||
    ts.isExpressionStatement(parent) ||
    ts.isIfStatement(parent) ||
    ts.isConditionalExpression(parent)
  )
}

/** `new DocumentClient({ service: ddb })`, `new AWS.S3.ManagedUpload({ service: s3 })`. */
function isServiceOption(outer: ts.Expression, context: SiteContext): boolean {
  const property = outer.parent
  if (!ts.isPropertyAssignment(property) && !ts.isShorthandPropertyAssignment(property))
    return false
  const taker = property.parent.parent
  if (nameOf(property.name) !== 'service' || !ts.isNewExpression(taker)) return false
  if (managedUploadIn(taker, context)) return true
  const thing = context.oracle.thing(taker.expression)
  return thing?.kind === 'client-class' && thing.service === 'DynamoDB.DocumentClient'
}

/** Taken where a client is asked for: an argument of that type, the `service` of a document client. */
const isTaken = (outer: ts.Expression, context: SiteContext): boolean =>
  context.oracle.expects(outer)?.kind === 'client' || isServiceOption(outer, context)

/** What receives a client that is returned or put into an object or array: receivers of it are known by their type. */
function resting(outer: ts.Expression): ts.Node | undefined {
  for (let at: ts.Node = outer; ; at = at.parent) {
    const parent = at.parent
    if (
      ts.isReturnStatement(parent) ||
      ts.isVariableDeclaration(parent) ||
      ts.isExportAssignment(parent) ||
      ts.isPropertyDeclaration(parent)
    )
      return parent
    if ((ts.isArrowFunction(parent) && parent.body === at) || isAssignment(parent)) return parent
    const passes =
      ts.isPropertyAssignment(parent) ||
      ts.isShorthandPropertyAssignment(parent) ||
      ts.isObjectLiteralExpression(parent) ||
      ts.isArrayLiteralExpression(parent) ||
      ts.isParenthesizedExpression(parent) ||
      ts.isAsExpression(parent)
    if (!passes) return undefined
  }
}

/** `new AWS.S3(…)` → `new S3Client({ … })`, `DynamoDBDocumentClient.from(new DynamoDBClient({ … }), { … })`. */
export function rewriteClient(
  fact: ClientFact,
  decision: Decision & { kind: 'client' },
): readonly Edit[] {
  const { className, document, options } = decision
  const args = argumentParts(fact, options)
  if (document) {
    const client: Statement = document.service ?? [`new ${document.base}(`, ...args, ')']
    return [
      { ...fact.span, parts: [`${className}.from(`, ...client, ', ', ...document.translate, ')'] },
    ]
  }
  const callee: readonly Edit[] =
    className === null ? [] : [{ ...fact.calleeSpan, parts: [className] }]
  if (!fact.argsSpan)
    return [{ ...fact.span, parts: ['new ', className ?? fact.calleeSpan, '(', ...args, ')'] }]
  if (fact.options) return [...callee, { ...fact.options.span, parts: args }]
  return args.length === 0 ? callee : [...callee, { ...fact.argsSpan, parts: ['(', ...args, ')'] }]
}

/** The one argument; none when there is nothing to say. */
function argumentParts(fact: ClientFact, { added, own }: Options): Statement {
  if (own.kind === 'none' || !fact.options) return added.length === 0 ? [] : objectParts(added)
  if (own.kind === 'expression')
    return added.length === 0
      ? [fact.options.span]
      : [
          '{ ',
          ...added.flatMap((option): Statement => [...entryParts(option), ', ']),
          '...',
          fact.options.span,
          ' }',
        ]
  const object = fact.options.object
  const isEmpty = added.length === 0 && own.outcomes.every((outcome) => outcome.kind === 'drop')
  return !object || isEmpty
    ? []
    : [{ object, added: added.map(entryParts), outcomes: own.outcomes }]
}
