import { describe, expect, it } from 'vitest'
import { findMemoryCgroup, readMemory } from '../../../src/docker/cgroup.js'
import { makeRepository } from '../../support/repository.js'

const id = 'c'.repeat(64)
const v1Mount = '31 24 0:27 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory\n'
const hybridMount = '42 24 0:28 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n'
const v2Mount = '30 24 0:26 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw\n'

const v1Files = (folder: string) => ({
  [`${folder}/memory.usage_in_bytes`]: '5000\n',
  [`${folder}/memory.max_usage_in_bytes`]: '9000\n',
  [`${folder}/memory.stat`]: 'inactive_file 1\ntotal_inactive_file 1200\n',
})

describe('the memory cgroup of a container', () => {
  it('is found and read on v1 with a v2 mount beside it', async () => {
    await using root = await makeRepository({
      'proc/77/cgroup': `9:memory:/docker/${id}\n3:cpu:/docker/${id}\n0::/docker/${id}\n`,
      'proc/self/mountinfo': v1Mount + hybridMount,
      ...v1Files(`sys/fs/cgroup/memory/docker/${id}`),
    })
    const found = await findMemoryCgroup(77, id, root.folder)
    expect(found?.version).toBe('v1')
    expect(found && (await readMemory(found))).toEqual({
      workingSetBytes: 3800,
      usageBytes: 5000,
      usageHow: 'cgroup v1: memory.usage_in_bytes',
      peakBytes: 9000,
      peakHow: "the kernel's high-water mark: cgroup v1: memory.max_usage_in_bytes",
      how: 'cgroup v1: memory.usage_in_bytes - total_inactive_file',
    })
  })

  it('is found and read on v2, also where the kernel keeps no peak', async () => {
    const folder = `sys/fs/cgroup/system.slice/docker-${id}.scope`
    await using root = await makeRepository({
      'proc/77/cgroup': `0::/system.slice/docker-${id}.scope\n`,
      'proc/self/mountinfo': v2Mount,
      [`${folder}/memory.current`]: '5000\n',
      [`${folder}/memory.stat`]: 'anon 9\ninactive_file 700\n',
    })
    const found = await findMemoryCgroup(77, id, root.folder)
    expect(found && (await readMemory(found))).toEqual({
      workingSetBytes: 4300,
      usageBytes: 5000,
      usageHow: 'cgroup v2: memory.current',
      how: 'cgroup v2: memory.current - inactive_file',
    })
  })

  it('has the kernel’s own peak on v2 where the kernel keeps one', async () => {
    const folder = `sys/fs/cgroup/docker/${id}`
    await using root = await makeRepository({
      'proc/77/cgroup': `0::/docker/${id}\n`,
      'proc/self/mountinfo': v2Mount,
      [`${folder}/memory.current`]: '5000\n',
      [`${folder}/memory.peak`]: '8000\n',
      [`${folder}/memory.stat`]: 'inactive_file 700\n',
    })
    const found = await findMemoryCgroup(77, id, root.folder)
    expect(found && (await readMemory(found))).toMatchObject({
      peakBytes: 8000,
      peakHow: "the kernel's high-water mark: cgroup v2: memory.peak",
    })
  })

  it('is not taken from a process of this machine that only has the same number', async () => {
    await using root = await makeRepository({
      'proc/77/cgroup': '9:memory:/user.slice\n',
      'proc/self/mountinfo': v1Mount,
      ...v1Files('sys/fs/cgroup/memory/user.slice'),
    })
    expect(await findMemoryCgroup(77, id, root.folder)).toBeUndefined()
    expect(await findMemoryCgroup(78, id, root.folder)).toBeUndefined()
  })

  it('is the whole usage where the page cache is larger than the figure that contains it', async () => {
    await using root = await makeRepository({
      'proc/77/cgroup': `9:memory:/docker/${id}\n`,
      'proc/self/mountinfo': v1Mount,
      ...v1Files(`sys/fs/cgroup/memory/docker/${id}`),
      [`sys/fs/cgroup/memory/docker/${id}/memory.stat`]: 'total_inactive_file 6000\n',
    })
    const found = await findMemoryCgroup(77, id, root.folder)
    expect(found && (await readMemory(found)).workingSetBytes).toBe(5000)
  })
})
