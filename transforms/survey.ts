// One file's facts: what it does with the SDK. One walk; decides nothing.

import { ts } from 'ts-morph'
import type {
  Blocker,
  CallFact,
  ClientConfigFact,
  ClientFact,
  CredentialsFact,
  CredentialUseFact,
  EndpointFact,
  EscapeFact,
  ExportFact,
  FileFacts,
  ReadFact,
  Remark,
  ShapeFact,
  Span,
  StaticFact,
  TypeFact,
  UnresolvedFact,
  WriteFact,
} from './model.ts'
import type { Oracle } from './oracle/oracle.ts'
import { findCall, findManagedUpload, findUnresolved } from './sites/calls.ts'
import type { Source } from './sites/caught.ts'
import { findClientConfig } from './sites/client-config.ts'
import { findClient, findEscape, findV3Client } from './sites/clients.ts'
import { findCommentShapes } from './sites/comment-types.ts'
import { findHandedOn, findRead, findWrite } from './sites/config.ts'
import type { SiteContext } from './sites/context.ts'
import { findCredentialUse } from './sites/credential-uses.ts'
import { findCredentials, findMisnamed } from './sites/credentials.ts'
import { findEndpoint } from './sites/endpoints.ts'
import { findErrorRead } from './sites/error-types.ts'
import { errorReadings } from './sites/errors.ts'
import { findExports } from './sites/exports.ts'
import { findImports, isStatic } from './sites/imports.ts'
import { findOptions } from './sites/options.ts'
import { blockerAt, collectOtherUses } from './sites/other-uses.ts'
import { remarksOn } from './sites/remarks.ts'
import { sendingCalls } from './sites/requests.ts'
import { responseReadings } from './sites/response-readings.ts'
import { findShape } from './sites/shapes.ts'
import { findStatic } from './sites/statics.ts'
import { findType } from './sites/types.ts'
import type { Constructions } from './syntax/constructions.ts'
import { exportNamesOf, exportsShapeOf } from './syntax/exports.ts'
import {
  collectNames,
  eagerRequires,
  extensionHabit,
  hasExports,
  hasLateRequires,
  isEsm,
  isInert,
  prologueOf,
} from './syntax/module-shape.ts'
import { spanOf, wrapped } from './syntax/nodes.ts'
import { observeStyle } from './syntax/style.ts'

/**
 * Surveys one file.
 *
 * @param file path relative to the project root, loaded in the oracle
 * @returns its facts; undefined when the oracle does not know the file
 */
