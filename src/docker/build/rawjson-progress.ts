import type { BuildEvent, ProgressReader } from './build-journal.js'

/**
 * Reads `--progress=rawjson`: one JSON object after another, each on one line or, from older buildx, printed over
 * many; then, once the build has failed, plain text that names the place.
 */
export function rawjsonReader(onEvent: (event: BuildEvent) => void): ProgressReader {
  let open: string[] = []
  let openChars = 0
  const close = () => {
    const status = parseStatus(open.join('\n'))
    if (status !== undefined) for (const event of eventsOf(status)) onEvent(event)
    else for (const line of open) if (line.trim() !== '') onEvent({ tells: 'said', line })
    open = []
    openChars = 0
  }
  return {
    push(line) {
      // Beyond the limit it is no progress of BuildKit's, and we keep none of it.
      openChars += line.length
      if (openChars <= maxObjectChars) open.push(line)
      if (open[0] !== '{' || line === '}') close()
    },
    end: close,
  }
}

export const maxObjectChars = 8 * 1024 * 1024

function parseStatus(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) && keys.some((key) => key in value) ? value : undefined
  } catch {
    // A line of text that happens to begin with a brace.
    return undefined
  }
}

const keys = ['vertexes', 'statuses', 'logs', 'warnings']

function* eventsOf(status: Record<string, unknown>): Generator<BuildEvent> {
  for (const vertex of objectsAt(status, 'vertexes')) yield* vertexEvents(vertex)
  for (const { vertex, id, current, started, completed } of objectsAt(status, 'statuses')) {
    if (typeof vertex !== 'string' || typeof id !== 'string' || typeof current !== 'number') continue
    if (!id.startsWith('transferring ')) continue
    yield { tells: 'sent', id: vertex, transfer: id, bytes: current, ...between(started, completed) }
  }
  for (const { vertex, data } of objectsAt(status, 'logs')) {
    if (typeof vertex !== 'string' || typeof data !== 'string') continue
    yield { tells: 'output', id: vertex, text: Buffer.from(data, 'base64').toString('utf8') }
  }
}

function* vertexEvents(vertex: Record<string, unknown>): Generator<BuildEvent> {
  const { digest: id, name, started, completed, cached, error } = vertex
  if (typeof id !== 'string' || typeof name !== 'string') return
  yield { tells: 'step', id, name }
  if (typeof started === 'string' && cached !== true) yield { tells: 'started', id }
  if (cached === true) yield { tells: 'cached', id }
  else if (typeof error === 'string' && error !== '') yield { tells: 'failed', id, message: error }
  else if (typeof completed === 'string') yield { tells: 'done', id, ...between(started, completed) }
}

function between(started: unknown, completed: unknown): { readonly durationMs?: number } {
  const durationMs = Date.parse(String(completed)) - Date.parse(String(started))
  return Number.isFinite(durationMs) ? { durationMs } : {}
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function objectsAt(status: Record<string, unknown>, key: string): readonly Record<string, unknown>[] {
  const list = status[key]
  return Array.isArray(list) ? list.filter(isObject) : []
}
