// jscodeshift compiles every required file with Babel, installed packages too. They need no compiling, and the
// TypeScript compiler is too large and too modern for it: files of packages are loaded as Node loads them.

import { readFileSync } from 'node:fs'
import Module from 'node:module'

interface Loadable {
  _compile(code: string, filename: string): unknown
}

type Loader = (module: Loadable, filename: string) => void

const extensions = Reflect.get(Module, '_extensions') as Record<string, Loader>
const compiling = extensions['.js']

const isOfPackage = (filename: string): boolean => /[\\/]node_modules[\\/]/.test(filename)

if (compiling)
  extensions['.js'] = (module, filename) => {
    if (isOfPackage(filename)) module._compile(readFileSync(filename, 'utf8'), filename)
    else compiling(module, filename)
  }
