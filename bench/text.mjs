// Application code that has nothing to do with the SDK: functions, classes, routes, hooks, components.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the text of generated files

/**
 * @typedef {import('./project.mjs').Module} Module
 * @typedef {ReturnType<typeof createRandom>} Random
 */

const nouns =
  'account address audit basket batch campaign catalog channel coupon customer device document dispatch employee event feature forecast gallery inventory invoice ledger location member message metric notification offer order partner payment policy price product profile project quota rate receipt refund report request reservation review role route schedule search segment session shipment snapshot statement stock subscription supplier survey task tax template tenant ticket token transfer upload user vendor visit voucher warehouse webhook workflow'.split(
    ' ',
  )

const verbs =
  'apply assign build calculate check collect compare compose count create filter find format group index join list load map mark match measure merge move normalise order parse pick prepare rank read reduce render resolve round score select sort split store sum sync trim update validate verify'.split(
    ' ',
  )

/** @param {string} word */
const capital = (word) => word.charAt(0).toUpperCase() + word.slice(1)

export const words = { nouns, verbs, Nouns: nouns.map(capital) }

/**
 * A random source that gives the same for the same seed.
 *
 * @param {number} seed
 */
export function createRandom(seed) {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  /** @param {number} n */
  const below = (n) => Math.floor(next() * n)
  return {
    below,
    /** @param {number} share */
    chance: (share) => next() < share,
    /** @template T @param {readonly T[]} list @returns {T} */
    pick: (list) => /** @type {T} */ (list[below(list.length)]),
    /** @template T @param {readonly (readonly [T, number])[]} list @returns {T} */
    weighted: (list) => {
      const all = list.flatMap(([value, weight]) => Array(weight).fill(value))
      return all[below(all.length)]
    },
    /** @template T @param {readonly T[]} list @param {number} count @returns {T[]} */
    some: (list, count) => {
      const left = [...list]
      return Array.from(
        { length: Math.min(count, left.length) },
        () => /** @type {T} */ (left.splice(below(left.length), 1)[0]),
      )
    },
  }
}

/**
 * Imports and the comment on top.
 *
 * @param {Module} module
 * @param {readonly Module[]} imported
 * @param {readonly string[]} more import lines of the SDK
 * @param {Random} random
 */
export function heading(module, imported, more, random) {
  const isCjs = module.dialect === 'cjs'
  const [names, from] =
    packages[/** @type {keyof typeof packages} */ (module.kind)] ?? packages.util
  return [
    `// ${capital(module.name)}: ${random.pick(verbs)}s what the ${random.pick(nouns)} ${module.kind} needs.`,
    ...(isCjs ? ["'use strict';"] : []),
    '',
    isCjs ? `const ${names} = require('${from}');` : `import ${names} from '${from}';`,
    ...more,
    ...imported.map((other) => {
      const path = `../${folderOf(other.kind)}/${other.name}`
      const names = other.sdk?.shares ? `${other.name}, ${other.sdk.shares}` : other.name
      return isCjs
        ? `const { ${names} } = require('${path}');`
        : `import { ${names} } from '${path}';`
    }),
    '',
  ]
}

const packages = {
  component: ['React', 'react'],
  hook: ['{ useCallback, useEffect, useRef, useState }', 'react'],
  route: ['express', 'express'],
  util: ['{ groupBy }', 'lodash'],
}

/** @param {string} kind */
export const folderOf = (kind) => (kind === 'sdk' ? 'aws' : `${kind}s`)

/**
 * What other modules import: a function of the module's name, which calls what the module imports.
 *
 * @param {Module} module
 * @param {readonly Module[]} imported
 * @returns {readonly string[]}
 */
