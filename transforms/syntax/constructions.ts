// Where constructed SDK objects are kept: which `new` a name or a field may hold.

import { ts } from 'ts-morph'
import type { Holder } from '../model.ts'
import type { Oracle } from '../oracle/oracle.ts'
import { isSetOnce } from './constants.ts'
import { isExported } from './exports.ts'
import { bare, isAssignment, memberOf, nameOf, returnsOf, wrapped } from './nodes.ts'
import { functionAround } from './place.ts'
import { usesOf } from './uses.ts'

/** The `new` expressions of one file by what holds them: a declaration, or the name of a property of an untyped object. */
type Holdings = ReadonlyMap<ts.Node | string, readonly ts.NewExpression[]>

const kept = new Set(['client-class', 'credentials-class', 'config-class'])

/** Out of wrappers, conditionals and defaults: the expression whose value this one may be. */
function flowsTo(node: ts.Expression): ts.Expression {
  let outer = wrapped(node)
  for (;;) {
    const parent = outer.parent
    const passes =
      (ts.isConditionalExpression(parent) && parent.condition !== outer) ||
      (ts.isBinaryExpression(parent) &&
        (parent.operatorToken.kind === ts.SyntaxKind.BarBarToken ||
          parent.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken ||
          (parent.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken &&
            parent.right === outer)))
    if (!passes || !ts.isExpression(parent)) return outer
    outer = wrapped(parent)
  }
}

/** The name or field that receives an expression's value. */
function receiverOf(node: ts.Expression): ts.Node | undefined {
  const outer = flowsTo(node)
  const parent = outer.parent
  if (
    ts.isVariableDeclaration(parent) &&
    parent.initializer === outer &&
    ts.isIdentifier(parent.name)
  )
    return parent.name
  if (ts.isPropertyDeclaration(parent) && parent.initializer === outer) return parent.name
  if (ts.isPropertyAssignment(parent) && parent.initializer === outer) return parent.name
  if (isAssignment(parent) && parent.right === outer) {
    const left = bare(parent.left)
    if (ts.isIdentifier(left)) return left
    if (ts.isPropertyAccessExpression(left)) return left.name
    // `s3 = module.exports = …`
  }
  return undefined
}

const declarationOf = (symbol: ts.Symbol | undefined): ts.Node | undefined =>
  symbol?.valueDeclaration ?? symbol?.declarations?.[0]

