import type { Exit, Instance } from '../core/domain/instance.js'
import type { StartFact } from '../core/domain/start-fact.js'
import { exitInSight } from './ready/exit-in-sight.js'

/** What earlier starts showed of a variant, so that nothing is waited for in vain twice. Kept by whoever starts it. */
export interface Manners {
  runsTrue: boolean
  endsWhenAsked: boolean
  /** How long its instances took to end, altogether. */
  stoppingMs: number
}

export const unknownManners = (): Manners => ({ runsTrue: true, endsWhenAsked: true, stoppingMs: 0 })

export interface Cost {
  readonly fact: Pick<StartFact, 'execMs' | 'execFailure' | 'stop' | 'removeMs'>
  /** It ended before it was asked to. */
  readonly exit?: Exit
}

interface CostOptions {
  readonly manners: Manners
  /** Each trivial command lengthens a start's turn by a tenth. */
  readonly withCommand: boolean
  readonly stopTimeoutMs: number
  readonly signal: AbortSignal
}

/** A variant that takes its time is not asked in every pair: stopping would cost more than all the rest. */
const stoppingPatienceMs = 30_000
const execTimeoutMs = 10_000
const forceTimeoutMs = 10_000

/** What a running instance costs from here to its end: a trivial command, being stopped, being removed. */
export async function takeCost(instance: Instance, options: CostOptions): Promise<Cost> {
  const command = await timeTrivialCommand(instance, options)
  if ('exit' in command) return { fact: {}, exit: command.exit }
  const end = await timeEnd(instance, options)
  if ('exit' in end) return { fact: command, exit: end.exit }
  if (end.isOver === false) return { fact: { ...command, ...end.fact } }
  const removedFrom = performance.now()
  const isRemoved = await instance.stop().then(
    () => true,
    // What cannot be removed now is removed by its label at the end.
    () => false,
  )
  const removeMs = performance.now() - removedFrom
  return { fact: { ...command, ...end.fact, ...(isRemoved ? { removeMs } : {}) } }
}

async function timeTrivialCommand(
  instance: Instance,
  { manners, withCommand, signal }: CostOptions,
): Promise<Pick<StartFact, 'execMs' | 'execFailure'> | { readonly exit: Exit }> {
  if (!withCommand || !manners.runsTrue || signal.aborted) return {}
  const begun = performance.now()
  const outcome = await instance.exec(['true'], { timeoutMs: execTimeoutMs, signal }).catch(() => undefined)
  const execMs = performance.now() - begun
  if (outcome?.exitCode === 0) return { execMs }
  const exit = await exitInSight(instance)
  if (exit !== undefined) return { exit }
  if (outcome === undefined) return {}
  manners.runsTrue = false
  const [said = ''] = outcome.output.trim().split('\n')
  const isAbsent = /not found|no such file/i.test(said)
  const message = outcome.timedOut
    ? `\`true\` did not end within ${execTimeoutMs / 1000} s`
    : isAbsent || said === ''
      ? 'the image has no command `true`'
      : said
  return { execFailure: { reason: outcome.timedOut ? 'timeout' : 'not-run', message } }
}

type End = { readonly exit: Exit } | { readonly fact: Pick<StartFact, 'stop'>; readonly isOver: boolean }

async function timeEnd(instance: Instance, options: CostOptions): Promise<End> {
  const { manners, stopTimeoutMs, signal } = options
  const isAsked = manners.endsWhenAsked && manners.stoppingMs < stoppingPatienceMs
  if (instance.end === undefined || signal.aborted) return { fact: {}, isOver: false }
  try {
    if (!isAsked) return { fact: {}, isOver: (await force(instance, signal)) !== undefined }
    const begun = performance.now()
    const ending = await instance.end({ by: 'asking', timeoutMs: stopTimeoutMs, signal })
    const waitedMs = performance.now() - begun
    manners.stoppingMs += waitedMs
    const { sent, exit, tookMs, until, firstProcess } = ending
    if (exit !== undefined && tookMs === undefined) return { exit }
    const asked = { sent, timeoutMs: stopTimeoutMs, waitedMs }
    if (exit !== undefined && tookMs !== undefined) {
      const took = { tookMs, ...(until === undefined ? {} : { until }) }
      return { fact: { stop: { ...asked, ...took, exitCode: exit.exitCode } }, isOver: true }
    }
    if (signal.aborted) return { fact: {}, isOver: false }
    manners.endsWhenAsked = false
    const exitCode = await force(instance, signal)
    const stop = {
      ...asked,
      ...(exitCode === undefined ? {} : { exitCode }),
      ...(firstProcess === undefined ? {} : { firstProcess }),
    }
    return { fact: { stop }, isOver: exitCode !== undefined }
  } catch {
    // The engine did not do it, or is gone; whoever needs it next tells.
    return { fact: {}, isOver: false }
  }
}

async function force(instance: Instance, signal: AbortSignal): Promise<number | undefined> {
  const ending = await instance.end?.({ by: 'force', timeoutMs: forceTimeoutMs, signal })
  return ending?.exit?.exitCode
}
