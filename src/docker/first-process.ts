import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FirstProcess } from '../core/domain/instance.js'

const commandLimit = 200

/**
 * The first process of a container, where it runs on this machine: its command line, and whether it would hear a signal. The
 * container's id must be in the path of its cgroup: a pid alone could be anybody's here.
 */
export async function readFirstProcess(
  pid: number,
  containerId: string,
  signalNumber: number | undefined,
  root = '/',
): Promise<FirstProcess | undefined> {
  if (signalNumber === undefined) return undefined
  const read = (name: string) => readFile(join(root, 'proc', String(pid), name), 'utf8').catch(() => '')
  const [cgroup, status, commandLine] = await Promise.all([read('cgroup'), read('status'), read('cmdline')])
  const has = (mask: string) => {
    const bits = new RegExp(`^${mask}:\\s*([0-9a-f]+)$`, 'm').exec(status)?.[1]
    return bits !== undefined && ((BigInt(`0x${bits}`) >> BigInt(signalNumber - 1)) & 1n) === 1n
  }
  if (!cgroup.includes(containerId) || !status.includes('SigCgt:')) return undefined
  return {
    command: commandLine.split('\0').join(' ').trim().slice(0, commandLimit),
    // Blocked, it waits to be fetched: so do small inits.
    handles: has('SigCgt') || has('SigBlk'),
  }
}

/** Whether the first process still runs. One that has ended and was not fetched yet does not. */
export async function isAlive(pid: number, containerId: string, root = '/'): Promise<boolean> {
  const read = (name: string) => readFile(join(root, 'proc', String(pid), name), 'utf8').catch(() => '')
  const [cgroup, status] = await Promise.all([read('cgroup'), read('status')])
  return cgroup.includes(containerId) && !/^State:\s*[ZX]/m.test(status)
}
