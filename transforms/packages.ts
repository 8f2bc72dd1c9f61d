// The package.json of each migrated file's nearest package: v3 packages come, aws-sdk goes when nothing there uses it.

import { editPackageJson } from './edit/package-json.ts'
import type { ChangedFile, SourceFile } from './migrate.ts'
import { isOfProject } from './plan/names.ts'
import type { Plan } from './plan/types.ts'
import { rangeOf } from './sdk/services.ts'

export const isPackageJson = (path: string): boolean =>
  path === 'package.json' || path.endsWith('/package.json')

/** The nearest package.json at or above a file's folder. */
function nearest(path: string, packages: ReadonlySet<string>): string | undefined {
  for (let folder = path; folder.includes('/'); ) {
    folder = folder.slice(0, folder.lastIndexOf('/'))
    if (packages.has(`${folder}/package.json`)) return `${folder}/package.json`
  }
  return packages.has('package.json') ? 'package.json' : undefined
}

const usesV2 = (text: string): boolean => /(['"`])aws-sdk(\/[^'"`]*)?\1/.test(text)

/** Edits every package.json whose files changed; one that is not valid JSON stays. */
export function editPackages(
  files: readonly SourceFile[],
  changed: readonly ChangedFile[],
  plan: Plan,
): { readonly changed: readonly ChangedFile[]; readonly added: readonly string[] } {
  const manifests = files.filter((file) => isPackageJson(file.path))
  const paths = new Set(manifests.map((file) => file.path))
  const after = new Map(changed.map((file) => [file.path, file.after]))
  const needed = new Map<string, Set<string>>()
  for (const { path } of changed) {
    const home = nearest(path, paths)
    if (home === undefined) continue
    const needs = needed.get(home) ?? new Set<string>()
    for (const need of plan.files[path]?.needs ?? plan.created[path]?.needs ?? [])
      if (!isOfProject(need)) needs.add(need.module)
    for (const name of plan.files[path]?.mentioned ?? []) needs.add(name)
    needed.set(home, needs)
  }
  const added = new Set<string>()
  const edited = manifests.flatMap((manifest): readonly ChangedFile[] => {
    const needs = needed.get(manifest.path)
    if (!needs) return []
    const left = files.some(
      (file) =>
        !isPackageJson(file.path) &&
        nearest(file.path, paths) === manifest.path &&
        usesV2(after.get(file.path) ?? file.text),
    )
    const text = editPackageJson(manifest.text, {
      add: Object.fromEntries([...needs].sort().map((name) => [name, rangeOf(name)])),
      remove: left ? [] : ['aws-sdk'],
    })
    if (text === manifest.text) return []
    for (const name of needs) if (!manifest.text.includes(`"${name}"`)) added.add(name)
    return [{ path: manifest.path, before: manifest.text, after: text }]
  })
  return { changed: edited, added: [...added].sort() }
}
