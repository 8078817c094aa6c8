import { deflateRaw } from 'node:zlib'

/** How many bytes gzip would make of a stream, at the level engines use when they push a layer. It keeps no chunk. */
export interface GzipSize {
  write(chunk: Buffer): Promise<void>
  end(): Promise<number>
}

const LEVEL = 6
const WINDOW_BYTES = 32 * 1024
const HEADER_AND_TRAILER_BYTES = 18
/**
 * Blocks are deflated side by side on Node's own threads, each primed with the window before it, so the sum stays
 * within a thousandth of one long stream. Their size is fixed: the figure must not depend on how many cores there are.
 */
const BLOCK_BYTES = 1024 * 1024
const BLOCKS_AT_ONCE = 4

export function makeGzipSize(): GzipSize {
  let block = Buffer.allocUnsafeSlow(BLOCK_BYTES)
  let filled = 0
  let window: Buffer | undefined
  let sizeBytes = HEADER_AND_TRAILER_BYTES
  const running: Promise<void>[] = []

  function flush(): void {
    const whole = block.subarray(0, filled)
    block = Buffer.allocUnsafeSlow(BLOCK_BYTES)
    filled = 0
    running.push(
      deflatedBytes(whole, window).then((bytes) => {
        sizeBytes += bytes
      }),
    )
    window = whole.subarray(-WINDOW_BYTES)
  }

  return {
    async write(chunk) {
      let rest = chunk
      while (rest.length > 0) {
        const part = rest.subarray(0, BLOCK_BYTES - filled)
        rest = rest.subarray(part.length)
        part.copy(block, filled)
        filled += part.length
        if (filled === BLOCK_BYTES) flush()
        if (running.length >= BLOCKS_AT_ONCE) await running.shift()
      }
    },
    async end() {
      if (filled > 0) flush()
      await Promise.all(running)
      return sizeBytes
    },
  }
}

const deflatedBytes = (block: Buffer, window: Buffer | undefined): Promise<number> =>
  new Promise((resolve, reject) => {
    const options = { level: LEVEL, ...(window === undefined ? {} : { dictionary: window }) }
    deflateRaw(block, options, (error, compressed) => (error ? reject(error) : resolve(compressed.length)))
  })
