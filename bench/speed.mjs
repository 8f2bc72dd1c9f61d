// How fast: this codemod and aws-sdk-js-codemod, in turns, on the same generated project.
//
//   npm run bench -- --files 2000 --runs 3 --keep
//
// Wall time is that of the whole process, from start to exit. Peak memory is that of the largest process (the other
// codemod works in a child process): the maximum resident set size as GNU time reports it, or else VmHWM of the
// process and its descendants, read from /proc every 50 ms.

import { spawn } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { createProject } from './project.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const ours = join(here, '../dist/cli/main.js')
const theirs = join(here, '../node_modules/aws-sdk-js-codemod/dist/cli.js')
const gnuTime = '/usr/bin/time'

/**
 * @typedef {{ readonly wall: number, readonly cpu: number | undefined, readonly peak: number, readonly changed: number }} Run
 * seconds, seconds of all processes, MB, files
 */

const { values } = parseArgs({
  options: {
    files: { type: 'string', default: '2000' },
    runs: { type: 'string', default: '3' },
    keep: { type: 'boolean', default: false },
  },
})
const runs = Number(values.runs)

for (const needed of [ours, theirs])
  if (!existsSync(needed))
    throw new Error(`There is no ${needed}: run npm install and npm run build.`)

const folder = mkdtempSync(join(tmpdir(), 'aws-credentials-v2-to-v3-bench-'))
try {
  await compare(folder)
} finally {
  if (values.keep) console.log(`\nThe project is in ${folder}`)
  else rmSync(folder, { recursive: true })
}

/** @param {string} folder */
async function compare(folder) {
  const files = createProject(Number(values.files))
  const app = join(folder, 'app')
  for (const file of files) {
    mkdirSync(dirname(join(app, file.path)), { recursive: true })
    writeFileSync(join(app, file.path), file.text)
  }
  const sources = files.filter((file) => file.path !== 'package.json')
  const lines = sources.reduce((sum, file) => sum + file.text.split('\n').length - 1, 0)
  const users = sources.filter((file) => /['"]aws-sdk/.test(file.text)).length
  console.log(
    `${sources.length} files, ${lines} lines, ${users} use aws-sdk (${((100 * users) / sources.length).toFixed(1)} %); ${cpus().length} cores, Node ${process.version}`,
  )

  /** @type {Run[]} */
  const own = []
  /** @type {Run[]} */
  const other = []
  for (let i = 1; i <= runs; i++) {
    own.push(await runOurs(app, folder))
    other.push(await runTheirs(app, folder))
    console.log(
      `run ${i}: ours ${seconds(own.at(-1)?.wall)}, theirs ${seconds(other.at(-1)?.wall)}`,
    )
  }

  const { migrate } = await import('../dist/transforms/migrate.js')
  const { parsed } = migrate(files)
  const row = (/** @type {readonly string[]} */ ...cells) =>
    console.log(cells.map((cell, i) => (i === 0 ? cell.padEnd(22) : cell.padStart(12))).join(''))
  const compared = (
    /** @type {string} */ title,
    /** @type {'wall' | 'cpu' | 'peak'} */ key,
    /** @type {(value: number | undefined) => string} */ show,
  ) => {
    const [a, b] = [medianOf(own, key), medianOf(other, key)]
    const ratio = a !== undefined && b !== undefined ? `${(b / a).toFixed(1)}×` : ''
    row(title, show(a), show(b), ratio)
  }
  console.log('')
  row(`median of ${runs}`, 'ours', 'theirs', 'ratio')
  compared('wall time', 'wall', seconds)
  compared('processor time', 'cpu', seconds)
  compared('peak, largest process', 'peak', megabytes)
  row('files changed', String(own[0]?.changed), String(other[0]?.changed))
  row('files parsed', String(parsed.length), String(sources.length))
}

/**
 * @param {string} app
 * @param {string} folder
 * @returns {Promise<Run>}
 */
async function runOurs(app, folder) {
  const report = join(folder, 'report.json')
  const { output, ...run } = await measure(
    [ours, app, '--dry-run', '--report', 'json', '--report-file', report],
    folder,
  )
  if (!existsSync(report)) throw new Error(output)
  /** @type {{ readonly changed: readonly string[] }} */
  const { changed } = JSON.parse(readFileSync(report, 'utf8'))
  rmSync(report)
  return { ...run, changed: changed.filter((path) => !path.endsWith('package.json')).length }
}

/**
 * @param {string} app
 * @param {string} folder
 * @returns {Promise<Run>}
 */
async function runTheirs(app, folder) {
  const { output, ...run } = await measure(
    [theirs, '--dry', '-t', 'v2-to-v3', '--parser=tsx', '--extensions=js,jsx,ts,tsx', app],
    folder,
  )
  const changed = /(\d+) ok/.exec(output)?.[1]
  if (changed === undefined) throw new Error(output)
  return { ...run, changed: Number(changed) }
}

/**
 * Runs a script to its end.
 *
 * @param {readonly string[]} args
 * @param {string} folder for scratch files
 */
async function measure(args, folder) {
  const usage = join(folder, 'usage')
  const isTimed = existsSync(gnuTime)
  const command = isTimed
    ? [gnuTime, '-f', '%U %S %M', '-o', usage, process.execPath, ...args]
    : [process.execPath, ...args]
  const begin = performance.now()
  const child = spawn(String(command[0]), command.slice(1), { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  child.stdout.on('data', (data) => {
    output += data
  })
  child.stderr.on('data', (data) => {
    output += data
  })
  let peak = 0
  const poll = isTimed
    ? undefined
    : setInterval(() => {
        peak = Math.max(peak, highWater(child.pid ?? 0))
      }, 50)
  await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve))
  const wall = (performance.now() - begin) / 1000
  clearInterval(poll)
  if (!isTimed) return { wall, cpu: undefined, peak, output }
  const [user = 0, system = 0, kilobytes = 0] = (
    readFileSync(usage, 'utf8').trim().split('\n').at(-1) ?? ''
  )
    .split(' ')
    .map(Number)
  return { wall, cpu: user + system, peak: kilobytes / 1024, output }
}

/**
 * The highest resident set size among a process and its descendants, in MB.
 *
 * @param {number} pid
 * @returns {number}
 */
function highWater(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const own = Number(/VmHWM:\s*(\d+)/.exec(status)?.[1] ?? 0) / 1024
    const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim().split(' ').filter(Boolean),
    )
    return Math.max(own, ...children.map((child) => highWater(Number(child))))
  } catch {
    return 0
  }
}

/**
 * @param {readonly Run[]} runs
 * @param {'wall' | 'cpu' | 'peak'} key
 * @returns {number | undefined}
 */
function medianOf(runs, key) {
  const sorted = runs.map((run) => run[key] ?? Number.NaN).sort((a, b) => a - b)
  const middle = sorted.length / 2
  const low = sorted[Math.ceil(middle) - 1] ?? Number.NaN
  const high = sorted[Math.floor(middle)] ?? Number.NaN
  return Number.isNaN(low + high) ? undefined : (low + high) / 2
}

/** @param {number | undefined} value */
function seconds(value) {
  return value === undefined ? '–' : `${value.toFixed(2)} s`
}

/** @param {number | undefined} value */
function megabytes(value) {
  return value === undefined ? '–' : `${value.toFixed(0)} MB`
}
