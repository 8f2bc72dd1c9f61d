// Preloaded into the driven process: every HTTP request goes to the stand-in, nothing else leaves the machine.

const http = require('node:http')
const http2 = require('node:http2')
const https = require('node:https')
const net = require('node:net')
const { AsyncLocalStorage } = require('node:async_hooks')
const { syncBuiltinESMExports } = require('node:module')

const port = Number(process.env.STAND_IN_PORT)
const http2Port = Number(process.env.STAND_IN_HTTP2_PORT)
const httpRequest = http.request
const fetchOverNetwork = globalThis.fetch

/** The run that a piece of asynchronous work belongs to, even when it outlives it. */
const current = new AsyncLocalStorage()
/** For work that lost its context. */
let latest

const traffic = {
  run(run, work) {
    latest = run
    return current.run(run, work)
  },
  newRun: (id) => ({ id, started: 0, answered: 0, failed: false }),
}
globalThis[Symbol.for('stand-in traffic')] = traffic

/** Headers that tell the stand-in what was meant, and a function to call once when the answer comes. */
function note(origin) {
  const run = current.getStore() ?? latest
  const headers = {
    'x-stand-in-run': run.id,
    'x-stand-in-origin': origin,
    'x-stand-in-started': String(run.started),
    'x-stand-in-answered': String(run.answered),
  }
  run.started += 1
  let open = true
  const answered = (status) => {
    if (!open) return
    open = false
    run.answered += 1
    if (!(status < 500)) run.failed = true
  }
  return { headers, answered }
}

function reroute(scheme, args) {
  const [first, second] = args
  const callback = args.find((argument) => typeof argument === 'function')
  const url = typeof first === 'string' || first instanceof URL ? new URL(first) : undefined
  const given = (url ? second : first) ?? {}
  const options = typeof given === 'function' ? {} : given
  const host = url?.hostname ?? options.hostname ?? options.host ?? 'localhost'
  const wanted = url?.port || options.port
  const usual = !wanted || Number(wanted) === (scheme === 'https' ? 443 : 80)
  const { headers, answered } = note(`${scheme}://${host}${usual ? '' : `:${wanted}`}`)
  const request = httpRequest(
    {
      method: options.method,
      path: options.path ?? (url ? url.pathname + url.search : '/'),
      headers: { ...options.headers, ...headers },
      signal: options.signal,
      timeout: options.timeout,
      host: '127.0.0.1',
      port,
    },
    callback,
  )
  request.once('response', (response) => answered(response.statusCode))
  request.once('close', () => answered(0))
  return request
}

for (const [module, scheme] of [
  [http, 'http'],
  [https, 'https'],
]) {
  module.request = (...args) => reroute(scheme, args)
  module.get = (...args) => {
    const request = reroute(scheme, args)
    request.end()
    return request
  }
}

const connect = http2.connect
http2.connect = (authority, ...rest) => {
  const session = connect(
    `http://127.0.0.1:${http2Port}`,
    ...rest.filter((argument) => typeof argument === 'function'),
  )
  const request = session.request.bind(session)
  session.request = (headers, options) => {
    const noted = note(new URL(String(authority)).origin)
    const stream = request({ ...headers, ':scheme': 'http', ...noted.headers }, options)
    stream.once('response', (answer) => noted.answered(answer[':status']))
    stream.once('close', () => noted.answered(0))
    return stream
  }
  return session
}

globalThis.fetch = async (resource, options) => {
  const request = new Request(resource, options)
  const url = new URL(request.url)
  const { headers, answered } = note(url.origin)
  const body =
    request.method === 'GET' || request.method === 'HEAD' ? undefined : await request.arrayBuffer()
  try {
    const response = await fetchOverNetwork(
      `http://127.0.0.1:${port}${url.pathname}${url.search}`,
      {
        method: request.method,
        headers: { ...Object.fromEntries(request.headers), ...headers },
        ...(body === undefined ? {} : { body }),
      },
    )
    answered(response.status)
    return response
  } catch (error) {
    answered(0)
    throw error
  }
}

const connectSocket = net.Socket.prototype.connect
net.Socket.prototype.connect = function (...args) {
  const [first] = args.flat()
  const to = typeof first === 'object' && first !== null ? first : { port: first, host: args[1] }
  if (to.path || to.host !== '127.0.0.1' || ![port, http2Port].includes(Number(to.port)))
    throw new Error(`Blocked: a connection to ${to.path ?? `${to.host}:${to.port}`}`)
  return connectSocket.apply(this, args)
}

syncBuiltinESMExports()
