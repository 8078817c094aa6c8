import { connect, type Socket } from 'node:net'
import type { Failure } from '../core/domain/failure.js'
import { connectionFailure } from './connection-failure.js'
import { spokenDuration } from './deadline.js'
import type { TcpRequest } from './tcp.js'

export type Knocked =
  | {
      readonly outcome: 'open'
      /** Whoever gets it ends it. */
      readonly socket: Socket
      readonly connectedAt: number
    }
  | {
      readonly outcome: 'closed'
      readonly failure: Failure
      /** The machine itself was reached and said that nobody listens. */
      readonly isRefused: boolean
    }

/**
 * The cheapest look at a port, for while a service starts: each one costs processor time that the service then lacks, and
 * an HTTP client that is refused costs more than twice as much. Only for an address of the service's own, where an open
 * port says something.
 */
export function knock({ address: { host, port }, timeoutMs, signal }: TcpRequest): Promise<Knocked> {
  const where = `${host}:${port}`
  return new Promise((resolve) => {
    const socket = connect({ host, port })
    const end = (knocked: Knocked) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      if (knocked.outcome === 'closed') socket.destroy()
      resolve(knocked)
    }
    const closed = (message: string, reason: Failure['reason']) =>
      end({ outcome: 'closed', failure: { reason, message }, isRefused: false })
    const waitingFor = `a connection to ${where}`
    const onAbort = () => closed(`cancelled while waiting for ${waitingFor}`, 'cancelled')
    const timer = setTimeout(
      () => closed(`waited ${spokenDuration(timeoutMs)} for ${waitingFor}`, 'timeout'),
      timeoutMs,
    )
    signal.addEventListener('abort', onAbort, { once: true })
    socket.once('connect', () => end({ outcome: 'open', socket, connectedAt: performance.now() }))
    // Errors after the verdict have nobody left to tell.
    socket.on('error', (error: NodeJS.ErrnoException) => {
      const isRefused = error.code === 'ECONNREFUSED'
      end({ outcome: 'closed', failure: connectionFailure(error, where), isRefused })
    })
    if (signal.aborted) onAbort()
  })
}
