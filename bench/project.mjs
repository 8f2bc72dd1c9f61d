// A made-up application of any size, the same for the same size and seed: what the benchmark runs on.

import { sdkModules } from './sdk-modules.mjs'
import { block, createRandom, folderOf, heading, main, words } from './text.mjs'

/**
 * @typedef {'ts' | 'esm' | 'cjs'} Dialect
 * @typedef {{ path: string, name: string, kind: string, dialect: Dialect, index: number,
 *   sdk: import('./sdk-modules.mjs').Part | undefined }} Module
 * @typedef {{ path: string, text: string }} SourceFile
 */

/** What a feature folder of forty files holds. */
const layout = [
  { kind: 'util', count: 8 },
  { kind: 'model', count: 4 },
  { kind: 'sdk', count: 5 },
  { kind: 'service', count: 8 },
  { kind: 'route', count: 4 },
  { kind: 'hook', count: 4 },
  { kind: 'component', count: 7 },
]

/** Which kinds a module of each kind imports, and how many of each at most. */
const imports = {
  util: [],
  model: [['util', 1]],
  sdk: [
    ['util', 2],
    ['model', 1],
  ],
  service: [
    ['util', 3],
    ['model', 2],
  ],
  route: [
    ['service', 2],
    ['util', 2],
    ['model', 1],
  ],
  hook: [
    ['util', 2],
    ['model', 1],
  ],
  component: [
    ['hook', 2],
    ['component', 2],
    ['util', 2],
  ],
}

/**
 * The files of a project.
 *
 * @param {number} size how many source files
 * @param {number} seed
 * @returns {readonly SourceFile[]} the sources and package.json
 */
export function createProject(size, seed = 20240601) {
  const random = createRandom(seed)
  /** @type {SourceFile[]} */
  const files = []
  for (let feature = 0; files.length < size; feature++)
    files.push(...createFeature(feature, random).slice(0, size - files.length))
  const server = files.length > 1 ? [createServer(files.slice(0, -1))] : []
  return [...files.slice(0, size - server.length), ...server, manifest]
}

/**
 * @param {number} feature
 * @param {import('./text.mjs').Random} random
 * @returns {readonly SourceFile[]}
 */
function createFeature(feature, random) {
  const title = `${random.pick(words.nouns)}-${random.pick(words.nouns)}-${feature}`
  const dialect = random.weighted(
    /** @type {const} */ ([
      ['ts', 6],
      ['esm', 2],
      ['cjs', 2],
    ]),
  )
  const kinds = layout.flatMap(({ kind, count }) => Array(count).fill(kind))
  /** @type {Module[]} */
  const modules = kinds.map((kind, i) => {
    const isBrowser = kind === 'component' || kind === 'hook'
    const own = isBrowser && dialect === 'cjs' ? 'esm' : dialect
    const ending = (own === 'ts' ? 'ts' : 'js') + (kind === 'component' ? 'x' : '')
    const name = `${random.pick(words.verbs)}${random.pick(words.Nouns)}${i}`
    /** @type {Module} */
    const module = {
      path: `src/${title}/${folderOf(kind)}/${name}.${ending}`,
      name,
      kind,
      dialect: own,
      index: i,
      sdk: undefined,
    }
    return kind === 'sdk' ? { ...module, sdk: random.pick(sdkModules)(module, random) } : module
  })
  const sdk = modules.filter((module) => module.kind === 'sdk')
  return modules.map((module) => {
    const wanted = imports[/** @type {keyof typeof imports} */ (module.kind)]
    const imported = wanted.flatMap(([kind, most]) =>
      random.some(
        modules.filter(
          (other) =>
            other.kind === kind &&
            other.dialect === module.dialect &&
            (other.index < module.index || kind !== module.kind),
        ),
        random.below(Number(most) + 1),
      ),
    )
    // Three services in eight reach the SDK, each through one leaf module.
    if (module.kind === 'service' && random.chance(0.375)) imported.push(...random.some(sdk, 1))
    return { path: module.path, text: createText(module, imported, random) }
  })
}

/**
 * @param {Module} module
 * @param {readonly Module[]} imported
 * @param {import('./text.mjs').Random} random
 */
function createText(module, imported, random) {
  const length = 150 + random.below(60)
  const lines = [
    ...heading(module, imported, module.sdk?.imports ?? [], random),
    ...(module.sdk?.body ?? []),
    ...main(module, imported),
  ]
  for (let i = 40; lines.length < length - 8; i++) lines.push(...block(module, i, random))
  return `${lines.join('\n')}\n`
}

/**
 * The entry, which imports routes of every feature written in TypeScript.
 *
 * @param {readonly SourceFile[]} files
 * @returns {SourceFile}
 */
function createServer(files) {
  const routes = files.filter((file) => /\/routes\/.*\.ts$/.test(file.path))
  const lines = [
    "import express from 'express';",
    ...routes.map(
      (file, i) =>
        `import * as routes${i} from '${file.path.replace(/^src|\.ts$/g, (s) => (s === 'src' ? '.' : ''))}';`,
    ),
    '',
    'export const app = express();',
    ...routes.map((_, i) => `app.use('/api/${i}', Object.values(routes${i}) as never);`),
    'app.listen(Number(process.env.PORT ?? 3000));',
  ]
  return { path: 'src/server.ts', text: `${lines.join('\n')}\n` }
}

const manifest = {
  path: 'package.json',
  text: `${JSON.stringify(
    {
      name: 'bench-application',
      version: '1.0.0',
      private: true,
      dependencies: { 'aws-sdk': '^2.1693.0', express: '^4.19.2', react: '^18.3.1' },
    },
    null,
    2,
  )}\n`,
}
