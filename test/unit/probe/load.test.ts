import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Address } from '../../../src/core/domain/instance.js'
import { type LoadRun, type LoadSchedule, runLoad } from '../../../src/probe/load.js'
import { openLoadClient } from '../../../src/probe/load-client.js'
import { startHttp, startTcp, uncancelled } from './servers.js'

const load = (address: Address, schedule: Partial<LoadSchedule> = {}, timeoutMs = 5000): Promise<LoadRun> => {
  const client = openLoadClient({ address, path: '/', timeoutMs })
  onTestFinished(() => client.close())
  return runLoad(client, { requests: 40, ratePerSecond: 200, signal: uncancelled(), ...schedule })
}

const latencies = ({ samples }: LoadRun) => samples.flatMap(({ latencyMs }) => latencyMs ?? [])
const messages = ({ samples }: LoadRun) => new Set(samples.flatMap(({ error }) => error?.message ?? []))
const kinds = ({ samples }: LoadRun) => samples.map(({ error }) => error?.kind ?? 'answered')
const numberOf = (run: LoadRun, kind: string) => kinds(run).filter((one) => one === kind).length

describe('a load on a server', () => {
  it('asks as often as it was told to, and keeps every latency at or above what the server took', async () => {
    let asked = 0
    const address = await startHttp((_request, response) => {
      asked++
      setTimeout(() => response.end('ok'), 30)
    })
    const run = await load(address)
    expect(asked).toBe(40)
    expect(kinds(run)).toEqual(Array(40).fill('answered'))
    // A timer of Node fires up to one millisecond early.
    expect(Math.min(...latencies(run))).toBeGreaterThan(28)
    expect(run.busyMs).toBeGreaterThanOrEqual(200)
  })

  it('opens one connection for many requests, and one for each where the server closes them', async () => {
    const connections = { 'keep-alive': 0, close: 0 }
    for (const connection of ['keep-alive', 'close'] as const) {
      const server = createServer((_request, response) => {
        response.setHeader('connection', connection)
        response.end('ok')
      }).on('connection', () => connections[connection]++)
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      onTestFinished(() => {
        server.closeAllConnections()
        server.close()
      })
      const { port } = server.address() as AddressInfo
      const client = openLoadClient({
        address: { host: '127.0.0.1', port },
        path: '/',
        timeoutMs: 5000,
      })
      onTestFinished(() => client.close())
      // One after the other, for those that are under way at once need a connection each.
      for (let asked = 0; asked < 20; asked++) {
        const run = await runLoad(client, { requests: 1, ratePerSecond: 100, signal: uncancelled() })
        expect(numberOf(run, 'answered')).toBe(1)
      }
    }
    expect(connections.close).toBe(20)
    expect(connections['keep-alive']).toBeLessThan(20)
  })

  it('counts all who would have waited while the server stalled, and not only the one who did', async () => {
    let stalled = false
    const address = await startHttp(async (_request, response) => {
      if (!stalled) {
        stalled = true
        held = pause(300)
      }
      await held
      response.end('ok')
    })
    let held: Promise<unknown> = Promise.resolve()
    const run = await load(address, { requests: 100 })
    // Of 100 requests due every 5 ms, those of the first 300 ms wait; half of these for more than 150 ms.
    expect(latencies(run).filter((ms) => ms > 150).length).toBeGreaterThanOrEqual(25)
    expect(numberOf(run, 'answered')).toBe(100)
  })

  it('reads chunked answers and answers without a length to their end', async () => {
    const chunked = await startHttp(async (_request, response) => {
      response.write('one')
      await pause(40)
      response.end('two')
    })
    const unbounded = await startTcp((socket) => {
      socket.once('data', async () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\nhello')
        await pause(40)
        socket.end()
      })
    })
    for (const address of [chunked, unbounded]) {
      const run = await load(address)
      expect(numberOf(run, 'answered')).toBe(40)
      expect(Math.min(...latencies(run))).toBeGreaterThan(38)
    }
  })
})

