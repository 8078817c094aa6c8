import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judge } from '../../../../src/core/budgets/judge.js'
import type { Config } from '../../../../src/core/domain/config.js'
import type { PreparedFact } from '../../../../src/core/domain/facts.js'
import type { PartialRecord } from '../../../../src/core/domain/part.js'
import type { PlanDocument, Unit } from '../../../../src/core/domain/plan.js'
import { hideValues } from '../../../../src/core/record/hide-values.js'
import { mergeParts, type UnjudgedRecord } from '../../../../src/core/record/merge-parts.js'
import { parsePart } from '../../../../src/core/record/parse-part.js'
import { aConfig, aService } from '../../budgets/case.js'
import { advisedRecordOf } from '../../report/samples/records.js'
import { factsOfRun, fileOf, onOneShard, partOf, partsOf, planOf, unitsOf } from './shared-run.js'

const tool = { name: 'container-migrate', version: '1.0.0' } as const
const at = '2026-03-14T10:00:00.000Z'

const mergeOf = (plan: PlanDocument, parts: readonly PartialRecord[]) =>
  mergeParts({ plans: [{ file: 'plan.json', plan }], parts: parts.map(fileOf), tool, at })

function merged(plan: PlanDocument, parts: readonly PartialRecord[]): UnjudgedRecord {
  const outcome = mergeOf(plan, parts)
  if (outcome.outcome === 'refused') throw new Error(JSON.stringify(outcome.refusals))
  return outcome.record
}

const config = aConfig(
  aService('web', { suites: { api: ['GET /', 'GET /x'], e2e: ['login'] } }),
  aService('worker', { suites: { queue: ['drains'] } }),
  aService('static'),
)
const facts = factsOfRun(config)
const [webTimed, webApi, webE2e, workerTimed, workerQueue, staticTimed] = unitsOf(config) as [
  Unit,
  Unit,
  Unit,
  Unit,
  Unit,
  Unit,
]
const onThree = planOf(config, [[webTimed, staticTimed], [webApi, workerTimed, workerQueue], [webE2e]])

/** These, and what was found in the candidate's image by those. */
const withAdvice = (prepared: readonly PreparedFact[], by: readonly PreparedFact[]) =>
  prepared.map((fact) => {
    const { inside, context } =
      by.find(({ ref }) => JSON.stringify(ref) === JSON.stringify(fact.ref)) ?? ({} as Partial<PreparedFact>)
    return { ...fact, ...(inside && { inside }), ...(context && { context }) }
  })

const anyConfig: fc.Arbitrary<Config> = fc
  .uniqueArray(fc.constantFrom('web', 'worker', 'static', '__proto__', 'a b', '日本'), {
    minLength: 1,
    maxLength: 5,
  })
  .chain((names) =>
    fc.tuple(
      fc.constant(names),
      fc.array(fc.uniqueArray(fc.constantFrom('api', 'e2e', 'constructor', 'slow'), { maxLength: 3 }), {
        minLength: names.length,
        maxLength: names.length,
      }),
    ),
  )
  .map(([names, suites]) =>
    aConfig(
      ...names.map((name, index) =>
        aService(name, {
          smoke: (suites[index] ?? []).map((suite) => ({
            name: suite,
            checks: [{ by: 'run', name: 'one', command: 'one', timeoutMs: 1000 }],
          })),
        }),
      ),
    ),
  )

/** Any way to share the units out, none of the shards empty. */
const anySharing = anyConfig.chain((of) =>
  fc
    .array(fc.nat({ max: 5 }), { minLength: unitsOf(of).length, maxLength: unitsOf(of).length })
    .map((places) => {
      const shards = [...new Set(places)].map((place) =>
        unitsOf(of).filter((_unit, index) => places[index] === place),
      )
      return { config: of, shards }
    }),
)

