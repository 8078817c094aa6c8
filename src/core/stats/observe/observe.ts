import type { Service } from '../../domain/config.js'
import type { Facts } from '../../domain/facts.js'
import type { Metric } from '../../domain/metric.js'
import type { Role } from '../../domain/variant.js'
import { observeBuild, observeTimedBuild } from './build.js'
import { observeImage, observeInside, observeUniqueSize } from './image.js'
import { observeLoad } from './load.js'
import {
  observeMeasured,
  observeOfContainer,
  observeStartup,
  observeStartupPart,
  observeStop,
} from './measured.js'
import type { Observation, Observe } from './observation.js'
import { observeFailureRate, observeSuiteMemory, observeSuiteTime } from './suites.js'

/** Where each metric is found among the facts. */
const observers: Record<Metric, Observe> = {
  'image-size': observeImage(({ unpackedBytes }) => unpackedBytes),
  'pull-size': observeImage(({ pullBytes }) => pullBytes),
  'unique-size': observeUniqueSize,
  'build-time': observeBuild(({ durationMs }) => durationMs),
  'rebuild-time': observeTimedBuild('rebuild-time', 'rebuild'),
  'build-cold': observeTimedBuild('build-cold', 'cold'),
  'build-warm': observeTimedBuild('build-warm', 'warm'),
  'context-transfer': observeBuild(({ transferMs }) => transferMs),
  'context-size': observeBuild(({ contextBytes }) => contextBytes),
  startup: observeStartup,
  'startup-engine': observeStartupPart('startup-engine'),
  'startup-application': observeStartupPart('startup-application'),
  'container-create': observeOfContainer('container-create'),
  'container-exec': observeMeasured('container-exec'),
  'container-stop': observeStop,
  'container-remove': observeOfContainer('container-remove'),
  'memory-idle': observeMeasured('memory-idle'),
  'memory-after': observeSuiteMemory('memory-after', ({ memoryAfterBytes }) => memoryAfterBytes),
  'memory-peak': observeSuiteMemory('memory-peak', ({ memoryPeakBytes }) => memoryPeakBytes),
  'suite-time': observeSuiteTime,
  'failure-rate': observeFailureRate,
  'latency-mean': observeLoad('latency-mean', ({ latency }) => latency?.meanMs),
  'latency-p50': observeLoad('latency-p50', ({ latency }) => latency?.p50Ms),
  'latency-p95': observeLoad('latency-p95', ({ latency }) => latency?.p95Ms),
  'latency-p99': observeLoad('latency-p99', ({ latency }) => latency?.p99Ms),
  'load-errors': observeLoad('load-errors', ({ failed, requests }) => failed / requests),
  'load-rate': observeLoad('load-rate', ({ ratePerSecond }) => ratePerSecond),
  'wasted-bytes': observeInside(({ waste }) => waste.wastedBytes),
  efficiency: observeInside(({ waste }) => waste.dive.efficiency),
  'final-size': observeInside(({ sizes }) => sizes.finalBytes),
  'dive-wasted-bytes': observeInside(({ waste }) => waste.dive.wastedBytes),
  'dive-user-wasted': observeInside(({ waste }) => waste.dive.userWastedShare),
}

export const observe = (facts: Facts, service: Service, role: Role, metric: Metric): Observation =>
  observers[metric](facts, service, role)
