import type { Load, SampleLimits, Service, Variant } from '../domain/config.js'
import { roles } from '../domain/variant.js'
import { fewestSlices, shortestLoadMs, slicesOf } from '../plan/load-slices.js'
import type { Complaints } from './complaints.js'
import { hasCondition, layerBudgets, layerSamples, layerSmoke, writtenAt } from './layers.js'
import { makeBudgets } from './make-budgets.js'
import { makeBuildLimits } from './make-builds.js'
import { makeSuites } from './make-checks.js'
import { makeVariant } from './make-variant.js'
import type { Path } from './positions.js'
import { assumedOfProcesses, requirePortOfItsOwn, requireProcessOptions } from './process-run.js'
import { type DefaultsInput, type LoadInput, longestLoadMs, type ServiceInput } from './schema.js'

/** Fewer than six pairs, all alike, come by chance in more than 1 of 20 runs. */
const SAMPLES: SampleLimits = { min: 6, max: 30, forMs: 5 * 60_000, matters: 0.05 }

export interface MadeService {
  readonly service: Service
  readonly assumptions: readonly string[]
}

export function makeService(
  name: string,
  input: ServiceInput,
  defaults: DefaultsInput,
  complaints: Complaints,
): MadeService {
  const variant = (role: Variant['role']) => makeVariant(role, name, input, defaults, complaints.positions)
  const load = input.load ?? defaults.load
  const variants = { baseline: variant('baseline'), candidate: variant('candidate') }
  const service: Service = {
    name,
    ...variants,
    smoke: makeSuites(name, layerSmoke(defaults.smoke, input.smoke), complaints),
    budgets: makeBudgets(name, layerBudgets(defaults.budgets, input.budgets), complaints),
    samples: makeSamples(name, input, defaults, complaints),
    ...(load && { load: makeLoad(name, load, complaints) }),
    ...((variants.baseline.builds ?? variants.candidate.builds) && {
      builds: makeBuildLimits(input, defaults),
    }),
  }
  requirePorts(service, complaints)
  requireProcessOptions(name, input, service, complaints)
  requirePortOfItsOwn(service, complaints)
  return { service, assumptions: assumed(service, input, defaults) }
}

function makeSamples(
  name: string,
  input: ServiceInput,
  defaults: DefaultsInput,
  complaints: Complaints,
): SampleLimits {
  const { min, max, for: forMs, matters, cold } = layerSamples(defaults.samples, input.samples)
  if (min !== undefined && max !== undefined && min > max) {
    complaints.aboutValue(
      writtenAt(complaints.positions, name, ['samples', 'min']),
      `is more than \`max\` (${max})`,
    )
  }
  return {
    min: min ?? Math.min(SAMPLES.min, max ?? SAMPLES.min),
    max: max ?? Math.max(SAMPLES.max, min ?? SAMPLES.max),
    forMs: forMs ?? SAMPLES.forMs,
    matters: matters ?? SAMPLES.matters,
    ...(cold && { cold }),
  }
}

function makeLoad(name: string, { path, rate, duration }: LoadInput, complaints: Complaints): Load {
  const load = { path, ratePerSecond: rate, durationMs: duration }
  const shortestMs = shortestLoadMs(rate)
  if (slicesOf(load).count < fewestSlices) {
    const written = writtenAt(complaints.positions, name, ['load', 'duration'])
    complaints.aboutValue(
      written,
      Number.isFinite(shortestMs) && shortestMs <= longestLoadMs
        ? `is too short for ${fewestSlices} slices that say something: at this rate, at least ${shortestMs / 1000}s`
        : `is too short at this rate: ${fewestSlices} slices of 20 requests are the least`,
    )
  }
  return load
}

/** What asks over HTTP needs to know where; said once where one line serves both variants. */
function requirePorts(service: Service, complaints: Complaints): void {
  const { positions } = complaints
  const portless = roles.filter((role) => service[role].run.port === undefined)
  if (portless.length === 0) return
  const whose =
    portless.length === 2
      ? `\`${service.name}\` has none`
      : `the ${portless[0]} of \`${service.name}\` has none`
  const port = positions.isFile ? '`run.port`' : positions.title(['services', service.name, 'run', 'port'])
  const message = `needs a port to ask, and ${whose}: set ${port}`
  const paths: Path[] = portless
    .filter((role) => service[role].ready.conditions.some(({ by }) => by === 'http'))
    .map((role) => writtenAt(positions, service.name, ['ready', 'http'], role))
  if (service.load) paths.push(writtenAt(positions, service.name, ['load', 'path']))
  for (const suite of service.smoke) {
    suite.checks.forEach((check, index) => {
      if (check.by !== 'http' && check.by !== 'websocket') return
      paths.push(writtenAt(positions, service.name, ['smoke', suite.name, index, check.by]))
    })
  }
  for (const path of paths) complaints.aboutKey(path, message)
}

function assumed(service: Service, input: ServiceInput, defaults: DefaultsInput): string[] {
  const sentences = roles.flatMap((role) => {
    const layers = [defaults.ready, input.ready, input[role].ready]
    if (layers.some((layer) => hasCondition(layer))) return []
    const { port } = service[role].run
    return port === undefined
      ? ['it has neither `ready` nor a port, so it counts as ready once it is started']
      : [`it has no \`ready\`, so it counts as ready once port ${port} is open`]
  })
  sentences.push(...assumedOfProcesses(input, defaults))
  return [...new Set(sentences)].map((sentence) => `${service.name}: ${sentence}.`)
}
