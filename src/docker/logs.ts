import type Docker from 'dockerode'
import { parseEngineTime } from './clock/engine-time.js'
import { frameReader, lineReader } from './log-stream.js'

export async function readLog(container: Docker.Container): Promise<string> {
  const bytes = await container.logs({ stdout: true, stderr: true, follow: false })
  let text = ''
  frameReader((part) => {
    text += part
  })(Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes as unknown as string, 'binary'))
  return text
}

/**
 * Every line with the engine's own stamp of it: a line printed before anybody listened, or read late on a busy machine, has
 * its true moment all the same.
 */
export async function followLog(
  container: Docker.Container,
  onLine: (line: string, stampedWallMs: number | undefined) => void,
  signal: AbortSignal,
): Promise<void> {
  if (signal.aborted) return
  const stream = (await container.logs({
    stdout: true,
    stderr: true,
    follow: true,
    timestamps: true,
    abortSignal: signal,
  })) as unknown as NodeJS.ReadableStream & { destroy(): void }
  let stamp: string | undefined
  const lines = lineReader((line) => onLine(line, stamp === undefined ? undefined : parseEngineTime(stamp)))
  const read = frameReader(
    (text, stampOfFrame) => {
      stamp = stampOfFrame
      lines.push(text)
    },
    { stamped: true },
  )
  await new Promise<void>((resolve) => {
    const end = () => {
      stream.destroy()
      resolve()
    }
    signal.addEventListener('abort', end, { once: true })
    stream.on('data', (chunk: Buffer) => read(chunk))
    stream.on('error', end)
    stream.on('end', () => {
      lines.end()
      signal.removeEventListener('abort', end)
      end()
    })
  })
}
