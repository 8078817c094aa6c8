import { gzip } from 'node:zlib'

export interface Gzip {
  write(chunk: Buffer): Promise<void>
  end(): Promise<void>
}

/** See docs/MANY-RUNNERS.md, "How images travel", for what a higher one costs and saves. */
const LEVEL = 4
/** Fixed, like the level: the bytes must not depend on how many cores there are. */
const BLOCK_BYTES = 2 * 1024 * 1024
const BLOCKS_AT_ONCE = 4

/**
 * Blocks are compressed side by side on Node's own threads, each a gzip of its own; gzips one after the other are one gzip.
 * The same bytes become the same bytes, however they were cut.
 */
export function makeGzip(write: (bytes: Buffer) => Promise<void>, level = LEVEL): Gzip {
  const running: Promise<Buffer>[] = []
  let block = Buffer.allocUnsafe(BLOCK_BYTES)
  let filled = 0
  let hasBegun = false

  const writeFirst = async () => {
    const first = running.shift()
    if (first !== undefined) await write(await first)
  }

  async function flush(): Promise<void> {
    if (running.length >= BLOCKS_AT_ONCE) await writeFirst()
    running.push(compressed(block.subarray(0, filled), level))
    hasBegun = true
    block = Buffer.allocUnsafe(BLOCK_BYTES)
    filled = 0
  }

  return {
    async write(chunk) {
      let rest = chunk
      while (rest.length > 0) {
        const part = rest.subarray(0, BLOCK_BYTES - filled)
        part.copy(block, filled)
        filled += part.length
        rest = rest.subarray(part.length)
        if (filled === BLOCK_BYTES) await flush()
      }
    },
    async end() {
      if (filled > 0 || !hasBegun) await flush()
      while (running.length > 0) await writeFirst()
    },
  }
}

const compressed = (block: Buffer, level: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    gzip(block, { level }, (error, bytes) => (error ? reject(error) : resolve(bytes)))
  })
