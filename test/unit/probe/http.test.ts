import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { Address } from '../../../src/core/domain/instance.js'
import { type HttpRequest, requestHttp } from '../../../src/probe/http.js'
import { freePort } from '../../support/free-port.js'
import { startHttp, startTcp, uncancelled } from './servers.js'

const ask = (address: Address, more: Partial<HttpRequest> = {}) =>
  requestHttp({
    address,
    method: 'GET',
    path: '/',
    headers: {},
    timeoutMs: 30_000,
    signal: uncancelled(),
    ...more,
  })

async function failureOf(address: Address, more: Partial<HttpRequest> = {}) {
  const answer = await ask(address, more)
  if (answer.outcome !== 'failed') throw new Error(`answered ${answer.status}`)
  return answer.failure
}

async function answerOf(address: Address, more: Partial<HttpRequest> = {}) {
  const answer = await ask(address, more)
  if (answer.outcome !== 'answered') throw new Error(answer.failure.message)
  return answer
}

const raw = (text: string) => startTcp((socket) => socket.once('data', () => socket.end(text)))

describe('an http request', () => {
  it('gives status, headers and body of the answer', async () => {
    const address = await startHttp((_request, response) => {
      response.writeHead(201, { 'X-One': '1', 'Set-Cookie': ['a=1', 'b=2'] }).end('grüß dich')
    })
    const answer = await answerOf(address)
    expect(answer).toMatchObject({ status: 201, body: 'grüß dich', bodyCut: false })
    expect(answer.headers).toMatchObject({ 'x-one': '1', 'set-cookie': 'a=1, b=2' })
    expect(answer.connectedAt).toBeLessThanOrEqual(answer.answeredAt)
  })

  it('sends method, path, headers and body as they are, the body with its length by any method', async () => {
    const address = await startHttp(async (request, response) => {
      let body = ''
      for await (const chunk of request) body += chunk
      const { method, url, headers } = request
      response.end(JSON.stringify({ method, url, body, headers }))
    })
    const answer = await answerOf(address, {
      method: 'delete',
      path: 'größe?q=a b',
      headers: { 'X-Key': 'k' },
      body: 'ä',
    })
    const got = JSON.parse(answer.body) as { headers: Record<string, string> }
    expect(got).toMatchObject({ method: 'DELETE', url: '/gr%C3%B6%C3%9Fe?q=a%20b', body: 'ä' })
    expect(got.headers).toMatchObject({ 'x-key': 'k', 'content-length': '2', connection: 'close' })
  })

  it('calls the server localhost, as its allow-list does, unless told otherwise', async () => {
    const address = await startHttp((request, response) => response.end(request.headers.host))
    expect((await answerOf(address)).body).toBe(`localhost:${address.port}`)
    expect((await answerOf(address, { headers: { Host: 'shop.example' } })).body).toBe('shop.example')
  })

  it('follows no redirect', async () => {
    const address = await startHttp((_request, response) =>
      response.writeHead(302, { location: '/on' }).end(),
    )
    expect(await answerOf(address)).toMatchObject({ status: 302, headers: { location: '/on' } })
  })

  it('decodes what is compressed or in another character set', async () => {
    const address = await startHttp((request, response) => {
      if (request.url === '/gzip') response.setHeader('content-encoding', 'gzip').end(gzipSync('packed'))
      else if (request.url === '/false') response.setHeader('content-encoding', 'gzip').end('not packed')
      else if (request.url === '/bomb') {
        response.setHeader('content-encoding', 'gzip').end(gzipSync(Buffer.alloc(50 * 1024 * 1024)))
      } else response.setHeader('content-type', 'text/plain; charset=iso-8859-1').end(Buffer.from([0xe4]))
    })
    expect((await answerOf(address, { path: '/gzip' })).body).toBe('packed')
    expect((await answerOf(address, { path: '/false' })).body).toBe('not packed')
    expect((await answerOf(address, { path: '/bomb' })).body.length).toBeLessThan(1024 * 1024)
    expect((await answerOf(address)).body).toBe('ä')
  })

  it('keeps the first MiB of a body that never ends, and says that it is cut', async () => {
    const address = await startHttp((_request, response) => {
      const more = () => {
        while (response.writable && response.write('x'.repeat(64 * 1024)));
      }
      response.on('drain', more)
      more()
    })
    const answer = await answerOf(address)
    expect(answer.bodyCut).toBe(true)
    expect(answer.body).toHaveLength(1024 * 1024)
  })

  it('takes only the status where only that is wanted, though the body never ends', async () => {
    const address = await startHttp((_request, response) => response.write('a'))
    expect(await answerOf(address, { want: 'status' })).toMatchObject({ status: 200, body: '' })
  })

  it('takes an answer that changes the protocol as an answer', async () => {
    const address = await raw('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n')
    expect(await answerOf(address)).toMatchObject({ status: 101, body: '' })
  })

  it('is over with its connection: the next one gets a new one', async () => {
    const ports = new Set<number | undefined>()
    const address = await startHttp((request, response) => {
      ports.add(request.socket.remotePort)
      response.end()
    })
    await answerOf(address)
    await answerOf(address)
    expect(ports.size).toBe(2)
  })
})

