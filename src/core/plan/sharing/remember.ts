import type { Part } from '../../domain/part.js'
import type { SpentFact } from '../../domain/shared-run-facts.js'
import { median } from '../../stats/median.js'
import type { Remembered } from './estimate.js'

/** What one earlier run, or a part of one, spent on what. */
export interface SpentRun {
  /** ISO 8601, UTC. */
  readonly startedAt: string
  readonly spent: readonly SpentFact[]
  /** Where it is what one shard told. */
  readonly part?: Pick<Part, 'plan' | 'stage'>
}

/** One slow runner is no news; that a part grew shows in the second run after it did. */
const newest = 3

/** Of each part the median of its newest durations. Whoever asks for a part that is no more is nobody. */
export function remember(runs: readonly SpentRun[]): Remembered {
  const seen = new Map<string, number[]>()
  const inOrder = [...runs].sort((one, other) => compare(other.startedAt, one.startedAt))
  const isTaking = takingOf(runs)
  for (const run of inOrder)
    for (const fact of run.spent) {
      if (isTaking(run, fact)) continue
      const durations = seen.get(partKey(fact)) ?? []
      seen.set(partKey(fact), durations)
      if (durations.length < newest && isDuration(fact.durationMs)) durations.push(fact.durationMs)
    }
  return (part) => {
    const durations = seen.get(partKey(part)) ?? []
    return durations.length === 0 ? undefined : median(durations)
  }
}

/** Whoever measures a service that another shard built only took its images, and that is not what it takes to make them. */
function takingOf(runs: readonly SpentRun[]): (run: SpentRun, fact: SpentFact) => boolean {
  const key = (plan: string, service: string) => JSON.stringify([plan, service])
  const built = new Set(
    runs.flatMap(({ part, spent }) =>
      part?.stage === 'build' ? spent.map(({ service }) => key(part.plan, service)) : [],
    ),
  )
  return ({ part }, { what, service }) =>
    what === 'prepare' && part?.stage === 'measure' && built.has(key(part.plan, service))
}

const partKey = ({ service, what, suite }: Omit<SpentFact, 'durationMs'>): string =>
  JSON.stringify([service, what, suite ?? null])

/** A record may hold anything; a day is more than any job may last. */
const isDuration = (value: number): boolean => Number.isFinite(value) && value >= 0 && value <= 86_400_000

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)
