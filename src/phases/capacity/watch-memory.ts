import { setTimeout as pause } from 'node:timers/promises'
import { starvation } from '../../core/capacity/memory-guard.js'
import type { LevelStop, ReadMemoryRoom } from '../../core/domain/capacity.js'
import type { Instance } from '../../core/domain/instance.js'

export interface MemoryWatchRequest {
  /** Grows while copies start. */
  readonly instances: readonly Instance[]
  readonly readRoom: ReadMemoryRoom
  readonly reserveBytes: number
  /** Called once. */
  readonly onStarved: (stop: LevelStop) => void
  /** What is left can no longer be read. */
  readonly onBlind: (message: string) => void
}

interface SeenMemory {
  /** Of all copies together, where it was highest. */
  readonly memoryBytes: number
  /** The most that one copy took. */
  readonly bytesPerCopy: number
  readonly leastAvailableBytes?: number
}

interface MemoryWatch {
  seen(): SeenMemory
  /** Looks at the copies once more, so that a short level has figures too. */
  end(): Promise<void>
}

/** What the machine has left is a file or two, so it is looked at often; the copies are many files each. */
const betweenRoomsMs = 50
const betweenCopiesMs = 250

export function watchMemory(request: MemoryWatchRequest): MemoryWatch {
  const { instances, readRoom, reserveBytes, onStarved, onBlind } = request
  const over = new AbortController()
  let least: number | undefined
  let most = 0
  let mostOfOne = 0
  let starved = false

  const lookAtRoom = async () => {
    const room = await readRoom()
    least = Math.min(least ?? room.availableBytes, room.availableBytes)
    const stop = starvation(room, reserveBytes)
    if (stop === undefined || starved) return
    starved = true
    onStarved(stop)
  }
  const lookAtCopies = async () => {
    // A copy that has ended has no memory left to read.
    const readings = await Promise.all(instances.map((one) => one.memory().catch(() => undefined)))
    const bytes = readings.flatMap((reading) => (reading === undefined ? [] : [reading.workingSetBytes]))
    most = Math.max(
      most,
      bytes.reduce((sum, one) => sum + one, 0),
    )
    mostOfOne = Math.max(mostOfOne, ...bytes)
  }
  const watching = [
    repeat(lookAtRoom, betweenRoomsMs, over.signal).catch((error: unknown) => onBlind(String(error))),
    repeat(lookAtCopies, betweenCopiesMs, over.signal),
  ]
  return {
    seen: () => ({
      memoryBytes: most,
      bytesPerCopy: mostOfOne,
      ...(least === undefined ? {} : { leastAvailableBytes: least }),
    }),
    async end() {
      over.abort()
      await Promise.all([...watching, lookAtCopies()])
    },
  }
}

async function repeat(look: () => Promise<void>, betweenMs: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await look()
    await pause(betweenMs, undefined, { signal }).catch(() => {})
  }
}
