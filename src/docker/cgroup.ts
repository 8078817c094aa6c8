import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { MemoryReading } from '../core/domain/instance.js'

/** Where the kernel keeps a container's memory figures. */
export interface MemoryCgroup {
  readonly version: 'v1' | 'v2'
  readonly folder: string
}

/**
 * Found through the container's first process; undefined where that process is not on this machine (a remote engine, a
 * desktop's virtual machine). The container's id must be in the path: a pid alone could be anybody's here.
 */
export async function findMemoryCgroup(
  pid: number,
  containerId: string,
  root = '/',
): Promise<MemoryCgroup | undefined> {
  const text = await readFile(join(root, 'proc', String(pid), 'cgroup'), 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  const mounts = await readFile(join(root, 'proc/self/mountinfo'), 'utf8').catch(() => '')
  for (const { controllers, path } of text.split('\n').map(parseMembership)) {
    if (!path.includes(containerId)) continue
    if (controllers.includes('memory')) {
      const mount = mountPoint(mounts, 'cgroup', 'memory')
      if (mount !== undefined) return { version: 'v1', folder: join(root, mount, path) }
    }
    if (controllers === '') {
      const folder = join(root, mountPoint(mounts, 'cgroup2') ?? 'sys/fs/cgroup', path)
      // A v2 mount beside v1 (hybrid) knows the container but has no memory controller: then the v1 line serves.
      if (await readNumber(join(folder, 'memory.current')).catch(() => undefined))
        return { version: 'v2', folder }
    }
  }
  return undefined
}

/** The working set as `docker stats` computes it: usage less the inactive page cache. */
export async function readMemory(cgroup: MemoryCgroup): Promise<MemoryReading> {
  const { usage, inactive, peak } = memoryFiles[cgroup.version]
  const [usageBytes, stat, peakBytes] = await Promise.all([
    readNumber(join(cgroup.folder, usage)),
    readFile(join(cgroup.folder, 'memory.stat'), 'utf8'),
    // memory.peak needs Linux 5.19.
    readNumber(join(cgroup.folder, peak)).catch(() => undefined),
  ])
  const inactiveBytes = Number(new RegExp(`^${inactive} (\\d+)$`, 'm').exec(stat)?.[1] ?? 0)
  return {
    workingSetBytes: inactiveBytes < usageBytes ? usageBytes - inactiveBytes : usageBytes,
    usageBytes,
    usageHow: `cgroup ${cgroup.version}: ${usage}`,
    ...(peakBytes === undefined
      ? {}
      : { peakBytes, peakHow: `the kernel's high-water mark: cgroup ${cgroup.version}: ${peak}` }),
    how: `cgroup ${cgroup.version}: ${usage} - ${inactive}`,
  }
}

export const memoryFiles = {
  v1: {
    usage: 'memory.usage_in_bytes',
    inactive: 'total_inactive_file',
    peak: 'memory.max_usage_in_bytes',
    limit: 'memory.limit_in_bytes',
  },
  v2: { usage: 'memory.current', inactive: 'inactive_file', peak: 'memory.peak', limit: 'memory.max' },
} as const

async function readNumber(path: string): Promise<number> {
  const value = Number((await readFile(path, 'utf8')).trim())
  if (!Number.isFinite(value)) throw new Error(`${path} holds no number`)
  return value
}

export function parseMembership(line: string): { readonly controllers: string; readonly path: string } {
  const [, controllers = '-', path = ''] = /^\d+:([^:]*):(.*)$/.exec(line) ?? []
  return { controllers, path }
}

/** mountinfo: `… mount-point options … - type source super-options`. */
export function mountPoint(mountinfo: string, fsType: string, controller?: string): string | undefined {
  for (const line of mountinfo.split('\n')) {
    const [left = '', right = ''] = line.split(' - ')
    const [type, , options = ''] = right.split(' ')
    if (type !== fsType) continue
    if (controller !== undefined && !options.split(',').includes(controller)) continue
    return left.split(' ')[4]
  }
  return undefined
}
