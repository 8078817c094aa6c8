import type { Role } from '../domain/variant.js'
import type { Path, Positions } from './positions.js'
import type { DefaultsInput, ReadyInput, RunInput, ServiceInput } from './schema.js'
import type { BudgetInput, BudgetsInput } from './schema-budgets.js'
import type { SmokeInput } from './schema-checks.js'

/**
 * How `defaults`, a service and a variant become one. Later layers win, key by key; environments, suites and budgets are
 * joined by name. A layer that names any readiness condition replaces the conditions before it, for "ready" is a whole;
 * so does one axis of a budget, whose two levels belong together.
 */
export function layerRun(...layers: readonly (RunInput | undefined)[]): RunInput {
  const env = Object.assign({}, ...layers.map((layer) => layer?.env))
  return Object.assign({}, ...layers, { env })
}

export function layerReady(...layers: readonly (ReadyInput | undefined)[]): ReadyInput {
  let merged: ReadyInput = {}
  for (const layer of layers) {
    const { timeout } = merged
    const kept = hasCondition(layer) ? { ...(timeout !== undefined && { timeout }) } : merged
    merged = { ...kept, ...layer }
  }
  return merged
}

export const hasCondition = (ready: ReadyInput | undefined): boolean =>
  ready !== undefined && Object.keys(ready).some((key) => key !== 'timeout')

export const layerSmoke = (...layers: readonly (SmokeInput | undefined)[]): SmokeInput =>
  Object.assign({}, ...layers)

export function layerBudgets(...layers: readonly (BudgetsInput | undefined)[]): BudgetsInput {
  const merged: Record<string, BudgetInput> = {}
  for (const layer of layers) {
    for (const [metric, budget] of Object.entries(layer ?? {}))
      merged[metric] = { ...merged[metric], ...budget }
  }
  return merged
}

export type Samples = NonNullable<DefaultsInput['samples']>

export const layerSamples = (...layers: readonly (ServiceInput['samples'] | undefined)[]): Samples =>
  Object.assign({}, ...layers)

/** Where something of a service may have been written, nearest first. */
export function writtenAt(positions: Positions, service: string, rest: Path, role?: Role): Path {
  const own: Path = ['services', service, ...rest]
  const candidates: Path[] = [own, ['defaults', ...rest]]
  if (role) candidates.unshift(['services', service, role, ...rest])
  return candidates.find((path) => positions.has(path)) ?? own
}
