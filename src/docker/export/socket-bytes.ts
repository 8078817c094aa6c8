import { connect } from 'node:net'

/** What comes over a socket, read by as much as there is into one buffer, and only when somebody asks. */
export interface SocketBytes {
  write(text: string): void
  /** Good until the next are asked for; undefined once there are no more. */
  next(): Promise<Buffer | undefined>
  destroy(error?: Error): void
  readonly errored: Error | null
}

/** More than a socket of this machine holds at once. */
const READ_BYTES = 256 * 1024

/**
 * A stream of Node's reads 64 kB at a time, each into memory of its own: for an archive of a gigabyte that is as much work
 * as everything that is done with the bytes.
 */
export function openSocketBytes(socketPath: string, onClose: () => void): SocketBytes {
  const buffer = Buffer.allocUnsafeSlow(READ_BYTES)
  let filled = 0
  let isOver = false
  let errored: Error | null = null
  let wake = (): void => undefined
  const socket = connect({
    path: socketPath,
    onread: {
      buffer,
      callback(bytes) {
        filled = bytes
        wake()
        // Reads no more until it is told to.
        return false
      },
    },
  })
  const end = (): void => {
    isOver = true
    wake()
  }
  socket.on('end', end)
  socket.on('error', (error) => {
    errored ??= error
    end()
  })
  socket.on('close', () => {
    end()
    onClose()
  })
  return {
    write: (text) => void socket.write(text),
    async next() {
      for (;;) {
        if (errored !== null) throw errored
        if (filled > 0) {
          const bytes = buffer.subarray(0, filled)
          filled = 0
          return bytes
        }
        if (isOver) return undefined
        socket.resume()
        await new Promise<void>((resolve) => {
          wake = resolve
        })
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
