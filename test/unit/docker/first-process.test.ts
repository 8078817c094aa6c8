import { describe, expect, it } from 'vitest'
import { isAlive, readFirstProcess } from '../../../src/docker/first-process.js'
import { makeRepository } from '../../support/repository.js'

const id = 'a'.repeat(64)
const sigterm = 15
const tree = (rest: Readonly<Record<string, string>> = {}) =>
  makeRepository({
    'proc/77/cgroup': `9:memory:/docker/${id}\n`,
    'proc/77/status': 'Name:\tserver\nSigIgn:\t0000000000000000\nSigCgt:\t0000000000004002\n',
    'proc/77/cmdline': 'node\0server.js\0--port\0',
    ...rest,
  })

describe('the first process of a container', () => {
  it('is told with its command line and whether it hears the signal', async () => {
    await using root = await tree()
    expect(await readFirstProcess(77, id, sigterm, root.folder)).toEqual({
      command: 'node server.js --port',
      handles: true,
    })
    expect(await readFirstProcess(77, id, 3, root.folder)).toMatchObject({ handles: false })
  })

  it('is not one that has another signal in the same mask only', async () => {
    await using root = await tree({ 'proc/77/status': 'SigCgt:\tffffffffffffbfff\n' })
    expect(await readFirstProcess(77, id, sigterm, root.folder)).toMatchObject({ handles: false })
  })

  it('hears a signal too that it blocks, to fetch it when it likes', async () => {
    await using root = await tree({ 'proc/77/status': 'SigBlk:\t0000000000004000\nSigCgt:\t0\n' })
    expect(await readFirstProcess(77, id, sigterm, root.folder)).toMatchObject({ handles: true })
  })

  it('is not taken from a process of this machine that only has the same number', async () => {
    await using root = await tree({ 'proc/77/cgroup': '9:memory:/user.slice\n' })
    expect(await readFirstProcess(77, id, sigterm, root.folder)).toBeUndefined()
    expect(await readFirstProcess(78, id, sigterm, root.folder)).toBeUndefined()
  })

  it('is told in short however long its command line is', async () => {
    await using root = await tree({ 'proc/77/cmdline': 'x'.repeat(100_000) })
    expect((await readFirstProcess(77, id, sigterm, root.folder))?.command).toHaveLength(200)
  })
})

describe('whether the first process of a container is alive', () => {
  it('is seen while it runs, and not once it ended, fetched or not, or its number is somebody else’s', async () => {
    await using running = await tree({ 'proc/77/status': 'State:\tS (sleeping)\n' })
    expect(await isAlive(77, id, running.folder)).toBe(true)
    expect(await isAlive(78, id, running.folder)).toBe(false)
    await using ended = await tree({ 'proc/77/status': 'State:\tZ (zombie)\n' })
    expect(await isAlive(77, id, ended.folder)).toBe(false)
    await using reused = await tree({ 'proc/77/cgroup': '9:memory:/user.slice\n' })
    expect(await isAlive(77, id, reused.folder)).toBe(false)
  })
})
