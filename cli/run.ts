// One run of the command, from its arguments to its exit status.

import { existsSync, statSync } from 'node:fs'
import { dirname, relative, resolve, sep } from 'node:path'
import {
  defaultOptions,
  type Migration,
  migrate,
  type Options,
  type SourceFile,
} from '../transforms/migrate.ts'
import { renderJson, severityOf } from '../transforms/report/render.ts'
import { type Arguments, parseArguments, type Terminal, UsageError } from './arguments.ts'
import { PathError, type Project, readProject } from './files.ts'
import { GitError, uncommitted } from './git.ts'
import { checkManifests } from './manifests.ts'
import type { Progress } from './progress.ts'
import { renderDiff, renderSummary } from './report.ts'
import { type Write, WriteError, type Writer, writeAll } from './write.ts'

export interface Surroundings {
  readonly argv: readonly string[]
  readonly cwd: string
  readonly version: string
  readonly terminal: Terminal
  /** Standard output is a terminal. */
  readonly isColoured: boolean
  /** Called with what is being done, where standard error is a terminal. */
  readonly progress: Progress
  readonly migrate?: (files: readonly SourceFile[], options: Options) => Migration
  readonly write?: Writer
}

/** Exit statuses. */
const done = 0
const failed = 1
const usage = 2
const found = 3

/** Runs the command; returns the exit status. */
export function run(around: Surroundings): number {
  const { terminal } = around
  try {
    return runWith(parseArguments(around.argv, around.version, terminal), around)
  } catch (error) {
    around.progress('')
    if (error instanceof UsageError) return error.code
    if (error instanceof PathError) {
      terminal.err(`${error.message}\n`)
      return usage
    }
    if (error instanceof GitError) {
      terminal.err(
        `Git does not tell whether there are uncommitted changes, so nothing was written. Pass --allow-dirty to go on without it.\n${error.message}\n`,
      )
      return usage
    }
    if (error instanceof WriteError) {
      terminal.err(`${error.message}\n`)
      return failed
    }
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error)
    terminal.err(
      `This is a defect of aws-credentials-v2-to-v3; nothing was written. Please report it with the file that caused it:\n${reason}\n`,
    )
    return failed
  }
}

function runWith(args: Arguments, around: Surroundings): number {
  const { terminal, cwd, progress, isColoured } = around
  const isWriting = !args.dryRun && !args.check
  const reportFile = args.reportFile === undefined ? undefined : resolve(cwd, args.reportFile)
  if (reportFile !== undefined) requirePlace(reportFile, args.reportFile ?? reportFile)
  progress('reading files')
  const project = readProject(args.paths, cwd)
  const warn = (warnings: readonly string[]): void => {
    progress('')
    for (const warning of warnings) terminal.err(`${warning}\n`)
  }
  warn(project.warnings)
  const dirty = isWriting && !args.allowDirty ? uncommitted(project.places) : []
  if (dirty.length > 0) {
    terminal.err(
      `There are uncommitted changes (${some(dirty)}), so nothing was written. Commit or stash them first, look with --dry-run, or pass --allow-dirty.\n`,
    )
    return usage
  }
  const isPart = project.missing.length > 0
  if (isPart)
    warn([
      `These belong to the same program and were not given: ${some(project.missing.map((path) => relative(cwd, path)))}. What they may set or read in AWS.config stays as it is; give the whole project to migrate all of it.`,
    ])
  progress(`migrating ${project.files.length} files`)
  const options: Options = {
    ...defaultOptions,
    clients: args.clients,
    todo: args.todo,
    deps: args.deps,
    platform: args.platform,
    ...(isPart ? { world: 'open', create: false } : {}),
  }
  const migrated = (around.migrate ?? migrate)(project.files, options)
  const { migration, warnings } = checkManifests(migrated, project, cwd)
  warn(warnings)
  const here = fromHere(migration, project, cwd)
  const report = args.report === 'json' ? renderJson(here) : renderSummary(here, cwd, isWriting)
  const writes = (isWriting ? here.changed : []).map(
    (file): Write => ({
      path: resolve(cwd, file.path),
      name: file.path,
      before: file.before === '' ? null : file.before,
      after: file.after,
    }),
  )
  if (reportFile !== undefined)
    writes.push({
      path: reportFile,
      name: args.reportFile ?? reportFile,
      before: undefined,
      after: report,
    })
  progress(`writing ${writes.length} files`)
  writeAll(writes, around.write)
  progress('')
  if (args.diff) terminal.out(renderDiff(migration.changed, project.root, isColoured))
  if (reportFile === undefined)
    terminal.out(args.diff && migration.changed.length > 0 ? `\n${report}` : report)
  if (args.check && migration.changed.length > 0) return found
  return args.strict && migration.findings.some((finding) => severityOf(finding) === 'action')
    ? found
    : done
}

/** The report comes last: that it cannot be written must show before anything is. */
function requirePlace(file: string, name: string): void {
  if (!existsSync(dirname(file))) throw new PathError(`There is no folder for ${name}.`)
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory())
    throw new PathError(`${name} is a folder, not a report file.`)
}

/** Paths as a person in the working folder writes them. */
function fromHere(migration: Migration, { root }: Project, cwd: string): Migration {
  const here = (path: string): string => relative(cwd, resolve(root, path)).split(sep).join('/')
  return {
    ...migration,
    changed: migration.changed.map((file) => ({ ...file, path: here(file.path) })),
    findings: migration.findings.map((finding) => ({ ...finding, file: here(finding.file) })),
  }
}

const some = (paths: readonly string[]): string =>
  `${paths.slice(0, 3).join(', ')}${paths.length > 3 ? ` and ${paths.length - 3} more` : ''}`
