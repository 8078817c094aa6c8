import { setTimeout as sleep } from 'node:timers/promises'
import type { Instance, MemoryReading } from '../core/domain/instance.js'

/** What earlier starts of a variant showed of its memory. Kept by whoever starts it. */
export interface MemoryManners {
  /** The last start's did not change from the first reading on. */
  isIdleAtOnce: boolean
}

interface Step {
  readonly ms: number
  /** The most that two readings this far apart may differ by. */
  readonly share: number
}

/** Many runtimes still allocate for a moment after their first answer. */
const usual: Step = { ms: 50, share: 0.01 }
/** The same rate, for a variant that was seen to do nothing of the kind. */
const idleAtOnce: Step = { ms: 10, share: 0.002 }
const settleMs = 500
/**
 * For so long after a start the kernel still takes off a container's account, in lumps, what setting it up had charged to it:
 * 35 ms at most were seen. Between two lumps it looks idle.
 */
const writtenOffMs = 50

/** Idle is when two readings in a row hardly differ, or half a second after ready. Undefined where nobody can tell. */
export async function readIdleMemory(
  instance: Instance,
  manners: MemoryManners,
  signal: AbortSignal,
): Promise<MemoryReading | undefined> {
  try {
    let step = usual
    if (manners.isIdleAtOnce) {
      step = idleAtOnce
      const leftMs = instance.startedAt + writtenOffMs - performance.now()
      if (leftMs > 0) await sleep(leftMs)
    }
    let last = await instance.memory()
    for (let waitedMs = 0; waitedMs < settleMs && !signal.aborted; ) {
      await sleep(step.ms)
      const next = await instance.memory()
      const isIdle = Math.abs(next.workingSetBytes - last.workingSetBytes) < next.workingSetBytes * step.share
      if (waitedMs === 0) manners.isIdleAtOnce = isIdle
      waitedMs += step.ms
      last = next
      if (isIdle) break
      step = usual
    }
    return last
  } catch {
    // It ended in the meantime, or nobody can tell: the memory is absent.
    return undefined
  }
}