describe('what goes wrong under load', () => {
  it('keeps an error status as a failure without a latency, and a redirect as an answer', async () => {
    let asked = 0
    const address = await startHttp((_request, response) => {
      response.statusCode = asked++ % 2 === 0 ? 503 : 302
      response.end()
    })
    const run = await load(address)
    expect(numberOf(run, 'status')).toBe(20)
    expect(messages(run)).toEqual(new Set(['answered 503']))
    expect(latencies(run)).toHaveLength(20)
  })

  it('keeps refused and broken connections as failures, one for each request', async () => {
    const rude = await startTcp((socket) => socket.once('data', () => socket.resetAndDestroy()))
    const nobody = await startTcp(() => {})
    const closed = createServer()
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve))
    const { port } = closed.address() as AddressInfo
    await new Promise((resolve) => closed.close(resolve))
    for (const address of [rude, { ...nobody, port }]) {
      const run = await load(address)
      expect(kinds(run)).toEqual(Array(40).fill('connection'))
      expect(latencies(run)).toEqual([])
    }
  })

  it('counts a request that is never answered as having taken its whole time', async () => {
    const address = await startTcp(() => {})
    const run = await load(address, {}, 150)
    expect(kinds(run)).toEqual(Array(40).fill('timeout'))
    expect(messages(run)).toEqual(new Set(['no whole answer within 150 ms']))
    expect(Math.min(...latencies(run))).toBeGreaterThan(148)
  })

  it('gives up on a body that never ends', async () => {
    const address = await startHttp((_request, response) => void response.write('and so on'))
    expect(kinds(await load(address, { requests: 5 }, 150))).toEqual(Array(5).fill('timeout'))
  })

  it('goes on asking a server that dies, and tells answers and failures apart', async () => {
    let asked = 0
    const server = createServer((_request, response) => {
      response.end('ok')
      if (++asked !== 20) return
      server.close()
      server.closeAllConnections()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const run = await load({ host: '127.0.0.1', port, via: 'bridge' }, { requests: 80 })
    expect(run.samples).toHaveLength(80)
    expect(numberOf(run, 'answered')).toBeGreaterThan(0)
    expect(numberOf(run, 'connection')).toBeGreaterThan(0)
    expect(numberOf(run, 'answered') + numberOf(run, 'connection')).toBe(80)
  })

  it('does not hold it against a server that it closes an idle connection just as it is used again', async () => {
    // Each connection is good for one request, though nothing says so.
    const address = await startTcp((socket) => {
      let asked = 0
      socket.on('data', () => {
        if (asked++ > 0) socket.resetAndDestroy()
        else socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok')
      })
    })
    expect(kinds(await load(address, { ratePerSecond: 50, requests: 20 }))).toEqual(
      Array(20).fill('answered'),
    )
  })

  it('leaves requests unsent once a thousand are under way, and says so', async () => {
    const address = await startTcp(() => {})
    const run = await load(address, { requests: 1010, ratePerSecond: 1000 }, 8000)
    expect(numberOf(run, 'not-sent')).toBe(10)
    expect(numberOf(run, 'timeout') + numberOf(run, 'connection')).toBe(1000)
  })

  it('ends at once when it is cancelled, with what it has', async () => {
    const cancel = new AbortController()
    const connections = new Set<unknown>()
    const address = await startHttp(({ socket }, response) => {
      // Used again, so what was answered on it has arrived.
      if (connections.has(socket)) cancel.abort()
      connections.add(socket)
      response.end('ok')
    })
    const run = await load(address, { requests: 1_000_000, ratePerSecond: 50, signal: cancel.signal })
    expect(numberOf(run, 'answered')).toBeGreaterThan(0)
    expect(run.samples.length).toBeLessThan(100_000)
    expect((await load(address, { signal: cancel.signal })).samples).toEqual([])
  })
})
