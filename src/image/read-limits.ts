import { unreadableImage } from './archive-error.js'

/**
 * What one reading may take of a machine. An image is foreign: nothing in it may make us hold or unpack more than
 * this, and no image that an engine can run comes near it.
 */
export interface ReadLimits {
  /** Entries of all layers together. */
  readonly mostEntries: number
  /** Characters of their names and of what links lead to. */
  readonly mostNameLength: number
  /** What probes keep of files, in characters or bytes; further files count as too large to be kept. */
  readonly mostKept: number
  /** Unpacked bytes that are fine whatever they were unpacked from. */
  readonly freeBytes: number
  /** Beyond those, how many times its stored size an archive may unpack to. */
  readonly mostTimes: number
}

const MiB = 1024 * 1024

export const defaultLimits: ReadLimits = {
  mostEntries: 2_000_000,
  mostNameLength: 256 * MiB,
  mostKept: 512 * MiB,
  freeBytes: 16 * 1024 * MiB,
  mostTimes: 100,
}

/** Counts one reading against its limits, all layers of the archive together. */
export interface ReadBudget {
  stored(bytes: number): void
  unpacked(bytes: number): void
  entry(nameLength: number): void
  /** False: no more is kept. */
  keep(amount: number): boolean
}

/** Throws an ArchiveError at the first entry or byte too many, save for what probes keep. */
export function makeBudget(limits: ReadLimits): ReadBudget {
  let storedBytes = 0
  let unpackedBytes = 0
  let entries = 0
  let nameLength = 0
  let kept = 0
  return {
    stored(bytes) {
      storedBytes += bytes
    },
    unpacked(bytes) {
      unpackedBytes += bytes
      if (unpackedBytes <= limits.freeBytes || unpackedBytes <= storedBytes * limits.mostTimes) return
      throw unreadableImage(
        `it unpacks to more than ${limits.mostTimes} times what it takes, beyond ${gigabytes(limits.freeBytes)}: no more of it is unpacked. A file with large holes does that, or somebody who means harm`,
      )
    },
    entry(length) {
      entries++
      nameLength += length
      if (entries > limits.mostEntries)
        throw unreadableImage(`its layers have more than ${limits.mostEntries} entries`)
      if (nameLength > limits.mostNameLength)
        throw unreadableImage(`the names in its layers are longer than ${limits.mostNameLength} together`)
    },
    keep(amount) {
      kept += amount
      return kept <= limits.mostKept
    },
  }
}

const gigabytes = (bytes: number): string => `${Math.round(bytes / 1024 / MiB)} GiB`
