// Names that are imported from packages of v3.

import { ts } from 'ts-morph'
import type { Oracle } from '../oracle/oracle.ts'
import { bare, nameOf, requiredModule } from './nodes.ts'

const isV3 = (specifier: string): boolean => specifier.startsWith('@aws-sdk/')

/** The package of v3 that a name is imported from, and what it is called there. */
export function v3Import(
  node: ts.Expression,
  oracle: Oracle,
): { readonly module: string; readonly name: string } | undefined {
  const declaration = ts.isIdentifier(node)
    ? oracle.localSymbol(node)?.declarations?.[0]
    : undefined
  if (!declaration) return undefined
  const statement = ts.findAncestor(declaration, ts.isImportDeclaration)
  if (statement && ts.isImportSpecifier(declaration))
    return ts.isStringLiteral(statement.moduleSpecifier) && isV3(statement.moduleSpecifier.text)
      ? {
          module: statement.moduleSpecifier.text,
          name: (declaration.propertyName ?? declaration.name).text,
        }
      : undefined
  const owner = ts.isBindingElement(declaration) ? declaration.parent.parent : undefined
  const module =
    owner && ts.isVariableDeclaration(owner) && owner.initializer
      ? requiredModule(bare(owner.initializer))
      : undefined
  return module !== undefined && isV3(module) && ts.isBindingElement(declaration)
    ? { module, name: nameOf(declaration.propertyName ?? declaration.name) ?? '' }
    : undefined
}

/** `fromIni(…)` and the other providers of v3. */
export const isV3Provider = (node: ts.Expression, oracle: Oracle): boolean =>
  ts.isCallExpression(node) &&
  /^@aws-sdk\/credential-provider/.test(v3Import(node.expression, oracle)?.module ?? '')
