import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createSocketServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { engineMessage, isEngineLost, statusOf } from '../../../../src/docker/engine-error.js'
import { openSocketAnswer } from '../../../../src/docker/export/socket-answer.js'

let folder: string
let count = 0
const closing: (() => Promise<unknown>)[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'container-migrate-socket-'))
})
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function listen(server: Pick<Server, 'listen' | 'close'>): Promise<string> {
  const socketPath = join(folder, `${++count}.sock`)
  await new Promise<void>((resolve) => void server.listen(socketPath, resolve))
  closing.push(() => new Promise((resolve) => server.close(resolve)))
  return socketPath
}

const serve = (answer: RequestListener): Promise<string> => listen(createServer(answer))

const serveRaw = (text: string): Promise<string> =>
  listen(
    createSocketServer((socket) => {
      socket.on('error', () => {})
      socket.once('data', () => socket.end(text))
    }) as unknown as Server,
  )

function ask(socketPath: string, signal = new AbortController().signal) {
  let closed = (): void => undefined
  const isClosed = new Promise<void>((resolve) => {
    closed = resolve
  })
  return {
    isClosed,
    answer: openSocketAnswer({ socketPath, path: '/images/one/get', signal, onClose: closed }),
  }
}

const MiB = 1024 * 1024
const block = Buffer.alloc(100_003, 'something that repeats ')

/** More than any buffer on the way holds. */
const large: RequestListener = async (_, answer) => {
  for (let at = 0; at < 160; at++) {
    block.writeUInt32LE(at, 0)
    if (!answer.write(Buffer.from(block))) await new Promise((resolve) => answer.once('drain', resolve))
  }
  answer.end()
}

function largeDigest(): string {
  const hash = createHash('sha256')
  for (let at = 0; at < 160; at++) {
    block.writeUInt32LE(at, 0)
    hash.update(block)
  }
  return hash.digest('hex')
}

async function digestOf(bytes: AsyncIterable<Uint8Array | string>, isSlow: boolean): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of bytes) {
    if (isSlow) await pause(1)
    hash.update(piece)
  }
  return hash.digest('hex')
}

describe('a large answer from a socket', () => {
  it.each([false, true])('comes whole and in order, however slowly it is read (%s)', async (isSlow) => {
    const { answer, isClosed } = ask(await serve(large))
    expect(await digestOf(await answer, isSlow)).toBe(largeDigest())
    expect((await answer).errored).toBeNull()
    await isClosed
  })

  it.each([
    [
      'of a known length',
      'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nsome bytes and what is not of it',
      'some byte',
    ],
    ['that lasts as long as its connection', 'HTTP/1.0 200 OK\r\n\r\nsome bytes', 'some bytes'],
    ['without a byte', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', ''],
  ])('may be one %s', async (_, raw, body) => {
    const { answer } = ask(await serveRaw(raw))
    expect(await digestOf(await answer, false)).toBe(createHash('sha256').update(body).digest('hex'))
  })

  it("tells an engine's no as dockerode would", async () => {
    const socketPath = await serve((_, answer) => {
      answer.statusCode = 404
      answer.end('{"message":"No such image: one"}')
    })
    const { answer, isClosed } = ask(socketPath)
    const error: unknown = await answer.catch((thrown: unknown) => thrown)
    expect([statusOf(error), engineMessage(error), isEngineLost(error)]).toEqual([
      404,
      'No such image: one',
      false,
    ])
    await isClosed
  })

  it.each([
    ['before its head', ''],
    ['in its head', 'HTTP/1.1 200 OK\r\nContent-Le'],
  ])('is a lost engine where it breaks off %s', async (_, raw) => {
    const { answer } = ask(await serveRaw(raw))
    expect(isEngineLost(await answer.catch((thrown: unknown) => thrown))).toBe(true)
  })

  it.each([
    ['a chunk', 'Transfer-Encoding: chunked\r\n\r\n5\r\nab'],
    ['its chunks, without their end', 'Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n'],
    ['its length', 'Content-Length: 10\r\n\r\nab'],
  ])('breaks off with an error inside %s', async (_, raw) => {
    const { answer } = ask(await serveRaw(`HTTP/1.1 200 OK\r\n${raw}`))
    await expect(digestOf(await answer, false)).rejects.toThrow('aborted')
    expect((await answer).errored?.message).toContain('aborted')
  })

  it('is refused where it is no HTTP', async () => {
    const { answer } = ask(await serveRaw('SSH-2.0-OpenSSH_9.2\r\n\r\n'))
    await expect(answer).rejects.toThrow('no valid HTTP')
  })

  it('cannot come from where nothing listens', async () => {
    const { answer, isClosed } = ask(join(folder, 'nothing.sock'))
    expect(isEngineLost(await answer.catch((thrown: unknown) => thrown))).toBe(true)
    await isClosed
  })

  it('ends with its signal, before the first byte and between two', async () => {
    const cancel = new AbortController()
    const silent = await serve(() => {})
    const waiting = ask(silent, cancel.signal)
    const streaming = ask(await serve(large), cancel.signal)
    const bytes = (await streaming.answer)[Symbol.asyncIterator]()
    await bytes.next()
    cancel.abort()
    await expect(waiting.answer).rejects.toMatchObject({ name: 'AbortError' })
    await expect(
      (async () => {
        for (;;) if ((await bytes.next()).done) throw new Error('it went on to its end')
      })(),
    ).rejects.toMatchObject({ name: 'AbortError' })
    await Promise.all([waiting.isClosed, streaming.isClosed])
    expect(() => cancel.signal.throwIfAborted()).toThrow()
  })

  it('closes the connection when nobody wants the rest', async () => {
    const { answer, isClosed } = ask(await serve(large))
    for await (const piece of await answer) {
      expect(piece.length).toBeLessThan(MiB)
      break
    }
    await isClosed
  })
})
