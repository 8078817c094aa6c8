import type { BuildFact, Facts, MachineFact } from '../../../../src/core/domain/facts.js'
import type { StartFact } from '../../../../src/core/domain/start-fact.js'
import type { Role } from '../../../../src/core/domain/variant.js'
import { aLayer, anImage, built, inPairs, measured, refOf } from '../../budgets/case.js'

const aMachine: MachineFact = {
  platform: 'linux/amd64',
  kernel: '6.8.0-1021-azure',
  cpuModel: 'AMD EPYC 7763 64-Core Processor',
  cpus: 4,
  memoryBytes: 16_770_000_000,
  engineVersion: '28.0.4',
  apiVersion: '1.48',
  store: 'containerd',
  storageDriver: 'overlayfs',
  cgroup: 'v2',
  builder: 'buildx 0.23.0',
}

export interface Sizes {
  readonly layersMb: readonly number[]
  readonly buildMs: number
  readonly temperature?: BuildFact['temperature']
  readonly startupMs: readonly number[]
  readonly memoryMb: readonly number[]
  readonly afterMb: Readonly<Record<string, number>>
}

const memoryHow = 'cgroup v2: memory.current − inactive_file of memory.stat'

/** Everything that a run finds of one variant that works, save its checks. */
export function factsOf(
  service: string,
  role: Role,
  sizes: Sizes,
): Pick<Facts, 'prepared' | 'measurements' | 'starts'> {
  const layers = sizes.layersMb.map((mb, index) => aLayer(`${service}-${role}-${index}`, mb * 1_000_000))
  const build: BuildFact = {
    durationMs: sizes.buildMs,
    temperature: sizes.temperature ?? 'cold',
    stepsTotal: 9,
    stepsCached: sizes.temperature === 'warm' ? 6 : 0,
    cachedSteps: [],
    contextBytes: 412_300,
    builder: 'buildx',
    cache: 'local',
  }
  const after = Object.entries(sizes.afterMb)
  return {
    prepared: [built(service, role, { build, image: anImage(layers) })],
    measurements: [
      measured(service, role, 'startup', inPairs(sizes.startupMs, { warmUp: true })),
      measured(
        service,
        role,
        'memory-idle',
        inPairs(
          sizes.memoryMb.map((mb) => mb * 1_000_000),
          { warmUp: true },
        ),
        memoryHow,
      ),
      measured(
        service,
        role,
        'memory-after',
        after.map(([suite, mb]) => ({ suite, value: mb * 1_000_000 })),
        memoryHow,
      ),
      measured(
        service,
        role,
        'memory-peak',
        after.map(([suite, mb]) => ({ suite, value: mb * 1_310_000 })),
        "the kernel's high-water mark: cgroup v1: memory.max_usage_in_bytes",
      ),
    ],
    starts: sizes.startupMs.map((startupMs, pair): StartFact => {
      const createdMs = 41 + pair
      return {
        ref: refOf(service, role),
        purpose: 'timed',
        pair,
        createdMs,
        startedMs: createdMs + 187,
        portOpenMs: createdMs + startupMs * 0.9,
        readyMs: createdMs + startupMs,
        via: 'bridge',
      }
    }),
  }
}

export const together = (
  ...parts: readonly Partial<Pick<Facts, 'prepared' | 'measurements' | 'starts' | 'cells'>>[]
): Facts => ({
  machine: aMachine,
  prepared: parts.flatMap(({ prepared = [] }) => prepared),
  measurements: parts.flatMap(({ measurements = [] }) => measurements),
  starts: parts.flatMap(({ starts = [] }) => starts),
  cells: parts.flatMap(({ cells = [] }) => cells),
})
