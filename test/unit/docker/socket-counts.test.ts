import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { readSocketCounts } from '../../../src/docker/socket-counts.js'

const v4 = (inUse: number, waiting = 0) =>
  `sockets: used 52\nTCP: inuse ${inUse} orphan 0 tw ${waiting} alloc 3 mem 0\nUDP: inuse 0 mem 0\n`
const v6 = (inUse: number) => `TCP6: inuse ${inUse}\nUDP6: inuse 9\n`

async function procWith(files: Readonly<Record<string, string>>) {
  const root = await mkdtemp(join(tmpdir(), 'proc-'))
  onTestFinished(() => rm(root, { recursive: true }))
  await mkdir(join(root, 'proc/7/net'), { recursive: true })
  const write = async (more: Readonly<Record<string, string>>) => {
    for (const [name, text] of Object.entries(more)) await writeFile(join(root, 'proc/7/net', name), text)
  }
  await write(files)
  return { counts: () => readSocketCounts(7, root), write }
}

describe('the sockets of a process, counted', () => {
  it('differ once one listens, by either version of the protocol, and once one has closed', async () => {
    const { counts, write } = await procWith({ sockstat: v4(1), sockstat6: v6(0) })
    const seen = [counts()]
    for (const change of [{ sockstat: v4(2) }, { sockstat6: v6(1) }, { sockstat: v4(1, 1) }]) {
      await write(change)
      seen.push(counts())
    }
    expect(new Set(seen).size).toBe(4)
    await write({ sockstat: `${v4(1, 1).replace('used 52', 'used 60')}` })
    expect(counts()).toBe(seen.at(-1))
  })

  it('are known where the kernel has no version 6, and unknown where the process is gone or says nothing of it', async () => {
    const { counts } = await procWith({ sockstat: v4(1) })
    expect(counts()).toBeDefined()
    expect(readSocketCounts(8, '/nowhere')).toBeUndefined()
    expect((await procWith({ sockstat: 'sockets: used 1\n' })).counts()).toBeUndefined()
  })

  it('are those of this very process', () => {
    expect(readSocketCounts(process.pid)).toMatch(/^\d+ \d+ \d*$/)
  })
})
