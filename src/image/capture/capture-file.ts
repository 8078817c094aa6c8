import type { TarEntry } from '../tar.js'
import type { Captured } from './captured.js'
import { HEAD_BYTES, type Probe, type Sink } from './probe.js'

/** One file's bytes on their way past the probes. */
export interface FileCapture {
  write(chunk: Buffer): void
  /** How many of the next bytes nobody wants. */
  unwantedBytes(): number
  /** So many of them were passed over. */
  pass(bytes: number): void
  end(): Captured | undefined
}

/** Holds back a file's first bytes until there are enough to choose by, then hands everything to whoever wants it. */
export const captureFile = (probes: readonly Probe[], path: string, entry: TarEntry): FileCapture =>
  new Capture(probes, path, entry)

const noBytes: Buffer = Buffer.alloc(0)
/** Of most files, which nobody wants anything of. */
const noSinks: readonly Sink[] = []

/** A class, for there is one for each file: functions of its own would take more than all that most of them do. */
class Capture implements FileCapture {
  readonly #probes: readonly Probe[]
  readonly #path: string
  readonly #entry: TarEntry
  /** Undefined once it was enough. */
  #head: Buffer | undefined = noBytes
  #all = noSinks
  #open = noSinks

  constructor(probes: readonly Probe[], path: string, entry: TarEntry) {
    this.#probes = probes
    this.#path = path
    this.#entry = entry
  }

  write(chunk: Buffer): void {
    if (this.#head === undefined) {
      if (this.#open.length > 0) this.#open = this.#open.filter((sink) => sink.write(chunk))
      return
    }
    const first = this.#head.length === 0 ? chunk : Buffer.concat([this.#head, chunk])
    if (first.length >= Math.min(HEAD_BYTES, this.#entry.storedBytes)) this.#choose(first)
    else this.#head = Buffer.from(first)
  }

  #choose(first: Buffer): void {
    const head = first.length > HEAD_BYTES ? first.subarray(0, HEAD_BYTES) : first
    const file = { path: this.#path, entry: this.#entry, head }
    let all: Sink[] | undefined
    for (const probe of this.#probes) {
      const sink = probe.open(file)
      if (sink === undefined) continue
      all ??= []
      all.push(sink)
    }
    this.#head = undefined
    if (all === undefined) return
    this.#all = all
    this.#open = all.filter((sink) => sink.write(first))
  }

  unwantedBytes(): number {
    if (this.#head !== undefined) return 0
    let unwanted = Number.POSITIVE_INFINITY
    for (const sink of this.#open) unwanted = Math.min(unwanted, sink.unwantedBytes?.() ?? 0)
    return unwanted
  }

  pass(bytes: number): void {
    for (const sink of this.#open) sink.pass?.(bytes)
  }

  end(): Captured | undefined {
    let captured: Captured | undefined
    for (const sink of this.#all) {
      const one = sink.end()
      if (one !== undefined) captured = captured === undefined ? one : { ...captured, ...one }
    }
    return captured
  }
}
