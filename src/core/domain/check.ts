import type { Place } from './variant.js'

export interface Suite {
  readonly name: string
  readonly checks: readonly Check[]
}

export type Check = HttpCheck | WebsocketCheck | TcpCheck | ExecCheck | RunCheck | LogCheck

interface CheckBase {
  /** What a reader calls it: `GET /health`, `pytest tests/smoke -q`. */
  readonly name: string
  readonly timeoutMs: number
  readonly place?: Place
}

export interface HttpCheck extends CheckBase {
  readonly by: 'http'
  readonly method: string
  readonly path: string
  readonly sendHeaders: Readonly<Record<string, string>>
  /** A string is sent as it is, anything else as JSON. */
  readonly body?: unknown
  /** Absent: any 2xx or 3xx passes. */
  readonly status?: number
  /** Expected answer headers by lower-case name; `*` in a value matches anything. */
  readonly headers: Readonly<Record<string, string>>
  /** Every member named here must be in the answer with this value; others may be there too. */
  readonly json?: unknown
  readonly contains?: string
  readonly withinMs?: number
  /** Parts of the answer that must equal the other variant's. */
  readonly same: readonly AnswerPart[]
  /** JSON paths (`$.id`, `$.items[*].at`) left out of that comparison. */
  readonly ignore: readonly string[]
}

type AnswerPart = 'status' | 'headers' | 'body'

export interface WebsocketCheck extends CheckBase {
  readonly by: 'websocket'
  readonly path: string
  readonly send?: string
  readonly expect?: string
}

export interface TcpCheck extends CheckBase {
  readonly by: 'tcp'
  readonly port: number
}

/** Inside the container. */
export interface ExecCheck extends CheckBase {
  readonly by: 'exec'
  readonly command: readonly string[]
}

/** On the runner, by `sh -c`. */
export interface RunCheck extends CheckBase {
  readonly by: 'run'
  readonly command: string
}

export interface LogCheck extends CheckBase {
  readonly by: 'log'
  readonly present?: string
  readonly absent?: string
}
