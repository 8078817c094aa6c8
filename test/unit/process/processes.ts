import { randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import type { RunOptions, Variant } from '../../../src/core/domain/config.js'
import type { Instance, Launcher, Started } from '../../../src/core/domain/instance.js'
import { openProcesses } from '../../../src/process/engine.js'

export interface Asked {
  readonly run?: Partial<RunOptions>
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly ready?: Variant['ready']
}

const anyRun = { env: {}, tmpfs: [], volumes: [], readOnly: false, capDrop: [], stopTimeoutMs: 5000 }

/** A run of one process variant, with whatever it starts gone when the test ends. */
export async function prepareProcess(command: readonly string[], asked: Asked = {}) {
  const runId = `test-${randomBytes(6).toString('hex')}`
  const engine = openProcesses({ runId, cwd: process.cwd(), env: asked.env ?? process.env })
  onTestFinished(async () => void (await engine.cleanUp()))
  const variant: Variant = {
    role: 'baseline',
    source: { from: 'process', command, cwd: asked.cwd ?? '.' },
    run: { ...anyRun, ...asked.run },
    ready: asked.ready ?? { conditions: [], timeoutMs: 1000 },
  }
  const prepared = await engine.prepare({
    ref: { service: 'web', role: 'baseline', revision: 'head' },
    variant,
    signal: new AbortController().signal,
    onLine: () => {},
  })
  if (prepared.launcher === undefined) throw new Error('was not prepared')
  return { runId, engine, launcher: prepared.launcher }
}

export const startOf = (launcher: Launcher, signal = new AbortController().signal): Promise<Started> =>
  launcher.start({ publish: false, ownNetwork: false, signal })

export function instanceOf(started: Started): Instance {
  if (started.outcome === 'refused') throw new Error(started.failure.message)
  return started.instance
}

export async function startProcess(command: readonly string[], asked: Asked = {}) {
  const prepared = await prepareProcess(command, asked)
  return { ...prepared, instance: instanceOf(await startOf(prepared.launcher)) }
}

/** Everything of a run that still lives, found in the slow and simple way. */
export async function alive(runId: string): Promise<number[]> {
  const found: number[] = []
  for (const pid of await readdir('/proc')) {
    const environ = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')
    if (environ.split('\0').includes(`CONTAINER_MIGRATE_RUN=${runId}`)) found.push(Number(pid))
  }
  return found
}

export async function until<T>(look: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (;;) {
    const seen = await look()
    if (seen !== undefined) return seen
    await pause(20)
  }
}

export const printed = (instance: Instance, text: string): Promise<string> =>
  until(async () => {
    const log = await instance.readLog()
    return log.includes(text) ? log : undefined
  })
