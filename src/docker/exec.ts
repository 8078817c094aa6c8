import type { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type Docker from 'dockerode'
import type { ExecOptions, ExecOutcome } from '../core/domain/instance.js'
import { engineMessage, isEngineLost } from './engine-error.js'
import { frameReader, tailBuffer } from './log-stream.js'

const outputLimit = 64 * 1024

/** Runs a command in a container. The engine cannot end one that hangs: it is left, and goes with its container. */
export async function execInContainer(
  docker: Docker,
  container: Docker.Container,
  command: readonly string[],
  { timeoutMs, signal }: ExecOptions,
): Promise<ExecOutcome> {
  const output = tailBuffer(outputLimit)
  const ended = new AbortController()
  let stream: Duplex | undefined
  try {
    const exec = await container.exec({ Cmd: [...command], AttachStdout: true, AttachStderr: true })
    stream = await exec.start({ Detach: false, Tty: false })
    const outcome = await Promise.race([
      drain(stream, frameReader(output.push)).then(() => 'ended' as const),
      sleep(timeoutMs, 'timeout' as const, { signal: AbortSignal.any([signal, ended.signal]) }),
    ])
    if (outcome === 'timeout') return { timedOut: true, output: output.text() }
    const { ExitCode } = await docker.getExec(exec.id).inspect()
    return { exitCode: ExitCode ?? -1, timedOut: false, output: output.text() }
  } catch (error) {
    if (signal.aborted || isEngineLost(error)) throw error
    // A command that is not there fails the start itself on newer engines; older ones print the same sentence and exit 126.
    return { exitCode: 126, timedOut: false, output: `${output.text()}${engineMessage(error)}` }
  } finally {
    ended.abort()
    // Left open it would keep this process alive for as long as the command or a hanging engine likes.
    stream?.destroy()
  }
}

function drain(stream: Duplex, onChunk: (chunk: Buffer) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.on('data', onChunk)
    stream.on('end', resolve)
    stream.on('close', resolve)
    stream.on('error', reject)
  })
}
