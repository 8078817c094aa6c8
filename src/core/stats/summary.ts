import type { Sample } from '../domain/facts.js'
import type { MetricInfo } from '../domain/metric.js'
import { median } from './median.js'
import { type Spread, spread } from './spread.js'

/** What the samples of one metric for one variant come to, and how many stand behind it. */
export interface Summary {
  /** Absent where no sample has a value. */
  readonly value?: number
  /** How many values the number was made from. */
  readonly counted: number
  /** Left out of the number. */
  readonly warmUps: number
  readonly failed: number
  /** True where only a warm-up was there to be used. */
  readonly fromWarmUp: boolean
  readonly spread?: Spread
}

export function summarise(samples: readonly Sample[], by: MetricInfo['summary']): Summary {
  const taken = samples.filter((sample) => sample.value !== undefined)
  const warm = taken.filter((sample) => sample.warmUp !== true)
  const used = (warm.length > 0 ? warm : taken).flatMap((sample) => sample.value ?? [])
  const value = reduce[by](used)
  const range = spread(used)
  return {
    ...(value !== undefined && { value }),
    counted: used.length,
    warmUps: taken.length - used.length,
    failed: samples.length - taken.length,
    fromWarmUp: warm.length === 0 && taken.length > 0,
    ...(range && { spread: range }),
  }
}

const reduce: Record<MetricInfo['summary'], (values: readonly number[]) => number | undefined> = {
  median,
  max: (values) => spread(values)?.max,
  sum: (values) => (values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0)),
}
