import { type Metric, metricInfo } from '../domain/metric.js'

/** 110 / 100 - 1 is a hair more than 0.1; a budget must not fail for that hair. */
const hair = 1e-9

export function exceedsLimit(metric: Metric, value: number, limit: number): boolean {
  const excess = metricInfo[metric].better === 'lower' ? value - limit : limit - value
  return excess > hair * Math.max(1, Math.abs(limit))
}

/** Whether a relative change is worse than allowed; for what should be high, worse is less. */
export const exceedsChange = (metric: Metric, change: number, allowed: number): boolean =>
  worsening(metric, change) - allowed > hair

/**
 * Worse by so much more than allowed that no drift of a shared machine explains it: such machines drift by tens of
 * percent, so what is twice the allowed (or half, where more is better) is a change and not the weather.
 */
export function exceedsGrossly(metric: Metric, change: number, allowed: number): boolean {
  if (!exceedsChange(metric, change, allowed)) return false
  return metricInfo[metric].better === 'lower'
    ? 1 + change >= 2 * (1 + allowed)
    : 1 + change <= (1 - allowed) / 2
}

const worsening = (metric: Metric, change: number): number =>
  metricInfo[metric].better === 'lower' ? change : -change
