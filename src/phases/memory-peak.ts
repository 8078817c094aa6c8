import { setTimeout as sleep } from 'node:timers/promises'
import type { Instance, MemoryReading } from '../core/domain/instance.js'

interface MemoryPeak {
  readonly bytes: number
  /** Who kept it, and from what. */
  readonly how: string
}

export interface PeakWatch {
  /** Ends watching; undefined where nobody could tell. */
  end(): Promise<MemoryPeak | undefined>
}

const betweenReadingsMs = 100

/**
 * The most memory an instance used. Where the kernel keeps the mark itself it is read once, at the end; elsewhere the
 * instance is asked again and again, and what it used for a moment between two readings is not seen.
 */
export function watchMemoryPeak(instance: Instance): PeakWatch {
  const over = new AbortController()
  const sampled = sample(instance, over.signal)
  return {
    async end() {
      over.abort()
      const seen = await sampled
      const last = await instance.memory().catch(() => undefined)
      if (last?.peakBytes !== undefined) return kept(last.peakBytes, last)
      const readings = [...(seen === undefined ? [] : [seen]), ...(last === undefined ? [] : [last])]
      return readings.length === 0 ? undefined : largest(readings)
    },
  }
}

/** The largest of the readings, or undefined at once where there is nothing to be seen by asking often. */
async function sample(instance: Instance, signal: AbortSignal): Promise<MemoryReading | undefined> {
  let most: MemoryReading | undefined
  while (!signal.aborted) {
    const reading = await instance.memory().catch(() => undefined)
    // It ended, or nobody can tell; or the kernel keeps the mark.
    if (reading === undefined || reading.peakBytes !== undefined) return most
    if (most === undefined || usageOf(reading) > usageOf(most)) most = reading
    await sleep(betweenReadingsMs, undefined, { signal }).catch(() => {})
  }
  return most
}

const usageOf = ({ usageBytes, workingSetBytes }: MemoryReading): number => usageBytes ?? workingSetBytes

const kept = (bytes: number, { peakHow }: MemoryReading): MemoryPeak => ({
  bytes,
  how: peakHow ?? "the kernel's high-water mark",
})

function largest(readings: readonly MemoryReading[]): MemoryPeak | undefined {
  const [most] = [...readings].sort((a, b) => usageOf(b) - usageOf(a))
  if (most === undefined) return undefined
  const what = most.usageBytes === undefined ? most.how : (most.usageHow ?? most.how)
  return {
    bytes: usageOf(most),
    how: `sampled, the largest of readings ${betweenReadingsMs} ms apart from ready on: ${what}`,
  }
}
