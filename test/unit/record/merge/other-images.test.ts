import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judge } from '../../../../src/core/budgets/judge.js'
import type { PartialRecord } from '../../../../src/core/domain/part.js'
import type { Unit } from '../../../../src/core/domain/plan.js'
import type { Role } from '../../../../src/core/domain/variant.js'
import { mergeParts, type UnjudgedRecord } from '../../../../src/core/record/merge-parts.js'
import { aConfig, aService, refOf } from '../../budgets/case.js'
import { factsOfRun, fileOf, partsOf, planOf, unitsOf } from './shared-run.js'

const config = aConfig(
  aService('web', { suites: { api: ['GET /'], e2e: ['login'] } }),
  aService('worker', { suites: { queue: ['drains'] } }),
)
const facts = factsOfRun(config)
const [webTimed, webApi, webE2e, workerTimed, workerQueue] = unitsOf(config) as [Unit, Unit, Unit, Unit, Unit]
const plan = planOf(config, [[webTimed], [webApi, workerTimed, workerQueue], [webE2e]])

const imagesOf = (built: string, roles: readonly Role[] = ['baseline', 'candidate']) =>
  roles.map((role) => ({ ref: refOf('web', role), configDigest: `sha256:${built}-${role}` }))

/** Which build each shard's images were of; nothing where a part does not tell. */
function partsWith(
  of: Readonly<Record<string, string | undefined>>,
  change = (part: PartialRecord) => part,
): readonly PartialRecord[] {
  return partsOf(plan, facts).map((part) => {
    const built = of[`${part.part.stage} ${part.part.shard}`]
    return change(built === undefined ? part : { ...part, part: { ...part.part, images: imagesOf(built) } })
  })
}

function merged(parts: readonly PartialRecord[]): UnjudgedRecord {
  const outcome = mergeParts({
    plans: [{ file: 'plan.json', plan }],
    parts: parts.map(fileOf),
    tool: plan.tool,
    at: '2026-03-14T10:00:00.000Z',
  })
  if (outcome.outcome === 'refused') throw new Error(JSON.stringify(outcome.refusals))
  return outcome.record
}

const all = (built: string) => ({
  'build 1': built,
  'measure 1': built,
  'measure 2': built,
  'measure 3': built,
})

const verdictsOf = ({ facts: found }: UnjudgedRecord) =>
  judge(found, config).services.map(({ service, verdict }) => [service, verdict])

const lostOf = ({ facts: found }: UnjudgedRecord) =>
  (found.lost ?? []).map(({ service, what, suite, shard, failure }) =>
    [failure.reason, shard, service, what, suite].filter((one) => one !== undefined).join(' '),
  )

describe('images that went from shard to shard', () => {
  it('that are the same everywhere change nothing of the record', () => {
    expect(merged(partsWith(all('first')))).toEqual(merged(partsOf(plan, facts)))
  })

  it('of a build that was run again leave out what was measured of the older ones', () => {
    const record = merged(partsWith({ ...all('first'), 'build 1': 'second', 'measure 3': 'second' }))
    expect(lostOf(record)).toEqual(['other-images 1 web timed', 'other-images 2 web suite api'])
    const ofWeb = record.facts.measurements.filter(({ ref }) => ref.service === 'web')
    expect(new Set(ofWeb.map(({ metric }) => metric))).toEqual(
      new Set(['image-size', 'pull-size', 'memory-after']),
    )
    expect(record.facts.cells.map(({ service, suite }) => `${service} ${suite}`)).toEqual([
      'web e2e',
      'web e2e',
      'worker queue',
      'worker queue',
    ])
    expect(verdictsOf(record)).toEqual([
      ['web', 'inconclusive'],
      ['worker', 'pass'],
    ])
    expect(record.run.shards?.map(({ failure }) => failure?.reason)).toEqual([
      undefined,
      'other-images',
      'other-images',
      undefined,
    ])
  })

  it('differ although one of the two variants is the same', () => {
    const parts = partsWith(all('first'), (part) =>
      part.part.stage === 'build'
        ? {
            ...part,
            part: {
              ...part.part,
              images: [...imagesOf('first', ['baseline']), ...imagesOf('second', ['candidate'])],
            },
          }
        : part,
    )
    expect(lostOf(merged(parts))).toHaveLength(3)
  })

  it('that the build did not send in the end are others too', () => {
    const parts = partsWith(all('first'), (part) =>
      part.part.stage === 'build' ? { ...part, part: { ...part.part, images: [] } } : part,
    )
    expect(lostOf(merged(parts))).toHaveLength(3)
  })

  it('are not held against a build that was cut off before it could tell them', () => {
    const parts = partsWith(all('first'), (part) =>
      part.part.stage === 'build'
        ? {
            ...part,
            part: { ...part.part, images: [] },
            facts: { ...part.facts, interrupted: { reason: 'shard-lost', message: 'killed' } },
          }
        : part,
    )
    expect(lostOf(merged(parts))).toEqual([])
  })

  it('of several builds count nowhere where the record of the build is missing', () => {
    const parts = partsWith({ ...all('first'), 'measure 3': 'second' }).filter(
      ({ part }) => part.stage === 'measure',
    )
    const record = merged(parts)
    expect(lostOf(record)).toEqual([
      'shard-lost 1 web images',
      'other-images 1 web timed',
      'other-images 2 web suite api',
      'other-images 3 web suite e2e',
    ])
    expect(record.facts.prepared.map(({ ref }) => ref.service)).toEqual(['worker', 'worker'])
    expect(verdictsOf(record)).toEqual([
      ['web', 'inconclusive'],
      ['worker', 'pass'],
    ])
  })

  it('of parts that do not tell theirs are believed', () => {
    expect(merged(partsWith({ 'build 1': 'second' }))).toEqual(merged(partsOf(plan, facts)))
    expect(merged(partsWith({ 'measure 1': 'first' }))).toEqual(merged(partsOf(plan, facts)))
  })

  it('never let a service pass that was measured of others, whoever ran again', () => {
    const built = fc.constantFrom('first', 'second')
    fc.assert(
      fc.property(built, built, built, built, (made, one, two, three) => {
        const record = merged(
          partsWith({ 'build 1': made, 'measure 1': one, 'measure 2': two, 'measure 3': three }),
        )
        const differs = [one, two, three].some((other) => other !== made)
        expect(verdictsOf(record)).toEqual([
          ['web', differs ? 'inconclusive' : 'pass'],
          ['worker', 'pass'],
        ])
      }),
    )
  })

  it('are refused where a part tells images of a service that is not its own', () => {
    const parts = partsWith({}, (part) =>
      part.part.shard === 3
        ? {
            ...part,
            part: { ...part.part, images: [{ ref: refOf('worker', 'baseline'), configDigest: 'sha256:1' }] },
          }
        : part,
    )
    expect(() => merged(parts)).toThrow(/tells of service worker/)
  })
})
