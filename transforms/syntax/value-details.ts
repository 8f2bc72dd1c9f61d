// What only some options ask of a value: the shape of a function, the class of an object, the beginning of an address.

import { ts } from 'ts-morph'
import type { Value } from '../model.ts'
import type { Oracle } from '../oracle/oracle.ts'
import { isConstant } from './constants.ts'
import { bare } from './nodes.ts'

type Details = Pick<Value, 'fn' | 'constructs' | 'schemed' | 'templated'>

/** Looks through a `const` name at what it holds. */
export function detailsOf(node: ts.Expression, oracle: Oracle): Details {
  const held = heldBy(node, oracle)
  const fn = held && functionOf(held)
  const constructs =
    held && !ts.isFunctionDeclaration(held) && ts.isNewExpression(held)
      ? classText(bare(held.expression), oracle)
      : undefined
  return {
    ...(fn ? { fn } : {}),
    ...(constructs === undefined ? {} : { constructs }),
    ...(isSchemed(node, oracle) ? { schemed: true as const } : {}),
    ...(isTemplated(node, oracle) ? { templated: true as const } : {}),
  }
}

function heldBy(
  node: ts.Expression,
  oracle: Oracle,
): ts.Expression | ts.FunctionDeclaration | undefined {
  if (!ts.isIdentifier(node)) return node
  const declaration = oracle.symbol(node)?.valueDeclaration
  if (declaration && ts.isFunctionDeclaration(declaration)) return declaration
  return isConstant(node, oracle) &&
    declaration &&
    ts.isVariableDeclaration(declaration) &&
    declaration.initializer
    ? bare(declaration.initializer)
    : undefined
}

function functionOf(node: ts.Node): Value['fn'] {
  if (
    !ts.isArrowFunction(node) &&
    !ts.isFunctionExpression(node) &&
    !ts.isFunctionDeclaration(node)
  )
    return undefined
  const isRest = node.parameters.some((parameter) => parameter.dotDotDotToken)
  let minus = false
  let isOpen = isRest
  const visit = (at: ts.Node): void => {
    if (at.kind === ts.SyntaxKind.MinusToken) minus = true
    if (ts.isPrefixUnaryExpression(at) && at.operator === ts.SyntaxKind.MinusToken) minus = true
    if (ts.isIdentifier(at) && at.text === 'arguments') isOpen = true
    ts.forEachChild(at, visit)
  }
  if (node.body) visit(node.body)
  return { params: isOpen ? 2 : node.parameters.length, minus }
}

/** `https.Agent`; `https.Agent` too for `Agent` imported from `https`. */
function classText(node: ts.Expression, oracle: Oracle): string {
  const text = node.getText()
  if (!ts.isIdentifier(node)) return text
  const declaration = oracle.localSymbol(node)?.declarations?.[0]
  const from = declaration && moduleOf(declaration)
  return from === undefined ? text : `${from}.${text}`
}

function moduleOf(declaration: ts.Declaration): string | undefined {
  const statement = ts.findAncestor(
    declaration,
    (at) => ts.isImportDeclaration(at) || ts.isVariableDeclaration(at),
  )
  return /\b(?:from\s*|require\(\s*)['"](?:node:)?([^'"]+)['"]/.exec(
    statement?.getText() ?? '',
  )?.[1]
}

const scheme = /^[a-z][a-z0-9+.-]*:\/\//i

/** Known to begin with a scheme, or to be absent. */
function isSchemed(node: ts.Expression, oracle: Oracle): boolean {
  const inner = bare(node)
  if (ts.isStringLiteralLike(inner)) return scheme.test(inner.text)
  if (ts.isTemplateExpression(inner)) return scheme.test(inner.head.text)
  if (ts.isBinaryExpression(inner) && inner.operatorToken.kind === ts.SyntaxKind.PlusToken)
    return isSchemed(inner.left, oracle)
  if (ts.isConditionalExpression(inner))
    return [inner.whenTrue, inner.whenFalse].every(
      (branch) => isUndefined(bare(branch)) || isSchemed(branch, oracle),
    )
  if (oracle.thing(inner)?.kind === 'endpoint') return true
  if (!ts.isIdentifier(inner)) return false
  const held = heldBy(inner, oracle)
  return held !== undefined && !ts.isFunctionDeclaration(held) && held !== inner
    ? isSchemed(held, oracle)
    : false
}

const isUndefined = (node: ts.Expression): boolean =>
  ts.isIdentifier(node) && node.text === 'undefined'

/** `'https://{service}.{region}.example.com'`, not `${region}`. */
function isTemplated(node: ts.Expression, oracle: Oracle): boolean {
  const inner = bare(node)
  const held = ts.isIdentifier(inner) ? heldBy(inner, oracle) : inner
  if (!held || ts.isFunctionDeclaration(held)) return false
  let found = false
  const visit = (at: ts.Node): void => {
    if (
      (ts.isStringLiteralLike(at) || ts.isTemplateExpression(at)) &&
      /(?<!\$)\{(service|region|scheme)\}/.test(at.getText())
    )
      found = true
    ts.forEachChild(at, visit)
  }
  if (!ts.isObjectLiteralExpression(held)) visit(held)
  return found
}