export function main(module, imported) {
  const isTs = module.dialect === 'ts'
  const called = [
    ...(module.sdk ? [`${module.sdk.uses}(key)`] : []),
    ...imported.flatMap(({ name, sdk }) => [
      `${name}(key)`,
      ...(sdk?.shares
        ? [`${sdk.shares}.headObject({ Bucket: 'uploads', Key: key }).promise()`]
        : []),
    ]),
  ]
  const open = module.dialect === 'cjs' ? '' : 'export '
  return [
    `${open}async function ${module.name}(key${isTs ? ': string' : ''})${isTs ? ': Promise<unknown>' : ''} {`,
    '  const started = Date.now();',
    ...called.map((call, i) => `  const result${i} = await ${call};`),
    `  const results = [${called.map((_, i) => `result${i}`).join(', ')}];`,
    '  const failed = results.filter((result) => result === null || result === undefined);',
    '  if (failed.length > 0) console.warn(`${key}: ${failed.length} of ${results.length} are empty`);',
    '  return { key, results, took: Date.now() - started };',
    '}',
    ...(module.dialect === 'cjs' ? [`module.exports.${module.name} = ${module.name};`] : []),
    '',
  ]
}

/**
 * One declaration of about twenty lines.
 *
 * @param {Module} module
 * @param {number} i counts the declarations of a file
 * @param {Random} random
 * @returns {readonly string[]}
 */
export function block(module, i, random) {
  const special = { route, hook, component }[module.kind]
  const form =
    special && random.chance(0.6) ? special : random.pick([reducer, loader, table, store])
  const noun = random.pick(nouns)
  return form({
    fn: `${random.pick(verbs)}${capital(noun)}${i}`,
    noun,
    Type: `${capital(noun)}${i}`,
    a: random.pick(nouns),
    b: random.pick(nouns),
    n: random.below(900) + 1,
    type: (text) => (module.dialect === 'ts' ? text : ''),
    isTs: module.dialect === 'ts',
    publish: (name) => (module.dialect === 'cjs' ? [`module.exports.${name} = ${name};`] : []),
    open: module.dialect === 'cjs' ? '' : 'export ',
  })
}

/**
 * @typedef {{ fn: string, noun: string, Type: string, a: string, b: string, n: number, isTs: boolean,
 *   open: string, type: (text: string) => string, publish: (name: string) => readonly string[] }} Names
 */

/** @param {Names} names */
const shape = ({ Type, a, n, isTs }) =>
  isTs
    ? [
        `interface ${Type}Shape {`,
        '  readonly id: string;',
        `  readonly ${a}Total: number;`,
        `  readonly kind: 'open' | 'closed' | 'v${n}';`,
        '  readonly tags?: readonly string[];',
        '}',
        '',
      ]
    : []

/** @param {Names} names */
function reducer(names) {
  const { fn, noun, Type, a, b, n, type, open, publish } = names
  return [
    ...shape(names),
    '/**',
    ` * Sums the ${noun} of each ${a}; what is below ${n} does not count.`,
    ' */',
    `${open}function ${fn}(items${type(`: readonly ${Type}Shape[]`)}, limit = ${n}) {`,
    `  const by${Type} = new Map${type('<string, number>')}();`,
    '  for (const item of items) {',
    `    if (!item || item.${a}Total < limit) continue;`,
    `    const key = \`\${item.kind}:\${item.id.slice(0, 4)}-${b}\`;`,
    `    by${Type}.set(key, (by${Type}.get(key) ?? 0) + item.${a}Total * 1.${n});`,
    '  }',
    `  const sorted = [...by${Type}.entries()].sort(([, x], [, y]) => y - x);`,
    `  const total = sorted.reduce((sum, [, value]) => sum + value, 0);`,
    `  return { total, top: sorted.slice(0, 10), mean: sorted.length > 0 ? total / sorted.length : 0 };`,
    '}',
    ...publish(fn),
    '',
  ]
}

