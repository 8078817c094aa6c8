import type { Check } from '../../domain/check.js'
import type { Config, Service, Variant } from '../../domain/config.js'
import type { Unit } from '../../domain/plan.js'
import type { SpentFact } from '../../domain/shared-run-facts.js'
import { roles } from '../../domain/variant.js'
import { looksOf } from '../../stats/looks.js'
import { buildsOf } from '../plan-builds.js'
import { unitsOf } from '../units.js'
import { samplesBase } from '../with-base.js'
import type { ServiceCost } from './costs.js'

/** How long a part took in earlier runs; undefined where nobody saw it. */
export type Remembered = (part: Omit<SpentFact, 'durationMs'>) => number | undefined

/** What is worked on in parallel is told as the sum of both variants, which take turns with nobody: two at once is the least a runner does. */
const atOnce = 2

/** What every service of the run costs: as it was seen, else guessed from the config. Guesses need only be right in proportion. */
export function estimateCosts(config: Config, remembered: Remembered): readonly ServiceCost[] {
  return config.services.map((service) => ({
    service: service.name,
    prepareMs: Math.round(
      (remembered({ service: service.name, what: 'prepare' }) ?? guessPrepareMs(service)) / atOnce,
    ),
    units: unitsOf(service).map((unit) => ({
      unit,
      durationMs: Math.round(unitMs(unit, service, remembered)),
    })),
    staysWhole: roles.some((role) => service[role].source.from === 'process'),
  }))
}

function unitMs(unit: Unit, service: Service, remembered: Remembered): number {
  if (unit.unit === 'timed')
    return remembered({ service: service.name, what: 'timed' }) ?? guessTimedMs(service)
  const { suite } = unit
  return (
    (remembered({ service: service.name, what: 'suite', suite }) ?? guessSuiteMs(service, suite)) / atOnce
  )
}

/** A build without a cache, an image fetched, an archive read from the disk; each with the look into it. */
const sourceMs = { dockerfile: 60_000, image: 15_000, archive: 5_000, process: 0 } as const

const guessPrepareMs = (service: Service): number =>
  variantsOf(service).reduce((sum, { source }) => sum + sourceMs[source.from], 0)

const variantsOf = (service: Service, withBase = true): readonly Variant[] => [
  ...roles.map((role) => service[role]),
  ...(withBase && service.base?.from === 'commit' ? [service.base.candidate] : []),
]

/** From the engine's create to the end of the removal, idle memory and a trivial command in between; of it, the time to ready. */
const startMs = 4_000
const readyMs = 2_000

const guessStartMs = ({ ready }: Variant): number => startMs - readyMs + Math.min(readyMs, ready.timeoutMs)

const startsMs = (service: Service, sampled: 'starts' | 'slices' | 'suites'): number =>
  variantsOf(service, samplesBase(service, sampled)).reduce((sum, one) => sum + guessStartMs(one), 0)

function guessTimedMs(service: Service): number {
  const { samples, load } = service
  const looks = looksOf(service).map(({ pairs }) => pairs)
  // Budgets settle somewhere between the first look and the last.
  const pairs = 1 + (Math.min(...looks) + Math.max(...looks)) / 2
  const turnMs = startsMs(service, 'starts')
  const fewest = (1 + samples.min) * turnMs
  const starts = Math.max(fewest, Math.min(samples.forMs, pairs * turnMs))
  const loaded = variantsOf(service, samplesBase(service, 'slices')).length
  const loads = load === undefined ? 0 : loaded * load.durationMs + startsMs(service, 'slices')
  return guessBuildsMs(service) + starts + loads
}

const buildMs = { cold: 60_000, warm: 2_000, rebuild: 10_000 } as const

function guessBuildsMs(service: Service): number {
  const asked = buildsOf(service).reduce((sum, { kind }) => sum + buildMs[kind], 0)
  return Math.min(service.builds?.forMs ?? asked, asked)
}

/** A command on the runner is a test suite of its own; the others are one question. */
const checkMs: Record<Check['by'], number> = {
  http: 100,
  websocket: 100,
  tcp: 100,
  log: 100,
  exec: 1_000,
  run: 20_000,
}

/** All its cells, one after the other. */
function guessSuiteMs(service: Service, name: string): number {
  const checks = service.smoke.find((suite) => suite.name === name)?.checks ?? []
  const once = checks.reduce((sum, { by, timeoutMs }) => sum + Math.min(timeoutMs, checkMs[by]), 0)
  const cells = variantsOf(service, samplesBase(service, 'suites')).length
  return cells * once + startsMs(service, 'suites')
}
