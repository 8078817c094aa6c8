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

const nothing = Buffer.alloc(0)

/** Holds back a file's first bytes until there are enough to choose by, then hands everything to whoever wants it. */
export function captureFile(probes: readonly Probe[], path: string, entry: TarEntry): FileCapture {
  const headBytes = Math.min(HEAD_BYTES, entry.storedBytes)
  let head: Buffer | undefined = nothing
  let open: Sink[] = []
  const all: Sink[] = []

  function choose(first: Buffer): void {
    for (const probe of probes) {
      const sink = probe.open({ path, entry, head: first.subarray(0, HEAD_BYTES) })
      if (sink !== undefined) all.push(sink)
    }
    open = all.filter((sink) => sink.write(first))
    head = undefined
  }

  return {
    write(chunk) {
      if (head === undefined) {
        if (open.length > 0) open = open.filter((sink) => sink.write(chunk))
        return
      }
      const first = head.length === 0 ? chunk : Buffer.concat([head, chunk])
      if (first.length >= headBytes) choose(first)
      else head = Buffer.from(first)
    },
    unwantedBytes() {
      if (head !== undefined) return 0
      let unwanted = Number.POSITIVE_INFINITY
      for (const sink of open) unwanted = Math.min(unwanted, sink.unwantedBytes?.() ?? 0)
      return unwanted
    },
    pass(bytes) {
      for (const sink of open) sink.pass?.(bytes)
    },
    end() {
      let captured: Captured | undefined
      for (const sink of all) {
        const one = sink.end()
        if (one !== undefined) captured = captured === undefined ? one : { ...captured, ...one }
      }
      return captured
    },
  }
}
