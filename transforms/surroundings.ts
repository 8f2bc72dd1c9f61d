// What is known of a project beside its sources: its packages, where they run, names that are taken.

import type { SourceFile } from './migrate.ts'
import { noFacts, type PackageFact, type Platform, type ProjectFacts } from './model.ts'
import { isPackageJson } from './packages.ts'
import { isConfigModule, packageAround } from './plan/home.ts'
import { objectOf } from './resolve.ts'
import { folderOf } from './syntax/paths.ts'
import { heavierOf, type Signs } from './syntax/platform.ts'

/** The project is a package too, also where it has no package.json. */
export function surroundingsOf(
  files: readonly SourceFile[],
  surveyed: Readonly<Record<string, unknown>>,
): ProjectFacts {
  const manifests = new Map(
    files.filter(({ path }) => isPackageJson(path)).map(({ path, text }) => [folderOf(path), text]),
  )
  const folders = Object.fromEntries(
    ['', ...manifests.keys()].map((folder) => [folder, empty] as const),
  )
  const within = new Map<string, SourceFile[]>()
  for (const file of files) {
    const around = packageAround(file.path, folders) ?? ''
    const own = within.get(around)
    if (own) own.push(file)
    else within.set(around, [file])
  }
  const packages = Object.keys(folders).map((folder) => {
    const text = manifests.get(folder) ?? '{}'
    const own = within.get(folder) ?? []
    const platform = platformOfPackage(text, own)
    const fact: PackageFact = {
      esm: /"type"\s*:\s*"module"/.test(text),
      platform,
      shown: platform ? empty.shown : shownBy(own.filter(({ path }) => !(path in surveyed))),
    }
    return [folder, fact] as const
  })
  return {
    ...noFacts,
    packages: Object.fromEntries(packages),
    taken: Object.fromEntries(
      files.filter(({ path }) => isConfigModule(path)).map(({ path }) => [path, true] as const),
    ),
  }
}

const empty: PackageFact = { esm: false, platform: null, shown: { browser: 0, node: 0 } }

/** Dependencies that say where a package runs, with the weight they have beside others. */
const dependencies: readonly (readonly [RegExp, Platform, number])[] = [
  [/^(@vue\/cli-service|expo|react-native|react-scripts)$/, 'browser', 3],
  [
    /^(@angular\/core|aws-amplify|gatsby|jquery|next|parcel|parcel-bundler|preact|react-dom|solid-js|svelte|vite|vue)$/,
    'browser',
    2,
  ],
  [/^(react|webpack)$/, 'browser', 1],
  [
    /^(@hapi\/hapi|@nestjs\/core|@types\/aws-lambda|aws-lambda|express|fastify|koa|nodemon|pm2|restify|serverless)$/,
    'node',
    3,
  ],
  [/^(aws-cdk-lib|dotenv|ts-node|tsx)$/, 'node', 2],
]

/** What package.json and the configuration of bundlers say. */
function platformOfPackage(manifest: string, files: readonly SourceFile[]): Platform | null {
  const signs: Signs = { browser: 0, node: 0 }
  const add = (platform: Platform, weight: number): void => {
    signs[platform] = Math.max(signs[platform], weight)
  }
  const content = objectOf(manifest)
  if (content.browserslist !== undefined) add('browser', 3)
  if (content.browser !== undefined) add('browser', 2)
  if (content.bin !== undefined) add('node', 3)
  if ('node' in Object(content.engines)) add('node', 1)
  for (const section of ['dependencies', 'devDependencies', 'peerDependencies'])
    for (const name of Object.keys(Object(content[section])))
      for (const [pattern, platform, weight] of dependencies)
        if (pattern.test(name)) add(platform, weight)
  for (const { path, text } of files) {
    if (/(^|\/)\.browserslistrc$/.test(path)) add('browser', 3)
    if (/(^|\/)vite\.config\.\w+$/.test(path)) add('browser', 2)
    if (/(^|\/)webpack[\w.-]*\.config\.\w+$|(^|\/)webpack\.[\w.-]+\.[cm]?[jt]s$/.test(path))
      if (/\btarget\s*:\s*\[?\s*['"]node/.test(text)) add('node', 3)
      else add('browser', 1)
  }
  return heavierOf(signs)
}

const globals = /(?<![\w.'"`])(window|document|localStorage|sessionStorage|navigator)\.\w/g
const inBrowser = /\bfrom\s*['"](react-dom|vue|@angular\/core|jquery)\b/
const onNode =
  /\b(?:from|require\s*\()\s*['"](?:node:\w|(?:fs|child_process|https?|net|os|express|fastify|koa)['"/])|\bprocess\.(argv|cwd|exit|on|std\w+)\b|\b__dirname\b|\bexports\.handler\s*=/
const comments = /\/\*[\s\S]*?\*\/|(?<![:'"`\\])\/\/.*/g

/** What files show that are not parsed for it. */
function shownBy(files: readonly SourceFile[]): Signs {
  const counts: Signs = { browser: 0, node: 0 }
  for (const { path, text } of files) {
    if (!/\.([cm]?[jt]sx?|vue|svelte)$/.test(path) || isTool(path)) continue
    const code = text.replace(comments, '')
    const shown = heavierOf({
      browser: /\.([jt]sx|vue|svelte)$/.test(path) || inBrowser.test(code) || usesDom(code) ? 1 : 0,
      node: onNode.test(code) ? 1 : 0,
    })
    if (shown) counts[shown] += 1
  }
  return counts
}

/** `document.title`, unless a variable or a parameter has the name. */
const usesDom = (code: string): boolean =>
  Array.from(code.matchAll(globals)).some(
    ([, name = '']) =>
      !new RegExp(`\\b(const|let|var|of)\\s+${name}\\b|[({,]\\s*${name}\\s*[,)}=:]`).test(code),
  )

/** Tests and configuration run on Node wherever the program does. */
const isTool = (path: string): boolean =>
  /\.(config|conf|test|spec|d)\.\w+$|(^|\/)(__tests__|test|tests|scripts)\//.test(path)
