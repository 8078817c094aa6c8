import { captureFile, type FileCapture } from './capture/capture-file.js'
import type { Captured } from './capture/captured.js'
import type { Probe } from './capture/probe.js'
import { weightOf } from './capture/weight.js'
import type { LayerEntry } from './contents.js'
import type { DigestingLayer } from './digest/layer-digest.js'
import { imagePath, layerEntry } from './layer-entry.js'
import type { ReadBudget } from './read-limits.js'
import type { TarEntry, TarEvent } from './tar.js'
import { TarError } from './tar-error.js'

/** Longer ones no engine can unpack. */
const MAX_PATH_LENGTH = 4096

export interface ListingOptions {
  /** What looks into the files as they go by. */
  readonly probes: readonly Probe[]
  /** Digests every file too. */
  readonly contentHashes: boolean
  readonly budget: ReadBudget
}

/** The entries of a layer's tar as they come, each file past the probes. */
export interface Listing {
  take(event: TarEvent): void
  /** How many of the next bytes of the file that is passing nobody wants. */
  unwantedBytes(): number
  /** So many of them were passed over. */
  pass(bytes: number): void
  /**
   * Sizes are the bytes of regular files as the tar tells them, so that every store and every archive gives the same
   * figure. A hard link adds none. A sparse file counts with its holes filled, because stores and exports write them out
   * as zeros. The markers of deleted files hold nothing.
   */
  readonly entries: readonly LayerEntry[]
}

export function makeListing(
  { probes, contentHashes, budget }: ListingOptions,
  digesting: Pick<DigestingLayer, 'addFile'>,
): Listing {
  const entries: LayerEntry[] = []
  let digested = 0
  /** Of the file that is passing. */
  let digest: number | undefined
  let current: TarEntry | undefined
  let capture: FileCapture | undefined

  function open(entry: TarEntry, bodyAt: number): void {
    current = entry
    if (Math.max(entry.path.length, entry.linkPath.length) > MAX_PATH_LENGTH)
      throw new TarError(`a path of more than ${MAX_PATH_LENGTH} characters`)
    budget.entry(entry.path.length + entry.linkPath.length)
    // What is stored of a file with holes is not what its bytes are.
    if (entry.type !== 'file' || entry.storedBytes === 0 || entry.isSparse) return
    if (probes.length > 0) capture = captureFile(probes, imagePath(entry.path), entry)
    if (!contentHashes) return
    digesting.addFile(bodyAt, entry.storedBytes)
    digest = digested++
  }

  return {
    take(event) {
      if (event.kind === 'data') capture?.write(event.chunk)
      else if (event.kind === 'entry') open(event.entry, event.bodyAt)
      else if (current !== undefined) {
        const entry = layerEntry(current, kept(capture?.end(), budget), digest)
        if (entry !== undefined) entries.push(entry)
        current = undefined
        capture = undefined
        digest = undefined
      }
    },
    unwantedBytes: () => capture?.unwantedBytes() ?? Number.POSITIVE_INFINITY,
    pass: (bytes) => capture?.pass(bytes),
    entries,
  }
}

/** Where the limit is reached the file is named as one that was too large. */
const kept = (captured: Captured | undefined, budget: ReadBudget): Captured | undefined =>
  captured === undefined || budget.keep(weightOf(captured)) ? captured : { tooLarge: true }
