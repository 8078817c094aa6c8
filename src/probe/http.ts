import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http'
import type { Duplex } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import type { Failure } from '../core/domain/failure.js'
import type { Address } from '../core/domain/instance.js'
import { connectionFailure } from './connection-failure.js'
import { startDeadline } from './deadline.js'
import { type HttpBody, noBody, readBody } from './http-body.js'

export interface HttpRequest {
  readonly address: Pick<Address, 'host' | 'port'>
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly timeoutMs: number
  readonly signal: AbortSignal
  /** `status`: the first line of the answer is all that is asked for; the answer counts from there. */
  readonly want?: 'whole' | 'status'
}

export type HttpAnswer =
  | (HttpBody & {
      readonly outcome: 'answered'
      readonly status: number
      /** By lower-case name; repeated ones joined by `, `. */
      readonly headers: Readonly<Record<string, string>>
      readonly durationMs: number
      /** Monotonic milliseconds at which the status and the headers were there. */
      readonly answeredAt: number
      readonly connectedAt?: number
    })
  | { readonly outcome: 'failed'; readonly failure: Failure; readonly connectedAt?: number }

/** How far a request came, for whoever must know why it went no further. */
interface Trace {
  waitingFor: string
  connectedAt?: number
  /** The server went over to another protocol: no body follows. */
  switched?: boolean
}

/** How long a body that nobody wants may take to end by itself, so that a server is not cut off in mid-sentence. */
const unwantedBodyMs = 100

/** One request on a connection of its own, without proxy or redirects: what comes back is this server's own first word. */
export async function requestHttp(ask: HttpRequest): Promise<HttpAnswer> {
  const { address, want = 'whole' } = ask
  const where = `${address.host}:${address.port}`
  const deadline = startDeadline(ask.timeoutMs, ask.signal)
  const trace: Trace = {
    waitingFor: `a connection to ${where}`,
  }
  const askedAt = performance.now()
  let sent: ClientRequest | undefined
  try {
    // Inside `try`: an impossible path, method or header is refused by an exception.
    sent = openRequest(ask, deadline.signal)
    const response = await send(sent, ask, trace)
    const answeredAt = performance.now()
    trace.waitingFor = `the end of the body after ${where} answered ${response.statusCode}`
    const body = want === 'whole' && !trace.switched ? await readBody(response) : noBody
    const durationMs = (want === 'whole' ? performance.now() : answeredAt) - askedAt
    if (want === 'status' && !trace.switched) await letEnd(response)
    return {
      outcome: 'answered',
      status: response.statusCode ?? 0,
      headers: joinHeaders(response),
      ...body,
      durationMs,
      answeredAt,
      ...connectedAt(trace),
    }
  } catch (error) {
    const failure = deadline.failure(trace.waitingFor) ?? describeError(error, trace, where)
    return { outcome: 'failed', failure, ...connectedAt(trace) }
  } finally {
    deadline.end()
    sent?.destroy()
  }
}

function openRequest(
  { address, method, path, headers, body }: HttpRequest,
  signal: AbortSignal,
): ClientRequest {
  const named = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])
  return request({
    host: address.host,
    port: address.port,
    method: method.toUpperCase(),
    path: encodePath(path),
    headers: {
      // Not the address: it differs from variant to variant and would show up in redirects, links and host allow-lists.
      host: `localhost:${address.port}`,
      accept: '*/*',
      'user-agent': 'container-migrate',
      // Node leaves the length out for methods that seldom have a body, and the server would never see its end.
      ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
      ...Object.fromEntries(named),
    },
    // An agent made here has no connection to reuse and takes no proxy from the environment.
    agent: new Agent({ keepAlive: false }),
    signal,
  })
}

export const encodePath = (path: string): string => {
  const encoded = path.replace(/[^\x21-\x7e]/gu, (character) => encodeURIComponent(character))
  return encoded.startsWith('/') || encoded === '*' ? encoded : `/${encoded}`
}

function send(sent: ClientRequest, { address, body }: HttpRequest, trace: Trace): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    sent.once('socket', (socket) =>
      socket.once('connect', () => {
        trace.connectedAt = performance.now()
        trace.waitingFor = `an answer from ${address.host}:${address.port}`
      }),
    )
    sent.once('response', resolve)
    const onSwitch = (response: IncomingMessage, socket: Duplex) => {
      trace.switched = true
      socket.on('error', () => {}).destroy()
      resolve(response)
    }
    sent.once('upgrade', onSwitch)
    sent.once('connect', onSwitch)
    sent.on('error', reject)
    sent.end(body)
  })
}

async function letEnd(response: IncomingMessage): Promise<void> {
  const over = new AbortController()
  const ended = new Promise<void>((resolve) => {
    response.once('close', resolve)
    response.once('error', () => resolve())
    response.resume()
  })
  await Promise.race([ended, pause(unwantedBodyMs, undefined, { signal: over.signal }).catch(() => {})])
  over.abort()
  response.on('error', () => {})
}

function joinHeaders(response: IncomingMessage): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(response.headersDistinct).map(([name, values]) => [name, values?.join(', ') ?? '']),
  )
}

function describeError(error: unknown, { waitingFor }: Trace, where: string): Failure {
  const failure = connectionFailure(error, where)
  return waitingFor.startsWith('the end')
    ? { ...failure, message: `${failure.message}, while waiting for ${waitingFor}` }
    : failure
}

const connectedAt = (trace: Trace) =>
  trace.connectedAt === undefined ? {} : { connectedAt: trace.connectedAt }
