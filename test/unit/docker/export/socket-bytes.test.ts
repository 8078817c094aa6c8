import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openSocketBytes, type SocketBytes } from '../../../../src/docker/export/socket-bytes.js'

let folder: string
const closing: (() => void)[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'container-migrate-bytes-'))
})
afterEach(() => {
  for (const close of closing.splice(0)) close()
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Both ends of a connection. */
async function connected(): Promise<{ readonly theirs: Socket; readonly ours: SocketBytes }> {
  const server = createServer()
  const socketPath = join(folder, `${Math.random()}.sock`)
  await new Promise<void>((resolve) => void server.listen(socketPath, resolve))
  const accepted = new Promise<Socket>((resolve) => void server.once('connection', resolve))
  const ours = openSocketBytes(socketPath, () => {})
  const theirs = await accepted
  theirs.on('error', () => {})
  closing.push(() => {
    ours.destroy()
    theirs.destroy()
    server.close()
  })
  return { theirs, ours }
}

describe('bytes from a socket', () => {
  it('come though there are few of them, while the connection stays open', async () => {
    const { theirs, ours } = await connected()
    for (const text of ['one', 'two', 'three']) {
      theirs.write(text)
      let seen = ''
      while (seen.length < text.length) seen += (await ours.next())?.toString()
      expect(seen).toBe(text)
    }
  })

  it('are the same however large the pieces are that they come in, and stay so until the next are asked for', async () => {
    const { theirs, ours } = await connected()
    const sent = Buffer.alloc(3_000_001)
    for (let at = 0; at < sent.length; at++) sent[at] = at % 251
    const sizes = [1, 700_000, 3, 65_536, 300_000]
    const sending = (async () => {
      for (let at = 0, turn = 0; at < sent.length; turn++) {
        const end = Math.min(sent.length, at + (sizes[turn % sizes.length] ?? 1))
        await new Promise<void>((resolve) => void theirs.write(sent.subarray(at, end), () => resolve()))
        at = end
      }
      theirs.end()
    })()
    const parts: Buffer[] = []
    for (let part = await ours.next(); part !== undefined; part = await ours.next()) {
      const before = Buffer.from(part)
      await new Promise((resolve) => setImmediate(resolve))
      expect(part.equals(before)).toBe(true)
      parts.push(before)
    }
    await sending
    expect(Buffer.concat(parts).equals(sent)).toBe(true)
  })

  it('are all there for somebody who is busy meanwhile, though a little came and then much', async () => {
    const { theirs, ours } = await connected()
    const sent = Buffer.alloc(2_000_000)
    for (let at = 0; at < sent.length; at++) sent[at] = at % 253
    theirs.write(sent.subarray(0, 10))
    const parts = [Buffer.from((await ours.next()) ?? '')]
    // Nobody asks while these come, one after the other, with a rest in which each would go on by itself.
    for (const end of [20, 30]) {
      theirs.write(sent.subarray(end - 10, end))
      await sleep(100)
    }
    theirs.end(sent.subarray(30))
    await sleep(100)
    for (let part = await ours.next(); part !== undefined; part = await ours.next())
      parts.push(Buffer.from(part))
    expect(Buffer.concat(parts).equals(sent)).toBe(true)
  })
})
