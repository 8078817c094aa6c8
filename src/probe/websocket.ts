import { type RawData, WebSocket } from 'ws'
import type { Failure } from '../core/domain/failure.js'
import type { Address } from '../core/domain/instance.js'
import { connectionFailure } from './connection-failure.js'
import { startDeadline } from './deadline.js'

export interface WebsocketRequest {
  readonly address: Pick<Address, 'host' | 'port'>
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly send?: string
  /** Messages are read until one matches; absent: connecting and sending is enough. */
  readonly expected?: { readonly words: string; readonly matches: (message: string) => boolean }
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

export interface WebsocketOutcome {
  readonly failure?: Failure
  /** The last messages that came, the expected one among them. */
  readonly received: readonly string[]
}

const messageLimitBytes = 1024 * 1024
const messagesKept = 20
/** A server that is left without a goodbye logs it as an error, which a check on its log would then find. */
const goodbyeMs = 500

/** Opens a websocket, says one thing, waits for one thing. */
export async function exchangeWebsocket(ask: WebsocketRequest): Promise<WebsocketOutcome> {
  const { address, path, headers, timeoutMs, signal } = ask
  const where = `${address.host}:${address.port}`
  const deadline = startDeadline(timeoutMs, signal)
  const received: string[] = []
  const trace = { waitingFor: `a websocket on ${where}` }
  let socket: WebSocket | undefined
  try {
    deadline.signal.throwIfAborted()
    socket = new WebSocket(`ws://${host(address)}${path.startsWith('/') ? path : `/${path}`}`, {
      headers: { host: `localhost:${address.port}`, ...headers },
      followRedirects: false,
      maxPayload: messageLimitBytes,
    })
    await converse(socket, ask, { received, trace, signal: deadline.signal, where })
    await sayGoodbye(socket)
    return { received }
  } catch (error) {
    const failure = deadline.failure(trace.waitingFor) ?? connectionFailure(error, where)
    return { failure, received }
  } finally {
    deadline.end()
    socket?.terminate()
  }
}

interface Conversation {
  readonly received: string[]
  readonly trace: { waitingFor: string }
  readonly signal: AbortSignal
  readonly where: string
}

function converse(
  socket: WebSocket,
  { send, expected }: WebsocketRequest,
  { received, trace, signal, where }: Conversation,
): Promise<void> {
  return new Promise((resolve, reject) => {
    // Stays for good: ws also reports by this event what happens to a socket that is being terminated.
    socket.on('error', reject)
    signal.addEventListener('abort', () => reject(new Error('ended')), { once: true })
    socket.on('unexpected-response', (_request, response) => {
      reject(new Error(`answered ${response.statusCode} instead of opening a websocket`))
    })
    socket.on('close', (code) =>
      reject(new Error(`websocket closed with ${code} before ${trace.waitingFor}`)),
    )
    socket.on('open', () => {
      trace.waitingFor = `${expected?.words ?? 'sending'} on ${where}`
      const sent = (error?: Error | null) => {
        if (error) reject(error)
        else if (expected === undefined) resolve()
      }
      if (send === undefined) sent()
      else socket.send(send, sent)
    })
    socket.on('message', (data) => {
      const message = asText(data)
      received.push(message)
      if (received.length > messagesKept) received.shift()
      if (expected?.matches(message)) resolve()
    })
  })
}

function sayGoodbye(socket: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, goodbyeMs)
    socket.on('close', () => {
      clearTimeout(timer)
      resolve()
    })
    socket.close(1000)
  })
}

function asText(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8')
  return Buffer.from(data as ArrayBuffer).toString('utf8')
}

const host = ({ host: name, port }: Pick<Address, 'host' | 'port'>): string =>
  name.includes(':') ? `[${name}]:${port}` : `${name}:${port}`
