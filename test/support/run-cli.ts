import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { RunRecord } from '../../src/core/domain/record.js'

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))

export interface CliRequest {
  readonly cwd: string
  readonly host: string
  readonly env?: Readonly<Record<string, string>>
  /** What it reads from its standard input; `open` never ends. */
  readonly input?: Buffer | 'open'
  readonly onStart?: (pid: number) => void
  /** Sent once, when the progress first matches. */
  readonly onProgress?: { readonly matches: RegExp; readonly act: (pid: number) => void | Promise<void> }
}

export interface CliRun {
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
  readonly runId: string | undefined
}

/** The built command in a process of its own, as a user runs it. */
export function runCli(args: readonly string[], request: CliRequest): Promise<CliRun> {
  const { cwd, host, env, onProgress, input, onStart } = request
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [cli, ...args], {
      cwd,
      env: { ...process.env, DOCKER_HOST: host, ...env },
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    })
    if (child.pid !== undefined) onStart?.(child.pid)
    // Whoever stops reading early closes the pipe.
    child.stdin?.on('error', () => {})
    if (Buffer.isBuffer(input)) child.stdin?.end(input)
    let stdout = ''
    let stderr = ''
    let acted = false
    child.stdout?.on('data', (chunk) => {
      stdout += chunk
    })
    child.stderr?.on('data', (chunk) => {
      stderr += chunk
      if (onProgress === undefined || acted || !onProgress.matches.test(stderr) || child.pid === undefined)
        return
      acted = true
      Promise.resolve(onProgress.act(child.pid)).catch(reject)
    })
    child.on('error', reject)
    child.on('close', (exitCode, signal) =>
      resolve({ exitCode, signal, stdout, stderr, runId: /^ {2}run ([0-9a-f]+)$/m.exec(stderr)?.[1] }),
    )
  })
}

/** `compare --json` and its record. */
export async function compareJson(
  request: CliRequest,
  args: readonly string[] = [],
): Promise<CliRun & { readonly record: RunRecord }> {
  const run = await runCli(['compare', '--json', ...args], request)
  if (run.stdout === '') throw new Error(`no record; exit ${run.exitCode}, said:\n${run.stderr}`)
  return { ...run, record: JSON.parse(run.stdout) as RunRecord }
}