export function survey(
  file: string,
  oracle: Oracle,
  constructions: Constructions,
): FileFacts | undefined {
  const source = oracle.source(file)
  if (!source) return undefined
  const { imports, nodes } = findImports(file, source, oracle)
  const refs = Array.from(nodes.keys())
  const refsIn = (node: ts.Node): readonly number[] =>
    refs.filter((at) => at >= node.getStart() && at < node.end)
  const context: SiteContext = { file, source, oracle, constructions, refsIn }
  const writes: WriteFact[] = []
  const reads: ReadFact[] = []
  const credentials: CredentialsFact[] = []
  const uses: CredentialUseFact[] = []
  const misnamed: CredentialsFact[] = []
  const clients: ClientFact[] = []
  const v3Clients: ClientFact[] = []
  const calls: CallFact[] = []
  const escapes: EscapeFact[] = []
  const clientConfigs: ClientConfigFact[] = []
  const types: TypeFact[] = []
  const shapes: ShapeFact[] = []
  const errorReads: Blocker[] = []
  const unresolved: UnresolvedFact[] = []
  const remarks: Remark[] = []
  const sources: Source[] = []
  const sdkExports: ExportFact[] = []
  const names = collectNames()
  const statements: Span[] = []
  const others = collectOtherUses(refs, oracle)
  const declarations: ts.VariableDeclaration[] = []
  const endpointRefs: number[] = []
  const statics: StaticFact[] = []
  const endpoints: EndpointFact[] = []
  const visit = (node: ts.Node): void => {
    names.see(node)
    others.see(node)
    if (isListed(node)) statements.push(spanOf(node))
    if (ts.isVariableDeclaration(node)) declarations.push(node)
    endpointRefs.push(...endpointIn(node, context))
    keep(endpoints, findEndpoint(node, context))
    keep(statics, findStatic(node, context))
    keep(calls, findManagedUpload(node, context))
    if (!ts.isExportDeclaration(node) || !findShape(node, context))
      sdkExports.push(...findExports(node, context))
    keep(writes, findWrite(node, context))
    keep(reads, findRead(node, context))
    keep(credentials, findCredentials(node, context))
    const use = findCredentialUse(node, context)
    keep(uses, use)
    const load = use?.use.kind === 'load' ? loadAt(node, use.span) : undefined
    if (use && load) sources.push({ id: use.id, service: '', method: '', node: load })
    keep(misnamed, findMisnamed(node, context))
    keep(clients, findClient(node, context))
    keep(v3Clients, findV3Client(node, context))
    keep(escapes, findEscape(node, context))
    keep(clientConfigs, findClientConfig(node, context))
    keep(types, findType(node, context))
    keep(shapes, findShape(node, context))
    keep(errorReads, findErrorRead(node, context))
    keep(unresolved, findUnresolved(node, context))
    const call = findCall(node, context)
    if (call && ts.isCallExpression(node)) {
      calls.push(call)
      remarks.push(...remarksOn(call, node, context))
      const { id, service, method } = call
      for (const sending of sendingCalls(node, call, context))
        sources.push({
          id,
          service,
          method,
          node: sending,
          isPromised: call.sent?.kind === 'promisified',
        })
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  shapes.push(...findCommentShapes(context))
  removeWhere(escapes, ({ span }) =>
    shapes.some((type) => type.span.start <= span.start && span.end <= type.span.end),
  )
  if (clients.length === 0 && writes.some(({ entries }) => entries.length > 0))
    clients.push(...v3Clients)
  const ignored = writes.filter((write) => write.form === 'ignored')
  const isIgnored = ({ span }: { readonly span: Span }): boolean =>
    ignored.some((write) => span.start >= write.span.start && span.end <= write.span.end)
  for (const list of [credentials, uses, clients]) removeWhere(list, isIgnored)
  const options = findOptions(
    declarations,
    [...clients, ...credentials].flatMap((site) => site.optionsVariables),
    context,
  )
  const used = new Set(uses.flatMap((use) => use.refs))
  const ownTypes = types.map((type) => ({
    ...type,
    ofUse: type.refs.some((ref) => used.has(ref)),
  }))
  const claimed = new Set(
    [
      ...writes,
      ...reads,
      ...credentials,
      ...uses,
      ...clients,
      ...ownTypes,
      ...shapes,
      ...options,
      ...endpoints,
      ...calls,
      ...statics,
    ].flatMap((site) => site.refs),
  )
  for (const fact of imports) for (const ref of fact.refs) claimed.add(ref)
  for (const ref of endpointRefs) claimed.add(ref)
  for (const { refs: exported } of sdkExports) for (const ref of exported) claimed.add(ref)
  const unknown: Blocker[] = []
  for (const [at, node] of nodes) {
    if (claimed.has(at)) continue
    const handedOn = findHandedOn(node, context)
    if (handedOn) writes.push(handedOn)
    else unknown.push(blockerAt(node))
  }
  return {
    file,
    language: /\.[cm]?tsx?$/.test(file) ? 'ts' : 'js',
    modules: isEsm(source) ? 'esm' : 'cjs',
    style: observeStyle(source),
    ...names.found(source),
    exports: hasExports(source),
    extension: extensionHabit(source),
    prologue: prologueOf(source),
    begin: source.statements[0]?.getStart() ?? source.end,
    imports,
    exportNames: exportNamesOf(source),
    assigned: exportsShapeOf(source, (value) => isStatic(value, oracle)),
    eager: eagerRequires(source).flatMap((module) => oracle.fileOf(module, file) ?? []),
    lateRequires: hasLateRequires(source),
    sdkExports,
    inert: isInert(source),
    writes,
    reads,
    credentials,
    misnamed,
    uses,
    clients,
    options,
    calls,
    escapes,
    clientConfigs,
    unresolved,
    types: ownTypes,
    shapes,
    errorReads,
    endpoints,
    statics,
    unknown: [...unknown, ...others.found],
    remarks,
    readings: [...errorReadings(sources, context), ...responseReadings(sources, context)],
    statements,
    lines: source.getLineStarts().slice(),
  }
}

function removeWhere<T>(list: T[], isGoing: (item: T) => boolean): void {
  list.splice(0, list.length, ...list.filter((item) => !isGoing(item)))
}

function keep<T>(list: T[], fact: T | undefined): void {
  if (fact) list.push(fact)
}

/** The call that a load of credentials is. */
function loadAt(node: ts.Node, { start, end }: Span): ts.CallExpression | undefined {
  const found = ts.findAncestor(node, (at) => at.getStart() === start && at.end === end)
  const call = found && ts.isAwaitExpression(found) ? found.expression : found
  return call && ts.isCallExpression(call) ? call : undefined
}

/** `new AWS.Endpoint(url)` is part of the value it stands in. */
function endpointIn(node: ts.Node, context: SiteContext): readonly number[] {
  return ts.isNewExpression(node) &&
    context.oracle.thing(node.expression)?.kind === 'endpoint-class' &&
    ts.isPropertyAssignment(wrapped(node).parent)
    ? context.refsIn(node.expression)
    : []
}

/** Statements and class members that begin a line. */
function isListed(node: ts.Node): boolean {
  const isPart =
    (ts.isStatement(node) && !ts.isBlock(node) && !ts.isIfStatement(node.parent)) ||
    ts.isClassElement(node)
  if (!isPart) return false
  const text = node.getSourceFile().text
  const start = node.getStart()
  return text.slice(text.lastIndexOf('\n', start - 1) + 1, start).trim() === ''
}
