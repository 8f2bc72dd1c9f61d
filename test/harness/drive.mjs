// The driven process: runs compiled programs one after the other, each with its own modules, and reports what they did.

import { createRequire, isBuiltin } from 'node:module'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { inspect } from 'node:util'
import { Script } from 'node:vm'

const traffic = globalThis[Symbol.for('stand-in traffic')]
const send = process.send.bind(process)
const exit = process.exit.bind(process)
const { log: report } = console
const ownEnvironment = { ...process.env }
const nowhere = process.cwd()
const identityId = /[\w-]+:(?:guest-\d+|user-[0-9a-f]{16})/g

let program

process.on('message', async (job) => {
  send({ id: job.id, ...(await run(job)) })
})
process.on('disconnect', () => exit(0))
for (const event of ['uncaughtException', 'unhandledRejection'])
  process.on(event, (error) => {
    if (!program) report(event, error)
    else if (error !== exited) threw('later', error)
  })

/** Programs that call `process.exit` end here; the process goes on. */
const exited = new Error('process.exit')
process.exit = (code) => {
  program?.log.push({ exit: code ?? 0 })
  throw exited
}

for (const method of ['log', 'info', 'debug', 'warn', 'error'])
  console[method] = (...values) => {
    for (const value of values) {
      const text = typeof value === 'string' ? value : inspect(value)
      for (const [id] of text.matchAll(identityId)) program?.printed.push(id)
    }
  }

function threw(when, error) {
  program.threw.push(when)
  program.errors.push(`${error?.stack ?? error}`)
}

async function run(job) {
  const traced = traffic.newRun(job.id)
  program = { job, log: [], printed: [], threw: [], errors: [] }
  const mine = program
  forgetSdkState()
  for (const key of Object.keys(process.env)) delete process.env[key]
  for (const [name, value] of Object.entries({ ...ownEnvironment, ...job.env }))
    if (value !== null) process.env[name] = value
  process.chdir(job.directory)
  const driver = job.drive ? await import(`${pathToFileURL(job.drive)}?${job.id}`) : {}
  const before = setGlobals(driver.globals ?? {})
  const tools = { settle: () => settle(traced), log: (value) => mine.log.push(toJson(value)) }
  await traffic.run(traced, async () => {
    try {
      const module = await loadProgram(job, driver.modules ?? {})
      await settle(traced)
      if (driver.default) await driver.default(module, tools)
      else await driveByName(module, job.order, tools)
    } catch (error) {
      if (error !== exited) threw('at once', error)
    }
    await settle(traced)
  })
  setGlobals(before)
  process.chdir(nowhere)
  program = undefined
  return { log: mine.log, printed: mine.printed, threw: mine.threw, errors: mine.errors }
}

/** The drive of programs without one: calls `main`, `run` and `handler`, in the order they are written. */
async function driveByName(module, order, tools) {
  const entries = new Set()
  if (typeof module === 'function') entries.add(module)
  for (const name of order) {
    if (typeof module[name] === 'function') entries.add(module[name])
    if (typeof module.default === 'function' && module.default.name === name)
      entries.add(module.default)
  }
  for (const entry of entries) {
    const result = await entry()
    if (typeof result === 'string' || typeof result === 'number') tools.log(result)
  }
}

/** Waits until no request is open, no file is being read, no process runs, and no request has been started for a while. */
async function settle(traced) {
  for (;;) {
    const { started } = traced
    // A failed request may be tried again after a pause.
    await pause(traced.failed ? 600 : 25)
    const reading = process
      .getActiveResourcesInfo()
      .some((name) => /^(FSReq|GetAddrInfo|ProcessWrap)/.test(name))
    if (traced.answered >= traced.started && traced.started === started && !reading) return
  }
}

/** `AWS.config` and the cache of guest identities are process-wide; a program gets fresh ones. */
function forgetSdkState() {
  const { cache } = createRequire(import.meta.url)
  for (const path of Object.keys(cache))
    if (/[\\/]node_modules[\\/](aws-sdk|@aws-sdk[\\/]credential-provider[^\\/]*)[\\/]/.test(path))
      delete cache[path]
}

function setGlobals(values) {
  const before = {}
  for (const [name, value] of Object.entries(values)) {
    before[name] = globalThis[name]
    if (value === undefined) delete globalThis[name]
    else Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
  }
  return before
}

function toJson(value) {
  return value === undefined ? null : JSON.parse(JSON.stringify(value) ?? 'null')
}

// Modules. Everything is compiled to CommonJS; modules of an ES program are evaluated in import order beforehand, so
// that top-level `await` means what it means there.

async function loadProgram(job, mocks) {
  const loaded = new Map()
  // A `require` keeps alive whatever it has loaded, so each program has its own.
  const require = createRequire(import.meta.url)

  function evaluate(path) {
    const { code, json, waits } = job.modules[path]
    const module = { exports: {}, id: path, loaded: false }
    loaded.set(path, module)
    if (json !== undefined) {
      module.exports = json
      return undefined
    }
    const filename = join(job.directory, path)
    const wrapper = `(${waits ? 'async ' : ''}function (exports, require, module, __filename, __dirname, __meta) {${code}\n})`
    const body = new Script(wrapper, { filename }).runInThisContext()
    const meta = {
      url: `file://${filename}`,
      filename,
      dirname: dirname(filename),
      env: process.env,
    }
    return body.call(
      module.exports,
      module.exports,
      requireFrom(path),
      module,
      filename,
      dirname(filename),
      meta,
    )
  }

  const requireFrom = (from) => {
    const resolve = (specifier) => job.modules[from].resolutions[specifier]
    const load = (specifier) => {
      const path = resolve(specifier)
      if (path) return load.path(path)
      if (specifier in mocks) return mocks[specifier]
      if (isBuiltin(specifier)) return require(specifier)
      try {
        // Not a module of the program, but it may be a file of its world.
        return require(
          specifier.startsWith('.') ? join(job.directory, dirname(from), specifier) : specifier,
        )
      } catch (error) {
        if (error.code === 'MODULE_NOT_FOUND' && !/^(\.|@?aws-sdk\b)/.test(specifier))
          return anything(specifier)
        throw error
      }
    }
    load.path = (path) => {
      const known = loaded.get(path)
      if (known) return known.exports
      if (job.modules[path].waits)
        throw new Error(`${path} awaits at its top level and can only be imported statically`)
      evaluate(path)
      return loaded.get(path).exports
    }
    load.resolve = (specifier) => resolve(specifier) ?? specifier
    load.cache = {}
    return load
  }

  const visited = new Set()
  async function prepare(path) {
    if (visited.has(path)) return
    visited.add(path)
    for (const imported of job.modules[path].imports) await prepare(imported)
    if (!loaded.has(path)) await evaluate(path)
  }
  await prepare(job.entry)
  return loaded.get(job.entry).exports
}

/** Stands for a package that is not installed: whatever is done with it gives the same again. */
function anything(name) {
  const same = new Proxy(function stub() {}, {
    get: (target, key) => {
      if (key === 'then' || key === '__esModule') return undefined
      if (key === Symbol.toPrimitive) return () => name
      if (key === Symbol.iterator) return function* () {}
      if (key === 'prototype') return target.prototype
      return same
    },
    apply: () => same,
    construct: () => same,
    set: () => true,
  })
  return same
}
