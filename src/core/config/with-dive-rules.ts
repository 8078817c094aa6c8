import type { Budget, Config, Service } from '../domain/config.js'
import { type Metric, metricInfo, metrics } from '../domain/metric.js'
import { roundQuantityOf } from '../findings/quantity.js'
import { diveRulesFile } from './dive-rules.js'

/** The config with dive's limits on every candidate that has an image; where the config sets the same, it wins. */
export function withDiveRules(config: Config, limits: readonly Budget[]): Config {
  const services = config.services.map((service) => ({ service, taken: takenBy(service, limits) }))
  if (services.every(({ taken }) => taken.length === 0)) return config
  const said = limits.map(({ metric, limit }) => tell(metric, limit?.fail ?? 0)).join(', ')
  const own = services.flatMap(({ service, taken }) =>
    taken.length === limits.length ? [] : [`${service.name} (${names(service, limits, taken)})`],
  )
  const exceptions = own.length === 0 ? '' : ` What the config itself sets holds instead: ${own.join(', ')}.`
  return {
    ...config,
    assumptions: [
      ...config.assumptions,
      `${diveRulesFile} is in this folder, so its limits are budgets of every candidate: ${said}.${exceptions}`,
    ],
    services: services.map(({ service, taken }) => ({
      ...service,
      budgets: taken.reduce(withLimit, service.budgets),
    })),
  }
}

function takenBy({ candidate, budgets }: Service, limits: readonly Budget[]): readonly Budget[] {
  if (candidate.source.from === 'process') return []
  return limits.filter(({ metric }) => !budgets.some((one) => one.metric === metric && one.limit))
}

function withLimit(budgets: readonly Budget[], limit: Budget): readonly Budget[] {
  const own = budgets.find(({ metric }) => metric === limit.metric)
  const others = budgets.filter((one) => one !== own)
  return [...others, { ...limit, ...own }].sort(
    (one, other) => metrics.indexOf(one.metric) - metrics.indexOf(other.metric),
  )
}

const tell = (metric: Metric, limit: number): string => {
  const { label, better } = metricInfo[metric]
  return `${label} at ${better === 'lower' ? 'most' : 'least'} ${roundQuantityOf(metric, limit)}`
}

const names = ({ candidate }: Service, limits: readonly Budget[], taken: readonly Budget[]): string =>
  candidate.source.from === 'process'
    ? 'a process has no image'
    : limits
        .filter((one) => !taken.includes(one))
        .map(({ metric }) => metricInfo[metric].label)
        .join(', ')
