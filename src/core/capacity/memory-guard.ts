import type { LevelStop, MemoryRoom } from '../domain/capacity.js'

const leastReserveBytes = 512 * 1024 * 1024
const reservedShare = 0.1

/** What stays free for everybody else on the machine, the engine and this process among them. */
export const reserveOf = (totalBytes: number): number =>
  Math.round(Math.max(leastReserveBytes, totalBytes * reservedShare))

/** Why a level may not be begun, by what a copy took so far. */
export function refusal(
  room: MemoryRoom,
  reserveBytes: number,
  copies: number,
  bytesPerCopy: number,
): LevelStop | undefined {
  const neededBytes = copies * bytesPerCopy
  return neededBytes + reserveBytes <= room.availableBytes ? undefined : stop(room, reserveBytes, neededBytes)
}

/** Why a level that runs may not go on. */
export const starvation = (room: MemoryRoom, reserveBytes: number): LevelStop | undefined =>
  room.availableBytes >= reserveBytes ? undefined : stop(room, reserveBytes)

const stop = (
  { availableBytes, whose }: MemoryRoom,
  reserveBytes: number,
  neededBytes?: number,
): LevelStop => ({
  by: 'machine-memory',
  availableBytes,
  reserveBytes,
  ...(neededBytes === undefined ? {} : { neededBytes }),
  whose,
})
