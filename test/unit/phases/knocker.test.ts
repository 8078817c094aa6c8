import { createServer } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Instance } from '../../../src/core/domain/instance.js'
import { openKnocker } from '../../../src/phases/ready/knocker.js'
import { freePort } from '../../support/free-port.js'
import { idle, start } from './instances.js'

const signal = new AbortController().signal

/** A port that nobody listens on, of an instance whose sockets are counted as the test says. */
async function closedPort(count: (() => string | undefined) | undefined) {
  const { instance } = await start(idle)
  const port = await freePort()
  const counted: Instance = { ...instance, openSocketCounter: async () => count }
  const knocker = openKnocker(counted)
  await new Promise((resolve) => setImmediate(resolve))
  const knock = () =>
    knocker.knock({ address: { host: '127.0.0.1', port, via: 'bridge' }, timeoutMs: 5000, signal })
  const open = async () => {
    const server = createServer((socket) => void socket.on('error', () => {}))
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
  }
  const isOpen = async () => {
    const knocked = await knock()
    if (knocked.outcome === 'open') knocked.socket.destroy()
    return knocked.outcome === 'open'
  }
  return { knocker, isOpen, open }
}

describe('a port of which the sockets behind it are counted', () => {
  it('is not tried again while they are as many as when it was refused', async () => {
    let counts = '1 0 0'
    const { knocker, isOpen, open } = await closedPort(() => counts)
    expect(knocker.isCheap()).toBe(true)
    expect(await isOpen()).toBe(false)
    await open()
    expect(await isOpen()).toBe(false)
    counts = '2 0 0'
    expect(await isOpen()).toBe(true)
  })

  it('is tried now and then all the same, for one may have gone when another came', async () => {
    const { isOpen, open } = await closedPort(() => '1 0 0')
    expect(await isOpen()).toBe(false)
    await open()
    let looks = 1
    while (!(await isOpen())) looks += 1
    expect(looks).toBe(8)
  })

  it.each([
    ['cannot be counted', undefined],
    ['can be counted no more', () => undefined],
  ])('is tried each time where they %s', async (_, count) => {
    const { isOpen, open } = await closedPort(count)
    expect(await isOpen()).toBe(false)
    await open()
    expect(await isOpen()).toBe(true)
  })
})
