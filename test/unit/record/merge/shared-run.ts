import type { Config, Service } from '../../../../src/core/domain/config.js'
import type { Facts, Measurement } from '../../../../src/core/domain/facts.js'
import type { Part, PartialRecord } from '../../../../src/core/domain/part.js'
import type { PlanDocument, Unit } from '../../../../src/core/domain/plan.js'
import type { SpentFact } from '../../../../src/core/domain/shared-run-facts.js'
import type { StartFact } from '../../../../src/core/domain/start-fact.js'
import { roles } from '../../../../src/core/domain/variant.js'
import { measurementsOfPrepared } from '../../../../src/core/stats/prepared-measurements.js'
import { aCell, aLayer, anImage, built, inPairs, measured, passed, refOf } from '../../budgets/case.js'

/** A run that several shards share, made by hand: what all of them would find, and each one's share of it. */

export const unitsOf = ({ services }: Config): readonly Unit[] =>
  services.flatMap(({ name, smoke }): Unit[] => [
    { unit: 'timed', service: name },
    ...smoke.map((suite): Unit => ({ unit: 'suite', service: name, suite: suite.name })),
  ])

/** The units by the shard that does them; a service that several have units of is prepared by a build shard. */
export function planOf(
  config: Config,
  shards: readonly (readonly Unit[])[],
  rest: Partial<PlanDocument> = {},
) {
  const spread = config.services
    .map(({ name }) => name)
    .filter((name) => shards.filter((units) => units.some(({ service }) => service === name)).length > 1)
  const plan: PlanDocument = {
    planVersion: 1,
    tool: { name: 'container-migrate', version: '1.0.0' },
    id: 'a1b2c3d4e5f60718293a4b5c6d7e8f90',
    config,
    scope: { by: 'all' },
    unchanged: [],
    ...(spread.length > 0 && { travel: { by: 'archive' } }),
    builds: spread.length > 0 ? [{ number: 1, services: spread, estimateMs: 1000 }] : [],
    shards: shards.map((units, index) => ({ number: index + 1, units, estimateMs: 1000 })),
    ...rest,
  }
  return plan
}

export const onOneShard = (config: Config): PlanDocument => planOf(config, [unitsOf(config)])

/** What is found out of every service where nothing goes wrong. */
export function factsOfRun({ services }: Config): Facts {
  const found = services.map(factsOfService)
  const starts = found.flatMap((one) => one.starts)
  const of = (purpose: StartFact['purpose']) => starts.filter((start) => start.purpose === purpose)
  return {
    prepared: found.flatMap(({ prepared }) => prepared),
    measurements: found.flatMap(({ measurements }) => measurements),
    starts: [...of('timed'), ...of('smoke'), ...of('load')],
    cells: found.flatMap(({ cells }) => cells),
    spent: found.flatMap(({ spent = [] }) => spent),
  }
}

function factsOfService(service: Service, index: number): Facts {
  const { name, smoke } = service
  const suites = smoke.map((suite) => suite.name)
  const prepared = roles.map((role, place) =>
    built(name, role, {
      image: anImage([aLayer(`${name}-base`, 1e6), aLayer(`${name}-${role}`, 1e5 * (index + place + 1))]),
    }),
  )
  const ofRole = (role: (typeof roles)[number]): readonly Measurement[] => [
    measured(name, role, 'startup', inPairs([900, 500 + index, 520, 510], { warmUp: true })),
    measured(name, role, 'memory-idle', inPairs([9e6, 8e6, 8.1e6, 8.2e6], { warmUp: true }), 'cgroup v2'),
    ...(suites.length === 0
      ? []
      : [
          measured(
            name,
            role,
            'memory-after',
            suites.map((suite, at) => ({ value: 9e6 + at, suite })),
          ),
        ]),
  ]
  return {
    prepared,
    measurements: prepared.flatMap((fact) => [...measurementsOfPrepared(fact), ...ofRole(fact.ref.role)]),
    starts: [
      ...[0, 1, 2, 3].flatMap((pair) =>
        roles.map(
          (role): StartFact => ({ ref: refOf(name, role), purpose: 'timed', pair, readyMs: 500 + pair }),
        ),
      ),
      ...suites.flatMap((suite) =>
        roles.map((role): StartFact => ({ ref: refOf(name, role), purpose: 'smoke', suite, readyMs: 480 })),
      ),
    ],
    cells: smoke.flatMap((suite) =>
      roles.map((role) =>
        aCell(
          name,
          suite.name,
          role,
          suite.checks.map((check) => passed(check.name)),
          { memoryAfterBytes: 9e6 },
        ),
      ),
    ),
    spent: [
      { service: name, what: 'prepare', durationMs: 2000 },
      { service: name, what: 'timed', durationMs: 4000 + index },
      ...suites.map((suite): SpentFact => ({ service: name, what: 'suite', suite, durationMs: 1500 })),
    ],
  }
}

