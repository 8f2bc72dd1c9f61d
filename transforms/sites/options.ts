// Variables that hold client options: `const options = { … }`, `const config = new AWS.Config({ … })`.

import { ts } from 'ts-morph'
import type { Edit, OptionsFact, Part } from '../model.ts'
import type { Decision } from '../plan/types.ts'
import { bare, memberOf, nameOf, spanOf, wrapped } from '../syntax/nodes.ts'
import { functionAround } from '../syntax/place.ts'
import { isChange, usesOf } from '../syntax/uses.ts'
import { objectOf, siteId } from '../syntax/values.ts'
import { type SiteContext, siteOf } from './context.ts'

interface Declared {
  readonly id: string
  readonly declaration: ts.VariableDeclaration
  readonly literal: ts.ObjectLiteralExpression
  readonly wrapper: ts.NewExpression | null
}

/** The options literal that a name of this file holds. */
export function optionsDeclaration(
  node: ts.Expression,
  context: SiteContext,
): Declared | undefined {
  const inner = bare(node)
  if (!ts.isIdentifier(inner)) return undefined
  const declaration = context.oracle.symbol(inner)?.valueDeclaration
  if (
    !declaration ||
    !ts.isVariableDeclaration(declaration) ||
    declaration.getSourceFile() !== context.source
  )
    return undefined
  return declaredBy(declaration, context)
}

function declaredBy(
  declaration: ts.VariableDeclaration,
  context: SiteContext,
): Declared | undefined {
  if (!declaration.initializer || !ts.isIdentifier(declaration.name)) return undefined
  const initial = bare(declaration.initializer)
  const isConfig =
    ts.isNewExpression(initial) && context.oracle.thing(initial.expression)?.kind === 'config-class'
  const [argument] = isConfig ? (initial.arguments ?? []) : []
  const literal = isConfig ? argument && bare(argument) : initial
  if (!literal || !ts.isObjectLiteralExpression(literal)) return undefined
  return {
    id: siteId(literal, context.file),
    declaration,
    literal,
    wrapper: isConfig ? initial : null,
  }
}

/** The options variables that clients of this file take. */
export function findOptions(
  declarations: readonly ts.VariableDeclaration[],
  taken: readonly string[],
  context: SiteContext,
): readonly OptionsFact[] {
  return declarations.flatMap((declaration) => {
    const declared = declaredBy(declaration, context)
    return declared && (taken.includes(declared.id) || declared.wrapper)
      ? [factOf(declared, context)]
      : []
  })
}

function factOf({ declaration, literal, wrapper }: Declared, context: SiteContext): OptionsFact {
  const name = declaration.name
  return {
    ...siteOf(literal, wrapper ? context.refsIn(wrapper.expression) : [], [], context),
    name: name.getText(),
    object: objectOf(literal, context),
    wrapper: wrapper ? spanOf(wrapper) : null,
    shared: ts.isIdentifier(name) && isShared(name, context),
    changed: ts.isIdentifier(name) && usesOf(name, context.oracle).some(isChange),
  }
}

/** Used other than by clients: read, changed, exported or passed on. */
function isShared(name: ts.Identifier, context: SiteContext): boolean {
  const symbol = context.oracle.symbol(name)
  const declaration = symbol?.valueDeclaration
  if (
    declaration &&
    ts.getCombinedModifierFlags(declaration as ts.VariableDeclaration) & ts.ModifierFlags.Export &&
    !functionAround(declaration)
  )
    return true
  return usesOf(name, context.oracle).some((use) => !isTaken(use, context))
}

function isTaken(node: ts.Identifier, context: SiteContext): boolean {
  const outer = wrapped(node)
  const parent = outer.parent
  const taker = ts.isSpreadAssignment(parent) ? parent.parent.parent : parent
  if (ts.isNewExpression(taker)) {
    const kind = context.oracle.thing(taker.expression)?.kind
    return kind === 'client-class' || kind === 'credentials-class'
  }
  const member = memberOf(parent)
  return member?.receiver === outer && nameOf(member.node) === 'region'
}

/** An options literal in a variable, in v3 names; `new AWS.Config(…)` around it goes. */
export function rewriteOptions(
  fact: OptionsFact,
  decision: Decision & { kind: 'options' },
): readonly Edit[] {
  const literal: Part = { object: fact.object, added: [], outcomes: decision.outcomes }
  return [{ ...(fact.wrapper ?? fact.span), parts: [literal] }]
}
