import { once } from 'node:events'
import { connect, createServer, type Server } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { askStatus } from '../../../src/probe/ask-status.js'
import { knock } from '../../../src/probe/knock.js'
import { freePort } from '../../support/free-port.js'
import { start } from '../phases/instances.js'
import { printed } from '../phases/waits.js'

const signal = new AbortController().signal
const at = (port: number) => ({ host: '127.0.0.1', port, via: 'bridge' }) as const
const asked = (port: number) => ({ path: '/', host: 'localhost', where: `127.0.0.1:${port}`, signal })

async function listen(server: Server): Promise<number> {
  const port = await freePort()
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return port
}

describe('knocking at a port', () => {
  it('says why nobody opens', async () => {
    const port = await freePort()
    expect(await knock({ address: at(port), timeoutMs: 5000, signal })).toEqual({
      outcome: 'closed',
      failure: { reason: 'expectation', message: `connection refused on 127.0.0.1:${port}` },
      isRefused: true,
    })
  })

  it('hands the open connection on, and a request goes over it and no other', async () => {
    let connections = 0
    const port = await listen(
      createServer((socket) => {
        connections += 1
        socket.on('error', () => {})
        socket.on('data', () => socket.end('HTTP/1.1 204 Fine\r\n\r\n'))
      }),
    )
    const knocked = await knock({ address: at(port), timeoutMs: 5000, signal })
    if (knocked.outcome !== 'open') throw new Error(knocked.failure.message)
    const answer = await askStatus({ ...asked(port), socket: knocked.socket, timeoutMs: 5000 })
    expect(answer).toMatchObject({ outcome: 'answered', status: 204 })
    expect(connections).toBe(1)
    expect(knocked.socket.destroyed).toBe(true)
  })

  it('ends the connection also where nothing answers on it', async () => {
    const port = await listen(createServer((socket) => socket.on('error', () => {})))
    const knocked = await knock({ address: at(port), timeoutMs: 5000, signal })
    if (knocked.outcome !== 'open') throw new Error(knocked.failure.message)
    expect(await askStatus({ ...asked(port), socket: knocked.socket, timeoutMs: 200 })).toMatchObject({
      outcome: 'failed',
      failure: { message: `waited 200 ms for an answer from 127.0.0.1:${port}` },
    })
    expect(knocked.socket.destroyed).toBe(true)
  })

  it('ends at its limit and with whoever waits where a connection is neither taken nor refused', async () => {
    const { instance, port } = await start(
      "net.createServer().listen({ port, backlog: 1 }, () => console.log('up'))",
    )
    await printed({ instance, port }, 'up')
    process.kill(Number(instance.id), 'SIGSTOP')
    // Nobody takes connections from the queue any more: once it is full, the kernel drops who knocks.
    const queued = Array.from({ length: 6 }, () => connect({ host: '127.0.0.1', port }))
    for (const socket of queued) socket.on('error', () => {})
    onTestFinished(() => queued.forEach((socket) => void socket.destroy()))
    await Promise.race(queued.map((socket) => once(socket, 'connect')))
    const asked = { address: at(port), timeoutMs: 300, signal }
    expect(await knock(asked)).toEqual({
      outcome: 'closed',
      failure: { reason: 'timeout', message: `waited 300 ms for a connection to 127.0.0.1:${port}` },
      isRefused: false,
    })
    const cancel = new AbortController()
    const waiting = knock({ ...asked, timeoutMs: 60_000, signal: cancel.signal })
    cancel.abort()
    expect(await waiting).toMatchObject({ failure: { reason: 'cancelled' } })
  })
})
