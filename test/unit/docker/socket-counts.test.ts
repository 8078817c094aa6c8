import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openSocketCounter } from '../../../src/docker/socket-counts.js'

const v4 = (inUse: number, waiting = 0) =>
  `sockets: used 52\nTCP: inuse ${inUse} orphan 0 tw ${waiting} alloc 3 mem 0\nUDP: inuse 0 mem 0\n`
const v6 = (inUse: number) => `TCP6: inuse ${inUse}\nUDP6: inuse 9\n`

const listen = () =>
  new Promise<Server>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => resolve(server))
  })

const containerId = 'c0ffee'

async function procWith(files: Readonly<Record<string, string>>) {
  const root = await mkdtemp(join(tmpdir(), 'proc-'))
  onTestFinished(() => rm(root, { recursive: true }))
  await mkdir(join(root, 'proc/7/net'), { recursive: true })
  const write = async (more: Readonly<Record<string, string>>) => {
    for (const [name, text] of Object.entries(more)) await writeFile(join(root, 'proc/7/net', name), text)
  }
  await write(files)
  await writeFile(join(root, 'proc/7/cgroup'), `1:memory:/docker/${containerId}\n`)
  const open = (id = containerId) => {
    const counter = openSocketCounter(7, id, root)
    if (counter !== undefined) onTestFinished(() => counter.close())
    return counter
  }
  return { open, write }
}

describe('the sockets of a process, counted', () => {
  it('differ once one listens, by either version of the protocol, and once one has closed', async () => {
    const { open, write } = await procWith({ sockstat: v4(1), sockstat6: v6(0) })
    const counter = open()
    const seen = [counter?.count()]
    for (const change of [{ sockstat: v4(2) }, { sockstat6: v6(1) }, { sockstat: v4(1, 1) }]) {
      await write(change)
      seen.push(counter?.count())
    }
    expect(new Set(seen).size).toBe(4)
    await write({ sockstat: `${v4(1, 1).replace('used 52', 'used 60')}` })
    expect(counter?.count()).toBe(seen.at(-1))
  })

  it('are known where the kernel has no version 6, and unknown where the process is gone or says nothing of it', async () => {
    const { open } = await procWith({ sockstat: v4(1) })
    expect(open()?.count()).toBeDefined()
    expect(openSocketCounter(8, containerId, '/nowhere')).toBeUndefined()
    expect((await procWith({ sockstat: 'sockets: used 1\n' })).open()?.count()).toBeUndefined()
  })

  it('are not those of a stranger who has the same pid here', async () => {
    const { open } = await procWith({ sockstat: v4(1) })
    expect(open('another')).toBeUndefined()
  })

  it('are read again each time from the same open files of this very kernel', async () => {
    const counter = openSocketCounter(process.pid, '')
    onTestFinished(() => counter?.close())
    const before = counter?.count()
    expect(before).toMatch(/^\d+ \d+ \d*$/)
    const servers = await Promise.all(Array.from({ length: 50 }, listen))
    onTestFinished(() => {
      for (const server of servers) server.close()
    })
    expect(counter?.count()).not.toBe(before)
  })
})