describe('a run that several shards shared', () => {
  it('is the same record as of one shard, however its units were spread', () => {
    fc.assert(
      fc.property(anySharing, ({ config: of, shards }) => {
        const all = factsOfRun(of)
        const plan = planOf(of, shards)
        const whole = merged(onOneShard(of), partsOf(onOneShard(of), all))
        const spread = merged(plan, partsOf(plan, all))
        expect(spread.facts).toEqual(whole.facts)
        expect(whole.facts).toEqual(all)
        expect({ ...spread, run: 0 }).toEqual({ ...whole, run: 0 })
      }),
    )
  })

  it('is the same record in whatever order its files come', () => {
    const parts = partsOf(onThree, facts)
    const inOrder = JSON.stringify(merged(onThree, parts))
    fc.assert(
      fc.property(fc.shuffledSubarray([...parts], { minLength: parts.length }), (shuffled) => {
        expect(JSON.stringify(merged(onThree, shuffled))).toBe(inOrder)
      }),
    )
  })

  it('names its shards, and the machine only where all had the same', () => {
    const machine = { platform: 'linux/amd64', kernel: '6.1', cpuModel: 'one', cpus: 4, memoryBytes: 16e9 }
    const on = (cpuModels: readonly string[]) =>
      merged(
        onThree,
        partsOf(onThree, facts).map((part, index) => ({
          ...part,
          facts: { ...part.facts, machine: { ...machine, cpuModel: cpuModels[index] ?? 'one' } },
        })),
      )
    expect(on([]).facts.machine).toEqual(machine)
    const { facts: of, run } = on(['one', 'two'])
    expect(of.machine).toBeUndefined()
    expect(run.shards?.map(({ stage, shard, machine: its }) => [stage, shard, its?.cpuModel])).toEqual([
      ['build', 1, 'one'],
      ['measure', 1, 'two'],
      ['measure', 2, 'one'],
      ['measure', 3, 'one'],
    ])
  })

  it('took from the first start to the last end', () => {
    const [first, ...others] = partsOf(onThree, facts)
    const late = others.map((part) => ({
      ...part,
      run: { ...part.run, startedAt: '2026-03-14T09:30:00.000Z', durationMs: 1000 },
    }))
    expect(merged(onThree, [first as PartialRecord, ...late]).run).toMatchObject({
      startedAt: '2026-03-14T09:26:53.000Z',
      durationMs: 188_000,
    })
  })

  it('has the advice that one machine would give, hidden where its words are secret', () => {
    const advised = advisedRecordOf('web')
    const found = { ...facts, prepared: withAdvice(facts.prepared, advised.facts.prepared) }
    const written = partsOf(onThree, found).map((part) => hideValues(part, ['wheels.tar']))
    const parts = written.map((part) => {
      const parsed = parsePart(JSON.parse(JSON.stringify(part)))
      if (parsed.outcome === 'refused') throw new Error(JSON.stringify(parsed))
      return parsed.part
    })
    const { facts: whole, config: of } = merged(onThree, parts)
    const { advice } = judge(whole, of)
    expect(
      advice?.map(({ service, changes }) => [service, changes.map(({ savedBytes }) => savedBytes)]),
    ).toEqual([['web', [90e6, 20e6, 12e6, 2.5e6]]])
    expect(JSON.stringify(advice)).toContain('/***')
    expect(JSON.stringify(advice)).not.toContain('wheels.tar')
  })

  it('says which services are not in it and why', () => {
    const plan = planOf(config, [unitsOf(config)], {
      scope: { by: 'changed', mergeBase: 'abc' },
      unchanged: ['api'],
    })
    expect(merged(plan, partsOf(plan, facts)).scope).toEqual({
      by: 'changed',
      mergeBase: 'abc',
      unchanged: ['api'],
    })
  })

  it('of no service at all is a record of none', () => {
    const empty = planOf(aConfig(), [], { unchanged: ['web'] })
    const record = merged(empty, [])
    expect(judge(record.facts, record.config)).toMatchObject({ verdict: 'pass', services: [] })
    expect(record.run).toEqual({ id: expect.any(String), startedAt: at, durationMs: 0 })
  })

  it('counts the last attempt of a shard that was run again', () => {
    const parts = partsOf(onThree, facts)
    const cut = { reason: 'engine-lost', message: 'gone' } as const
    const failed = partOf(
      onThree,
      { prepared: [], measurements: [], starts: [], cells: [], interrupted: cut },
      { stage: 'measure', shard: 2, done: [] },
    )
    const again = parts.map((part) =>
      part.part.shard === 2 ? { ...part, part: { ...part.part, attempt: 2 } } : part,
    )
    expect(merged(onThree, [...again, failed])).toEqual(merged(onThree, again))
    expect(merged(onThree, [failed, ...again]).facts.lost).toBeUndefined()
  })
})

