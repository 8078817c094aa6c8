import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { askStatus } from '../../../src/probe/ask-status.js'
import { startTcp, uncancelled } from './servers.js'

type Answer = Parameters<typeof startTcp>[0]

async function ask(answer: Answer, { timeoutMs = 30_000, path = '/health', signal = uncancelled() } = {}) {
  const { host, port } = await startTcp(answer)
  const socket = connect({ host, port })
  await new Promise((resolve) => socket.once('connect', resolve))
  const outcome = await askStatus({ socket, path, host: 'localhost:80', where: 'there', timeoutMs, signal })
  expect(socket.destroyed).toBe(true)
  return outcome
}

const says =
  (...pieces: readonly string[]): Answer =>
  (socket) =>
    socket.once('data', () => {
      // Each on its own way.
      const next = (index: number) => {
        const piece = pieces[index]
        if (piece === undefined) return socket.end()
        socket.write(piece, 'latin1', () => setTimeout(next, 5, index + 1))
      }
      next(0)
    })

describe('asking for nothing but a status', () => {
  it.each([
    ['by HTTP/1.0, without a body', ['HTTP/1.0 200 OK\r\n\r\n'], 200],
    ['without a reason', ['HTTP/1.1 204\r\n\r\n'], 204],
    ['with bare line feeds', ['HTTP/1.1 302 Found\nLocation: /\n\n'], 302],
    ['in pieces', ['HT', 'TP/1.1 2', '00 OK\r\nA: b\r', '\n\r\n', 'ok'], 200],
    ['in chunks', ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n', '0\r\n\r\n'], 200],
    ['announced before', ['HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 503 No\r\n\r\n'], 503],
    [
      'announced twice, in pieces',
      ['HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 P\r\n', '\r\nHTTP/1.1 200 OK\r\n\r\n'],
      200,
    ],
    ['by another protocol', ['HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n\0\0\0'], 101],
    ['after an empty line', ['\r\nHTTP/1.1 200 OK\r\n\r\n'], 200],
    ['with a head without end', [`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(100_000)}`], 200],
  ])('hears one %s', async (_, pieces, status) => {
    expect(await ask(says(...pieces))).toMatchObject({ outcome: 'answered', status })
  })

  it('asks as a client does that wants one answer', async () => {
    let asked = ''
    await ask((socket) =>
      socket.once('data', (chunk) => {
        asked = String(chunk)
        socket.end('HTTP/1.1 200 OK\r\n\r\n')
      }),
    )
    expect(asked).toBe(
      'GET /health HTTP/1.1\r\nHost: localhost:80\r\nAccept: */*\r\nUser-Agent: container-migrate\r\nConnection: close\r\n\r\n',
    )
  })

  it('lets the server finish a short body before it hangs up, and waits for no long one', async () => {
    let gone: 'whole' | 'cut' = 'cut'
    await ask((socket) => {
      socket.on('error', () => {})
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab')
        setTimeout(() => socket.write('cd', (error) => (gone = error ? 'cut' : 'whole')), 20)
      })
    })
    expect(gone).toBe('whole')
    const endless: Answer = (socket) => {
      socket.on('error', () => {})
      socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 999999\r\n\r\nab'))
    }
    expect(await ask(endless)).toMatchObject({ outcome: 'answered', status: 200 })
  })

  it.each([
    ['nothing', [], 'connection closed without an answer by there'],
    ['half a head', ['HTTP/1.1 200 OK\r\nA: b\r\n'], 'connection closed without an answer by there'],
    ['another protocol', ['SSH-2.0-x\r\n'], 'no valid HTTP answer from there'],
    ['a later version', ['HTTP/2 200\r\n\r\n'], 'no valid HTTP answer from there'],
    ['a status that is none', ['HTTP/1.1 2000 OK\r\n\r\n'], 'no valid HTTP answer from there'],
    ['bytes of no text', ['\x00\x00\x12\x04\x00\x00\x00'], 'no valid HTTP answer from there'],
  ])('takes %s for no answer', async (_, pieces, message) => {
    const outcome = await ask(says(...pieces))
    expect(outcome).toMatchObject({
      outcome: 'failed',
      failure: { message: expect.stringContaining(message) },
    })
  })

  it('ends at its limit, and with whoever waits', async () => {
    const silent: Answer = (socket) => void socket.on('error', () => {})
    expect(await ask(silent, { timeoutMs: 50 })).toMatchObject({
      outcome: 'failed',
      failure: { reason: 'timeout', message: 'waited 50 ms for an answer from there' },
    })
    expect(await ask(silent, { signal: AbortSignal.abort() })).toMatchObject({
      failure: { reason: 'cancelled' },
    })
  })
})
