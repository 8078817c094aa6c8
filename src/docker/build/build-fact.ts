import type { BuildFact } from '../../core/domain/facts.js'
import type { BuildJournal } from './build-journal.js'
import { isLayerStep } from './build-steps.js'

export interface FinishedBuild {
  readonly journal: BuildJournal
  readonly durationMs: number
  /** Absent where the context did not come from this machine. */
  readonly contextBytes?: number
  readonly transferMs?: number | undefined
  readonly builder: BuildFact['builder']
  readonly cache: BuildFact['cache']
}

export function makeBuildFact(build: FinishedBuild): BuildFact {
  const { journal, durationMs, contextBytes, transferMs, builder, cache } = build
  const steps = journal.steps().filter(({ name }) => isLayerStep(name))
  const cachedSteps = steps
    .filter(({ cached }) => cached)
    .map(({ name }) => name.slice(0, longestName))
    .sort(inOrder)
  return {
    durationMs,
    temperature: cachedSteps.length === 0 ? 'cold' : 'warm',
    stepsTotal: steps.length,
    stepsCached: cachedSteps.length,
    cachedSteps,
    ...(contextBytes === undefined ? {} : { contextBytes }),
    ...(transferMs === undefined ? {} : { transferMs: Math.round(transferMs) }),
    builder,
    cache,
  }
}

const longestName = 200

/** Builders tell steps in any order; their names hold the numbers. */
const inOrder = (one: string, other: string): number => one.localeCompare(other, 'en', { numeric: true })