describe('an http request that fails', () => {
  it('says that nobody listens', async () => {
    const port = await freePort()
    expect(await failureOf({ host: '127.0.0.1', port, via: 'bridge' })).toEqual({
      reason: 'expectation',
      message: `connection refused on 127.0.0.1:${port}`,
    })
  })

  it('says that the connection was closed or reset without an answer', async () => {
    const closing = await startTcp((socket) => socket.once('data', () => socket.end()))
    expect((await failureOf(closing)).message).toMatch(/^connection closed without an answer by/)
    const atOnce = await startTcp((socket) => socket.destroy())
    expect((await failureOf(atOnce)).message).toMatch(/^connection (closed|reset)/)
    const resetting = await startTcp((socket) => socket.once('data', () => socket.resetAndDestroy()))
    expect((await failureOf(resetting)).message).toMatch(/^connection reset on/)
  })

  it('says that the answer is no HTTP', async () => {
    expect((await failureOf(await raw('SSH-2.0-OpenSSH_9.2\r\n'))).message).toMatch(
      /^no valid HTTP answer from/,
    )
    expect(
      (await failureOf(await raw(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(99_999)}\r\n\r\n`))).message,
    ).toMatch(/^no valid HTTP answer from .*header/i)
    const chunked = await raw('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n')
    expect((await failureOf(chunked)).reason).toBe('expectation')
  })

  it('says that the body broke off', async () => {
    const address = await raw('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nshort')
    const { reason, message } = await failureOf(address)
    expect(reason).toBe('expectation')
    expect(message).toContain('while waiting for the end of the body')
  })

  it('ends at its timeout, whatever the server holds back, and says what', async () => {
    const silent = await startTcp(() => {})
    expect(await failureOf(silent, { timeoutMs: 100 })).toEqual({
      reason: 'timeout',
      message: `waited 100 ms for an answer from 127.0.0.1:${silent.port}`,
    })
    const halfHeaders = await startTcp((socket) => socket.write('HTTP/1.1 200 OK\r\nx-a'))
    expect((await failureOf(halfHeaders, { timeoutMs: 100 })).reason).toBe('timeout')
    const dripping = await startHttp((_request, response) => {
      const timer = setInterval(() => response.write('.'), 5)
      response.on('close', () => clearInterval(timer))
    })
    expect(await failureOf(dripping, { timeoutMs: 3000 })).toEqual({
      reason: 'timeout',
      message: `waited 3 s for the end of the body after 127.0.0.1:${dripping.port} answered 200`,
    })
  })

  it('ends when it is cancelled, before or after it began, and closes its connection', async () => {
    const cancel = new AbortController()
    const closed = new Promise((resolve) => {
      startTcp((socket) => {
        socket.once('close', resolve)
        socket.once('data', () => cancel.abort())
      }).then(async (address) => {
        expect((await failureOf(address, { signal: cancel.signal })).reason).toBe('cancelled')
      })
    })
    await closed
    const address = await startHttp(() => {
      throw new Error('nobody may ask')
    })
    expect((await failureOf(address, { signal: AbortSignal.abort() })).reason).toBe('cancelled')
  })

  it('takes what cannot be sent as a failure of the request', async () => {
    const address = await startHttp((_request, response) => response.end())
    expect((await failureOf(address, { method: 'GE T' })).message).toContain('Method')
    expect((await failureOf(address, { headers: { 'x-a': 'a\nb' } })).message).toContain('x-a')
    expect((await failureOf(address, { path: '/\uD800' })).reason).toBe('expectation')
  })

  it('leaves a server running that has more to say than anybody reads', async () => {
    const address = await startHttp((_request, response) => response.end('x'.repeat(4 * 1024 * 1024)))
    await answerOf(address, { want: 'status' })
    expect((await answerOf(address)).status).toBe(200)
  })
})

it('lets a body end that comes a moment after the status', async () => {
  const ended = new Promise<string>((resolve) => {
    startTcp((socket) => {
      socket.on('close', (broken) => resolve(broken ? 'broken' : 'whole'))
      socket.once('data', () => {
        socket.write('HTTP/1.1 503 Busy\r\ncontent-length: 4\r\n\r\n')
        setImmediate(() => socket.end('wait'))
      })
    }).then((address) => ask(address, { want: 'status' }))
  })
  expect(await ended).toBe('whole')
})