describe('what a shard did not find out', () => {
  const without = (stage: 'build' | 'measure', shard: number) =>
    partsOf(onThree, facts).filter(({ part }) => part.stage !== stage || part.shard !== shard)

  it('is lost, unit by unit, where its record never came', () => {
    const { facts: found, run, config: of } = merged(onThree, without('measure', 2))
    const about = {
      stage: 'measure',
      shard: 2,
      failure: { reason: 'shard-lost', message: 'no record of it came' },
    }
    expect(found.lost).toEqual([
      { service: 'web', what: 'suite', suite: 'api', ...about },
      { service: 'worker', what: 'timed', ...about },
      { service: 'worker', what: 'suite', suite: 'queue', ...about },
    ])
    expect(found.interrupted).toBeUndefined()
    expect(run.shards?.[2]).toEqual({ stage: 'measure', shard: 2, failure: about.failure })
    const { services, findings, checks } = judge(found, of)
    expect(services).toEqual([
      { service: 'web', verdict: 'inconclusive' },
      { service: 'worker', verdict: 'inconclusive' },
      { service: 'static', verdict: 'pass' },
    ])
    expect(findings.filter(({ level }) => level === 'inconclusive').map(({ tag }) => tag)).toEqual([
      'shard-lost',
      'shard-lost',
    ])
    expect(checks.map(({ suite, outcome }) => `${suite} ${outcome}`)).toEqual([
      'api unjudged',
      'api unjudged',
      'e2e passed',
      'queue unjudged',
    ])
  })

  it('keeps what it did before it was cut off', () => {
    const parts = partsOf(onThree, facts).map((part): PartialRecord => {
      if (part.part.stage !== 'measure' || part.part.shard !== 2) return part
      const interrupted = { reason: 'engine-lost', message: 'the engine does not answer' } as const
      const done = [webApi]
      return { ...part, part: { ...part.part, done }, facts: { ...part.facts, interrupted } }
    })
    const { facts: found } = merged(onThree, parts)
    expect(found.lost?.map(({ service, what }) => `${service} ${what}`)).toEqual([
      'worker timed',
      'worker suite',
    ])
    expect(found.cells).toEqual(facts.cells)
    expect(judge(found, config).services[0]).toEqual({ service: 'web', verdict: 'pass' })
  })

  it('is the images, where a build shard is missing, and is told once for each service', () => {
    const none = (part: PartialRecord): PartialRecord => {
      const failure = { reason: 'shard-lost', message: 'build shard 1 sent no image of it' } as const
      const isWeb = (service: string) => service === 'web'
      const { prepared, measurements, starts, cells } = part.facts
      return {
        ...part,
        facts: {
          prepared: prepared.map((one) =>
            isWeb(one.ref.service) ? { ref: one.ref, outcome: 'failed', failure } : one,
          ),
          measurements: measurements.filter(({ ref }) => !isWeb(ref.service)),
          starts: starts.filter(({ ref }) => !isWeb(ref.service)),
          cells: cells.filter(({ service }) => !isWeb(service)),
        },
      }
    }
    const { facts: found } = merged(onThree, without('build', 1).map(none))
    expect(found.lost).toEqual([
      {
        service: 'web',
        what: 'images',
        stage: 'build',
        shard: 1,
        failure: { reason: 'shard-lost', message: 'no record of it came, and no images' },
      },
    ])
    const { findings, services } = judge(found, config)
    expect(services.map(({ verdict }) => verdict)).toEqual(['inconclusive', 'pass', 'pass'])
    expect(findings.filter(({ level }) => level !== 'note').map(({ tag }) => tag)).toEqual(['shard-lost'])
  })

  it('is only what a build shard knew, where its record is missing and its images came', () => {
    const { facts: found, config: of } = merged(onThree, without('build', 1))
    expect(found.lost).toEqual([
      {
        service: 'web',
        what: 'images',
        stage: 'build',
        shard: 1,
        failure: {
          reason: 'shard-lost',
          message:
            'no record of it came; its images did, so their sizes and builds are missing and nothing else',
        },
      },
    ])
    expect(found.cells).toEqual(facts.cells)
    const { comparisons, checks, findings } = judge(found, of)
    const ofWeb = (metric: string) =>
      comparisons.find((one) => one.service === 'web' && one.metric === metric)
    expect(ofWeb('image-size')?.absent).toEqual({
      baseline: 'lost with build shard 1',
      candidate: 'lost with build shard 1',
    })
    expect(ofWeb('startup')?.pairs).toBe(3)
    expect(checks.every(({ outcome }) => outcome === 'passed')).toBe(true)
    expect(findings.map(({ tag }) => tag)).toEqual(['shard-lost'])
  })

  it('is what a shard could not do for want of an image that was sent', () => {
    const failure = { reason: 'archive-unreadable', message: 'a layer is not what its digest says' } as const
    const parts = partsOf(onThree, facts).map((part): PartialRecord => {
      if (part.part.shard !== 3) return part
      const prepared = part.facts.prepared.map(({ ref }) => ({ ref, outcome: 'failed' as const, failure }))
      return { ...part, facts: { prepared, measurements: [], starts: [], cells: [] } }
    })
    const { facts: found } = merged(onThree, parts)
    expect(found.lost).toEqual([
      { service: 'web', what: 'suite', suite: 'e2e', stage: 'measure', shard: 3, failure },
    ])
    expect(found.prepared).toEqual(facts.prepared)
  })

  it('is nothing where a variant could not be built: that is an answer', () => {
    const unbuilt = { reason: 'build-error', message: 'exit code 1' } as const
    const failing = (part: PartialRecord): PartialRecord => ({
      ...part,
      facts: {
        ...part.facts,
        prepared: part.facts.prepared.map((one) =>
          one.ref.service === 'web' && one.ref.role === 'candidate'
            ? { ref: one.ref, outcome: 'failed', failure: unbuilt }
            : one,
        ),
      },
    })
    const { facts: found } = merged(onThree, partsOf(onThree, facts).map(failing))
    expect(found.lost).toBeUndefined()
    expect(judge(found, config).services[0]).toEqual({ service: 'web', verdict: 'fail' })
  })

  it.each<[string, Partial<PartialRecord['facts']>, readonly string[]]>([
    ['starts and measurements', { starts: [], measurements: [] }, ['timed']],
    ['cells', { cells: [] }, ['suite']],
    ['anything', { starts: [], cells: [], measurements: [] }, ['timed', 'suite']],
  ])('is what its record calls done and tells no %s of', (_name, emptied, expected) => {
    const parts = partsOf(onThree, facts).map((part) =>
      part.part.stage === 'measure' && part.part.shard === 2
        ? { ...part, facts: { ...part.facts, ...emptied } }
        : part,
    )
    const { facts: found } = merged(onThree, parts)
    const ofWorker = (found.lost ?? []).filter(({ service }) => service === 'worker')
    expect(ofWorker.map(({ what }) => what)).toEqual(expected)
    expect(judge(found, config).services[1]).toEqual({ service: 'worker', verdict: 'inconclusive' })
  })

  it('is all of a run that was cut off everywhere, and then the run was', () => {
    const interrupted = { reason: 'cancelled', message: 'cancelled by SIGTERM' } as const
    const cut = (part: PartialRecord): PartialRecord => ({
      ...part,
      part: { ...part.part, ...(part.part.stage === 'measure' && { done: [] }) },
      facts: { ...part.facts, interrupted },
    })
    const { facts: found } = merged(onThree, partsOf(onThree, facts).map(cut))
    expect(found.interrupted).toEqual(interrupted)
    expect(
      judge(found, config)
        .findings.filter(({ level }) => level !== 'note')
        .map(({ tag }) => tag),
    ).toEqual(['interrupted'])
  })

  it('never lets a service look passed, whichever shards are missing', () => {
    fc.assert(
      fc.property(
        anySharing,
        fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
        ({ config: of, shards }, kept) => {
          const plan = planOf(of, shards)
          const parts = partsOf(plan, factsOfRun(of)).filter((_part, index) => kept[index])
          const { facts: found } = merged(plan, parts)
          const lacking = new Set((found.lost ?? []).map(({ service }) => service))
          const { services } = judge(found, of)
          expect(services.map(({ service }) => service)).toEqual(of.services.map(({ name }) => name))
          for (const { service, verdict } of services)
            expect(verdict).toBe(lacking.has(service) ? 'inconclusive' : 'pass')
        },
      ),
    )
  })
})

