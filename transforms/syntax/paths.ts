// Paths inside a project, with forward slashes, and the files that paths without their ending mean.

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

export const folderOf = (path: string): string => path.split('/').slice(0, -1).join('/')

/** A path from a folder, with `.` and `..` resolved. */
export function joinPath(folder: string, path: string): string {
  const parts = folder === '' ? [] : folder.split('/')
  for (const part of path.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.' && part !== '') parts.push(part)
  }
  return parts.join('/')
}

/** The file that a path means as bundlers and TypeScript see it: `a/b`, `a/b.js` for `a/b.ts`, `a` for `a/index.ts`. */
export function resolvePath(base: string, exists: (path: string) => boolean): string | undefined {
  const source = base.replace(/\.([cm]?)jsx?$/, '.$1ts')
  const candidates = [...endings.map((ending) => base + ending), source, `${source}x`]
  return candidates.map((path) => (base === '' ? path.replace(/^\//, '') : path)).find(exists)
}
