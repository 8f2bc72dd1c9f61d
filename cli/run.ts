// One run of the command, from its arguments to its exit status.

import { writeFileSync } from 'node:fs'
import { relative, resolve, sep } from 'node:path'
import {
  defaultOptions,
  type Migration,
  migrate,
  type Options,
  type SourceFile,
} from '../transforms/migrate.ts'
import { renderJson, severityOf } from '../transforms/report/render.ts'
import { type Arguments, parseArguments, type Terminal, UsageError } from './arguments.ts'
import { MissingPathError, type Project, readProject } from './files.ts'
import { uncommitted } from './git.ts'
import { renderDiff, renderSummary } from './report.ts'
import { WriteError, type Writer, writeAll } from './write.ts'

export interface Surroundings {
  readonly argv: readonly string[]
  readonly cwd: string
  readonly version: string
  readonly terminal: Terminal
  /** Standard output is a terminal. */
  readonly isColoured: boolean
  /** Called with what is being done, where standard error is a terminal. */
  readonly progress: (step: string) => void
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
    if (error instanceof UsageError) return error.code
    if (error instanceof MissingPathError) {
      terminal.err(`${error.message} Give files or folders that exist.\n`)
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
  const { terminal, cwd, progress } = around
  const isWriting = !args.dryRun && !args.check
  progress('reading files')
  const project = readProject(args.paths, cwd)
  for (const warning of project.warnings) terminal.err(`${warning}\n`)
  const dirty = isWriting && !args.allowDirty ? uncommitted(project.root) : []
  if (dirty.length > 0) {
    terminal.err(
      `There are uncommitted changes (${some(dirty)}), so nothing was written. Commit or stash them first, look with --dry-run, or pass --allow-dirty.\n`,
    )
    return usage
  }
  progress(`migrating ${project.files.length} files`)
  const options: Options = {
    ...defaultOptions,
    clients: args.clients,
    todo: args.todo,
    deps: args.deps,
  }
  const migration = (around.migrate ?? migrate)(project.files, options)
  if (isWriting) {
    progress(`writing ${migration.changed.length} files`)
    writeAll(project.root, migration.changed, around.write)
  }
  progress('')
  report(args, fromHere(migration, project, cwd), project, isWriting, around)
  if (args.check && migration.changed.length > 0) return found
  return args.strict && migration.findings.some((finding) => severityOf(finding) === 'action')
    ? found
    : done
}

function report(
  args: Arguments,
  migration: Migration,
  project: Project,
  isWritten: boolean,
  { terminal, cwd, isColoured }: Surroundings,
): void {
  if (args.diff) terminal.out(renderDiff(migration.changed, isColoured))
  const text =
    args.report === 'json'
      ? renderJson(migration)
      : renderSummary(migration, project.root, isWritten)
  if (args.reportFile === undefined)
    terminal.out(args.diff && args.report === 'text' ? `\n${text}` : text)
  else writeFileSync(resolve(cwd, args.reportFile), text)
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
