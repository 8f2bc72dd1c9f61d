// Drives programs in child processes against the stand-in and collects what they did.

import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { SourceFile } from '../../transforms/migrate.ts'
import type { Json } from './canonical.ts'
import { type Failure, root } from './fixtures.ts'
import { buildProgram } from './program.ts'
import { type Recorded, startStandIn } from './stand-in.ts'
import { settleIn, type World } from './world.ts'

export interface Job extends World {
  /** Modules of the program. */
  readonly program: readonly SourceFile[]
  readonly entry: string
  readonly drive: string | null
  readonly failures: readonly Failure[]
}

export interface Outcome {
  readonly requests: readonly Recorded[]
  /** What the drive logged. */
  readonly log: readonly Json[]
  /** Identity ids that were written to the console. */
  readonly printed: readonly string[]
  /** One entry for each exception that nobody caught: `at once` (reached the drive) or `later`. */
  readonly threw: readonly string[]
  /** The same with stacks, for a human to read; not compared. */
  readonly errors: readonly string[]
}

export interface Runner {
  run(job: Job): Promise<Outcome>
  close(): Promise<void>
}

type Report = Omit<Outcome, 'requests'> & { readonly id: string }

/** Of all runners of the process: each job has a folder of its own. */
let jobs = 0

export async function startRunner(processes = 2): Promise<Runner> {
  const standIn = await startStandIn()
  const nowhere = mkdtempSync(join(tmpdir(), 'stand-in-'))
  const idle: ChildProcess[] = []
  const waiting: ((child: ChildProcess) => void)[] = []
  let started = 0

  const spawn = (): ChildProcess =>
    fork(fileURLToPath(new URL('drive.mjs', import.meta.url)), {
      cwd: nowhere,
      execArgv: ['--require', fileURLToPath(new URL('reroute.cjs', import.meta.url))],
      env: {
        PATH: process.env.PATH,
        STAND_IN_PORT: String(standIn.port),
        STAND_IN_HTTP2_PORT: String(standIn.http2Port),
        AWS_EC2_METADATA_DISABLED: 'true',
        AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE: '1',
        NODE_NO_WARNINGS: '1',
      },
    })

  const acquire = (): Promise<ChildProcess> => {
    const child = idle.pop()
    if (child) return Promise.resolve(child)
    if (started < processes) {
      started += 1
      return Promise.resolve(spawn())
    }
    return new Promise((resolve) => waiting.push(resolve))
  }

  const release = (child: ChildProcess) => {
    const next = waiting.shift()
    if (next) next(child)
    else idle.push(child)
  }

  return {
    async run({ program: modules, entry, drive, failures, ...world }) {
      const program = buildProgram(modules, entry)
      jobs += 1
      const id = `run-${process.pid}-${jobs}`
      const { directory, env, remove } = settleIn(world, join(root, '.tmp', id))
      let child = await acquire()
      standIn.begin(id, failures)
      try {
        const job = { id, ...program, drive, env, directory }
        const { log, printed, threw, errors } = await ask(child, job)
        return { requests: standIn.end(id), log, printed, threw, errors }
      } catch (error) {
        child.kill()
        child = spawn()
        throw error
      } finally {
        remove()
        release(child)
      }
    },
    async close() {
      for (const child of idle) child.disconnect()
      await standIn.close()
      rmSync(nowhere, { recursive: true, force: true })
    },
  }
}

function ask(child: ChildProcess, job: { readonly id: string }): Promise<Report> {
  return new Promise((resolve, reject) => {
    const onMessage = (report: Report) => {
      if (report.id !== job.id) return
      stop()
      resolve(report)
    }
    const onExit = (code: number | null) => {
      stop()
      reject(new Error(`The driven process ended with ${code}`))
    }
    const stop = () => {
      child.off('message', onMessage)
      child.off('exit', onExit)
    }
    child.on('message', onMessage)
    child.on('exit', onExit)
    child.send(job)
  })
}