/** Of these facts what one who has these units finds; who takes images from others has no sizes of them. */
function shareOf(facts: Facts, units: readonly Unit[], taken: readonly string[] = []): Facts {
  const has = (service: string) => units.some((unit) => unit.service === service)
  const timed = (service: string) => units.some((unit) => unit.unit === 'timed' && unit.service === service)
  const suite = (service: string, name: string | undefined) =>
    units.some((unit) => unit.unit === 'suite' && unit.service === service && unit.suite === name)
  return {
    prepared: facts.prepared
      .filter(({ ref }) => has(ref.service))
      .map((fact) => (taken.includes(fact.ref.service) ? { ref: fact.ref, outcome: 'loaded' } : fact)),
    measurements: facts.measurements.flatMap((one) => {
      if (!has(one.ref.service)) return []
      if (one.metric === 'image-size' || one.metric === 'pull-size')
        return taken.includes(one.ref.service) ? [] : [one]
      if (one.metric !== 'memory-after') return timed(one.ref.service) ? [one] : []
      const samples = one.samples.filter((sample) => suite(one.ref.service, sample.suite))
      return samples.length === 0 ? [] : [{ ...one, samples }]
    }),
    starts: facts.starts.filter(({ ref, purpose, suite: name }) =>
      purpose === 'smoke' ? suite(ref.service, name) : timed(ref.service),
    ),
    cells: facts.cells.filter((cell) => suite(cell.service, cell.suite)),
    spent: (facts.spent ?? []).filter((one) =>
      one.what === 'suite'
        ? suite(one.service, one.suite)
        : one.what === 'timed'
          ? timed(one.service)
          : has(one.service) && !taken.includes(one.service),
    ),
  }
}

export const partOf = (
  plan: PlanDocument,
  facts: Facts,
  about: Pick<Part, 'stage' | 'shard'> & Partial<Part>,
): PartialRecord => ({
  recordVersion: 1,
  tool: { name: 'container-migrate', version: '1.0.0' },
  run: { id: `run-${about.stage}-${about.shard}`, startedAt: '2026-03-14T09:26:53.000Z', durationMs: 60_000 },
  subject: { repository: 'example/shop', sha: '9fceb02d0ae598e95dc970b74767f19372d61af8' },
  part: {
    plan: plan.id,
    of: about.stage === 'build' ? plan.builds.length : plan.shards.length,
    attempt: 1,
    ...about,
  },
  facts,
})

export const fileOf = (part: PartialRecord) => ({
  file: `${part.part.stage}-${part.part.shard}-${part.part.attempt}.json`,
  part,
})

/** What the shards of a plan write where all goes well. */
export function partsOf(plan: PlanDocument, facts: Facts): readonly PartialRecord[] {
  const taken = plan.builds.flatMap(({ services }) => services)
  return [
    ...plan.builds.map(({ number, services }) =>
      partOf(
        plan,
        {
          prepared: facts.prepared.filter(({ ref }) => services.includes(ref.service)),
          measurements: [],
          starts: [],
          cells: [],
          spent: (facts.spent ?? []).filter(
            ({ service, what }) => what === 'prepare' && services.includes(service),
          ),
        },
        { stage: 'build', shard: number },
      ),
    ),
    ...plan.shards.map(({ number, units }) =>
      partOf(plan, shareOf(facts, units, taken), { stage: 'measure', shard: number, done: units }),
    ),
  ]
}
