import { describe, expect, it } from 'vitest'
import { waitFor } from '../../../src/phases/ready/conditions.js'
import type { Observed } from '../../../src/phases/ready/forecast.js'
import { waitUntilReady } from '../../../src/phases/ready.js'
import { idle, serve, start, startPublished } from './instances.js'
import { enoughMs, failureOf, http, printed, wait } from './waits.js'

describe('waiting for http', () => {
  it('is over with the first 2xx or 3xx, after the port opened', async () => {
    const started = await start(serve('response.writeHead(302).end()'))
    const outcome = await wait(started, [http()])
    expect(outcome).toMatchObject({ outcome: 'ready', via: 'bridge' })
    const { portOpenAt = Number.NaN, readyAt = Number.NaN } = outcome as {
      portOpenAt?: number
      readyAt?: number
    }
    expect(started.instance.startedAt).toBeLessThan(portOpenAt)
    expect(portOpenAt).toBeLessThan(readyAt)
  })

  it('waits on while the server answers errors, or another path only', async () => {
    const started = await start(`let asked = 0
      ${serve("asked += 1; response.writeHead(asked < 5 || request.url !== '/health' ? 503 : 200).end(String(asked))")}`)
    expect((await wait(started, [http()])).outcome).toBe('ready')
    expect(await failureOf(started, [http('/other')], { timeoutMs: enoughMs })).toMatchObject({
      reason: 'never-ready',
      message: 'not ready within 3 s: http /other: answered 503',
    })
  })

  it('waits on while the server listens but is not ready: hanging up, resetting, talking nonsense', async () => {
    const started = await start(`let taken = 0
      const server = net.createServer((socket) => {
        socket.on('error', () => {})
        taken += 1
        if (taken === 1) socket.destroy()
        else if (taken === 2) socket.resetAndDestroy()
        else if (taken === 3) socket.end('SSH-2.0\\r\\n')
        else if (taken === 4) socket.end('HTTP/1.1 500 No\\r\\ncontent-length: 9\\r\\n\\r\\n')
        else socket.end('HTTP/1.1 204 Yes\\r\\n\\r\\n')
      })
      server.listen(port)`)
    expect((await wait(started, [http()])).outcome).toBe('ready')
  })

  it('gives a connection up that was taken and never answered, and tries anew', async () => {
    const started = await start(`let taken = 0
      net.createServer((socket) => {
        socket.on('error', () => {})
        if (++taken > 1) socket.end('HTTP/1.1 200 OK\\r\\ncontent-length: 0\\r\\n\\r\\n')
      }).listen(port)`)
    const outcome = await wait(started, [http()])
    expect(outcome.outcome).toBe('ready')
    expect(outcome.portOpenAt).toBeDefined()
  })

  it('waits for an answer that takes long instead of hanging up on it', async () => {
    const started = await start(`let asked = 0
      ${serve('asked += 1; if (asked === 1) after(1800, () => response.writeHead(200).end())')}`)
    expect((await wait(started, [http()])).outcome).toBe('ready')
  })

  it('asks the next start as early as it asked this one, however long the answer took', async () => {
    const earlier: Observed[] = []
    const started = await start(serve('after(600, () => response.writeHead(200).end())'))
    const begunAt = started.instance.processStartedAt ?? started.instance.startedAt
    const heldAt = await new Promise<number>((resolve) => {
      const over = new AbortController()
      const watch = { instance: started.instance, port: started.port, earlier, signal: over.signal }
      const nobody = { see() {}, seePortOpen() {}, seePortClosed() {} }
      void waitFor(http(), { ...watch, ...nobody }).then((held) => {
        over.abort()
        resolve(held !== undefined && 'heldAt' in held ? held.heldAt : Number.NaN)
      })
    })
    expect(heldAt - begunAt - (earlier[0]?.tookMs ?? Number.NaN)).toBeGreaterThan(500)
  })

  it('has one request under way at a time', async () => {
    const started = await start(`let now = 0, most = 0, asked = 0
      ${serve(`now += 1; asked += 1; most = Math.max(most, now)
        response.on('close', () => { now -= 1 })
        after(20, () => response.writeHead(asked < 8 ? 500 : 200).end())
        if (asked === 8) console.log('most ' + most)`)}`)
    expect((await wait(started, [http()])).outcome).toBe('ready')
    expect(await started.instance.readLog()).toBe('most 1\n')
  })

  it('fails with what it saw last and what the log said', async () => {
    const started = await start(`console.log('booting'); ${idle}`)
    await printed(started, 'booting')
    const failure = await failureOf(started, [http()], { timeoutMs: enoughMs })
    expect(failure).toMatchObject({ reason: 'never-ready', tail: ['booting'] })
    expect(failure.message).toContain(
      `not ready within 3 s: http /health: connection refused on 127.0.0.1:${started.port}`,
    )
  })

  it('names the port that the process does listen on', async () => {
    const started = await start(`const server = http.createServer().listen(0, () => {
      console.log('listening on port ' + server.address().port)
    })`)
    await printed(started, 'listening on')
    const { message } = await failureOf(started, [http()], { timeoutMs: enoughMs })
    expect(message).toContain(`nothing listens on port ${started.port}, but`)
  })

  it('fails at once where no port is declared', async () => {
    const { instance } = await start(idle)
    const ready = { conditions: [http()], timeoutMs: 60_000 }
    const outcome = await waitUntilReady(instance, ready, { signal: new AbortController().signal })
    expect(outcome).toMatchObject({
      outcome: 'failed',
      failure: { reason: 'never-ready', message: 'ready asks for http /health, but no port is declared' },
    })
  })

  it('does not take the proxy before a published port for the server behind it', async () => {
    const started = await startPublished(`after(300, () => { ${serve('response.end()')} })`)
    const outcome = await wait(started, [http()])
    expect(outcome).toMatchObject({ outcome: 'ready', via: 'published' })
    if (outcome.outcome !== 'ready' || outcome.readyAt === undefined) throw new Error('no time')
    expect(outcome.portOpenAt).toBe(outcome.readyAt)

    const never = await wait(await startPublished(idle), [http()], { timeoutMs: 300 })
    expect(never).toMatchObject({ outcome: 'failed', failure: { reason: 'never-ready' } })
    expect(never.portOpenAt).toBeUndefined()
  })
})
