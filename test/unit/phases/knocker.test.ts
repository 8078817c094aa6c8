import { createServer } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Instance } from '../../../src/core/domain/instance.js'
import type { Observed } from '../../../src/phases/ready/forecast.js'
import { openKnocker } from '../../../src/phases/ready/knocker.js'
import { freePort } from '../../support/free-port.js'
import { idle, start } from './instances.js'

const signal = new AbortController().signal
type Count = () => string | undefined

/** A port that nobody listens on, of an instance whose sockets are counted as the test says. */
async function closedPort(count: Count | undefined, earlier: readonly Observed[] = []) {
  const { instance } = await start(idle)
  const port = await freePort()
  const counter = count && { count, close: () => {} }
  const counted: Instance = { ...instance, openSocketCounter: () => counter }
  const knocker = openKnocker(counted, earlier)
  const open = async () => {
    const server = createServer((socket) => void socket.on('error', () => {}))
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
  }
  const isOpen = async () => {
    if (knocker.isSurelyClosed()) return false
    const address = { host: '127.0.0.1', port, via: 'bridge' } as const
    const knocked = await knocker.knock({ address, timeoutMs: 5000, signal })
    if (knocked.outcome === 'open') knocked.socket.destroy()
    return knocked.outcome === 'open'
  }
  return { knocker, isOpen, open }
}

const start400 = (refusedAt?: string): Observed => ({
  tookMs: 400,
  isUpperBound: false,
  ...(refusedAt === undefined ? {} : { refusedAt }),
})

describe('a port of which the sockets behind it are counted', () => {
  it('is not tried again while they are as many as when it was refused', async () => {
    let counts = '1 0 0'
    const { knocker, isOpen, open } = await closedPort(() => counts)
    expect(knocker.isCheap).toBe(true)
    expect(await isOpen()).toBe(false)
    await open()
    expect(await isOpen()).toBe(false)
    counts = '2 0 0'
    expect(await isOpen()).toBe(true)
    expect(knocker.learned()).toEqual({ refusedAt: '1 0 0' })
  })

  it('is tried now and then all the same, for one may have gone when another came', async () => {
    const { isOpen, open } = await closedPort(() => '1 0 0')
    expect(await isOpen()).toBe(false)
    await open()
    let looks = 1
    while (!(await isOpen())) looks += 1
    expect(looks).toBe(16)
  })

  it('is not tried at all while they are as many as when two of the starts before were refused', async () => {
    let counts = '1 0 0'
    const earlier = [start400('1 0 0'), start400(), start400('1 0 0')]
    const { knocker, isOpen, open } = await closedPort(() => counts, earlier)
    await open()
    expect(await isOpen()).toBe(false)
    counts = '2 0 0'
    expect(await isOpen()).toBe(true)
    // What was only believed is no proof for others.
    expect(knocker.learned()).toEqual({})
  })

  it.each([
    ['one start only', [start400('1 0 0'), start400()]],
    ['different counts', [start400('1 0 0'), start400('1 0 0'), start400('2 0 0')]],
    [
      'starts of long ago',
      [start400('1 0 0'), start400('1 0 0'), ...Array.from({ length: 5 }, () => start400())],
    ],
  ])('is tried at once where those before tell of %s', async (_, earlier) => {
    const { isOpen, open } = await closedPort(() => '1 0 0', earlier)
    await open()
    expect(await isOpen()).toBe(true)
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
