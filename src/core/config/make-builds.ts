import type { BuildLimits, TimedBuilds } from '../domain/config.js'
import type { Metric } from '../domain/metric.js'
import type { Role } from '../domain/variant.js'
import { layerBudgets, writtenAt } from './layers.js'
import { type Positions, placed } from './positions.js'
import type { DefaultsInput, ServiceInput } from './schema.js'
import type { BuildsInput } from './schema-builds.js'

const BUILDS: BuildLimits = { pairs: 3, forMs: 10 * 60_000 }

/** Which builds of a variant are timed: what is asked for, and what a budget needs. A plain `false` stands. */
export function makeTimedBuilds(
  role: Role,
  name: string,
  service: ServiceInput,
  defaults: DefaultsInput,
  positions: Positions,
): { readonly builds?: TimedBuilds } {
  const own = service[role]
  if (!('dockerfile' in own)) return {}
  const asked: BuildsInput = { ...defaults.builds, ...service.builds, ...own.builds }
  const budgets = layerBudgets(defaults.budgets, service.budgets)
  const hasBudget = (metric: Metric) => budgets[metric] !== undefined
  const cold = asked.cold ?? hasBudget('build-cold')
  const warm = asked.warm ?? hasBudget('build-warm')
  const rebuild = asked.rebuild ?? hasBudget('rebuild-time')
  if (!cold && !warm && rebuild === false) return {}
  const mark = positions.valueMark(writtenAt(positions, name, ['builds', 'rebuild'], role))
  const named = typeof rebuild === 'string' ? { file: rebuild, ...placed(positions, mark) } : {}
  return { builds: { cold, warm, ...(rebuild !== false && { rebuild: named }) } }
}

export const makeBuildLimits = (service: ServiceInput, defaults: DefaultsInput): BuildLimits => {
  const { pairs, for: forMs }: BuildsInput = { ...defaults.builds, ...service.builds }
  return { pairs: pairs ?? BUILDS.pairs, forMs: forMs ?? BUILDS.forMs }
}
