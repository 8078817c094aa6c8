import { describe, expect, it } from 'vitest'
import { readerOfMemoryRoom } from '../../../src/docker/memory-room.js'
import { makeRepository } from '../../support/repository.js'

const meminfo = { 'proc/meminfo': 'MemTotal:       8000 kB\nMemFree:  1 kB\nMemAvailable:   5000 kB\n' }
const v1Mount = '31 24 0:27 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory\n'
const hybridMount = '42 24 0:28 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n'
const v2Mount = '30 24 0:26 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw\n'

const v1 = (folder: string, limit: string, usage: number) => ({
  [`sys/fs/cgroup/memory/${folder}memory.limit_in_bytes`]: `${limit}\n`,
  [`sys/fs/cgroup/memory/${folder}memory.usage_in_bytes`]: `${usage}\n`,
  [`sys/fs/cgroup/memory/${folder}memory.stat`]: 'total_inactive_file 1000\n',
})
const v2 = (folder: string, limit: string, usage: number) => ({
  [`sys/fs/cgroup/${folder}memory.max`]: `${limit}\n`,
  [`sys/fs/cgroup/${folder}memory.current`]: `${usage}\n`,
  [`sys/fs/cgroup/${folder}memory.stat`]: 'inactive_file 1000\n',
})

const roomIn = async (files: Readonly<Record<string, string>>) => {
  await using root = await makeRepository({ ...meminfo, ...files })
  return (await readerOfMemoryRoom(root.folder))()
}
const wholeMachine = { availableBytes: 5000 * 1024, totalBytes: 8000 * 1024, whose: 'machine' }

describe('the memory that is left', () => {
  it('is what the machine has available where no control group limits it', async () => {
    expect(await roomIn({})).toEqual(wholeMachine)
    expect(
      await roomIn({
        'proc/self/cgroup': '4:memory:/job\n0::/\n',
        'proc/self/mountinfo': v1Mount + hybridMount,
        ...v1('job/', '9223372036854771712', 50_000),
        ...v1('', '9223372036854771712', 90_000),
      }),
    ).toEqual(wholeMachine)
    expect(
      await roomIn({
        'proc/self/cgroup': '0::/job\n',
        'proc/self/mountinfo': v2Mount,
        ...v2('job/', 'max', 50_000),
      }),
    ).toEqual(wholeMachine)
  })

  it('is what a limit leaves, on v1 and on v2, what the kernel can take back not counted', async () => {
    const left = { availableBytes: 51_000, totalBytes: 100_000, whose: 'control-group' }
    expect(
      await roomIn({
        'proc/self/cgroup': '4:cpu,memory:/job\n',
        'proc/self/mountinfo': v1Mount,
        ...v1('job/', '100000', 50_000),
      }),
    ).toEqual(left)
    expect(
      await roomIn({
        'proc/self/cgroup': '0::/job\n',
        'proc/self/mountinfo': v2Mount,
        ...v2('job/', '100000', 50_000),
      }),
    ).toEqual(left)
  })

  it('is what the tightest of all enclosing groups leaves', async () => {
    const files = {
      'proc/self/cgroup': '0::/outer/inner\n',
      'proc/self/mountinfo': v2Mount,
      ...v2('outer/inner/', '900000', 1000),
      ...v2('outer/', '200000', 181_000),
    }
    expect(await roomIn(files)).toEqual({
      availableBytes: 20_000,
      totalBytes: 200_000,
      whose: 'control-group',
    })
  })

  it('of a container that sees only its own group is found at the mount', async () => {
    const files = {
      'proc/self/cgroup': `4:memory:/docker/${'c'.repeat(64)}\n`,
      'proc/self/mountinfo': v1Mount,
      ...v1('', '100000', 50_000),
    }
    expect((await roomIn(files)).availableBytes).toBe(51_000)
  })

  it('is none, and not less, where a group is over its limit', async () => {
    const files = {
      'proc/self/cgroup': '0::/job\n',
      'proc/self/mountinfo': v2Mount,
      ...v2('job/', '100000', 500_000),
    }
    expect((await roomIn(files)).availableBytes).toBe(0)
  })
})
