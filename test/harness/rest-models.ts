// Names of REST operations, found by method, path and query in the API models that `aws-sdk` v2 ships.

import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

interface Shape {
  readonly required?: readonly string[]
  readonly members?: Readonly<
    Record<string, { readonly location?: string; readonly locationName?: string }>
  >
}

interface Model {
  readonly operations: Readonly<
    Record<
      string,
      {
        readonly http?: { readonly method?: string; readonly requestUri?: string }
        readonly input?: Shape
      }
    >
  >
}

interface Route {
  readonly operation: string
  readonly method: string
  readonly path: RegExp
  readonly labels: readonly string[]
  /** Query parameters that are part of the operation's URI: `?uploads`, `?list-type=2`. */
  readonly fixed: readonly (readonly [string, string])[]
  /** Query parameters and headers that the operation cannot do without. */
  readonly required: readonly string[]
  readonly weight: number
}

const apis = join(dirname(createRequire(import.meta.url).resolve('aws-sdk/package.json')), 'apis')

let index: Map<string, string[]> | undefined
const routesOf = new Map<string, readonly Route[]>()

export function restOperation(
  service: string,
  method: string,
  path: string,
  query: URLSearchParams,
  headers: Readonly<Record<string, string>>,
): { readonly operation: string; readonly input: Record<string, string> } | null {
  const trimmed =
    service === 's3' ? path.replace(/^(\/[^/]*)\/$/, '$1') : path.replace(/(.)\/$/, '$1')
  const fits = routes(service).filter(
    (route) =>
      route.method === method &&
      route.path.test(trimmed) &&
      route.fixed.every(
        ([name, value]) => query.has(name) && (value === '' || query.get(name) === value),
      ) &&
      route.required.every((name) => query.has(name) || name in headers),
  )
  const best = fits.sort((a, b) => b.weight - a.weight)[0]
  if (!best) return null
  const input: Record<string, string> = { ...headers }
  const values = best.path.exec(trimmed)?.slice(1) ?? []
  for (const [i, label] of best.labels.entries()) input[label] = decodeURIComponent(values[i] ?? '')
  for (const [name, value] of query)
    if (
      name !== 'x-id' &&
      !name.startsWith('X-Amz-') &&
      !best.fixed.some(([fixed]) => fixed === name)
    )
      input[name] = value
  return { operation: best.operation, input }
}

function routes(service: string): readonly Route[] {
  const known = routesOf.get(service)
  if (known) return known
  index ??= indexModels()
  const files = index.get(service) ?? []
  const found = files.flatMap((file) =>
    readRoutes(JSON.parse(readFileSync(join(apis, file), 'utf8'))),
  )
  routesOf.set(service, found)
  return found
}

/** Signing name → model files with a REST protocol; newest first. */
function indexModels(): Map<string, string[]> {
  const byService = new Map<string, string[]>()
  const head = Buffer.alloc(1500)
  for (const file of readdirSync(apis).sort().reverse()) {
    if (!file.endsWith('.min.json')) continue
    const handle = openSync(join(apis, file), 'r')
    const metadata = head.toString('utf8', 0, readSync(handle, head))
    closeSync(handle)
    if (!/"protocol":\s*"rest-/.test(metadata)) continue
    for (const key of ['signingName', 'endpointPrefix']) {
      const name = new RegExp(`"${key}":\\s*"([^"]+)"`).exec(metadata)?.[1]
      if (name && !byService.get(name)?.includes(file))
        byService.set(name, [...(byService.get(name) ?? []), file])
    }
  }
  return byService
}

function readRoutes(model: Model): Route[] {
  return Object.entries(model.operations).map(([operation, { http, input }]) => {
    const [path = '/', search = ''] = (http?.requestUri ?? '/').split('?')
    const labels: string[] = []
    const pattern = path
      .replace(/(.)\/$/, '$1')
      .replace(/\{([^}+]+)(\+)?\}|[.*()[\]^$]/g, (match, label?: string, greedy?: string) => {
        if (!label) return `\\${match}`
        labels.push(label)
        return greedy ? '(.+)' : '([^/]+)'
      })
    const required = (input?.required ?? []).flatMap((name) => {
      const member = input?.members?.[name]
      const located = member?.location === 'querystring' || member?.location === 'header'
      return located
        ? [
            member.location === 'header'
              ? (member.locationName ?? name).toLowerCase()
              : (member.locationName ?? name),
          ]
        : []
    })
    const fixed = [...new URLSearchParams(search)]
    return {
      operation,
      method: http?.method ?? 'POST',
      path: new RegExp(`^${pattern}$`),
      labels,
      fixed,
      required,
      weight: path.replace(/\{[^}]+\}/g, '').length + 100 * (fixed.length + required.length),
    }
  })
}
