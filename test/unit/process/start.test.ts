import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { freePort } from '../../support/free-port.js'
import { instanceOf, prepareProcess, printed, startOf, startProcess } from './processes.js'

describe('the start of a process', () => {
  it('is refused where somebody else listens, on the port or on another that is waited for', async () => {
    const squatter = createServer().listen(0, '::')
    await once(squatter, 'listening')
    const { port } = squatter.address() as AddressInfo
    try {
      const byPort = await prepareProcess(['sleep', '600'], { run: { port } })
      const refused = await startOf(byPort.launcher)
      expect(refused).toMatchObject({ outcome: 'refused', failure: { reason: 'port-taken' } })
      expect(refused).toMatchObject({
        failure: { message: expect.stringContaining(`port ${port} is already taken by `) },
      })
      expect(JSON.stringify(refused)).toContain(`(pid ${process.pid})`)
      const byTcp = await prepareProcess(['sleep', '600'], {
        ready: { conditions: [{ by: 'tcp', port }], timeoutMs: 1000 },
      })
      expect((await startOf(byTcp.launcher)).outcome).toBe('refused')
    } finally {
      squatter.close()
    }
  })

  it('is refused where the program is not there, and leaves the port to the next', async () => {
    const port = await freePort()
    const { launcher } = await prepareProcess(['/no/such/program'], { run: { port } })
    for (const _ of [1, 2]) {
      expect(await startOf(launcher)).toMatchObject({
        outcome: 'refused',
        failure: { reason: 'start-refused', message: expect.stringContaining('/no/such/program') },
      })
    }
  })

  it('waits until the one before it on its port is gone, or until nobody wants it any more', async () => {
    const port = await freePort()
    const script = `require('net').createServer().listen(${port}, '127.0.0.1', () => console.log('up'))`
    const { launcher, instance } = await startProcess([process.execPath, '-e', script], { run: { port } })
    await printed(instance, 'up')
    const over = new AbortController()
    const never = startOf(launcher, over.signal)
    const next = startOf(launcher)
    over.abort()
    expect(await never).toMatchObject({ outcome: 'refused', failure: { reason: 'cancelled' } })
    await instance.stop()
    await printed(instanceOf(await next), 'up')
  })

  it('has no image, needs its folder, and is reached on this machine', async () => {
    await expect(prepareProcess(['true'], { cwd: 'no-such-folder' })).rejects.toThrow(
      'cwd no-such-folder: there is no such folder',
    )
    const { instance } = await startProcess(['sleep', '600'])
    expect(instance.address(80)).toEqual({ host: '127.0.0.1', port: 80, via: 'host' })
    expect(instance.createdAt).toBeUndefined()
    expect(instance.startedAt).toBeGreaterThan(instance.askedAt)
  })
})
