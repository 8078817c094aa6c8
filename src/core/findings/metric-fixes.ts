import type { Metric } from '../domain/metric.js'

/** What usually brings a metric back within its budget. */
export const metricFixes: Record<Metric, string> = {
  'image-size': 'Look at the largest layers: compilers, caches and build tools belong in an earlier stage.',
  'pull-size': 'Look at the largest layers: compilers, caches and build tools belong in an earlier stage.',
  'unique-size': 'Build both variants on one base, or order the layers so that what they share comes first.',
  'build-time': 'Order the steps so that what changes often comes last, and keep the cache between runs.',
  'rebuild-time': 'Copy the list of dependencies and install them before the sources are copied.',
  'context-size':
    'Name what the build does not need in .dockerignore: .git, virtual environments, node_modules.',
  startup: 'See in the timeline which part takes longest: the engine, the port, or readiness.',
  'memory-idle': 'Start fewer workers, or tell the runtime its memory limit.',
  'memory-after': 'Start fewer workers, or tell the runtime its memory limit.',
  'memory-peak': 'Start fewer workers, or tell the runtime its memory limit.',
  'suite-time': 'See which suite takes longest, and whether its limits of memory or processor are too tight.',
  'failure-rate': 'Mend the failed checks listed in the report.',
  'latency-p95': 'See whether its limits of memory or processor are too tight.',
  'wasted-bytes': 'Remove files in the same step that makes them.',
  efficiency: 'Remove files in the same step that makes them.',
}
