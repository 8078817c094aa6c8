import type { Instance, Launcher, PageCache, StartAccount } from '../core/domain/instance.js'
import type { StartFact } from '../core/domain/start-fact.js'
import { type Experience, type ReadyOutcome, waitUntilReady } from './ready.js'

export interface StartOptions {
  readonly purpose: StartFact['purpose']
  readonly publish: boolean
  readonly ownNetwork: boolean
  readonly signal: AbortSignal
  readonly pair?: number
  readonly warmUp?: boolean
  readonly suite?: string
  readonly cold?: boolean
  /** What earlier starts of the variant showed. */
  readonly experience?: Experience
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
    ...(options.experience === undefined ? {} : { experience: options.experience }),
    signal,
  })
  const account = await instance.account?.(signal)
  const fact: StartFact = {
    ...base,
    ...(instance.createdAt === undefined ? {} : { createdMs: since(instance.createdAt) }),
    ...processStarted(instance, account, outcome),
    startedMs: since(instance.startedAt),
    ...portOpened(instance, outcome),
    ...(run.port === undefined ? {} : { via: instance.address(run.port).via }),
    ...(outcome.outcome === 'failed' ? { failure: outcome.failure } : readyMoments(instance, outcome)),
    ...(account === undefined ? {} : { witness: account.witness }),
    ...(instance.pageCache === undefined ? {} : pageCacheOf(instance.pageCache)),
  }
  return { fact, instance }
}

/** Where the first look found the port open, nobody knows when it opened. */
const portOpened = (
  { askedAt }: Instance,
  { portOpenAt, sawPortOpen }: ReadyOutcome,
): Pick<StartFact, 'portOpenMs'> =>
  portOpenAt === undefined || !sawPortOpen ? {} : { portOpenMs: portOpenAt - askedAt }

/** The engine stamps a start when it hears of it; what the process did before that it did after it had started. */
function processStarted(
  { askedAt }: Instance,
  account: StartAccount | undefined,
  outcome: ReadyOutcome,
): Pick<StartFact, 'processStartedMs'> {
  if (account?.processStartedAt === undefined) return {}
  const readyAt = outcome.outcome === 'ready' ? outcome.readyAt : undefined
  const signsOfLife = [outcome.portOpenAt, readyAt].filter((at) => at !== undefined)
  return { processStartedMs: Math.min(account.processStartedAt, ...signsOfLife) - askedAt }
}

function readyMoments(
  { askedAt }: Instance,
  { readyAt, looks, notYetAt }: Extract<ReadyOutcome, { readonly outcome: 'ready' }>,
): Pick<StartFact, 'readyMs' | 'notReadyMs' | 'looks'> {
  return {
    ...(readyAt === undefined ? {} : { readyMs: readyAt - askedAt }),
    ...(notYetAt === undefined ? {} : { notReadyMs: notYetAt - askedAt }),
    ...(looks === undefined ? {} : { looks }),
  }
}

const pageCacheOf = ({ state, warmBecause }: PageCache): Pick<StartFact, 'pageCache' | 'warmBecause'> => ({
  pageCache: state,
  ...(warmBecause === undefined ? {} : { warmBecause }),
})
