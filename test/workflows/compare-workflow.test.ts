import { beforeAll, describe, expect, it } from 'vitest'
import type { RunRecord } from '../../src/core/domain/record.js'
import { type ExtraEngine, extraEngine, mainEngine, whyUnavailable } from '../support/engines.js'
import { colours, jobNamed, recordOf, reportJob } from './compare/seen.js'
import { threeServices } from './compare/shop.js'
import { openStage } from './compare/stage.js'
import { leftBehind } from './compare/sweep.js'
import { withoutFigures } from './compare/unmeasured.js'
import type { RunResult } from './runner/run/result.js'

/** The shipped workflow from a caller's few lines to the comment, on one runner and on nine with two kinds of engines. */

const flavour = 'containerd-store'
const isAlone = (await whyUnavailable(flavour)) !== undefined

let one: RunResult
let six: RunResult
let comments: readonly string[]
let records: readonly [RunRecord, RunRecord]
let left: readonly string[]

beforeAll(async () => {
  const host = await mainEngine()
  await using other = isAlone ? noEngine(host) : await extraEngine(flavour, { bases: ['local/musl:1'] })
  const hosts = [host, other.host]
  await using stage = await openStage(threeServices.before, hosts)
  const pull = await stage.push(threeServices.moved)
  const run = async (shards: number) => {
    const result = await stage.start(pull, { inputs: { 'max-shards': shards } }).ended
    return [result, stage.github.comments.all.map(({ body }) => body).join('\n')] as const
  }
  // Six first: what it remembers tells the next one that these services are small.
  const [first, second] = [await run(6), await run(1)]
  six = first[0]
  one = second[0]
  records = [recordOf(one), recordOf(six)]
  comments = [second[1], first[1]]
  left = await leftBehind(stage.hub, hosts)
  stage.github.assertClean()
})

describe('compare.yml', () => {
  it('runs on one runner where one is enough: nothing travels', () => {
    expect(one.conclusion).toBe('success')
    expect(colours(one)).toEqual({
      plan: 'success',
      [unevaluated('build')]: 'skipped',
      'measure 1/1 (web, api, jobs)': 'success',
      report: 'success',
    })
    expect(artifactKinds(one)).toEqual(['part-measure-1', 'plan', 'record'])
  })

  it('shares out among six, after three that build for them', () => {
    expect(six.conclusion).toBe('success')
    expect(Object.keys(colours(six)).sort()).toEqual([
      'build 1/3 (web)',
      'build 2/3 (api)',
      'build 3/3 (jobs)',
      'measure 1/6 (web timed, api timed, jobs timed)',
      'measure 2/6 (web/answers)',
      'measure 3/6 (web/pages)',
      'measure 4/6 (api/answers)',
      'measure 5/6 (api/extra)',
      'measure 6/6 (jobs/answers)',
      'plan',
      'report',
    ])
    expect(new Set(Object.values(colours(six)))).toEqual(new Set(['success']))
  })

  it('finds the same, but for what is measured', () => {
    const [ofOne, ofSix] = records
    expect(withoutFigures(ofSix)).toEqual(withoutFigures(ofOne))
    expect(ofSix.run.shards).toHaveLength(9)
    expect(ofOne.run.shards).toBeUndefined()
  })

  it.skipIf(isAlone)('on engines of two kinds, which the images travel between', () => {
    const stores = records[1].run.shards?.map(({ machine }) => machine?.store)
    expect(new Set(stores)).toEqual(new Set(['classic', 'containerd']))
  })

  it('says so in one comment, of the report alone, in the summary and in the outputs', () => {
    for (const [result, comment] of [
      [one, comments[0]],
      [six, comments[1]],
    ] as const) {
      expect(comment?.match(/<!-- container-migrate:/g)).toHaveLength(1)
      expect(comment).toContain('container-migrate: pass')
      for (const name of threeServices.names) expect(comment).toContain(name)
      expect(reportJob(result).summary).toContain('container-migrate: pass')
      expect(reportJob(result).outputs).toMatchObject({
        verdict: 'pass',
        record: expect.stringMatching(/^container-migrate-\w+-record$/),
        'comment-url': expect.stringContaining('/pull/7#issuecomment-'),
      })
    }
    const others = six.jobs.filter((job) => job !== reportJob(six))
    expect(others.filter(({ summary }) => summary !== '')).toEqual([])
    expect(
      six.jobs.flatMap(({ annotations }) => annotations.filter(({ level }) => level === 'error')),
    ).toEqual([])
  })

  it('remembers how long everything took, for the next plan', () => {
    expect(jobNamed(six, 'plan').log).toContain('guessed from the config')
    expect(jobNamed(one, 'plan').log).toContain('Cache restored from key: container-migrate-durations-')
    expect(jobNamed(one, 'plan').log).not.toContain('guessed from the config')
  })

  it('gives only the report a token that may write', () => {
    for (const { id, permissions } of six.jobs)
      expect(permissions).toEqual(
        id === 'report' ? { contents: 'read', 'pull-requests': 'write' } : { contents: 'read' },
      )
  })

  it('leaves nothing on the engines', () => {
    expect(left).toEqual([])
  })
})

/** A name that holds a leg's values stays as it is written where there are no legs. */
const unevaluated = (job: string): string => `${job} \${{ matrix.shard }} (\${{ matrix.name }})`

const artifactKinds = ({ artifacts }: RunResult): readonly string[] =>
  artifacts.map(({ name }) => name.replace(/^container-migrate-[0-9a-f]+-/, ''))

const noEngine = (host: string): Pick<ExtraEngine, 'host'> & AsyncDisposable => ({
  host,
  [Symbol.asyncDispose]: async () => {},
})
