import type { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'

/** As much as a container's log may hold here. */
const keptCharacters = 16 * 1024 * 1024
const longestLine = 64 * 1024

interface Line {
  readonly text: string
  /** Monotonic milliseconds at which it was read from the pipe. */
  readonly arrivedAt: number
}

/** What a process printed, both outputs together, the oldest lines forgotten where it prints without end. */
export interface Log {
  text(): string
  /** Every line kept so far, then each as it comes; until the signal fires or both outputs end. */
  follow(onLine: (line: Line) => void, signal: AbortSignal): Promise<void>
  /** Resolves once both outputs are closed: by whoever held them last, which may be a grandchild. */
  readonly ended: Promise<void>
}

export function keepLog(outputs: readonly Readable[], limit = keptCharacters): Log {
  let lines: Line[] = []
  let size = 0
  const listeners = new Set<(line: Line) => void>()

  const add = (text: string) => {
    const line = { text, arrivedAt: performance.now() }
    lines.push(line)
    size += text.length + 1
    for (const listener of listeners) listener(line)
    // Cut rarely, and then by half: moving a long list for each line would cost more than the lines.
    while (size > limit && lines.length > 1) {
      lines = lines.slice(Math.ceil(lines.length / 2))
      size = lines.reduce((sum, one) => sum + one.text.length + 1, 0)
    }
  }
  const partial = outputs.map((output) => readLines(output, add))
  const ended = Promise.all(partial.map(({ closed }) => closed)).then(() => {})

  return {
    ended,
    // What has no line's end yet is told too: a failing program's last word often has none.
    text: () =>
      [
        ...lines.map(({ text }) => text),
        ...partial.map((one) => one.rest()).filter((rest) => rest !== ''),
      ].join('\n'),
    async follow(onLine, signal) {
      if (signal.aborted) return
      for (const line of lines) if (!signal.aborted) onLine(line)
      const tell = (line: Line) => {
        if (!signal.aborted) onLine(line)
      }
      listeners.add(tell)
      await Promise.race([ended, fired(signal)])
      listeners.delete(tell)
    },
  }
}

function readLines(output: Readable, onLine: (text: string) => void) {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  output.on('data', (chunk: Buffer) => {
    const parts = (rest + decoder.write(chunk)).split(/\r?\n/)
    rest = parts.pop() ?? ''
    for (const part of parts) onLine(part)
    if (rest.length > longestLine) {
      onLine(rest)
      rest = ''
    }
  })
  // A pipe that breaks ends like one that is closed.
  output.on('error', () => {})
  const closed = new Promise<void>((resolve) => {
    output.once('close', () => {
      if (rest !== '') onLine(rest)
      rest = ''
      resolve()
    })
  })
  return { closed, rest: () => rest }
}

function fired(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
