// What a file shows about where it runs: in a browser, or on Node.

import { ts } from 'ts-morph'
import type { Platform } from '../model.ts'
import { isMemberName } from './constants.ts'
import { requiredModule } from './nodes.ts'

/**
 * Signs have three weights, and the heaviest decides; 0: there is none. 3: it would fail elsewhere, or means nothing
 * there. 2: nearly always. 1: bundlers have a substitute.
 */
export interface Signs {
  browser: number
  node: number
}

/** Null where there are no signs, or as heavy ones for both. */
export const heavierOf = ({ browser, node }: Signs): Platform | null =>
  browser > node ? 'browser' : node > browser ? 'node' : null

const browserGlobals = new Set([
  'window',
  'document',
  'localStorage',
  'sessionStorage',
  'indexedDB',
  'navigator',
  'location',
  'XMLHttpRequest',
  'FileReader',
  'HTMLElement',
  'customElements',
  'requestAnimationFrame',
  'alert',
])

/** Packages, and folders of packages, that say where a module runs. */
const modules: readonly (readonly [RegExp, Platform, number])[] = [
  [/^node:/, 'node', 3],
  [
    /^(fs|fs\/promises|child_process|cluster|dgram|dns|http|http2|https|net|os|readline|tls|v8|vm|worker_threads|zlib)$/,
    'node',
    3,
  ],
  [/^(assert|buffer|crypto|events|path|process|querystring|stream|url|util)$/, 'node', 1],
  [
    /^(@hapi\/hapi|@nestjs\/(common|core)|aws-lambda|commander|dotenv|express|fastify|fs-extra|koa|minimist|next\/server|server-only|yargs)(\/|$)/,
    'node',
    3,
  ],
  [/^aws-sdk\/dist\//, 'browser', 3],
  [
    /^(client-only|jquery|next\/(navigation|router)|react-dom|react-router-dom)(\/|$)/,
    'browser',
    3,
  ],
  [
    /^(@angular\/|@ionic\/|@vue\/|aws-amplify|preact|react|react-native|svelte|vue)(\/|$|(?<=\/))/,
    'browser',
    2,
  ],
]

/** Set by bundlers of browser code, or by everybody. */
const builtIn =
  /^(NODE_ENV|PUBLIC_URL|(REACT_APP|VUE_APP|NEXT_PUBLIC|GATSBY|VITE|EXPO_PUBLIC|PUBLIC)_\w*)$/

const onServer = /\bexport\b[^;{]*\b(getServerSideProps|getStaticProps|getStaticPaths)\b/
const isLambda = /\bexports\.handler\s*=|\bexport\s+(?:const|let|(?:async\s+)?function)\s+handler\b/

/** Collects the signs of one file during its walk. */
export function collectSigns(): {
  see(node: ts.Node): void
  found(source: ts.SourceFile, isDeclared: (name: string) => boolean): Platform | null
} {
  const signs: Signs = { browser: 0, node: 0 }
  /** By the name of the global it needs: one that the file declares itself is no sign. */
  const byName = new Map<string, Signs>()
  const add = (to: Signs, platform: Platform, weight: number): void => {
    to[platform] = Math.max(to[platform], weight)
  }
  const addGlobal = (name: string, platform: Platform, weight: number): void => {
    const own = byName.get(name) ?? { browser: 0, node: 0 }
    byName.set(name, own)
    add(own, platform, weight)
  }
  const addModule = (name: string): void => {
    for (const [pattern, platform, weight] of modules)
      if (pattern.test(name)) {
        add(signs, platform, weight)
        return
      }
  }
  const see = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier))
      addModule(node.moduleSpecifier.text)
    const required = requiredModule(node)
    if (required !== undefined) addModule(required)
    if (ts.isIdentifier(node) && !isMemberName(node)) seeName(node)
    if (ts.isMetaProperty(node) && memberOf(node) === 'env') add(signs, 'browser', 1)
  }
  const seeName = (node: ts.Identifier): void => {
    const { text } = node
    // `typeof window` asks where it is.
    if (ts.isTypeOfExpression(node.parent)) return
    if (browserGlobals.has(text)) addGlobal(text, 'browser', 3)
    else if (text === '__dirname' || text === '__filename') addGlobal(text, 'node', 3)
    else if (text === 'Buffer' || text === 'setImmediate') addGlobal(text, 'node', 1)
    else if (text === 'require' && memberOf(node) === 'main') addGlobal(text, 'node', 3)
    else if (text === 'process') addGlobal(text, 'node', weightOfProcess(node))
  }
  const found = (source: ts.SourceFile, isDeclared: (name: string) => boolean): Platform | null => {
    for (const [name, { browser, node }] of byName)
      if (!isDeclared(name)) {
        add(signs, 'browser', browser)
        add(signs, 'node', node)
      }
    const { text, statements, fileName } = source
    for (const statement of statements) {
      const directive =
        ts.isExpressionStatement(statement) &&
        ts.isStringLiteral(statement.expression) &&
        statement.expression.text
      if (directive === 'use client') add(signs, 'browser', 3)
      if (directive === 'use server') add(signs, 'node', 3)
    }
    if (/\.[jt]sx$/.test(fileName)) add(signs, 'browser', 2)
    if (isLambda.test(text)) add(signs, 'node', 2)
    if (onServer.test(text) || /^#!.*\bnode\b/.test(text)) add(signs, 'node', 3)
    return heavierOf(signs)
  }
  return { see, found }
}

/** `a.b` → `b`. */
function memberOf(node: ts.Node): string | undefined {
  const { parent } = node
  return ts.isPropertyAccessExpression(parent) && parent.expression === node
    ? parent.name.text
    : undefined
}

/** `process.env.X` is what bundlers fill in; `process.exit()` they do not. */
function weightOfProcess(node: ts.Identifier): number {
  const member = memberOf(node)
  if (member === undefined || member === 'browser') return 0
  if (member === 'nextTick' || member === 'version' || member === 'platform') return 1
  if (member !== 'env') return 3
  const variable = memberOf(node.parent)
  return variable !== undefined && builtIn.test(variable) ? 0 : 1
}
