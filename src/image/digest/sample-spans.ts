import type { DigestSettings } from './digest-settings.js'
import { samplePlaces } from './sample-places.js'
import type { Sampling } from './sampling.js'

/** Bytes around samples, and where in them these lie. */
export interface SampleSpans {
  readonly block: Uint8Array
  readonly filled: number
  readonly places: ReturnType<typeof samplePlaces>
}

export interface SpanTaker {
  write(chunk: Buffer): void
  /** How many of the next bytes are in no sample. */
  unwantedBytes(): number
  pass(bytes: number): void
  end(): void
}

/** Takes out of a layer that goes by what its samples are made of: a twenty-fifth of it, where it is large. */
export function takeSpans(
  layerBytes: number,
  sampling: Sampling,
  settings: DigestSettings,
  { takeBlock, onSpans }: { takeBlock: () => Uint8Array; onSpans: (spans: SampleSpans) => void },
): SpanTaker {
  const { blockBytes } = settings
  let position = 0
  let current = spanOf(0)
  let block: Uint8Array | undefined
  let filled = 0
  let places: (readonly [number, number, number])[] = []

  /** The stretch of a block that holds all samples of it. */
  function spanOf(index: number) {
    const start = index * blockBytes
    const end = Math.min(layerBytes, start + blockBytes)
    const inBlock = samplePlaces(index, end - start, sampling, settings)
    const from = start + Math.min(blockBytes, ...inBlock.map(([window]) => window))
    const to = start + Math.max(0, ...inBlock.map(([, , last]) => last))
    return { index, start, end, inBlock, from, to }
  }

  function flush(): void {
    if (block !== undefined) onSpans({ block, filled, places })
    block = undefined
    filled = 0
    places = []
  }

  /** Several spans go on their way together: each message costs as much as a sample. */
  function take(part: Buffer, { from, to, start, inBlock }: ReturnType<typeof spanOf>, at: number): void {
    if (at === from && filled + to - from > blockBytes) flush()
    block ??= takeBlock()
    block.set(part, filled)
    filled += part.length
    if (at + part.length < to) return
    const shift = filled - (to - start)
    for (const [window, first, last] of inBlock) places.push([window + shift, first + shift, last + shift])
  }

  /** Whether these are the last of a block. */
  function moveTo(at: number): void {
    if (at === current.end && at < layerBytes) current = spanOf(current.index + 1)
  }

  return {
    unwantedBytes() {
      if (position >= layerBytes) return Number.POSITIVE_INFINITY
      if (position < current.from) return current.from - position
      return position < current.to ? 0 : current.end - position
    },
    pass(bytes) {
      position += bytes
      moveTo(position)
    },
    write(chunk) {
      const stop = position + chunk.length
      for (let at = position; at < stop && at < layerBytes; ) {
        const first = Math.max(at, current.from)
        const last = Math.min(stop, current.to)
        if (first < last) take(chunk.subarray(first - position, last - position), current, first)
        at = Math.min(stop, current.end)
        moveTo(at)
      }
      position = stop
    },
    end: flush,
  }
}
