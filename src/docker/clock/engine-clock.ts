import { release, totalmem } from 'node:os'
import type Docker from 'dockerode'
import { momentOf, narrow, type Offset } from './offset.js'

/** The engine's stamps, taken from the wall clock, as moments of this process's monotonic clock. */
export interface EngineClock {
  /** Whether the engine reads the same clock as this process does. */
  isOurs(): Promise<boolean>
  /** Right for stamps taken since the clock was last set. */
  momentOf(wallMs: number): number
  /** Whether somebody set the wall clock after this moment: what was stamped in between cannot be placed. */
  wasSetSince(moment: number): boolean
  /** Looks at both clocks again and again while something is under way, for then the time costs nothing. */
  during<T>(work: Promise<T>): Promise<T>
}

/** Ever the same phase against the whole milliseconds would teach nothing; a timer's own unevenness sees to that. */
const betweenLooksMs = 7
/** The clocks keep their distance, so once it is known this well, whatever starts is left alone. */
const closeEnoughMs = 0.02

export function openEngineClock(docker: Docker): EngineClock {
  let offset: Offset | undefined
  let ours: Promise<boolean> | undefined
  const look = (): Offset => {
    const before = performance.now()
    const wall = Date.now()
    offset = narrow(offset, { before, wall, after: performance.now() })
    return offset
  }
  return {
    isOurs() {
      ours ??= sharesKernel(docker)
      return ours
    },
    momentOf: (wallMs) => momentOf(wallMs, look()),
    wasSetSince: (moment) => look().since > moment,
    async during(work) {
      const timer = setInterval(() => {
        const { low, high } = look()
        if (high - low < closeEnoughMs) clearInterval(timer)
      }, betweenLooksMs).unref()
      try {
        return await work
      } finally {
        clearInterval(timer)
      }
    },
  }
}

/**
 * One kernel, one wall clock. A desktop's virtual machine and a remote engine run another, whose clock may be milliseconds
 * or hours away; a container beside the engine, with its socket mounted, runs the same.
 */
export async function sharesKernel(docker: Docker): Promise<boolean> {
  try {
    const info = (await docker.info()) as { KernelVersion?: string; MemTotal?: number }
    return info.KernelVersion === release() && info.MemTotal === totalmem()
  } catch {
    // Whoever starts something next hears of it.
    return false
  }
}
