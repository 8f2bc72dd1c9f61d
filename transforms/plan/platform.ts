// Where each file runs, decided from what it shows, what its package shows, or what the user says.

import type { FileFacts, Platform, ProjectFacts } from '../model.ts'
import { packageAround } from './home.ts'

/**
 * Fills in `browser` for every file: what it shows itself, else what its package says, else what most files of the
 * package show. Where nothing tells, it is Node.
 */
export function withPlatforms(facts: ProjectFacts, wanted: Platform | 'auto'): ProjectFacts {
  const files = Object.entries(facts.files)
  const packages = packagePlatforms(
    files.map(([, file]) => file),
    facts.packages,
  )
  const platformOf = ({ file, platform }: FileFacts): Platform | null =>
    wanted === 'auto'
      ? (platform ?? packages.get(packageAround(file, facts.packages) ?? '') ?? null)
      : wanted
  return {
    ...facts,
    files: Object.fromEntries(
      files.map(([path, file]) => [path, { ...file, browser: platformOf(file) === 'browser' }]),
    ),
  }
}

/** By folder. */
function packagePlatforms(
  files: readonly FileFacts[],
  packages: ProjectFacts['packages'],
): ReadonlyMap<string, Platform> {
  const counts = new Map(
    Object.entries(packages).map(([folder, { shown }]) => [folder, { ...shown }]),
  )
  for (const { file, platform } of files) {
    const count = counts.get(packageAround(file, packages) ?? '')
    if (count && platform) count[platform] += 1
  }
  return new Map(
    Array.from(counts, ([folder, { browser, node }]): [string, Platform] => [
      folder,
      packages[folder]?.platform ?? (browser > node ? 'browser' : 'node'),
    ]),
  )
}
