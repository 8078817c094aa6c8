import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findMemoryCgroup, readMemory } from '../../../src/docker/cgroup.js'
import { watchMemoryPeak } from '../../../src/phases/memory-peak.js'
import { makeRepository } from '../../support/repository.js'
import { idle, start } from './instances.js'

const id = 'e'.repeat(64)

/** An instance whose memory is a folder as the kernel lays it out. */
async function onCgroup(files: Readonly<Record<string, string>>) {
  const folder = `sys/fs/cgroup/docker/${id}`
  const root = await makeRepository({
    'proc/77/cgroup': `0::/docker/${id}\n`,
    'proc/self/mountinfo': '30 24 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n',
    ...Object.fromEntries(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text])),
  })
  const found = await findMemoryCgroup(77, id, root.folder)
  if (found === undefined) throw new Error('no cgroup')
  const { instance } = await start(idle)
  let readings = 0
  const memory = async () => {
    readings += 1
    return readMemory(found)
  }
  return {
    instance: { ...instance, memory },
    /** At once, as the kernel does it: no reading finds a file half written. */
    async write(name: string, text: string) {
      await writeFile(join(root.folder, 'next'), text)
      await rename(join(root.folder, 'next'), join(root.folder, folder, name))
    },
    readings: () => readings,
    [Symbol.asyncDispose]: () => root[Symbol.asyncDispose](),
  }
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5))
}

const usage = (bytes: number) => ({ 'memory.current': `${bytes}\n`, 'memory.stat': 'inactive_file 0\n' })

describe('the most memory an instance used', () => {
  it('is the kernel’s own mark, page cache included, where the kernel keeps one', async () => {
    await using cgroup = await onCgroup({ ...usage(100), 'memory.peak': '900\n' })
    const watch = watchMemoryPeak(cgroup.instance)
    await until(() => cgroup.readings() >= 1)
    await cgroup.write('memory.peak', '950\n')
    expect(await watch.end()).toEqual({
      bytes: 950,
      how: "the kernel's high-water mark: cgroup v2: memory.peak",
    })
    expect(cgroup.readings()).toBe(2)
  })

  it('is the largest of many readings where it keeps none, and that is said', async () => {
    await using cgroup = await onCgroup(usage(100))
    const watch = watchMemoryPeak(cgroup.instance)
    await until(() => cgroup.readings() >= 1)
    await cgroup.write('memory.current', '700\n')
    const seen = cgroup.readings()
    await until(() => cgroup.readings() >= seen + 2)
    await cgroup.write('memory.current', '200\n')
    expect(await watch.end()).toEqual({
      bytes: 700,
      how: 'sampled, the largest of readings 100 ms apart from ready on: cgroup v2: memory.current',
    })
    const after = cgroup.readings()
    await new Promise((resolve) => setTimeout(resolve, 250))
    expect(cgroup.readings()).toBe(after)
  })

  it('is what was seen until then where it ended in the middle', async () => {
    await using cgroup = await onCgroup(usage(100))
    let isGone = false
    const memory = () => (isGone ? Promise.reject(new Error('gone')) : cgroup.instance.memory())
    const watch = watchMemoryPeak({ ...cgroup.instance, memory })
    await until(() => cgroup.readings() >= 2)
    isGone = true
    expect((await watch.end())?.bytes).toBe(100)
  })

  it('is absent where nobody can tell', async () => {
    await using cgroup = await onCgroup(usage(100))
    const memory = () => Promise.reject(new Error('not here'))
    expect(await watchMemoryPeak({ ...cgroup.instance, memory }).end()).toBeUndefined()
  })
})
