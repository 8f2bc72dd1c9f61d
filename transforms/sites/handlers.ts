// What catches the errors of a call: its callback, handlers of promises, `catch` clauses, also around calls of its function.

import { ts } from 'ts-morph'
import {
  bare,
  isFunctionExpression,
  memberCallOn,
  memberOf,
  requiredModule,
  wrapped,
} from '../syntax/nodes.ts'
import { usesOf } from '../syntax/uses.ts'
import { functionOf } from './calls.ts'
import type { SiteContext } from './context.ts'
import { callbackOf } from './requests.ts'

export interface Handler {
  /** The name or pattern that gets the error. */
  readonly name: ts.Node
  /** Where that name means it. */
  readonly scope: ts.Node
  /** What may throw; null: the call alone. */
  readonly tried: ts.Node | null
}

/** What gets the error of a call of the SDK, wherever in its file. */
export function handlersOf(node: ts.CallExpression, context: SiteContext): readonly Handler[] {
  const callback = callbackOf(node)
  return [
    ...(callback ? functionsGiven(callback, context).flatMap((fn) => ofFunction(fn, 0, null)) : []),
    ...handlersAround(node, context),
  ]
}

/** The handler that a parameter of a function is. */
export function ofFunction(
  fn: ts.SignatureDeclaration,
  index: number,
  tried: ts.Node | null,
): readonly Handler[] {
  const parameter = fn.parameters[index]
  return parameter ? [{ name: parameter.name, scope: fn, tried }] : []
}

/** What catches an exception of a call: handlers of promises it is part of, `catch` clauses, and those around the calls of its function. */
function handlersAround(
  node: ts.CallExpression,
  context: SiteContext,
  seen: Set<ts.Node> = new Set(),
): readonly Handler[] {
  const found: Handler[] = []
  for (let at: ts.Node = node; at.parent; at = at.parent) {
    const { parent } = at
    if (ts.isCallExpression(at) || ts.isNewExpression(at)) found.push(...chained(at, context))
    if (ts.isTryStatement(parent) && parent.tryBlock === at && parent.catchClause) {
      const { variableDeclaration, block } = parent.catchClause
      if (variableDeclaration)
        found.push({ name: variableDeclaration.name, scope: block, tried: at })
    }
    if (!ts.isFunctionLike(at) || seen.has(at)) continue
    seen.add(at)
    for (const outer of [...callsOf(at, context), ...callsOfArgument(at, context)])
      found.push(...handlersAround(outer, context, seen))
  }
  return found
}

/** `.catch(f)` and `.then(ok, f)` behind an expression. */
function chained(node: ts.Expression, context: SiteContext): readonly Handler[] {
  const found: Handler[] = []
  for (let chain = memberCallOn(node); chain; chain = memberCallOn(chain.call)) {
    const { name, receiver } = chain.member
    const handler = chain.call.arguments[name === 'then' ? 1 : 0]
    if (!handler || (name !== 'then' && name !== 'catch')) continue
    for (const fn of functionsGiven(handler, context)) found.push(...ofFunction(fn, 0, receiver))
  }
  return found
}

/** The functions an argument is, or, where it is a parameter, what the callers of its function give for it. */
export function functionsGiven(
  given: ts.Expression,
  context: SiteContext,
): readonly ts.SignatureDeclaration[] {
  const inner = bare(given)
  const own = functionOf(inner, context)
  if (own) return [own]
  const declaration = ts.isIdentifier(inner)
    ? context.oracle.symbol(inner)?.valueDeclaration
    : undefined
  if (!declaration || !ts.isParameter(declaration)) return []
  const index = declaration.parent.parameters.indexOf(declaration)
  return callsOf(declaration.parent, context).flatMap(({ arguments: args }) => {
    const argument = args[index]
    return (argument && functionOf(bare(argument), context)) ?? []
  })
}

/** Where a function of the file that is given a function calls it: `fn()` in `const guarded = (fn) => …`. */
function callsOfArgument(fn: ts.Node, context: SiteContext): readonly ts.CallExpression[] {
  if (!isFunctionExpression(fn)) return []
  const outer = wrapped(fn)
  const { parent } = outer
  if (!ts.isCallExpression(parent) || parent.expression === outer) return []
  const taker = functionOf(bare(parent.expression), context)
  const parameter = taker?.parameters[parent.arguments.indexOf(outer)]
  if (!parameter || !ts.isIdentifier(parameter.name)) return []
  return usesOf(parameter.name, context.oracle, taker).flatMap((use) =>
    ts.isCallExpression(use.parent) && use.parent.expression === use ? [use.parent] : [],
  )
}

const known = new WeakMap<ts.SourceFile, ReadonlyMap<string, readonly ts.Identifier[]>>()

/** The calls of a function in its own file. */
export function callsOf(fn: ts.Node, context: SiteContext): readonly ts.CallExpression[] {
  const name = nameGiven(fn)
  if (name === undefined) return []
  let callees = known.get(context.source)
  if (!callees) {
    callees = calleesIn(context.source)
    known.set(context.source, callees)
  }
  return (callees.get(name) ?? []).flatMap((callee) => {
    const declarations = context.oracle.symbol(callee)?.declarations ?? []
    const call = ts.findAncestor(callee, ts.isCallExpression)
    return call && declarations.some((declared) => functionGiven(declared) === fn) ? [call] : []
  })
}

