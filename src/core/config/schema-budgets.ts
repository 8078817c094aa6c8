import * as v from 'valibot'
import { type Metric, metricInfo, metrics, type Unit } from '../domain/metric.js'
import { change, duration, rate, share, size } from './forms.js'
import { shortOrMap, strict } from './schema-blocks.js'

type Level = v.GenericSchema<string, number>

export interface LevelsInput {
  warn?: number
  fail?: number
}

export interface BudgetInput {
  limit?: LevelsInput
  migration?: LevelsInput
  regression?: LevelsInput & { floor?: number }
}

const optional = v.exactOptional
const inUnit: Readonly<Record<Unit, () => Level>> = { bytes: size, ms: duration, share, rate }

/** Beyond CONFIG.md: an axis, too, may be one value, short for its `fail`. */
const levels = (level: Level, description: string) =>
  v.pipe(
    shortOrMap(
      v.pipe(
        level,
        v.transform((fail): LevelsInput => ({ fail })),
      ),
      strict({ warn: optional(level), fail: optional(level) }),
    ),
    v.description(description),
  )

const grown = v.pipe(
  change(),
  v.minValue(0, 'must not be negative: it says how much a change may worsen the metric'),
)

const short = (level: Level) =>
  v.pipe(
    level,
    v.transform((fail): BudgetInput => ({ limit: { fail } })),
  )

const full = (level: Level) =>
  strict({
    limit: optional(levels(level, 'The candidate on its own.')),
    migration: optional(
      levels(change(), 'The candidate against the baseline: 0% may not grow, -50% must halve.'),
    ),
    regression: optional(regression(level)),
  })

const regression = (level: Level) =>
  v.pipe(
    shortOrMap(
      v.pipe(
        grown,
        v.transform((fail): LevelsInput => ({ fail })),
      ),
      strict({ warn: optional(grown), fail: optional(grown), floor: optional(level) }),
    ),
    v.description('This change against the base branch; below the floor nothing is said.'),
  )

/** One for each unit and not for each metric, so that the JSON Schema can refer to them. */
const fullByUnit = {
  bytes: full(size()),
  ms: full(duration()),
  share: full(share()),
  rate: full(rate()),
} as const

const budget = (metric: Metric) => {
  const { unit, label } = metricInfo[metric]
  return v.pipe(
    shortOrMap(short(inUnit[unit]()), fullByUnit[unit]),
    v.description(`Budget of the ${label}; one value is short for limit.fail.`),
  ) as v.GenericSchema<unknown, BudgetInput>
}

export const budgetDefinitions = {
  sizeBudget: fullByUnit.bytes,
  timeBudget: fullByUnit.ms,
  shareBudget: fullByUnit.share,
  rateBudget: fullByUnit.rate,
}

const entries = Object.fromEntries(metrics.map((metric) => [metric, optional(budget(metric))])) as {
  readonly [Name in Metric]: v.ExactOptionalSchema<v.GenericSchema<unknown, BudgetInput>, undefined>
}

export const budgetsSchema = v.pipe(
  strict(entries, {}, 'metric'),
  v.description('What may be spent, by metric: as a limit, against the baseline, against the base branch.'),
)

export type BudgetsInput = v.InferOutput<typeof budgetsSchema>
