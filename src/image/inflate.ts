import { type Compression, InflateError, type Inflater, makeInflater } from './compression.js'

/**
 * Inflates bytes as they are asked for: holds one piece going in and a few chunks coming out, however far they
 * expand, and never reads ahead in its source, so a reader that gives up can go on where this stopped.
 */
export async function* inflate(
  bytes: AsyncIterable<Buffer>,
  compression: Exclude<Compression, 'none'>,
): AsyncGenerator<Buffer, void, undefined> {
  let stage = makeStage(makeInflater(compression))
  try {
    for await (const chunk of bytes) {
      let rest = chunk
      while (rest.length > 0) {
        const before = stage.consumedBytes()
        yield* stage.write(rest)
        const consumed = stage.consumedBytes() - before
        if (consumed === rest.length || compression === 'gzip') break
        // Node's zstd stops at the end of a frame that is followed by another in one write; gzip does not.
        if (consumed === 0) throw damaged('no frame where one should be')
        yield* stage.end()
        rest = rest.subarray(consumed)
        stage = makeStage(makeInflater(compression))
      }
    }
    yield* stage.end()
  } finally {
    stage.close()
  }
}

interface Stage {
  /** Yields what comes out until all that goes in is taken, or the stage takes no more. */
  write(chunk: Buffer): AsyncGenerator<Buffer, void, undefined>
  end(): AsyncGenerator<Buffer, void, undefined>
  consumedBytes(): number
  close(): void
}

function makeStage(inflater: Inflater): Stage {
  let wake = (): void => undefined
  let error: Error | undefined
  let over = false
  inflater.on('readable', () => wake())
  inflater.on('end', () => {
    over = true
    wake()
  })
  inflater.on('error', (cause: Error) => {
    error = damaged(cause.message)
    wake()
  })

  async function* drainUntil(done: () => boolean): AsyncGenerator<Buffer, void, undefined> {
    for (;;) {
      if (error !== undefined) throw error
      const chunk: Buffer | null = inflater.read()
      if (chunk !== null) yield chunk
      else if (over || done()) return
      else {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    }
  }

  return {
    async *write(chunk) {
      let taken = false
      inflater.write(chunk, () => {
        taken = true
        wake()
      })
      yield* drainUntil(() => taken)
    },
    async *end() {
      inflater.end()
      yield* drainUntil(() => false)
    },
    consumedBytes: () => inflater.bytesWritten,
    close: () => {
      inflater.destroy()
    },
  }
}

const damaged = (why: string): InflateError =>
  new InflateError(`its compressed bytes are damaged: ${why}`, false)