/** @param {Names} names */
function loader(names) {
  const { fn, noun, Type, a, b, n, type, open, publish } = names
  return [
    ...shape(names),
    `${open}async function ${fn}(id${type(': string')}, options${type(': { retries?: number; signal?: AbortSignal }')} = {})${type(`: Promise<${Type}Shape | null>`)} {`,
    '  const { retries = 3, signal } = options;',
    '  for (let attempt = 0; attempt < retries; attempt += 1) {',
    '    try {',
    `      const response = await fetch(\`/api/${noun}/\${encodeURIComponent(id)}?${a}=${n}\`, { signal });`,
    '      if (response.status === 404) return null;',
    `      if (!response.ok) throw new Error(\`${noun} failed with \${response.status}\`);`,
    `      const body = await response.json();`,
    `      return { ...body, ${a}Total: Number(body.${b} ?? 0), tags: body.tags?.filter(Boolean) };`,
    '    } catch (error) {',
    '      if (attempt === retries - 1) throw error;',
    `      await new Promise((resolve) => setTimeout(resolve, ${n} * 2 ** attempt));`,
    '    }',
    '  }',
    '  return null;',
    '}',
    ...publish(fn),
    '',
  ]
}

/** @param {Names} names */
function table({ fn, noun, Type, a, b, n, type, open, publish }) {
  return [
    `${open}const ${fn}Defaults = {`,
    `  ${a}: { label: '${capital(a)} of the ${noun}', order: ${n}, visible: true },`,
    `  ${b}Rate: { label: "The ${b}'s rate", order: ${n + 1}, visible: false },`,
    `  pattern: /^${noun}-[a-z0-9]{2,}(?:\\.${a})?$/i,`,
    `  formats: ['yyyy-mm-dd', 'dd.mm.yyyy', '${b}'],`,
    '};',
    '',
    `${open}const is${Type} = (value${type(': unknown')})${type(': boolean')} =>`,
    `  typeof value === 'string' && ${fn}Defaults.pattern.test(value.trim()) && value.length < ${n + 20};`,
    '',
    `${open}function describe${Type}(value${type(': string')}) {`,
    '  switch (value) {',
    `    case '${a}':`,
    `      return ${fn}Defaults.${a}.label;`,
    `    case '${b}':`,
    `      return \`\${${fn}Defaults.${b}Rate.label} (\${value.toUpperCase()})\`;`,
    '    default:',
    `      return is${Type}(value) ? value : 'unknown ${noun}';`,
    '  }',
    '}',
    ...publish(`is${Type}`),
    ...publish(`describe${Type}`),
    '',
  ]
}

/** @param {Names} names */
function store(names) {
  const { fn, noun, Type, a, n, type, isTs, open, publish } = names
  return [
    ...shape(names),
    `${open}class ${Type}Store {`,
    ...(isTs
      ? [
          `  private readonly entries = new Map<string, ${Type}Shape>();`,
          '  private hits = 0;',
          '',
          `  constructor(private readonly capacity: number = ${n}) {}`,
        ]
      : [
          `  constructor(capacity = ${n}) {`,
          '    this.entries = new Map();',
          '    this.capacity = capacity;',
          '    this.hits = 0;',
          '  }',
        ]),
    '',
    `  ${fn}(id${type(': string')}, load${type(`: () => ${Type}Shape`)}) {`,
    '    const known = this.entries.get(id);',
    '    if (known) {',
    '      this.hits += 1;',
    '      return known;',
    '    }',
    `    const fresh = load(); // the ${noun} is not there yet`,
    '    if (this.entries.size >= this.capacity) {',
    '      const [oldest] = this.entries.keys();',
    '      if (oldest !== undefined) this.entries.delete(oldest);',
    '    }',
    '    this.entries.set(id, fresh);',
    '    return fresh;',
    '  }',
    '',
    `  get ${a}Ratio() {`,
    '    return this.entries.size === 0 ? 0 : this.hits / this.entries.size;',
    '  }',
    '}',
    ...publish(`${Type}Store`),
    '',
  ]
}

