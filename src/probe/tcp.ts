import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { Failure } from '../core/domain/failure.js'
import type { Address } from '../core/domain/instance.js'
import { connectionFailure } from './connection-failure.js'
import { startDeadline } from './deadline.js'

export interface TcpRequest {
  readonly address: Address
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

export type TcpOutcome =
  | { readonly outcome: 'open'; readonly connectedAt: number }
  | { readonly outcome: 'closed'; readonly failure: Failure }

/**
 * Behind a published port stands the engine's own proxy. It accepts at once, whether or not anything listens in the
 * container, then dials the container and hangs up when that is refused, within a few milliseconds. So there a
 * connection counts only once it has stayed open for longer than that, or has carried a byte, which no proxy makes up.
 */
const proxyHangsUpWithinMs = 250

/** Whether something in the instance takes connections on a port. */
export async function connectTcp({ address, timeoutMs, signal }: TcpRequest): Promise<TcpOutcome> {
  const where = `${address.host}:${address.port}`
  const deadline = startDeadline(timeoutMs, signal)
  const socket = connect({ host: address.host, port: address.port, signal: deadline.signal })
  // Errors after the verdict have nobody left to tell.
  socket.on('error', () => {})
  try {
    await once(socket, 'connect')
    const connectedAt = performance.now()
    if (isItself(socket)) {
      return { outcome: 'closed', failure: { reason: 'expectation', message: `nothing listens on ${where}` } }
    }
    if (address.via === 'published' && !(await staysOpen(socket))) {
      const message = `connection closed at once on ${where}: nothing listens behind the published port, or it hangs up`
      const failure = deadline.failure(`a connection to ${where} that lasts`)
      return { outcome: 'closed', failure: failure ?? { reason: 'expectation', message } }
    }
    return { outcome: 'open', connectedAt }
  } catch (error) {
    const failure = deadline.failure(`a connection to ${where}`) ?? connectionFailure(error, where)
    return { outcome: 'closed', failure }
  } finally {
    deadline.end()
    socket.destroy()
  }
}

function once(socket: Socket, event: 'connect'): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once(event, resolve)
    socket.once('error', reject)
  })
}

/** On the runner's loopback the kernel may choose the asked port for our own end: both ends are then this one socket. */
const isItself = ({ localPort, remotePort, localAddress, remoteAddress }: Socket): boolean =>
  localPort === remotePort && localAddress === remoteAddress

async function staysOpen(socket: Socket): Promise<boolean> {
  const over = new AbortController()
  const spoke = new Promise<boolean>((resolve) => {
    socket.once('data', () => resolve(true))
    socket.once('end', () => resolve(false))
    socket.once('close', () => resolve(false))
  })
  const stayed = pause(proxyHangsUpWithinMs, true, { signal: over.signal }).catch(() => true)
  const open = await Promise.race([spoke, stayed])
  over.abort()
  return open
}