/** All constructions of one file that a name or a field of this file holds. */
function holdingsOf(source: ts.SourceFile, oracle: Oracle): Holdings {
  const found = new Map<ts.Node | string, ts.NewExpression[]>()
  const visit = (node: ts.Node): void => {
    if (ts.isNewExpression(node) && kept.has(oracle.thing(node.expression)?.kind ?? '')) {
      const name = receiverOf(node)
      const declaration = name && declarationOf(oracle.symbol(name))
      const property =
        name && ts.isPropertyAccessExpression(name.parent) ? name.getText() : undefined
      for (const holder of [declaration, property])
        if (holder) found.set(holder, [...(found.get(holder) ?? []), node])
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

/** Resolves expressions to constructions, over all files of the oracle. */
export interface Constructions {
  /** The constructions a name or field may hold; empty when none is known. */
  of(node: ts.Expression): readonly ts.NewExpression[]
}

export function createConstructions(oracle: Oracle): Constructions {
  const byFile = new Map<ts.SourceFile, Holdings>()
  const seen = new Set<ts.Node>()
  const of = (node: ts.Expression): readonly ts.NewExpression[] => {
    const inner = bare(node)
    if (!oracle.mayBeSdk(inner)) return []
    if (ts.isNewExpression(inner))
      return kept.has(oracle.thing(inner.expression)?.kind ?? '') ? [inner] : []
    if (ts.isCallExpression(inner)) return resolvedBy(inner) ?? returnedBy(inner)
    if (isAssignment(inner)) return of(inner.right)
    if (ts.isConditionalExpression(inner)) return whole([of(inner.whenTrue), of(inner.whenFalse)])
    if (ts.isAwaitExpression(inner)) return of(inner.expression)
    if (ts.isBinaryExpression(inner) && isDefaulting(inner.operatorToken.kind))
      return whole([of(inner.left), of(inner.right)])
    const name = ts.isIdentifier(inner)
      ? inner
      : ts.isPropertyAccessExpression(inner)
        ? inner.name
        : undefined
    if (!name) return []
    const declaration = declarationOf(oracle.symbol(name))
    if (!declaration && (ts.isIdentifier(inner) || !oracle.isUntyped(inner))) return []
    const source = (declaration ?? name).getSourceFile()
    if (source.isDeclarationFile) return []
    let holdings = byFile.get(source)
    if (!holdings) {
      holdings = holdingsOf(source, oracle)
      byFile.set(source, holdings)
    }
    const held = holdings.get(declaration ?? name.text)
    return held ?? (declaration ? madeBy(declaration) : [])
  }
  /** What a variable holds that is set once, to what a call gives or another name holds. */
  const madeBy = (declaration: ts.Node): readonly ts.NewExpression[] => {
    if (!ts.isVariableDeclaration(declaration) || !declaration.initializer) return []
    if (!ts.isIdentifier(declaration.name) || seen.has(declaration)) return []
    const initial = bare(declaration.initializer)
    const made = ts.isAwaitExpression(initial) ? bare(initial.expression) : initial
    const isFollowed = ts.isCallExpression(made) || ts.isIdentifier(made)
    if (!isFollowed || !isSetOnce(declaration.name, oracle)) return []
    seen.add(declaration)
    const built = of(made)
    seen.delete(declaration)
    return built
  }
  /** `chain.resolvePromise()` stands for the chain. */
  const resolvedBy = (call: ts.CallExpression): readonly ts.NewExpression[] | undefined => {
    const member = memberOf(bare(call.expression))
    return member?.name === 'resolvePromise' ? of(member.receiver) : undefined
  }
  /** What a function that is called by name returns, when every `return` in it is a construction that is known. */
  const returnedBy = (call: ts.CallExpression): readonly ts.NewExpression[] => {
    const callee = bare(call.expression)
    if (!ts.isIdentifier(callee)) return []
    const declaration = declarationOf(oracle.symbol(callee))
    const initial =
      declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined
    const fn = initial ? bare(initial) : declaration
    if (!fn || seen.has(fn)) return []
    if (!ts.isFunctionDeclaration(fn) && !ts.isFunctionExpression(fn) && !ts.isArrowFunction(fn))
      return []
    seen.add(fn)
    const built = returnsOf(fn.body).map(of)
    seen.delete(fn)
    return whole(built)
  }
  return { of }
}

/** All of them, each once, if each is known. */
const whole = (built: readonly (readonly ts.NewExpression[])[]): readonly ts.NewExpression[] =>
  built.every((list) => list.length > 0) ? Array.from(new Set(built.flat())) : []

const isDefaulting = (operator: ts.SyntaxKind): boolean =>
  operator === ts.SyntaxKind.BarBarToken || operator === ts.SyntaxKind.QuestionQuestionToken

/**
 * Where a `new` expression is put.
 *
 * @param isAsked whether what stands there is given to credentials that ask it first
 */
export function holderOf(
  node: ts.NewExpression,
  oracle: Oracle,
  isAsked: (outer: ts.Expression) => boolean = () => false,
): Holder {
  const outer = flowsTo(node)
  const property: Holder = { kind: 'property', exported: isExported(outer) }
  const parent = outer.parent
  const receiver = receiverOf(node)
  if (isAsked(outer)) return { kind: 'option' }
  if (isAssignment(parent)) {
    const member = memberOf(bare(parent.left))
    if (member && oracle.thing(member.receiver)?.kind === 'global-config') return { kind: 'config' }
  }
  if (ts.isPropertyAssignment(parent)) {
    if (nameOf(parent.name) !== 'credentials')
      return isGivenAway(outer, node, oracle) ? { kind: 'escape' } : property
    const call = parent.parent.parent
    if (ts.isNewExpression(call)) return { kind: 'option' }
    if (ts.isCallExpression(call)) {
      const member = memberOf(call.expression)
      return member && oracle.thing(member.receiver)?.kind === 'global-config'
        ? { kind: 'config' }
        : { kind: 'escape' }
    }
    return property
  }
  if (receiver && ts.isIdentifier(receiver)) {
    const declaration = declarationOf(oracle.symbol(receiver))
    if (declaration && ts.isVariableDeclaration(declaration))
      return {
        kind: 'variable',
        name: receiver.text,
        constant: isSetOnce(receiver, oracle),
        moduleLevel: functionAround(declaration) === undefined,
        exported: (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Export) !== 0,
        declares: declaration.initializer !== undefined && bare(declaration.initializer) === node,
        alone:
          ts.isVariableDeclarationList(declaration.parent) &&
          declaration.parent.declarations.length === 1,
      }
    if (
      declaration &&
      (ts.isPropertyDeclaration(declaration) || ts.isPropertyAssignment(declaration))
    )
      return property
  }
  const left = isAssignment(parent) ? bare(parent.left) : undefined
  if (left && !ts.isIdentifier(left) && isUnfollowed(left, oracle)) return { kind: 'escape' }
  if (receiver) return property
  if (isGivenAway(outer, node, oracle)) return { kind: 'escape' }
  if (ts.isReturnStatement(parent) || (ts.isArrowFunction(parent) && parent.body === outer))
    return property
  if (ts.isExportAssignment(parent) || isAssignment(parent) || ts.isArrayLiteralExpression(parent))
    return property
  if (memberOf(parent)?.receiver === outer || ts.isExpressionStatement(parent))
    return { kind: 'none' }
  const expected = oracle.expects(node)?.kind
  return expected === 'client' || expected === 'credentials' ? property : { kind: 'escape' }
}

/** Inside an object, an array or a function that is given to code which is not known to take a client. */
function isGivenAway(outer: ts.Expression, node: ts.NewExpression, oracle: Oracle): boolean {
  let at: ts.Node = outer
  while (
    ts.isPropertyAssignment(at.parent) ||
    ts.isObjectLiteralExpression(at.parent) ||
    ts.isArrayLiteralExpression(at.parent) ||
    (ts.isArrowFunction(at.parent) && at.parent.body === at)
  )
    at = wrapped(at.parent as ts.Expression)
  if (at === outer) return false
  const taker = at.parent
  if (ts.isVariableDeclaration(taker) && ts.isIdentifier(taker.name))
    return ts.isObjectLiteralExpression(bare(at as ts.Expression)) && isHandedOn(taker.name, oracle)
  if (!ts.isCallExpression(taker) && !ts.isNewExpression(taker)) return false
  if (taker.expression === at) return false
  const made = ts.isNewExpression(taker) ? oracle.thing(taker.expression)?.kind : undefined
  return made === undefined && oracle.expects(node)?.kind !== 'client'
}

/** A name that some call takes as an argument. */
const isHandedOn = (name: ts.Identifier, oracle: Oracle): boolean =>
  usesOf(name, oracle).some((use) => {
    const { parent } = wrapped(use)
    const isArgument =
      (ts.isCallExpression(parent) || ts.isNewExpression(parent)) && parent.expression !== use
    return isArgument && !oracle.expects(use)
  })

/** A property of an object of which nothing is known, such as `app.locals.s3`: other modules may read it. */
function isUnfollowed(left: ts.Expression, oracle: Oracle): boolean {
  const object =
    ts.isPropertyAccessExpression(left) || ts.isElementAccessExpression(left)
      ? bare(left.expression)
      : undefined
  if (!object || /^(module\.)?exports\b/.test(left.getText())) return false
  if (ts.isElementAccessExpression(left)) return oracle.thing(left)?.kind !== 'client'
  if (/^(global|globalThis|window|self)$/.test(object.getText())) return true
  return object.kind !== ts.SyntaxKind.ThisKeyword && oracle.isUntyped(object)
}
