// The module that holds the configuration several modules share: where it stands, how it is named, what it says.

import type { FileFacts, ProjectFacts, Style } from '../model.ts'
import { folderOf } from '../syntax/paths.ts'

/** The new module. */
export interface Home {
  /** `src/aws-config.ts`. */
  readonly path: string
  readonly language: 'js' | 'ts'
  readonly modules: 'esm' | 'cjs'
  readonly style: Style
}

/** A file whose name a new module must not take. */
export const isConfigModule = (path: string): boolean =>
  /(^|\/)(aws-config|aws-credentials|cognito-identity-credentials)[\w-]*[./]/.test(path)

/** The nearest package at or above a file; none is the project itself. */
export function packageAround(
  file: string,
  packages: ProjectFacts['packages'],
): string | undefined {
  for (let folder = folderOf(file); folder !== ''; folder = folderOf(folder))
    if (folder in packages) return folder
  return '' in packages ? '' : undefined
}

/**
 * Where modules can share something: in the folder they have in common.
 *
 * @param stem the name it gets unless that is taken
 * @param others files that show how the project is indented, where these do not
 * @returns undefined when they belong to several packages, which cannot import each other's files
 */
export function homeOf(
  files: readonly FileFacts[],
  { packages, taken }: Pick<ProjectFacts, 'packages' | 'taken'>,
  stem = 'aws-config',
  others: readonly FileFacts[] = files,
): Home | undefined {
  const [first] = files
  if (!first) return undefined
  const around = packageAround(first.file, packages)
  if (files.some(({ file }) => packageAround(file, packages) !== around)) return undefined
  const language = files.some((file) => file.language === 'ts') ? 'ts' : 'js'
  const modules = language === 'js' && files.some((file) => file.modules === 'cjs') ? 'cjs' : 'esm'
  const folder = commonFolder(files.map(({ file }) => folderOf(file)))
  const isEsmPackage = around !== undefined && packages[around]?.esm === true
  const extension = extensionFor(files, language, modules, isEsmPackage)
  const isTaken = (name: string): boolean => {
    const path = folder === '' ? name : `${folder}/${name}`
    return Object.keys(taken).some(
      (other) => other.startsWith(`${path}.`) || other.startsWith(`${path}/`),
    )
  }
  const name = [stem, `${stem}-v3`, ...[2, 3, 4, 5].map((n) => `${stem}-v3-${n}`)].find(
    (candidate) => !isTaken(candidate),
  )
  if (name === undefined) return undefined
  return {
    path: `${folder === '' ? '' : `${folder}/`}${name}.${extension}`,
    language,
    modules,
    style: {
      ...first.style,
      indent:
        [...files, ...others].map(({ style }) => style.indent).find((indent) => indent !== '  ') ??
        first.style.indent,
    },
  }
}

function extensionFor(
  files: readonly FileFacts[],
  language: Home['language'],
  modules: Home['modules'],
  isEsmPackage: boolean,
): string {
  const all = (pattern: RegExp): boolean => files.every(({ file }) => pattern.test(file))
  const some = (pattern: RegExp): boolean => files.some(({ file }) => pattern.test(file))
  if (language === 'ts') return all(/\.mts$/) ? 'mts' : all(/\.cts$/) ? 'cts' : 'ts'
  if (modules === 'cjs') return isEsmPackage || some(/\.[cm]jsx?$/) ? 'cjs' : 'js'
  return some(/\.mjs$/) && !isEsmPackage ? 'mjs' : 'js'
}

function commonFolder(folders: readonly string[]): string {
  const [first = '', ...others] = folders
  const steps = first === '' ? [] : first.split('/')
  const isShared = (count: number): boolean => {
    const prefix = steps.slice(0, count).join('/')
    return others.every(
      (folder) => prefix === '' || folder === prefix || folder.startsWith(`${prefix}/`),
    )
  }
  let count = steps.length
  while (!isShared(count)) count--
  return steps.slice(0, count).join('/')
}

/** How a file names another: as it names those it imports already. */
export function specifierFor(
  from: FileFacts,
  target: string,
  others: readonly FileFacts[],
): string {
  const habit =
    from.extension ??
    others.find((other) => other.extension !== null && other.modules === from.modules)?.extension
  const path = relativePath(folderOf(from.file), target)
  const written = path.replace(/\.([cm]?)([jt]s)x?$/, (ending, kind: string, language: string) => {
    if (kind !== '' && language === 'js') return ending
    if (habit === 'ts') return ending
    if (habit === 'js') return `.${kind}js`
    if (habit === 'none') return ''
    return language === 'js' && from.modules === 'esm' ? ending : ''
  })
  return habit === 'none' ? written.replace(/\/index$/, '') : written
}

function relativePath(folder: string, target: string): string {
  const from = folder === '' ? [] : folder.split('/')
  const to = target.split('/')
  let common = 0
  while (common < from.length && common < to.length - 1 && from[common] === to[common]) common++
  const up = from.slice(common).map(() => '..')
  const path = [...up, ...to.slice(common)].join('/')
  return up.length > 0 ? path : `./${path}`
}
