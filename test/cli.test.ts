// The command: exit statuses, what it writes and what it never touches.

import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { run, type Surroundings } from '../cli/run.ts'

const source = `import AWS from 'aws-sdk'

const s3 = new AWS.S3({ region: 'eu-west-1' })

export const main = () => s3.listBuckets().promise()
`
const migrated = `import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3'

const s3 = new S3Client({ region: 'eu-west-1' })

export const main = () => s3.send(new ListBucketsCommand({}))
`
const kept = `import AWS from 'aws-sdk'

const s3 = new AWS.S3({ region: 'eu-west-1' })

export const main = (p) => s3.upload(...[p]).promise()
`

/** A module that configures, and two that read it: the configuration moves to a new module. */
const apart = {
  'src/login.js': `import AWS from 'aws-sdk'

export const login = (region) => {
  AWS.config.region = region
}
`,
  'src/files.js': `import AWS from 'aws-sdk'

export const list = () => new AWS.S3().listBuckets().promise()
`,
  'src/main.js': "export { login } from './login.js'\nexport { list } from './files.js'\n",
}
const shared = `/** What AWS clients are constructed with: \`new S3Client({ ...awsConfig })\`. */
export const awsConfig = {}
`

let cwd = ''

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'cli-'))
})

afterEach(() => {
  rmSync(cwd, { recursive: true, force: true })
})

const put = (path: string, text: string): void => {
  mkdirSync(dirname(join(cwd, path)), { recursive: true })
  writeFileSync(join(cwd, path), text)
}

const read = (path: string): string => readFileSync(join(cwd, path), 'utf8')

const git = (...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
    cwd,
    encoding: 'utf8',
  })

function command(
  argv: readonly string[],
  more: Partial<Surroundings> = {},
): { code: number; out: string; err: string } {
  let out = ''
  let err = ''
  const terminal = {
    out: (text: string) => {
      out += text
    },
    err: (text: string) => {
      err += text
    },
  }
  const code = run({
    argv,
    cwd,
    version: '1.2.3',
    terminal,
    isColoured: false,
    progress: () => {},
    ...more,
  })
  return { code, out, err }
}

