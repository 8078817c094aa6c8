import type { Service } from '../../domain/config.js'
import type { Facts } from '../../domain/facts.js'
import type { StartFact } from '../../domain/start-fact.js'
import type { Role } from '../../domain/variant.js'
import { median } from '../../stats/median.js'

/** What a container of one variant costs beside its application's start: middles of the timed starts that came up. */
export interface ContainerCost {
  readonly createMs?: number
  readonly startMs?: number
  readonly execMs?: number
  /** Why there is no time for a trivial command. Foreign text. */
  readonly execAbsent?: string
  readonly stop?: StopCost
  readonly removeMs?: number
}

export interface StopCost {
  readonly sent: string
  /** How many starts were asked to end, and how many did. */
  readonly asked: number
  readonly answered: number
  readonly tookMs?: number
  readonly exitCodes: readonly number[]
}

export function containerCostOf(facts: Facts, service: Service, role: Role): ContainerCost | undefined {
  const starts = facts.starts.filter(
    ({ ref, purpose, failure }) =>
      purpose === 'timed' &&
      !failure &&
      ref.service === service.name &&
      ref.role === role &&
      ref.revision === 'head',
  )
  const middle = (take: (start: StartFact) => number | undefined): number | undefined =>
    median(starts.filter(({ warmUp }) => !warmUp).flatMap((start) => take(start) ?? []))
  const createMs = middle((start) => start.createdMs)
  const startMs = middle(engineStartMs)
  const execMs = middle((start) => start.execMs)
  const removeMs = middle((start) => start.removeMs)
  const execAbsent = starts.find((start) => start.execFailure)?.execFailure?.message
  const stop = stopOf(starts)
  // Records of before these were taken have none of them.
  if (removeMs === undefined && stop === undefined) return undefined
  return {
    ...(createMs !== undefined && { createMs }),
    ...(startMs !== undefined && { startMs }),
    ...(execMs !== undefined && { execMs }),
    ...(execAbsent !== undefined && { execAbsent }),
    ...(stop && { stop }),
    ...(removeMs !== undefined && { removeMs }),
  }
}

const engineStartMs = ({ createdMs, processStartedMs, startedMs }: StartFact): number | undefined => {
  const at = processStartedMs ?? startedMs
  return createdMs === undefined || at === undefined ? undefined : at - createdMs
}

/** The warm-up counts here: a variant that ignored the signal then is not asked again. */
function stopOf(starts: readonly StartFact[]): StopCost | undefined {
  const stops = starts.flatMap(({ stop }) => stop ?? [])
  const [first] = stops
  if (!first) return undefined
  const answered = stops.filter(({ tookMs }) => tookMs !== undefined)
  const counted = starts.filter(({ warmUp }) => !warmUp).flatMap(({ stop }) => stop?.tookMs ?? [])
  const tookMs = median(counted.length > 0 ? counted : answered.flatMap((stop) => stop.tookMs ?? []))
  return {
    sent: first.sent,
    asked: stops.length,
    answered: answered.length,
    ...(tookMs !== undefined && { tookMs }),
    exitCodes: [...new Set(stops.flatMap(({ exitCode }) => exitCode ?? []))].sort((a, b) => a - b),
  }
}
