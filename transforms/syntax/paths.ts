// Relative module specifiers, as bundlers and TypeScript resolve them.

const endings = [
  '',
  '.ts',
  '.d.ts',
  '.tsx',
  '.js',
  '.jsx',
  '.mjs',
  '.cjs',
  '.mts',
  '.cts',
  '/index.ts',
  '/index.tsx',
  '/index.js',
  '/index.jsx',
  '/index.mjs',
  '/index.cjs',
]

/**
 * The file that a relative specifier means.
 *
 * @param from path of the importing file
 * @param exists whether there is a file of that path
 */
export function resolveRelative(
  from: string,
  specifier: string,
  exists: (path: string) => boolean,
): string | undefined {
  if (!specifier.startsWith('.')) return undefined
  const parts = from.split('/').slice(0, -1)
  for (const part of specifier.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.' && part !== '') parts.push(part)
  }
  const base = parts.join('/')
  const source = base.replace(/\.([cm]?)jsx?$/, '.$1ts')
  const candidates = [...endings.map((ending) => base + ending), source, `${source}x`]
  return candidates.map((path) => (base === '' ? path.replace(/^\//, '') : path)).find(exists)
}
