import { readFile } from 'node:fs/promises'
import type { MemoryReading } from '../core/domain/instance.js'
import type { ListedProcess } from './process-table.js'

/**
 * The whole tree by PSS: what a process has alone, and of what several share its part, so that the sum counts every page
 * once, and pages shared with strangers in part.
 */
export async function readTreeMemory(members: readonly ListedProcess[]): Promise<MemoryReading> {
  const all = await Promise.all(members.map(({ pid }) => readShare(pid)))
  const readings = all.filter((one) => one !== undefined)
  if (readings.length === 0) throw new Error('no process of it runs any more')
  const bytes = readings.reduce((sum, one) => sum + one.bytes, 0)
  const resident = readings.filter(({ by }) => by === 'resident').length
  return { workingSetBytes: bytes, how: resident === 0 ? byShare : `${byShare}; ${fallback}` }
}

const byShare = 'Pss of the process and all it started (/proc/PID/smaps_rollup)'
const fallback = 'VmRSS, which counts shared pages in full, of those whose Pss may not be read'

interface Share {
  readonly bytes: number
  readonly by: 'share' | 'resident'
}

/** Undefined where it ended meanwhile. */
async function readShare(pid: number): Promise<Share | undefined> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '')
  const share = kilobytes(rollup, 'Pss')
  if (share !== undefined) return { bytes: share, by: 'share' }
  // Another user's process, one that forbids to be looked into, or a kernel before 4.14.
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const resident = kilobytes(status, 'VmRSS')
  return resident === undefined ? undefined : { bytes: resident, by: 'resident' }
}

function kilobytes(table: string, name: string): number | undefined {
  const value = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(table)?.[1]
  return value === undefined ? undefined : Number(value) * 1024
}
