// The command line: what may be said, and what it means.

import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'

export interface Arguments {
  readonly paths: readonly string[]
  readonly dryRun: boolean
  readonly diff: boolean
  readonly check: boolean
  readonly report: 'text' | 'json'
  readonly reportFile: string | undefined
  readonly strict: boolean
  readonly clients: 'commands' | 'aggregated'
  readonly todo: boolean
  readonly deps: boolean
  readonly platform: 'auto' | 'browser' | 'node'
  readonly allowDirty: boolean
}

/** The command line cannot be understood, or asks for help: `code` is the exit status. */
export class UsageError extends Error {
  readonly code: number
  constructor(message: string, code: number) {
    super(message)
    this.name = 'UsageError'
    this.code = code
  }
}

export interface Terminal {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
}

const examples = `
Examples:
  $ aws-credentials-v2-to-v3                         migrate the project in this folder
  $ aws-credentials-v2-to-v3 --dry-run --diff        show what would change, write nothing
  $ aws-credentials-v2-to-v3 packages/api --strict   exit 3 if something needs a human
  $ aws-credentials-v2-to-v3 --check                 exit 3 if anything would change (for CI)

Give the whole project: configuration in one file reaches clients in others. Files that are named are always
taken; in folders, node_modules, build output and what .gitignore names are skipped. The package.json that a
file belongs to is edited too, and the command that installs is printed.

Uncommitted changes to files that git tracks, at the given paths, stop it before it writes.

Exit status: 0 done · 1 failed, nothing written · 2 usage or uncommitted changes · 3 see --check and --strict`

function positive(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError('It is a whole number from 1 up.')
  return value
}

function reportKind(text: string): string {
  if (text === 'text' || text === 'json') return text
  if (text === 'markdown' || text === 'sarif')
    throw new InvalidArgumentError(`The ${text} report is not there yet; text and json are.`)
  throw new InvalidArgumentError('It is text or json.')
}

function identityKind(text: string): string {
  if (text === 'getid') return text
  if (text === 'provider')
    throw new InvalidArgumentError('The provider form is not there yet; getid is.')
  throw new InvalidArgumentError('It is getid.')
}

/**
 * Reads the command line.
 *
 * @param argv the arguments alone, without node and script
 * @throws UsageError also for `--help` and `--version`, with code 0
 */
export function parseArguments(
  argv: readonly string[],
  version: string,
  terminal: Terminal,
): Arguments {
  const command = new Command('aws-credentials-v2-to-v3')
    .description(
      'Moves an application from AWS SDK for JavaScript v2 to v3: credentials, global configuration, clients and calls.',
    )
    .argument('[paths...]', 'files and folders', ['.'])
    .option('--dry-run', 'write nothing', false)
    .option('--diff', 'print what changes as a unified diff', false)
    .option('--check', 'write nothing, exit 3 if anything would change', false)
    .addOption(new Option('--report <kind>', 'text or json').default('text').argParser(reportKind))
    .option('--report-file <file>', 'write the report there instead of to standard output')
    .option('--strict', 'exit 3 if a finding needs a human', false)
    .addOption(
      new Option(
        '--clients <style>',
        'commands: XClient and send(new OpCommand()); aggregated: X and its methods',
      )
        .choices(['commands', 'aggregated'])
        .default('commands'),
    )
    .addOption(
      new Option(
        '--identity <source>',
        'where the Cognito identity id comes from: getid, one GetIdCommand',
      )
        .default('getid')
        .argParser(identityKind),
    )
    .addOption(
      new Option(
        '--platform <where>',
        'where the program runs; auto: what each file shows, else its package, else Node',
      )
        .choices(['auto', 'browser', 'node'])
        .default('auto'),
    )
    .option('--no-todo', 'leave no TODO comments where something stays on v2')
    .option('--no-deps', 'leave package.json alone')
    .option('--allow-dirty', 'write although git shows uncommitted changes', false)
    .addOption(
      new Option('--jobs <n>', 'processes to use; today one does all the work')
        .default(1)
        .argParser(positive),
    )
    .version(version)
    .addHelpText('after', examples)
    .exitOverride()
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err })
  try {
    command.parse([...argv], { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError)
      throw new UsageError(error.message, error.exitCode === 0 ? 0 : 2)
    throw error
  }
  const options = command.opts<Omit<Arguments, 'paths'>>()
  if (options.diff && options.report === 'json' && options.reportFile === undefined) {
    const message = '--diff and --report json would mix on standard output; pass --report-file too.'
    terminal.err(`error: ${message}\n`)
    throw new UsageError(message, 2)
  }
  return {
    ...options,
    reportFile: options.reportFile,
    paths: command.args.length > 0 ? command.args : ['.'],
  }
}
