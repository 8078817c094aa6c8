import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Address } from '../core/domain/instance.js'
import { connectionFailure } from './connection-failure.js'
import { spokenDuration } from './deadline.js'
import { encodePath } from './http.js'

export interface LoadTarget {
  readonly address: Pick<Address, 'host' | 'port'>
  readonly path: string
  readonly timeoutMs: number
}

/** Why a request brought no answer worth its name. */
export interface LoadError {
  readonly kind: 'status' | 'connection' | 'timeout' | 'not-sent'
  readonly message: string
}

export interface LoadAnswer {
  /** Monotonic milliseconds at which the last byte of the answer was there, or the failure. */
  readonly endedAt: number
  readonly error?: LoadError
}

/** Asks one path again and again, over as many connections as there are requests under way. */
export interface LoadClient {
  readonly timeoutMs: number
  ask(): Promise<LoadAnswer>
  /** Cuts off what is under way; what was asked still resolves. */
  close(): void
}

export function openLoadClient(target: LoadTarget): LoadClient {
  // Bounded by whoever asks, not here: a queue in the agent would keep requests back unseen.
  const agent = new Agent({ keepAlive: true })
  const line: Line = { ...target, agent, underWay: new Set(), isClosed: false }
  return {
    timeoutMs: target.timeoutMs,
    ask: () => ask(line, performance.now() + target.timeoutMs),
    close() {
      line.isClosed = true
      for (const one of line.underWay) one.destroy()
      agent.destroy()
    },
  }
}

interface Line extends LoadTarget {
  readonly agent: Agent
  readonly underWay: Set<ClientRequest>
  isClosed: boolean
}

function ask(line: Line, deadlineAt: number, isSecondTry = false): Promise<LoadAnswer> {
  const { address, path, timeoutMs, agent, underWay } = line
  return new Promise((resolve) => {
    const sent = request({
      host: address.host,
      port: address.port,
      path: encodePath(path),
      headers: { host: `localhost:${address.port}`, accept: '*/*', 'user-agent': 'container-migrate' },
      // A second try wants a connection of its own: another idle one may be as stale.
      agent: isSecondTry ? false : agent,
    })
    let response: IncomingMessage | undefined
    const end = (error?: LoadError) => {
      clearTimeout(timer)
      underWay.delete(sent)
      resolve({ endedAt: performance.now(), ...(error && { error }) })
    }
    const timer = setTimeout(() => {
      end({ kind: 'timeout', message: `no whole answer within ${spokenDuration(timeoutMs)}` })
      sent.destroy()
    }, deadlineAt - performance.now())
    underWay.add(sent)
    const fail = (error: unknown) => {
      // A server may close an idle connection just as it is used again; that is nobody's failure.
      const isStale = sent.reusedSocket && response === undefined
      if (isStale && !isSecondTry && underWay.has(sent) && !line.isClosed) {
        clearTimeout(timer)
        underWay.delete(sent)
        resolve(ask(line, deadlineAt, true))
        return
      }
      const { message } = connectionFailure(error, `${address.host}:${address.port}`)
      end({ kind: 'connection', message })
    }
    const onSwitch = (answer: IncomingMessage, socket: Duplex) => {
      socket.on('error', () => {}).destroy()
      end(statusError(answer.statusCode))
    }
    sent.once('response', (answer) => {
      response = answer
      answer.on('error', fail)
      answer.once('end', () => end(statusError(answer.statusCode)))
      answer.resume()
    })
    sent.once('upgrade', onSwitch).once('connect', onSwitch).on('error', fail).end()
  })
}

const statusError = (status = 0): LoadError | undefined =>
  status >= 200 && status < 400 ? undefined : { kind: 'status', message: `answered ${status}` }
