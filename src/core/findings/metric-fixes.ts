import type { Metric } from '../domain/metric.js'

/** What usually brings a metric back within its budget. */
export const metricFixes: Record<Metric, string> = {
  'image-size': 'Look at the largest layers: compilers, caches and build tools belong in an earlier stage.',
  'pull-size': 'Look at the largest layers: compilers, caches and build tools belong in an earlier stage.',
  'unique-size': 'Build both variants on one base, or order the layers so that what they share comes first.',
  'build-time': 'Order the steps so that what changes often comes last, and keep the cache between runs.',
  'build-cold': 'See which step takes longest; fetch less, and compile in a stage of its own.',
  'build-warm': 'Keep the context small: with every step from the cache, sending it is most of what is left.',
  'context-transfer':
    'Name what the build does not need in .dockerignore: .git, virtual environments, node_modules.',
  'rebuild-time': 'Copy the list of dependencies and install them before the sources are copied.',
  'context-size':
    'Name what the build does not need in .dockerignore: .git, virtual environments, node_modules.',
  startup: 'See in the timeline which part takes longest: the engine, the port, or readiness.',
  'startup-engine':
    'The engine makes the file system and the network: fewer mounts and published ports, smaller layers.',
  'startup-application': 'See what the application does before it listens: imports, connections, migrations.',
  'container-create': 'The engine prepares the file system: fewer layers and mounts.',
  'container-exec': 'See whether its limits of memory or processor are too tight.',
  'container-stop':
    'Let process 1 receive SIGTERM (exec form, or exec in the script) and close what it has open.',
  'container-remove': 'The engine deletes what the container wrote: write less into its file system.',
  'memory-idle': 'Start fewer workers, or tell the runtime its memory limit.',
  'memory-after': 'Start fewer workers, or tell the runtime its memory limit.',
  'memory-peak': 'Start fewer workers, or tell the runtime its memory limit.',
  'suite-time': 'See which suite takes longest, and whether its limits of memory or processor are too tight.',
  'failure-rate': 'Mend the failed checks listed in the report.',
  'latency-mean': 'See whether its limits of memory or processor are too tight.',
  'latency-p50': 'See whether its limits of memory or processor are too tight.',
  'latency-p95': 'See whether its limits of memory or processor are too tight.',
  'latency-p99': 'See whether its limits of memory or processor are too tight.',
  'load-errors': 'See in the log what it said while it was under load.',
  'load-rate': 'See whether its limits of memory or processor are too tight.',
  'wasted-bytes': 'Remove files in the same step that makes them.',
  efficiency: 'Remove files in the same step that makes them.',
  'final-size':
    'See in the report where the bytes are: what is not needed to run belongs in an earlier stage.',
  'dive-wasted-bytes': 'Remove files in the same step that makes them.',
  'dive-user-wasted': 'Remove files in the same step that makes them.',
}