describe('rewrites in place', () => {
  test('the sources below the folder, and package.json', () => {
    put('src/a.js', source)
    put(
      'package.json',
      '{\n  "dependencies": {\n    "aws-sdk": "^2.1.0",\n    "express": "^4.0.0"\n  }\n}\n',
    )
    const { code, out } = command([])
    expect(code).toBe(0)
    expect(read('src/a.js')).toBe(migrated)
    expect(read('package.json')).toBe(
      '{\n  "dependencies": {\n    "@aws-sdk/client-s3": "^3.0.0",\n    "express": "^4.0.0"\n  }\n}\n',
    )
    expect(out).toContain('2 files changed:\n  package.json\n  src/a.js\n')
    expect(out).toContain('npm install')
  })

  test('a new module where several modules share their configuration', () => {
    for (const [path, text] of Object.entries(apart)) put(path, text)
    const { code, out } = command([])
    expect(code).toBe(0)
    expect(read('src/aws-config.js')).toBe(shared)
    expect(read('src/login.js')).toContain("import { awsConfig } from './aws-config.js'")
    expect(out).toContain('3 files changed:\n  src/aws-config.js\n')
  })

  test('only what a part of a program shows, when a part of it is given', () => {
    for (const [path, text] of Object.entries(apart)) put(path, text)
    put('package.json', '{ "dependencies": { "aws-sdk": "2" } }\n')
    const { code, err, out } = command(['src/files.js'])
    expect(code).toBe(0)
    expect(err).toContain('These belong to the same program and were not given: src/login.js.')
    expect(out).toContain('config-may-live-elsewhere')
    expect(read('src/files.js')).toContain('new AWS.S3()')
    expect(existsSync(join(cwd, 'src/aws-config.js'))).toBe(false)
  })

  test('all of a part that has nothing to do with the rest', () => {
    put('src/a.js', source)
    put('scripts/b.js', kept)
    put('package.json', '{ "dependencies": { "aws-sdk": "2" } }\n')
    const { err } = command(['src'])
    expect(err).not.toContain('same program')
    expect(read('src/a.js')).toBe(migrated)
  })

  test('aws-sdk stays in package.json while a file of the package uses it', () => {
    put('src/a.js', source)
    put('src/b.js', kept)
    put('package.json', '{ "dependencies": { "aws-sdk": "^2.1.0" } }\n')
    command([])
    expect(JSON.parse(read('package.json')).dependencies).toEqual({
      'aws-sdk': '^2.1.0',
      '@aws-sdk/client-s3': '^3.0.0',
    })
  })

  test('each file counts for its nearest package, and --no-deps for none', () => {
    put('package.json', '{ "name": "root", "dependencies": { "aws-sdk": "2" } }\n')
    put('packages/api/package.json', '{ "dependencies": { "aws-sdk": "2" } }\n')
    put('packages/api/a.js', source)
    command(['--no-deps'])
    expect(read('packages/api/package.json')).toContain('aws-sdk')
    put('packages/api/a.js', source)
    command(['packages/api'])
    expect(JSON.parse(read('packages/api/package.json')).dependencies).toEqual({
      '@aws-sdk/client-s3': '^3.0.0',
    })
    expect(read('package.json')).toContain('"aws-sdk": "2"')
  })

  test('a package.json above the given folder belongs to it', () => {
    git('init', '-q')
    put('package.json', '{ "dependencies": { "aws-sdk": "2" } }\n')
    put('src/a.js', source)
    command(['src'])
    expect(JSON.parse(read('package.json')).dependencies).toEqual({
      '@aws-sdk/client-s3': '^3.0.0',
    })
  })

  test('aws-sdk stays in package.json while a file that was not given uses it', () => {
    put('package.json', '{ "dependencies": { "aws-sdk": "2" } }\n')
    put('src/a.js', source)
    put('lib/b.js', source)
    put('packages/other/package.json', '{}')
    const { err } = command(['src'])
    expect(err).toContain('aws-sdk stays in package.json')
    expect(err).toContain(join('lib', 'b.js'))
    expect(read('package.json')).toBe(
      '{ "dependencies": { "@aws-sdk/client-s3": "^3.0.0", "aws-sdk": "2" } }\n',
    )
  })

  test('what another package below uses does not count', () => {
    put('package.json', '{ "dependencies": { "aws-sdk": "2" } }\n')
    put('src/a.js', source)
    put('packages/other/package.json', '{}')
    put('packages/other/b.js', source)
    command(['src'])
    expect(read('package.json')).not.toContain('"aws-sdk"')
  })

  test('a package.json that is not valid stays, with a word', () => {
    put('package.json', '{ "dependencies": { "aws-sdk": "2", } }\n')
    put('a.js', source)
    const { code, err } = command([])
    expect(code).toBe(0)
    expect(err).toContain('package.json is not valid')
    expect(read('package.json')).toBe('{ "dependencies": { "aws-sdk": "2", } }\n')
    expect(read('a.js')).toBe(migrated)
  })

  test('hidden folders of the project are read', () => {
    put('.storybook/main.js', source)
    command([])
    expect(read('.storybook/main.js')).toBe(migrated)
  })

  test.each([
    ['pnpm-lock.yaml', 'pnpm install'],
    ['yarn.lock', 'yarn install'],
    ['bun.lock', 'bun install'],
    ['package-lock.json', 'npm install'],
  ])('where %s stands, it tells to run %s', (lock, words) => {
    git('init', '-q')
    put(lock, '')
    put('packages/api/package.json', '{ "dependencies": { "aws-sdk": "2" } }\n')
    put('packages/api/a.js', source)
    expect(command(['packages']).out).toContain(`\n  ${words}\n`)
    put('packages/api/package.json', '{ "dependencies": { "aws-sdk": "2" } }\n')
    put('packages/api/a.js', source)
    const inside = command([], { cwd: join(cwd, 'packages', 'api') })
    expect(inside.out).toContain(`\n  cd ${join('..', '..')} && ${words}\n`)
  })

  test('line ends, byte order mark and mode stay', () => {
    put('a.js', `\uFEFF${source.replaceAll('\n', '\r\n')}`)
    chmodSync(join(cwd, 'a.js'), 0o755)
    command([])
    expect(read('a.js')).toBe(`\uFEFF${migrated.replaceAll('\n', '\r\n')}`)
    expect(statSync(join(cwd, 'a.js')).mode & 0o777).toBe(0o755)
  })

  test('what is installed, built or ignored is not read; a file that is named is', () => {
    git('init', '-q')
    put('.gitignore', 'generated/\n')
    for (const folder of ['node_modules/x', 'dist', 'generated', 'sub/node_modules/y'])
      put(`${folder}/a.js`, source)
    put('vendor.min.js', source)
    expect(command([]).out).toContain('Nothing to change')
    expect(read('dist/a.js')).toBe(source)
    command(['dist/a.js'])
    expect(read('dist/a.js')).toBe(migrated)
  })

  test('a file that cannot be parsed is a finding, and the others go on', () => {
    put('bad.js', `${source}\nconst = 3\n`)
    put('good.js', source)
    const { code, out } = command([])
    expect(code).toBe(0)
    expect(out).toMatch(/bad\.js:7:\d+ {2}syntax-error/)
    expect(read('good.js')).toBe(migrated)
    expect(read('bad.js')).toContain('aws-sdk')
  })

  test('files that are no text, no UTF-8 or too large are passed over with a word', () => {
    writeFileSync(join(cwd, 'a.js'), Buffer.from([0x61, 0xff, 0x62]))
    writeFileSync(join(cwd, 'b.js'), Buffer.from([0x61, 0x00]))
    const { err, code } = command([])
    expect(code).toBe(0)
    expect(err).toContain('a.js was passed over: it is not UTF-8')
    expect(err).toContain('b.js was passed over: it is not text')
  })
})

