import type Docker from 'dockerode'
import type { MemoryReading } from '../core/domain/instance.js'

interface Stats {
  readonly memory_stats?: {
    readonly usage?: number
    readonly max_usage?: number
    readonly stats?: Readonly<Record<string, number>>
  }
}

/** The engine's own reading: for engines whose cgroups are not on this machine. One shot, so it does not wait for a second one. */
export async function readStats(container: Docker.Container): Promise<MemoryReading> {
  const answer: unknown = await container.stats({ stream: false, 'one-shot': true })
  const { memory_stats: memory } = answer as Stats
  const usageBytes = memory?.usage
  if (usageBytes === undefined)
    throw new Error('the engine gave no memory figures: the container is not running')
  // v1 names it total_inactive_file, v2 inactive_file.
  const inactiveBytes = memory?.stats?.total_inactive_file ?? memory?.stats?.inactive_file ?? 0
  return {
    workingSetBytes: inactiveBytes < usageBytes ? usageBytes - inactiveBytes : usageBytes,
    usageBytes,
    usageHow: 'engine stats: usage',
    ...(memory?.max_usage === undefined
      ? {}
      : { peakBytes: memory.max_usage, peakHow: "the kernel's high-water mark: engine stats: max_usage" }),
    how: 'engine stats: usage - inactive_file',
  }
}
