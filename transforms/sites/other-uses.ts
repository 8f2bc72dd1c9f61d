// Uses of the SDK that no site accounts for, and things beside it that stop working: said, never changed.

import { ts } from 'ts-morph'
import type { Blocker } from '../model.ts'
import type { Oracle } from '../oracle/oracle.ts'
import { isMemberName } from '../syntax/constants.ts'
import { memberOf } from '../syntax/nodes.ts'
import { isImportedShape } from './shapes.ts'

export interface Collector<T> {
  see(node: ts.Node): void
  readonly found: T
}

export function blockerAt(node: ts.Node): Blocker {
  let outer = node
  while (
    memberOf(outer.parent)?.receiver === outer ||
    (ts.isQualifiedName(outer.parent) && outer.parent.left === outer)
  )
    outer = outer.parent
  const isType =
    ts.isQualifiedName(outer) ||
    ts.isTypeReferenceNode(outer.parent) ||
    ts.isTypeQueryNode(outer.parent)
  const what = outer.getText().replace(/\s+/g, ' ')
  return {
    code: isType ? 'type-reference' : 'sdk-use-not-supported',
    at: node.getStart(),
    data: { what },
  }
}

/** Dynamic imports, mocks, and the `AWS` of a script tag. */
export function collectOtherUses(
  refs: readonly number[],
  oracle: Oracle,
): Collector<readonly Blocker[]> {
  const found: Blocker[] = []
  const add = (node: ts.Node, code: Blocker['code'], data: Blocker['data']): void => {
    found.push({ code, at: node.getStart(), data })
  }
  const isSdk = (specifier: ts.Node | undefined): boolean =>
    specifier !== undefined &&
    ts.isStringLiteralLike(specifier) &&
    /^aws-sdk(\/|$)/.test(specifier.text)
  let global = refs.length > 0
  const see = (node: ts.Node): void => {
    if (ts.isImportTypeNode(node) && isSdk(literalIn(node)) && !isImportedShape(node))
      add(node, 'type-reference', { what: node.getText() })
    else if (ts.isCallExpression(node) && isPromisesDependency(node))
      add(node, 'promises-replaced', { what: node.arguments[0]?.getText() ?? '' })
    else if (ts.isCallExpression(node) && isMock(node) && isSdk(node.arguments[0]))
      add(node, 'sdk-mocked', { what: node.expression.getText() })
    else if (
      ts.isCallExpression(node) &&
      node.expression.kind === ts.SyntaxKind.ImportKeyword &&
      isSdk(node.arguments[0])
    )
      add(node, 'sdk-use-not-supported', { what: node.getText() })
    else if (!global && isGlobalAws(node, oracle)) {
      global = true
      add(node, 'global-aws', { name: node.getText() })
    }
  }
  return { see, found }
}

/** The specifier of `import('aws-sdk').S3`. */
const literalIn = ({ argument }: ts.ImportTypeNode): ts.Node | undefined =>
  ts.isLiteralTypeNode(argument) ? argument.literal : undefined

/** `AWS.config.setPromisesDependency(Bluebird)`, but not `(null)` or `(Promise)`. */
const isPromisesDependency = (node: ts.CallExpression): boolean =>
  memberOf(node.expression)?.name === 'setPromisesDependency' &&
  !/^(null|undefined|(global(This)?\.)?Promise)?$/.test(node.arguments[0]?.getText() ?? '')

/** `jest.mock('aws-sdk', …)` and its like. */
const isMock = (node: ts.CallExpression): boolean =>
  /^(mock|doMock|unstable_mockModule|setMock)$/.test(memberOf(node.expression)?.name ?? '')

/** `AWS` in `AWS.config`, when nothing declares it; in JavaScript, assignments to its members count as declarations. */
function isGlobalAws(node: ts.Node, oracle: Oracle): boolean {
  if (!ts.isIdentifier(node) || (node.text !== 'AWS' && node.text !== 'AWSCognito')) return false
  if (isMemberName(node) || memberOf(node.parent)?.receiver !== node) return false
  const declarations = oracle.localSymbol(node)?.declarations ?? []
  return declarations.every(
    (own) => ts.isExpression(own) || ts.getCombinedModifierFlags(own) & ts.ModifierFlags.Ambient,
  )
}
