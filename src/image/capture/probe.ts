import type { TarEntry } from '../tar.js'
import type { Captured } from './captured.js'

/** Looks into files as their bytes go by. One instance serves a whole archive; it may keep no more than a bounded amount. */
export interface Probe {
  /**
   * Asked once for each file that is not empty, with its first bytes (4096, or all it has). Undefined: not of interest,
   * and its bytes are passed over.
   */
  open(file: ProbedFile): Sink | undefined
}

interface ProbedFile {
  /** Normal: no slash in front. */
  readonly path: string
  readonly entry: TarEntry
  /** Not to be kept: a view into a buffer that is written over. */
  readonly head: Buffer
}

export interface Sink {
  /** Every byte from the first that was not passed over, in order; the chunk is not to be kept. False: it has seen enough. */
  write(chunk: Buffer): boolean
  /** How many of the next bytes it does not want: these may be passed over. Absent: it wants all. */
  unwantedBytes?(): number
  /** So many were passed over. */
  pass?(bytes: number): void
  /** After the last byte, or after the one that was enough. Never throws: what cannot be read is no capture. */
  end(): Captured | undefined
}

export const HEAD_BYTES = 4096
