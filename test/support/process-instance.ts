import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type {
  Address,
  ExecOptions,
  ExecOutcome,
  Exit,
  Instance,
  MemoryReading,
} from '../../src/core/domain/instance.js'

export interface ProcessOptions {
  /** Where probes reach it, if not on its own port: a proxy before it, as the engine has one. */
  readonly address?: Address
  readonly env?: Readonly<Record<string, string>>
}

/**
 * A real process as an instance: starts, listens, prints, crashes and is killed for real, only without a container around
 * it. The script finds its port in PORT and says how healthy it is by writing to HEALTH_FILE.
 */
export async function startProcess(
  script: string,
  port: number,
  options: ProcessOptions = {},
): Promise<Instance> {
  const askedAt = performance.now()
  const folder = await mkdtemp(join(tmpdir(), 'instance-'))
  const healthFile = join(folder, 'health')
  const env = { ...process.env, ...options.env, PORT: String(port), HEALTH_FILE: healthFile }
  const child = spawn(process.execPath, ['-e', script], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const log = startLog(child)
  let stopped = false
  const exited = new Promise<Exit>((resolve) => {
    child.once('close', (code, signal) => {
      const exitCode = code ?? 128 + (signal === null ? 0 : constants.signals[signal])
      // Killed and not by us: so does the kernel at a memory limit.
      resolve({ exitCode, outOfMemory: signal === 'SIGKILL' && !stopped })
    })
  })
  const startedAt = performance.now()
  const address = (asked: number): Address =>
    options.address ?? { host: '127.0.0.1', port: asked, via: 'bridge' }

  return {
    id: String(child.pid),
    askedAt,
    createdAt: askedAt,
    startedAt,
    exited,
    address,
    publishedAddress: (asked) => ({ ...address(asked), via: 'published' }),
    readLog: async () => log.text(),
    followLog: (onLine, signal) => log.follow(onLine, exited, signal),
    async health() {
      const said = (await readFile(healthFile, 'utf8').catch(() => 'none')).trim()
      return said === 'starting' || said === 'healthy' || said === 'unhealthy' ? said : 'none'
    },
    exec: (command, execOptions) => exec(command, env, execOptions),
    memory: () => readMemory(child),
    async end({ by, timeoutMs, signal }) {
      const endAskedAt = performance.now()
      const sent = by === 'force' ? 'SIGKILL' : 'SIGTERM'
      stopped ||= by === 'force'
      if (child.exitCode !== null || child.signalCode !== null) return { sent, exit: await exited }
      child.kill(sent)
      const over = new AbortController()
      const patience = sleep(timeoutMs, undefined, { signal: AbortSignal.any([signal, over.signal]) })
      const exit = await Promise.race([exited, patience.catch(() => undefined)])
      over.abort()
      return exit === undefined ? { sent } : { sent, exit, tookMs: performance.now() - endAskedAt }
    },
    async stop() {
      stopped = true
      child.kill('SIGKILL')
      await exited
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function startLog(child: ChildProcess) {
  let text = ''
  const listeners = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
      for (const listener of listeners) listener()
    })
  }
  return {
    text: () => text,
    async follow(onLine: (line: string) => void, exited: Promise<Exit>, signal: AbortSignal): Promise<void> {
      let told = 0
      const tell = () => {
        const lines = text.split('\n')
        while (told < lines.length - 1 && !signal.aborted) onLine(lines[told++] ?? '')
      }
      listeners.add(tell)
      tell()
      const aborted = new Promise<void>((resolve) => {
        if (signal.aborted) resolve()
        signal.addEventListener('abort', () => resolve(), { once: true })
      })
      await Promise.race([exited, aborted])
      listeners.delete(tell)
    },
  }
}

function exec(
  [file = '', ...args]: readonly string[],
  env: NodeJS.ProcessEnv,
  { timeoutMs, signal }: ExecOptions,
): Promise<ExecOutcome> {
  return new Promise((resolve) => {
    const options = { env, timeout: timeoutMs, signal, killSignal: 'SIGKILL' } as const
    const child = execFile(file, args, options, (error, stdout, stderr) => {
      const output = `${stdout}${stderr}`
      if (child.pid === undefined) resolve({ exitCode: 126, timedOut: false, output: String(error) })
      else if (error?.killed) resolve({ timedOut: true, output })
      else resolve({ exitCode: child.exitCode ?? -1, timedOut: false, output })
    })
  })
}

async function readMemory({ pid }: ChildProcess): Promise<MemoryReading> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  const resident = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]
  if (resident === undefined) throw new Error(`process ${pid} has ended`)
  return { workingSetBytes: Number(resident) * 1024, how: 'VmRSS of the process' }
}
