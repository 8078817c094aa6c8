import type { Metric } from '../../domain/metric.js'

/** Read of the suites' own instances: each suite has its sample, and suites may run on several machines. */
export const isSuiteMetric = (metric: Metric): boolean =>
  metric === 'memory-after' || metric === 'memory-peak'
