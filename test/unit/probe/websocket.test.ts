import { createServer } from 'node:http'
import { describe, expect, it } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Address } from '../../../src/core/domain/instance.js'
import { exchangeWebsocket, type WebsocketRequest } from '../../../src/probe/websocket.js'
import { freePort } from '../../support/free-port.js'
import { listen, startHttp, startTcp, uncancelled } from './servers.js'

async function startWebsocket(onConnection: (socket: WebSocket) => void): Promise<Address> {
  const server = createServer()
  new WebSocketServer({ server, path: '/live' }).on('connection', onConnection)
  return listen(server)
}

const exchange = (address: Address, more: Partial<WebsocketRequest> = {}) =>
  exchangeWebsocket({
    address,
    path: '/live',
    headers: {},
    timeoutMs: 30_000,
    signal: uncancelled(),
    ...more,
  })

const expected = (text: string) => ({ words: `the message ${text}`, matches: (got: string) => got === text })

const echo = (socket: WebSocket) => {
  socket.send('welcome')
  socket.on('message', (data) => socket.send(`you said ${data}`))
}

describe('a websocket exchange', () => {
  it('is through once the expected message has come, whatever came before', async () => {
    const address = await startWebsocket(echo)
    expect(await exchange(address, { send: 'ping', expected: expected('you said ping') })).toEqual({
      received: ['welcome', 'you said ping'],
    })
  })

  it('is through at once where nothing is expected, and says goodbye properly', async () => {
    let closedWith: Promise<number> | undefined
    const address = await startWebsocket((socket) => {
      closedWith = new Promise((resolve) => socket.on('close', resolve))
    })
    expect(await exchange(address, { send: 'ping' })).not.toHaveProperty('failure')
    expect(await closedWith).toBe(1000)
  })

  it('reads binary messages as text', async () => {
    const address = await startWebsocket((socket) => socket.send(Buffer.from('pong')))
    expect(await exchange(address, { expected: expected('pong') })).toEqual({ received: ['pong'] })
  })

  it('fails at its timeout with what came instead', async () => {
    const address = await startWebsocket(echo)
    expect(await exchange(address, { send: 'ping', expected: expected('pong'), timeoutMs: 3000 })).toEqual({
      failure: {
        reason: 'timeout',
        message: `waited 3 s for the message pong on 127.0.0.1:${address.port}`,
      },
      received: ['welcome', 'you said ping'],
    })
  })

  it('fails where the server closes, refuses, is silent or is not there', async () => {
    const closing = await startWebsocket((socket) => socket.close(1011))
    expect((await exchange(closing, { expected: expected('pong') })).failure?.message).toContain(
      'closed with 1011',
    )
    const elsewhere = await startWebsocket(echo)
    expect((await exchange(elsewhere, { path: '/other' })).failure?.message).toContain('answered 400')
    const plain = await startHttp((_request, response) => response.end())
    expect((await exchange(plain)).failure?.message).toContain('answered 200 instead of opening a websocket')
    const silent = await startTcp(() => {})
    expect((await exchange(silent, { timeoutMs: 100 })).failure?.reason).toBe('timeout')
    const garbage = await startTcp((socket) => socket.once('data', () => socket.end('SSH-2.0\r\n')))
    expect((await exchange(garbage)).failure?.message).toContain('no valid HTTP answer')
    const gone = { ...garbage, port: await freePort() }
    expect((await exchange(gone)).failure?.message).toBe(`connection refused on 127.0.0.1:${gone.port}`)
  })

  it('does not take in a message without end', async () => {
    const address = await startWebsocket((socket) => socket.send('x'.repeat(3 * 1024 * 1024)))
    const { failure } = await exchange(address, { expected: expected('pong') })
    expect(failure?.message).toContain('Max payload size exceeded')
  })

  it('ends when it is cancelled, before or after it began', async () => {
    const cancel = new AbortController()
    const address = await startWebsocket(() => cancel.abort())
    const asked = { expected: expected('pong'), signal: cancel.signal }
    expect((await exchange(address, asked)).failure?.reason).toBe('cancelled')
    expect((await exchange(address, asked)).failure?.reason).toBe('cancelled')
  })
})
