// "Is this expression the SDK, and which part of it?" Answered by the TypeScript checker over the stub.

import { ts } from 'ts-morph'
import type { Loaded } from './program.ts'
import { root } from './stub.ts'
import { fromStub, type Thing, thingOf } from './thing.ts'

export interface Oracle {
  /** The syntax tree of a file that was given; undefined for others. */
  source(file: string): ts.SourceFile | undefined
  /** First syntax error of a file. */
  syntaxError(file: string): { readonly message: string; readonly at: number } | undefined
  /** Whether an expression may denote a part of the SDK, by its names alone: quick, and yes too often. */
  mayBeSdk(node: ts.Node): boolean
  /** What an expression denotes; undefined when it is not the SDK. */
  thing(node: ts.Node): Thing | undefined
  /** What a type reference denotes. */
  typeThing(node: ts.TypeNode): Thing | undefined
  /** What a name stands for, in a type too: `AWS` in `AWS.S3.Body`. */
  nameThing(node: ts.Identifier): Thing | undefined
  /** The symbol a name means, import aliases followed to where it is declared. */
  symbol(node: ts.Node): ts.Symbol | undefined
  /** The symbol a name means in its own file. */
  localSymbol(node: ts.Node): ts.Symbol | undefined
  /** What the place of an expression asks for: the type of a parameter, of a property. */
  expects(node: ts.Expression): Thing | undefined
  /** An `AWSError`, or one that may be absent. */
  isError(node: ts.Node): boolean
  isCallable(node: ts.Node): boolean
  isUntyped(node: ts.Node): boolean
  /** The project file that a module specifier means in a file. */
  fileOf(specifier: string, from: string): string | undefined
  /** Whether a module specifier means a file of the project. */
  isOfProject(specifier: ts.Node): boolean
  /** A list, which JavaScript programs also use as a map. */
  isArray(node: ts.Node): boolean
  /** A number, or a number that may be absent. */
  isNumeric(node: ts.Node): boolean
  mayBeAbsent(node: ts.Node): boolean
  /** Whether the type of an expression is known, and has no such member. */
  lacks(node: ts.Node, member: string): boolean
}

/** Answers questions about the files of a program. */
export function createOracle({ program, mayBeSdk, fileOf }: Loaded): Oracle {
  const checker = program.getTypeChecker()

  const localSymbol = (node: ts.Node): ts.Symbol | undefined => {
    if (ts.isIdentifier(node) && ts.isShorthandPropertyAssignment(node.parent))
      return checker.getShorthandAssignmentValueSymbol(node.parent)
    if (ts.isIdentifier(node) && ts.isExportSpecifier(node.parent))
      return checker.getExportSpecifierLocalTargetSymbol(node.parent)
    return checker.getSymbolAtLocation(node)
  }

  const follow = (symbol: ts.Symbol | undefined): ts.Symbol | undefined =>
    symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol

  return {
    source: (file) => program.getSourceFile(root + file),
    syntaxError: (file) => {
      const source = program.getSourceFile(root + file)
      const [first] = source ? program.getSyntacticDiagnostics(source) : []
      return (
        first && {
          message: ts.flattenDiagnosticMessageText(first.messageText, ' '),
          at: first.start,
        }
      )
    },
    mayBeSdk,
    fileOf,
    thing: onceForEach((node) =>
      mayBeSdk(node) ? thingOf(checker.getTypeAtLocation(node)) : undefined,
    ),
    typeThing: (node) => thingOf(checker.getTypeFromTypeNode(node)),
    nameThing: (node) => {
      const symbol = mayBeSdk(node) ? follow(localSymbol(node)) : undefined
      return symbol && thingOf(checker.getTypeOfSymbol(symbol))
    },
    symbol: onceForEach((node) => follow(localSymbol(node))),
    localSymbol,
    expects: (node) => {
      const type = checker.getContextualType(node)
      return type && thingOf(type)
    },
    isError: (node) => {
      if (!mayBeSdk(node)) return false
      const { symbol } = checker.getNonNullableType(checker.getTypeAtLocation(node))
      return symbol?.name === 'AWSError' && fromStub(symbol)
    },
    isCallable: (node) => checker.getTypeAtLocation(node).getCallSignatures().length > 0,
    isUntyped: (node) => (checker.getTypeAtLocation(node).flags & ts.TypeFlags.Any) !== 0,
    isOfProject: (specifier) =>
      checker
        .getSymbolAtLocation(specifier)
        ?.declarations?.some((d) => d.getSourceFile().fileName.startsWith(root)) ?? false,
    isArray: (node) => checker.isArrayType(checker.getTypeAtLocation(node)),
    isNumeric: (node) => {
      const type = checker.getNonNullableType(checker.getTypeAtLocation(node))
      return (type.isUnion() ? type.types : [type]).every(
        (part) => part.flags & ts.TypeFlags.NumberLike,
      )
    },
    lacks: (node, member) => {
      const own = checker.getTypeAtLocation(node)
      const type = checker.getNonNullableType(own)
      return (
        (own.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) === 0 &&
        checker.getPropertyOfType(type, member) === undefined &&
        checker.getIndexInfosOfType(type).length === 0
      )
    },
    mayBeAbsent: (node) => {
      const type = checker.getTypeAtLocation(node)
      const absent = ts.TypeFlags.Undefined | ts.TypeFlags.Null | ts.TypeFlags.Void
      return type.isUnion() ? type.types.some((t) => t.flags & absent) : (type.flags & absent) !== 0
    },
  }
}

/** Remembers the answer for each node: the same ones are asked about by many finders. */
function onceForEach<T>(ask: (node: ts.Node) => T): (node: ts.Node) => T {
  const known = new Map<ts.Node, { readonly answer: T }>()
  return (node) => {
    const before = known.get(node)
    if (before) return before.answer
    const answer = ask(node)
    known.set(node, { answer })
    return answer
  }
}
