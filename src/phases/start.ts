import type { StartFact } from '../core/domain/facts.js'
import type { Instance, Launcher } from '../core/domain/instance.js'
import { waitUntilReady } from './ready.js'

export interface StartOptions {
  readonly purpose: StartFact['purpose']
  readonly publish: boolean
  readonly ownNetwork: boolean
  readonly signal: AbortSignal
  readonly pair?: number
  readonly warmUp?: boolean
  readonly suite?: string
}

export interface StartedInstance {
  readonly fact: StartFact
  /** Present where something was started, ready or not; whoever gets it stops it. */
  readonly instance?: Instance
}

/** Starts one instance and waits until it is ready; what happened when is the fact. */
export async function startInstance(launcher: Launcher, options: StartOptions): Promise<StartedInstance> {
  const { purpose, pair, warmUp = false, suite, signal } = options
  const base = {
    ref: launcher.ref,
    purpose,
    ...(pair === undefined ? {} : { pair }),
    ...(warmUp ? { warmUp } : {}),
    ...(suite === undefined ? {} : { suite }),
  }
  const started = await launcher.start(options)
  if (started.outcome === 'refused') return { fact: { ...base, failure: started.failure } }

  const { instance } = started
  const { ready, run } = launcher.variant
  const since = (at: number) => at - instance.askedAt
  const outcome = await waitUntilReady(instance, ready, {
    ...(run.port === undefined ? {} : { port: run.port }),
    signal,
  })
  const fact: StartFact = {
    ...base,
    createdMs: since(instance.createdAt),
    startedMs: since(instance.startedAt),
    ...(outcome.portOpenAt === undefined ? {} : { portOpenMs: since(outcome.portOpenAt) }),
    ...(run.port === undefined ? {} : { via: instance.address(run.port).via }),
    ...(outcome.outcome === 'failed'
      ? { failure: outcome.failure }
      : outcome.readyAt === undefined
        ? {}
        : { readyMs: since(outcome.readyAt) }),
  }
  return { fact, instance }
}
