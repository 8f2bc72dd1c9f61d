// A server on the loopback interface that stands in for AWS and writes down what it is asked.

import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import { createServer as createHttp2Server, type Http2Server } from 'node:http2'
import type { AddressInfo } from 'node:net'
import type { Readable } from 'node:stream'
import { type Account, type Answer, answer, newAccount, ownerOf } from './answers.ts'
import type { Failure } from './fixtures.ts'
import { type AwsRequest, readRequest } from './request.ts'

/** A request as it is compared. */
export interface Recorded extends Omit<AwsRequest, 'accessKeyId' | 'sessionToken'> {
  /** Whose credentials signed it: an identity, a role, a key; null when unsigned. */
  readonly signer: string | null
  /** Its number among the requests of the program, in the order they were started. */
  readonly started: number
  /** How many earlier requests had been answered when it was started. */
  readonly answeredBefore: number
}

export interface StandIn {
  readonly port: number
  /** For clients that speak HTTP/2 (Kinesis). */
  readonly http2Port: number
  /** Opens the books for one run of one program. */
  begin(run: string, failures: readonly Failure[]): void
  /** Closes them: what was asked, in the order it was started. */
  end(run: string): readonly Recorded[]
  close(): Promise<void>
}

interface Run {
  readonly failures: readonly Failure[]
  readonly account: Account
  readonly requests: Recorded[]
}

export async function startStandIn(): Promise<StandIn> {
  const runs = new Map<string, Run>()

  const respond = async (
    method: string,
    path: string,
    headers: IncomingHttpHeaders,
    stream: Readable,
  ): Promise<Answer> => {
    const chunks: Buffer[] = []
    for await (const chunk of stream) chunks.push(Buffer.from(chunk))
    const run = runs.get(String(headers['x-stand-in-run']))
    if (!run) return { status: 503, headers: {}, body: 'no such run' }
    const plain = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.join(', ') : (value ?? ''),
      ]),
    )
    const origin = String(headers['x-stand-in-origin'])
    const { accessKeyId, sessionToken, ...request } = readRequest({
      method,
      origin,
      path,
      headers: plain,
      body: Buffer.concat(chunks),
    })
    const signed = { ...request, accessKeyId, sessionToken }
    run.requests.push({
      ...request,
      signer: ownerOf(signed, run.account),
      started: Number(headers['x-stand-in-started']),
      answeredBefore: Number(headers['x-stand-in-answered']),
    })
    return answer(signed, run.account, run.failures)
  }

  const server = createServer(async (request, response) => {
    const { status, headers, body } = await safely(
      respond(request.method ?? 'GET', request.url ?? '/', request.headers, request),
    )
    response.writeHead(status, {
      ...headers,
      'content-length': Buffer.byteLength(body),
      'x-amzn-requestid': 'request-1',
    })
    response.end(request.method === 'HEAD' ? undefined : body)
  })
  const server2 = createHttp2Server(async (request, response) => {
    const { status, headers, body } = await safely(
      respond(request.method, request.url, request.headers, request),
    )
    response.writeHead(status, { ...headers, 'x-amzn-requestid': 'request-1' })
    response.end(body)
  })
  server.keepAliveTimeout = 0

  return {
    port: await listen(server),
    http2Port: await listen(server2),
    begin: (run, failures) => runs.set(run, { failures, account: newAccount(), requests: [] }),
    end: (run) => {
      const requests = runs.get(run)?.requests ?? []
      runs.delete(run)
      return requests.sort((a, b) => a.started - b.started)
    },
    close: async () => {
      server.closeAllConnections()
      await Promise.all([stop(server), stop(server2)])
    },
  }
}

/** A request that cannot be understood is answered with the reason, so that the program fails and the law with it. */
const safely = (response: Promise<Answer>): Promise<Answer> =>
  response.catch((error: unknown) => ({
    status: 500,
    headers: {},
    body: `the stand-in failed: ${error}`,
  }))

function listen(server: Server | Http2Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
}

const stop = (server: Server | Http2Server): Promise<void> =>
  new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve())))
