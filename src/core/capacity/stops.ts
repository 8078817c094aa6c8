import type { LevelStop } from '../domain/capacity.js'
import type { Service } from '../domain/config.js'
import type { CellFact } from '../domain/facts.js'
import { type Failure, isEnvironmental } from '../domain/failure.js'
import type { StartFact } from '../domain/start-fact.js'

/** What a start says against its level. Nothing where it was only cut off. */
export function stopOfStart({ failure, readyMs }: StartFact, service: Service): LevelStop | undefined {
  if (failure !== undefined) {
    if (isMachineFailure(failure)) return undefined
    return failure.reason === 'killed-by-memory-limit'
      ? { by: 'memory-limit', failure }
      : { by: 'start', failure }
  }
  const limitMs = service.budgets.find(({ metric }) => metric === 'startup')?.limit?.fail
  if (limitMs === undefined || readyMs === undefined || readyMs <= limitMs) return undefined
  return { by: 'startup-budget', startupMs: readyMs, limitMs }
}

/** The first check of a suite that failed. */
export function stopOfCell({ suite, checks }: CellFact): LevelStop | undefined {
  for (const { name, failure } of checks) {
    if (failure === undefined || isMachineFailure(failure)) continue
    if (failure.reason === 'killed-by-memory-limit') return { by: 'memory-limit', failure }
    return { by: 'check', suite, check: name, failure }
  }
  return undefined
}

/** The engine ran out of something that is not the variant's and not the machine's strength, networks among them. */
export const isMachineFailure = (failure: Failure): boolean =>
  isEnvironmental(failure) || (failure.reason === 'start-refused' && outOfNetworks.test(failure.message))

const outOfNetworks = /address pool/i