describe('files that do not make one run', () => {
  const parts = partsOf(onThree, facts)
  const part = parts.find((one) => one.part.stage === 'measure' && one.part.shard === 1) as PartialRecord
  const other = (about: Partial<PartialRecord['part']>): PartialRecord => ({
    ...part,
    part: { ...part.part, ...about },
  })
  const refused = (outcome: ReturnType<typeof mergeOf>) => {
    if (outcome.outcome === 'merged') throw new Error('they were merged')
    return outcome.refusals.map(({ files, why, fix }) => `${files.join(' + ')}: ${why} | ${fix}`)
  }

  it.each<[string, RegExp, readonly PartialRecord[]]>([
    [
      'a part of another plan',
      /measure-1-1\.json \+ plan\.json: shard 1 of 3 is of plan other, and the plan given is a1b2c3/,
      [other({ plan: 'other' })],
    ],
    ['a part of another number of shards', /one of 8 shards, and the plan has 3/, [other({ of: 8 })]],
    ['a shard that the plan does not have', /shard 7 of 3, and the plan has 1 to 3/, [other({ shard: 7 })]],
    [
      'a build shard where there is none beyond the first',
      /says to be one of 3 shards, and the plan has 1/,
      [other({ stage: 'build' })],
    ],
    [
      'two different records of one attempt',
      /measure-1-1\.json \+ measure-1-1\.json: both are attempt 1 of shard 1, and they differ/,
      [part, { ...part, run: { ...part.run, id: 'another' } }],
    ],
    [
      'facts about a service of another shard',
      /tells of service worker, which the plan does not give to shard 1 of 3/,
      [{ ...part, facts: { ...part.facts, prepared: facts.prepared } }],
    ],
    [
      'facts about a suite of another shard',
      /tells of suite api of web/,
      [{ ...part, facts: { ...part.facts, cells: facts.cells } }],
    ],
    [
      'a timed part that is of another shard',
      /tells of a timed start of web/,
      parts.map((one) =>
        one.part.shard === 3 ? { ...one, facts: { ...one.facts, starts: part.facts.starts } } : one,
      ),
    ],
    [
      'parts of two commits by where their folders stood',
      /of different commits: 1 at bbbb, 2 at aaaa/,
      parts.map((one) =>
        one.part.shard === 1 && one.part.stage === 'build'
          ? one
          : { ...one, part: { ...one.part, commit: one === part ? 'bbbb' : 'aaaa' } },
      ),
    ],
    [
      'a suite that ran twice',
      /tells twice of suite e2e of web\/baseline/,
      parts.map((one) =>
        one.part.shard === 3
          ? { ...one, facts: { ...one.facts, cells: [...one.facts.cells, ...one.facts.cells] } }
          : one,
      ),
    ],
    [
      'samples that would count twice',
      /tells twice of startup of web\/baseline@head/,
      [
        {
          ...part,
          facts: {
            ...part.facts,
            measurements: [...part.facts.measurements, ...part.facts.measurements],
          },
        },
      ],
    ],
    [
      'a part by another version',
      /made by container-migrate 2\.1\.0, and the plan by 1\.0\.0/,
      [{ ...part, tool: { ...part.tool, version: '2.1.0' } }],
    ],
    [
      'parts of two commits',
      /of different commits: 3 at 9fceb02\w+, 1 at 0000/,
      parts.map((one) => (one === part ? { ...one, subject: { sha: '0000' } } : one)),
    ],
  ])('%s: the files, what is the matter and what to do', (_name, expected, given) => {
    const told = refused(mergeOf(onThree, given))
    expect(told).toHaveLength(1)
    expect(told[0]).toMatch(expected)
    expect(told[0]).toMatch(/\| \w.{15}/)
  })

  it('a part of another commit than the plan, where both tell theirs', () => {
    const planned = { ...onThree, commit: 'aaaa' }
    expect(refused(mergeOf(planned, [other({ commit: 'bbbb' })]))).toEqual([
      expect.stringMatching(/shard 1 of 3 is of commit bbbb, and the plan of aaaa \| check out the same/),
    ])
    expect(mergeOf(planned, [other({ commit: 'aaaa' })]).outcome).toBe('merged')
    expect(mergeOf(planned, [part]).outcome).toBe('merged')
    expect(mergeOf(onThree, [other({ commit: 'bbbb' })]).outcome).toBe('merged')
  })

  it('a part without its plan', () => {
    const outcome = mergeParts({ plans: [], parts: parts.map(fileOf), tool, at })
    expect(refused(outcome)).toEqual([expect.stringMatching(/the plan is missing.*of plan a1b2c3/)])
  })

  it('two plans, but not the same one twice', () => {
    const plans = [onThree, { ...onThree, id: 'ffff' }].map((plan, index) => ({
      file: `${index}.json`,
      plan,
    }))
    const outcome = mergeParts({ plans, parts: parts.map(fileOf), tool, at })
    expect(refused(outcome)).toEqual([
      expect.stringMatching(/^0\.json \+ 1\.json: these are 2 different plans/),
    ])
    const twice = [onThree, onThree].map((plan) => ({ file: 'plan.json', plan }))
    expect(mergeParts({ plans: twice, parts: parts.map(fileOf), tool, at }).outcome).toBe('merged')
  })

  it('but a copy of a part is no second one, and a later patch release no other version', () => {
    const patched = parts.map((one) => ({ ...one, tool: { ...one.tool, version: '1.3.7' } }))
    expect(mergeOf(onThree, [...patched, ...structuredClone(patched)])).toEqual(mergeOf(onThree, patched))
  })
})
