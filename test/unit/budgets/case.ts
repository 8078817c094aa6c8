import { compareMetric } from '../../../src/core/budgets/compare.js'
import { axesOf } from '../../../src/core/budgets/sides.js'
import type { Check } from '../../../src/core/domain/check.js'
import type { Budget, Config, Service, Variant } from '../../../src/core/domain/config.js'
import type {
  CellFact,
  CheckFact,
  Facts,
  ImageFact,
  LayerFact,
  Measurement,
  PreparedFact,
  Sample,
} from '../../../src/core/domain/facts.js'
import type { Failure } from '../../../src/core/domain/failure.js'
import type { Metric } from '../../../src/core/domain/metric.js'
import { type Role, roles } from '../../../src/core/domain/variant.js'

/** Builds configs and facts by hand, so that a test states only what it is about. */
export const refOf = (service: string, role: Role) => ({ service, role, revision: 'head' as const })

export const aVariant = (role: Role, rest: Partial<Variant> = {}): Variant => ({
  role,
  source: {
    from: 'dockerfile',
    dockerfile: role === 'baseline' ? 'Dockerfile' : 'Dockerfile.alpine',
    context: '.',
    buildArgs: {},
    buildContexts: {},
    secrets: [],
  },
  run: { port: 8000, env: {}, tmpfs: [], volumes: [], readOnly: false, capDrop: [], stopTimeoutMs: 10_000 },
  ready: { conditions: [{ by: 'http', path: '/health' }], timeoutMs: 60_000 },
  ...rest,
})

const aCheck = (name: string): Check => ({ by: 'run', name, command: name, timeoutMs: 30_000 })

export function aService(
  name: string,
  {
    suites = {},
    budgets = [],
    ...rest
  }: Partial<Service> & { suites?: Record<string, readonly string[]> } = {},
): Service {
  return {
    name,
    baseline: aVariant('baseline'),
    candidate: aVariant('candidate'),
    smoke: Object.entries(suites).map(([suite, checks]) => ({ name: suite, checks: checks.map(aCheck) })),
    budgets: budgets as readonly Budget[],
    samples: { min: 5, max: 30, forMs: 300_000, matters: 0.05 },
    ...rest,
  }
}

export const aConfig = (...services: readonly Service[]): Config => ({
  version: 1,
  origin: 'file',
  file: '.github/container-migrate.yml',
  assumptions: [],
  services,
})

export const aLayer = (diffId: string, unpackedBytes: number): LayerFact => ({
  diffId: `sha256:${diffId}`,
  unpackedBytes,
  compressedBytes: Math.round(unpackedBytes * 0.4),
  compressedEstimated: true,
})

export function anImage(layers: readonly LayerFact[]): ImageFact {
  const sum = (pick: (layer: LayerFact) => number) => layers.reduce((all, layer) => all + pick(layer), 0)
  return {
    id: 'sha256:0',
    platform: 'linux/amd64',
    layers,
    unpackedBytes: sum(({ unpackedBytes }) => unpackedBytes),
    pullBytes: sum(({ compressedBytes }) => compressedBytes),
    pullEstimated: true,
  }
}

export const built = (service: string, role: Role, rest: Partial<PreparedFact> = {}): PreparedFact => ({
  ref: refOf(service, role),
  outcome: 'built',
  ...rest,
})

export const unbuilt = (service: string, role: Role, failure: Failure): PreparedFact => ({
  ref: refOf(service, role),
  outcome: 'failed',
  failure,
})

/** Samples in pairs, the first of them a warm-up where asked for. */
export const inPairs = (values: readonly number[], { warmUp = false } = {}): readonly Sample[] =>
  values.map((value, pair) => ({ value, pair, ...(warmUp && pair === 0 && { warmUp: true }) }))

export const measured = (
  service: string,
  role: Role,
  metric: Metric,
  samples: readonly Sample[],
  how?: string,
): Measurement => ({ ref: refOf(service, role), metric, samples, ...(how && { how }) })

export const passed = (name: string, durationMs = 12): CheckFact => ({ name, outcome: 'passed', durationMs })

export const failed = (
  name: string,
  message = 'status 500, expected 200',
  rest: Partial<Failure> = {},
): CheckFact => ({
  name,
  outcome: 'failed',
  durationMs: 15,
  failure: { reason: 'expectation', message, ...rest },
})

export const aCell = (
  service: string,
  suite: string,
  role: Role,
  checks: readonly CheckFact[],
  rest: Partial<CellFact> = {},
): CellFact => ({ service, suite, role, checks, durationMs: 1000, ...rest })

export const noFacts: Facts = { prepared: [], measurements: [], starts: [], cells: [] }

/** Facts in which both variants of every service were built and nothing else is known. */
export const builtFacts = (config: Config, rest: Partial<Facts> = {}): Facts => ({
  ...noFacts,
  prepared: config.services.flatMap(({ name }) => roles.map((role) => built(name, role))),
  ...rest,
})

/** Candidate against baseline, as the judge compares them. */
export const compared = (facts: Facts, service: Service, metric: Metric) =>
  compareMetric(service, axesOf(facts, service).migration(metric))
