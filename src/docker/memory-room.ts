import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { MemoryRoom, ReadMemoryRoom } from '../core/domain/capacity.js'
import { EnvironmentError } from '../core/domain/errors.js'
import { type MemoryCgroup, memoryFiles, mountPoint, parseMembership, readMemory } from './cgroup.js'
import { sharesKernel } from './clock/engine-clock.js'
import type { Connection } from './connect.js'

/** What the engine's machine has left. Only where that machine is this one: elsewhere nobody would see it starve. */
export async function openMemoryRoom({ docker, host }: Connection): Promise<ReadMemoryRoom> {
  if (!(await sharesKernel(docker))) {
    throw new EnvironmentError(
      `the engine at ${host} runs on another machine or in a virtual one, whose free memory cannot be watched from here`,
      'run capacity on the machine the engine runs on',
    )
  }
  return readerOfMemoryRoom()
}

/** The tightest of the machine's own memory and the limits of every control group that this process is in. */
export async function readerOfMemoryRoom(root = '/'): Promise<ReadMemoryRoom> {
  const groups = await ownMemoryCgroups(root)
  return async () => {
    const rooms = await Promise.all([
      readMachine(root),
      ...groups.map((group) => readLimited(group).catch(() => undefined)),
    ])
    return rooms.reduce<MemoryRoom>(
      (tightest, room) =>
        room !== undefined && room.availableBytes < tightest.availableBytes ? room : tightest,
      rooms[0],
    )
  }
}

async function readMachine(root: string): Promise<MemoryRoom> {
  const text = await readFile(join(root, 'proc/meminfo'), 'utf8')
  const bytes = (name: string): number => {
    const kibibytes = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1]
    if (kibibytes === undefined) throw new Error(`/proc/meminfo has no ${name}`)
    return Number(kibibytes) * 1024
  }
  return { availableBytes: bytes('MemAvailable'), totalBytes: bytes('MemTotal'), whose: 'machine' }
}

/** Undefined without a limit. What the kernel can take back from a group at once is not in its way. */
async function readLimited(group: MemoryCgroup): Promise<MemoryRoom | undefined> {
  const limitBytes = Number(
    (await readFile(join(group.folder, memoryFiles[group.version].limit), 'utf8')).trim(),
  )
  // v2 writes `max`, v1 a number beyond all memory.
  if (!(limitBytes < unlimitedBytes)) return undefined
  const { workingSetBytes } = await readMemory(group)
  return {
    availableBytes: Math.max(0, limitBytes - workingSetBytes),
    totalBytes: limitBytes,
    whose: 'control-group',
  }
}

const unlimitedBytes = 2 ** 60

/** From the process's own group up to where its hierarchy is mounted. A path from outside that mount is taken at the mount itself. */
async function ownMemoryCgroups(root: string): Promise<readonly MemoryCgroup[]> {
  const [memberships, mounts] = await Promise.all(
    ['cgroup', 'mountinfo'].map((name) => readFile(join(root, 'proc/self', name), 'utf8').catch(() => '')),
  )
  return (memberships ?? '').split('\n').flatMap((line) => {
    const { controllers, path } = parseMembership(line)
    const version = controllers.split(',').includes('memory') ? 'v1' : controllers === '' ? 'v2' : undefined
    if (version === undefined) return []
    const mount =
      version === 'v1' ? mountPoint(mounts ?? '', 'cgroup', 'memory') : mountPoint(mounts ?? '', 'cgroup2')
    if (mount === undefined) return []
    return ancestors(path).map((folder) => ({ version, folder: join(root, mount, folder) }))
  })
}

function ancestors(path: string): readonly string[] {
  const parent = dirname(path)
  return path === '/' || path === '' || parent === path || path.startsWith('/..')
    ? ['/']
    : [path, ...ancestors(parent)]
}