describe('writes nothing', () => {
  beforeEach(() => put('a.js', source))
  afterEach(() => expect(read('a.js')).toBe(source))

  test('with --dry-run', () => {
    expect(command(['--dry-run'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('1 file would change'),
    })
  })

  test('with --check, which exits 3', () => {
    expect(command(['--check']).code).toBe(3)
  })

  test('when a file changes while it is being migrated', () => {
    const { code, err } = command([], {
      migrate: () => ({
        changed: [{ path: 'a.js', before: 'something else', after: 'x' }],
        findings: [],
        parsed: [],
        added: [],
      }),
    })
    expect(code).toBe(1)
    expect(err).toContain('a.js changed while it was being migrated')
  })

  test('when the pipeline fails', () => {
    const { code, err } = command([], {
      migrate: () => {
        throw new Error('broken')
      },
    })
    expect(code).toBe(1)
    expect(err).toContain('nothing was written')
    expect(err).toContain('broken')
  })

  test('a new file when a later write fails', () => {
    for (const [path, text] of Object.entries(apart)) put(path, text)
    const { code, err } = command([], {
      write: (path, text) => {
        if (path.endsWith('login.js')) throw new Error('disk full')
        writeFileSync(path, text)
      },
    })
    expect(code).toBe(1)
    expect(existsSync(join(cwd, 'src/aws-config.js'))).toBe(false)
    expect(read('src/files.js')).toBe(apart['src/files.js'])
    expect(err).toContain('The other files are as they were')
  })

  test('when a later write fails: what was written is restored', () => {
    put('b.js', source)
    let writes = 0
    const { code, err } = command([], {
      write: (path, text) => {
        writes++
        if (writes === 2) throw new Error('disk full')
        writeFileSync(path, text)
      },
    })
    expect(code).toBe(1)
    expect(err).toContain('b.js could not be written (disk full)')
    expect(err).toContain('The other files are as they were')
    expect(read('b.js')).toBe(source)
  })

  test('when the report cannot be written', () => {
    put('report', 'old')
    const { code, err } = command(['--report-file', 'report'], {
      write: (path, text) => {
        if (path.endsWith('report')) throw new Error('disk full')
        writeFileSync(path, text)
      },
    })
    expect(code).toBe(1)
    expect(err).toContain('report could not be written (disk full)')
    expect(command(['--report-file', 'no/such/report']).code).toBe(2)
    expect(command(['--report-file', '.']).code).toBe(2)
  })

  test('what lies beside the sources tells where they run, and --platform is stronger', () => {
    const text =
      "import { SQS } from 'aws-sdk'\nexport const sqs = new SQS({ region: 'eu-west-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' }, httpOptions: { timeout: 9 } })\n"
    put('src/queue.js', text)
    put('.browserslistrc', 'defaults\n')
    expect(command(['--dry-run', '--diff']).out).toContain('requestTimeout: 9')
    expect(command(['--dry-run', '--diff', 'src']).out).toContain('requestTimeout: 9')
    expect(command(['--dry-run', '--diff', '--platform', 'node']).out).toContain('socketTimeout: 9')
  })

  test.each([
    [['README.md'], 'neither JavaScript nor TypeScript'],
    [['--diff', '--report', 'json'], 'pass --report-file too'],
    [['--nope'], '--nope'],
    [['--report', 'sarif'], 'sarif report is not there yet'],
    [['--identity', 'provider'], 'provider form is not there yet'],
    [['--jobs', '0'], 'whole number'],
    [['--clients', 'both'], 'commands, aggregated'],
    [['--platform', 'tv'], 'auto, browser, node'],
    [['missing'], 'There is no missing'],
  ])('with %j it exits 2 and says why', (argv, words) => {
    put('README.md', 'aws-sdk')
    const { code, err } = command(argv)
    expect(code).toBe(2)
    expect(err).toContain(words)
  })
})

describe('in a git repository', () => {
  beforeEach(() => {
    git('init', '-q')
    put('src/a.js', source)
    put('other.js', '1\n')
    git('add', '.')
    git('commit', '-qm', 'one')
  })

  test('uncommitted changes stop it, unless they are allowed', () => {
    put('src/a.js', `${source}// mine\n`)
    const { code, err } = command(['src'])
    expect(code).toBe(2)
    expect(err).toContain('uncommitted changes (src/a.js)')
    expect(read('src/a.js')).toBe(`${source}// mine\n`)
    expect(command(['src', '--dry-run']).code).toBe(0)
    expect(command(['src', '--allow-dirty']).code).toBe(0)
    expect(read('src/a.js')).toBe(`${migrated}// mine\n`)
  })

  test('changes elsewhere, and files git does not know, do not', () => {
    put('other.js', '2\n')
    put('new.js', '3\n')
    expect(command(['src']).code).toBe(0)
  })

  test('changes of other files in the same package do not', () => {
    put('package.json', '{ "dependencies": { "aws-sdk": "2" } }\n')
    git('add', '.')
    git('commit', '-qm', 'two')
    put('other.js', '2\n')
    expect(command(['src']).code).toBe(0)
    git('commit', '-qam', 'three')
    put('package.json', '{ "dependencies": { "aws-sdk": "2.1" } }\n')
    put('src/a.js', source)
    expect(command(['src']).err).toContain('package.json')
  })

  test('a repository that git does not understand stops it', () => {
    rmSync(join(cwd, '.git/HEAD'))
    expect(command(['src'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('Pass --allow-dirty'),
    })
    expect(read('src/a.js')).toBe(source)
    expect(command(['src', '--allow-dirty']).code).toBe(0)
  })

  test('the diff names files from the top, whatever they are called', () => {
    const names = ['src/a.js', 'src/my file.js', 'src/é.js', 'src/q"u\to.js']
    for (const name of names) put(name, source)
    put('src/crlf.js', source.replaceAll('\n', '\r\n'))
    put('src/no-end.js', source.trimEnd())
    put('package.json', '{ "dependencies": { "aws-sdk": "2" } }\n')
    git('add', '.')
    git('commit', '-qm', 'two')
    const { out } = command(['--dry-run', '--diff'], { cwd: join(cwd, 'src') })
    writeFileSync(join(cwd, 'change.patch'), out)
    git('apply', 'change.patch')
    for (const name of names) expect(read(name)).toBe(migrated)
    expect(read('src/crlf.js')).toBe(migrated.replaceAll('\n', '\r\n'))
    expect(read('src/no-end.js')).toBe(migrated.trimEnd())
    expect(read('package.json')).not.toContain('"aws-sdk"')
  })

  test('the diff makes the files that are new', () => {
    rmSync(join(cwd, 'src/a.js'))
    for (const [path, text] of Object.entries(apart)) put(path, text)
    git('add', '.')
    git('commit', '-qm', 'three')
    const { out } = command(['--dry-run', '--diff'])
    writeFileSync(join(cwd, 'change.patch'), out)
    git('apply', 'change.patch')
    expect(read('src/aws-config.js')).toBe(shared)
  })

  test('the diff is one that git applies', () => {
    const { out } = command(['--dry-run', '--diff', '--report-file', join(cwd, '..', 'report.txt')])
    expect(read('src/a.js')).toBe(source)
    writeFileSync(join(cwd, 'change.patch'), out)
    git('apply', 'change.patch')
    expect(read('src/a.js')).toBe(migrated)
    rmSync(join(cwd, '..', 'report.txt'))
  })
})

describe('reports', () => {
  test('as JSON, to a file, with paths from here', () => {
    put('pkg/src/a.js', kept)
    const { code, out } = command(['pkg', '--report', 'json', '--report-file', 'report.json'])
    expect({ code, out }).toEqual({ code: 0, out: '' })
    expect(JSON.parse(read('report.json'))).toEqual({
      version: 1,
      changed: ['pkg/src/a.js'],
      added: [],
      findings: [
        {
          code: 'call-not-supported',
          severity: 'action',
          file: 'pkg/src/a.js',
          line: 5,
          column: expect.any(Number),
          message: 'S3.upload has no rewrite yet, so this client stays on v2.',
          advice: expect.any(String),
          docs: 'docs/findings.md#call-not-supported',
        },
      ],
    })
    expect(read('pkg/src/a.js')).toContain('// TODO(aws-sdk-v3 call-not-supported): ')
  })

  test('--strict exits 3 when something needs a human, --no-todo leaves the text alone', () => {
    put('a.js', kept)
    expect(command(['--strict', '--no-todo']).code).toBe(3)
    expect(read('a.js')).toBe(kept)
  })

  test('--help and --version exit 0', () => {
    expect(command(['--version'])).toMatchObject({ code: 0, out: '1.2.3\n' })
    const { code, out } = command(['--help'])
    expect(code).toBe(0)
    for (const word of [
      '--dry-run',
      '--diff',
      '--check',
      '--report',
      '--report-file',
      '--strict',
      '--clients',
      '--identity',
      '--platform',
      '--no-todo',
      '--no-deps',
      '--allow-dirty',
      '--jobs',
      'Exit status',
    ])
      expect(out).toContain(word)
  })
})

test('the bin runs', () => {
  const bin = join(import.meta.dirname, '../dist/cli/main.js')
  if (!existsSync(bin))
    execFileSync('npm', ['run', '-s', 'build'], { cwd: join(import.meta.dirname, '..') })
  put('a.js', source)
  const { status, stdout } = spawnSync(process.execPath, [bin, '.'], { cwd, encoding: 'utf8' })
  expect(status).toBe(0)
  expect(stdout).toContain('1 file changed')
  expect(read('a.js')).toBe(migrated)
})
