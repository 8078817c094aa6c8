import { describe, expect, it, onTestFinished } from 'vitest'
import { connectTcp } from '../../../src/probe/tcp.js'
import { freePort } from '../../support/free-port.js'
import { startPortProxy } from '../../support/port-proxy.js'
import { startTcp, uncancelled } from './servers.js'

const timeoutMs = 30_000

async function published(backendPort: number) {
  const proxy = await startPortProxy(backendPort)
  onTestFinished(() => proxy.close())
  return { host: '127.0.0.1', port: proxy.port, via: 'published' } as const
}

describe('connecting to a port', () => {
  it('finds it open where something accepts, also if that hangs up at once', async () => {
    const silent = await startTcp(() => {})
    const closing = await startTcp((socket) => socket.end())
    for (const address of [silent, closing]) {
      expect(await connectTcp({ address, timeoutMs, signal: uncancelled() })).toMatchObject({
        outcome: 'open',
      })
    }
  })

  it('finds it closed where nobody listens', async () => {
    const address = { host: '127.0.0.1', port: await freePort(), via: 'bridge' } as const
    const tried = await connectTcp({ address, timeoutMs, signal: uncancelled() })
    expect(tried).toEqual({
      outcome: 'closed',
      failure: { reason: 'expectation', message: `connection refused on 127.0.0.1:${address.port}` },
    })
  })

  it('does not take the accept of a proxy for a listener behind it', async () => {
    const address = await published(await freePort())
    const tried = await connectTcp({ address, timeoutMs, signal: uncancelled() })
    expect(tried).toMatchObject({ outcome: 'closed', failure: { reason: 'expectation' } })
  })

  it('finds a listener behind a proxy, silent or greeting and leaving', async () => {
    const silent = await startTcp(() => {})
    const greeting = await startTcp((socket) => socket.end('220 ready\r\n'))
    for (const { port } of [silent, greeting]) {
      const address = await published(port)
      expect(await connectTcp({ address, timeoutMs, signal: uncancelled() })).toMatchObject({
        outcome: 'open',
      })
    }
  })

  it('ends when it is cancelled', async () => {
    const address = await startTcp(() => {})
    const tried = await connectTcp({ address, timeoutMs, signal: AbortSignal.abort() })
    expect(tried).toMatchObject({ outcome: 'closed', failure: { reason: 'cancelled' } })
  })
})