/** @param {Names} names */
function route({ fn, noun, Type, a, n, type, open, publish }) {
  return [
    `${open}const ${fn}Router = express.Router();`,
    '',
    `${fn}Router.get('/${noun}/:id', async (req${type(': express.Request')}, res${type(': express.Response')}, next${type(': express.NextFunction')}) => {`,
    '  try {',
    `    const page = Math.max(1, Number(req.query.page ?? 1));`,
    `    const { id } = req.params;`,
    `    const found = await req.app.locals.${noun}.findOne({ id, ${a}: req.query.${a} });`,
    `    if (!found) return res.status(404).json({ code: '${noun}_not_found', id });`,
    `    return res.json({ data: found, page, limit: ${n} });`,
    '  } catch (error) {',
    '    return next(error);',
    '  }',
    '});',
    '',
    `${fn}Router.post('/${noun}', async (req${type(': express.Request')}, res${type(': express.Response')}) => {`,
    `  const { ${a} = null, ...rest } = req.body ?? {};`,
    `  if (${a} === null) return res.status(400).json({ code: '${Type}_invalid', fields: ['${a}'] });`,
    `  const created = await req.app.locals.${noun}.create({ ${a}, ...rest, createdAt: new Date().toISOString() });`,
    '  res.location(`${req.baseUrl}/${created.id}`);',
    '  return res.status(201).json(created);',
    '});',
    ...publish(`${fn}Router`),
    '',
  ]
}

/** @param {Names} names */
function hook({ fn, noun, Type, a, n, type, open }) {
  return [
    `${open}function use${Type}(initial${type(': string | null')} = null) {`,
    `  const [${a}, set${Type}] = useState${type('<string | null>')}(initial);`,
    `  const [isLoading, setLoading] = useState(false);`,
    `  const latest = useRef(${n});`,
    '',
    '  useEffect(() => {',
    '    const controller = new AbortController();',
    '    setLoading(true);',
    `    fetch('/api/${noun}', { signal: controller.signal })`,
    '      .then((response) => response.text())',
    '      .then((text) => {',
    `        latest.current += text.length;`,
    `        set${Type}(text);`,
    '      })',
    '      .catch((error) => console.warn(error))',
    '      .finally(() => setLoading(false));',
    '    return () => controller.abort();',
    '  }, [initial]);',
    '',
    `  const ${fn} = useCallback(() => set${Type}(null), []);`,
    `  return { ${a}, isLoading, ${fn}, changes: latest.current };`,
    '}',
    '',
  ]
}

/** @param {Names} names */
function component({ fn, noun, Type, a, b, n, type, isTs, open }) {
  return [
    ...(isTs
      ? [
          `interface ${Type}Props {`,
          '  readonly title: string;',
          `  readonly ${a}s: readonly { id: string; label: string; value: number }[];`,
          '  readonly onSelect?: (id: string) => void;',
          '}',
          '',
        ]
      : []),
    `${open}function ${Type}Panel({ title, ${a}s, onSelect }${type(`: ${Type}Props`)}) {`,
    `  const [selected, setSelected] = React.useState${type('<string | null>')}(null);`,
    `  const ${fn} = React.useMemo(() => ${a}s.filter((item) => item.value > ${n}), [${a}s]);`,
    '  return (',
    `    <section className="${noun} ${noun}--${b}" aria-label={title}>`,
    '      <h2>{title}</h2>',
    `      {${fn}.length === 0 && <p className="empty">No ${noun} to show yet.</p>}`,
    '      <ul>',
    `        {${fn}.map((item) => (`,
    "          <li key={item.id} data-selected={item.id === selected ? 'yes' : undefined}>",
    '            <button',
    '              type="button"',
    '              onClick={() => {',
    '                setSelected(item.id);',
    '                onSelect?.(item.id);',
    '              }}',
    '            >',
    '              {item.label}: <strong>{item.value.toFixed(2)}</strong>',
    '            </button>',
    '          </li>',
    '        ))}',
    '      </ul>',
    '    </section>',
    '  );',
    '}',
    '',
  ]
}
