import { connect } from 'node:net'

/** What comes over a socket, read by as much as there is into one buffer, and only when somebody asks. */
export interface SocketBytes {
  write(text: string): void
  /** Good until the next are asked for; undefined once there are no more. */
  next(): Promise<Buffer | undefined>
  destroy(error?: Error): void
  readonly errored: Error | null
}

const BUFFER_BYTES = 512 * 1024
/** What came in several reads goes on together: every step that follows costs as much for a little as for a lot. */
const ENOUGH_BYTES = 256 * 1024
/** Less goes on where for so long nothing more has come. */
const IDLE_MS = 20

/**
 * A stream of Node's reads 64 kB at a time, each into memory of its own: for an archive of a gigabyte that is as much work
 * as everything that is done with the bytes.
 */
export function openSocketBytes(socketPath: string, onClose: () => void): SocketBytes {
  const buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES)
  // What has come and was not handed over yet.
  let from = 0
  let to = 0
  let ready: Buffer | undefined
  let isOver = false
  let errored: Error | null = null
  /** Set while somebody waits. What goes on to nobody would be written over. */
  let wake: (() => void) | undefined

  function handOver(next: number): void {
    ready = buffer.subarray(from, to)
    from = next
    to = next
    wake?.()
  }

  const socket = connect({
    path: socketPath,
    onread: {
      buffer: () => buffer.subarray(to),
      callback(bytes) {
        to += bytes
        if (to - from < ENOUGH_BYTES && to < BUFFER_BYTES) return true
        handOver(0)
        // Reads no more until it is told to: not before what was handed over is done with.
        return false
      },
    },
  })
  let seen = 0
  const idle = setInterval(() => {
    if (wake !== undefined && to > from && to === seen) handOver(to)
    seen = to
  }, IDLE_MS).unref()
  const end = (): void => {
    isOver = true
    wake?.()
  }
  socket.on('end', end)
  socket.on('error', (error) => {
    errored ??= error
    end()
  })
  socket.on('close', () => {
    clearInterval(idle)
    end()
    onClose()
  })
  return {
    write: (text) => void socket.write(text),
    async next() {
      for (;;) {
        if (errored !== null) throw errored
        if (ready === undefined && isOver && to > from) handOver(to)
        if (ready !== undefined) {
          const bytes = ready
          ready = undefined
          return bytes
        }
        if (isOver) return undefined
        socket.resume()
        await new Promise<void>((resolve) => {
          wake = resolve
        })
        wake = undefined
      }
    },
    destroy(error) {
      if (error !== undefined) errored ??= error
      socket.destroy()
    },
    get errored() {
      return errored
    },
  }
}
