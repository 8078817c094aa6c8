import type { Facts } from '../../domain/facts.js'
import { type Metric, metricInfo } from '../../domain/metric.js'
import type { Role } from '../../domain/variant.js'

/** How a metric was taken, where that differs between machines. Foreign text is in it. */
export interface Formula {
  readonly label: string
  /** Several where shards ran on machines that tell it in different ways. */
  readonly hows: readonly { readonly role: Role; readonly how: string }[]
}

export function formulasOf({ measurements }: Facts): readonly Formula[] {
  const byMetric = new Map<Metric, Map<string, { role: Role; how: string }>>()
  for (const { metric, how, ref } of measurements) {
    if (how === undefined || !metricInfo[metric].noisy) continue
    const hows = byMetric.get(metric) ?? new Map<string, { role: Role; how: string }>()
    byMetric.set(metric, hows.set(`${ref.role} ${how}`, { role: ref.role, how }))
  }
  return [...byMetric].map(([metric, hows]) => ({
    label: metricInfo[metric].label,
    hows: [...hows.values()],
  }))
}