/** The names by which functions and methods are called, by text. */
function calleesIn(source: ts.SourceFile): ReadonlyMap<string, readonly ts.Identifier[]> {
  const found = new Map<string, ts.Identifier[]>()
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const callee = bare(node.expression)
      const name = ts.isPropertyAccessExpression(callee) ? callee.name : callee
      if (ts.isIdentifier(name)) found.set(name.text, [...(found.get(name.text) ?? []), name])
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

/** The name that a function is declared, assigned or defined under. */
export function nameGiven(fn: ts.Node): string | undefined {
  const { parent } = wrapped(fn as ts.Expression)
  const name =
    ts.isFunctionLike(fn) && fn.name
      ? fn.name
      : ts.isVariableDeclaration(parent) ||
          ts.isPropertyDeclaration(parent) ||
          ts.isPropertyAssignment(parent)
        ? parent.name
        : ts.isBinaryExpression(parent) && ts.isPropertyAccessExpression(parent.left)
          ? parent.left.name
          : undefined
  return name && ts.isIdentifier(name) ? name.text : undefined
}

/** The function that a declaration gives a name to. */
function functionGiven(declaration: ts.Node): ts.Node | undefined {
  if (ts.isFunctionLike(declaration)) return declaration
  const assigned = ts.isPropertyAccessExpression(declaration) ? declaration.parent : undefined
  const value =
    ts.isVariableDeclaration(declaration) ||
    ts.isPropertyDeclaration(declaration) ||
    ts.isPropertyAssignment(declaration)
      ? declaration.initializer
      : assigned && ts.isBinaryExpression(assigned)
        ? assigned.right
        : undefined
  return value && bare(value)
}

/** Whether something else than the SDK may throw there an error that has a code: other modules, and what is handed in. */
export function hasOtherErrors(
  tried: ts.Node,
  isOwn: (call: ts.Node) => boolean,
  context: SiteContext,
  seen: Set<ts.Node> = new Set(),
): boolean {
  const visit = (node: ts.Node): boolean => {
    if ((ts.isCallExpression(node) || ts.isNewExpression(node)) && throws(node)) return true
    return ts.forEachChild(node, (child) => visit(child) || undefined) ?? false
  }
  const throws = (node: ts.CallExpression | ts.NewExpression): boolean => {
    if (isOwn(node)) return false
    const callee = bare(node.expression)
    const declared = context.oracle.symbol(
      ts.isPropertyAccessExpression(callee) ? callee.name : callee,
    )?.valueDeclaration
    const fn = declared?.getSourceFile() === context.source ? functionGiven(declared) : undefined
    if (fn) {
      if (seen.has(fn)) return false
      seen.add(fn)
      return hasOtherErrors(fn, isOwn, context, seen)
    }
    return isForeign(callee, context)
  }
  return visit(tried)
}

/** `fs.readFileSync`, `this.repository.save`, `fetchUser` of another module, a function that is a parameter. */
function isForeign(callee: ts.Expression, context: SiteContext): boolean {
  let root = callee
  for (;;) {
    const member = memberOf(root)
    const module = requiredModule(root)
    if (module !== undefined) return !isSdkModule(module)
    if (member) root = bare(member.receiver)
    else if (ts.isCallExpression(root) || ts.isNewExpression(root)) root = bare(root.expression)
    else if (ts.isAwaitExpression(root)) root = bare(root.expression)
    else break
  }
  if (root.kind === ts.SyntaxKind.ThisKeyword) return root !== callee
  if (isFunctionExpression(root)) return false
  if (!ts.isIdentifier(root)) return false
  const declaration = context.oracle.localSymbol(root)?.declarations?.[0]
  if (!declaration || declaration.getSourceFile() !== context.source) return false
  if (ts.findAncestor(declaration, ts.isImportDeclaration)) return !isSdk(declaration)
  if (ts.isImportEqualsDeclaration(declaration)) return !isSdk(declaration)
  if (ts.isParameter(declaration)) return root === callee && !isSettler(declaration)
  const variable = ts.findAncestor(declaration, ts.isVariableDeclaration)
  const initial = variable?.initializer && bare(variable.initializer)
  if (!initial) return false
  const required = requiredModule(memberOf(initial)?.receiver ?? initial)
  if (required !== undefined) return !isSdkModule(required)
  return (
    (ts.isNewExpression(initial) || ts.isCallExpression(initial)) &&
    root !== callee &&
    !isData(callee) &&
    isForeign(bare(initial.expression), context)
  )
}

/** `resolve` and `reject` of a promise. */
const isSettler = ({ parent }: ts.ParameterDeclaration): boolean =>
  ts.isNewExpression(parent.parent) && bare(parent.parent.expression).getText() === 'Promise'

/** `list.map(…)`, `text.trim()`: methods of plain values do not throw errors with codes. */
const isData = (callee: ts.Expression): boolean =>
  /^(map|filter|forEach|reduce|push|pop|shift|slice|splice|concat|join|split|trim|toString|toLowerCase|toUpperCase|replace|includes|indexOf|find|some|every|sort|keys|values|entries|get|has|set|add|startsWith|endsWith)$/.test(
    memberOf(callee)?.name ?? '',
  )

const isSdkModule = (name: string): boolean => /^@?aws-sdk(\/|$)/.test(name)

function isSdk(declaration: ts.Node): boolean {
  const imported = ts.findAncestor(declaration, ts.isImportDeclaration)?.moduleSpecifier
  return imported !== undefined && ts.isStringLiteral(imported) && isSdkModule(imported.text)
}
