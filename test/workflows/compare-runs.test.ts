import { beforeAll, expect, it } from 'vitest'
import { mainEngine } from '../support/engines.js'
import { healthy } from '../support/services.js'
import { colours, jobNamed, recordOf, reportJob, told, verdictsOf } from './compare/seen.js'
import { makeShop } from './compare/shop.js'
import { openStage } from './compare/stage.js'
import { leftBehind } from './compare/sweep.js'

/** Several runs on one pull request: beside each other, one after the other, of much and of nothing. */

let host = ''
beforeAll(async () => {
  host = await mainEngine()
})

const shop = makeShop({ web: ['answers'], api: ['answers'], jobs: ['answers'] })
const before = { ...shop.before, ...shop.moved }

/** Another commit of one service. */
const changed = (service: string, word: string) => ({
  [`${service}/Dockerfile.candidate`]: healthy({ name: service, moved: word }),
})

it('a change to one service runs it alone and names the others as unchanged; the next push ends the older run', async () => {
  await using stage = await openStage(before, [host, host])
  let isMeasuring = () => {}
  const measuring = new Promise<void>((resolve) => {
    isMeasuring = resolve
  })
  const older = stage.start(await stage.push(changed('api', 'once')), {
    control: {
      onLine: (line) => {
        if (line.includes('measuring starts')) isMeasuring()
      },
    },
  })
  await measuring
  const newer = stage.start(await stage.push(changed('api', 'twice')))
  const [first, second] = await Promise.all([older.ended, newer.ended])
  expect(jobNamed(first, 'measure 1/1 (api)').result).toBe('cancelled')
  expect(second.conclusion).toBe('success')
  expect(colours(second)).toMatchObject({
    plan: 'success',
    'measure 1/1 (api)': 'success',
    report: 'success',
  })
  expect(verdictsOf(second)).toEqual({ api: 'pass' })
  expect(recordOf(second).scope).toMatchObject({ by: 'changed', unchanged: ['web', 'jobs'] })
  expect(stage.github.comments.all).toHaveLength(1)
  const [{ body } = { body: '' }] = stage.github.comments.all
  expect(body).toMatch(/Not in this run, nothing that goes into them changed since \w+: `web`, `jobs`\./)
  expect(reportJob(second).summary).toMatch(
    /Not in this run, nothing that goes into them changed since \w+: `web`, `jobs`\./,
  )
  expect(await leftBehind(stage.hub, [host])).toEqual([])
  stage.github.assertClean()
})

it('an older run that ends last leaves the comment of the newer one alone, where callers let both run', async () => {
  await using stage = await openStage(before, [host, host])
  const inputs = { 'concurrency-group': '${{ github.run_id }}' }
  let letReport = () => {}
  const mayReport = new Promise<undefined>((resolve) => {
    letReport = () => resolve(undefined)
  })
  const older = stage.start(await stage.push(changed('jobs', 'once')), {
    inputs,
    control: { onStep: ({ name }) => (name === 'Report' ? mayReport : undefined) },
  })
  const pull = await stage.push(changed('jobs', 'twice'))
  const second = await stage.start(pull, { inputs }).ended
  const [{ body } = { body: '' }] = stage.github.comments.all
  expect(body).toContain(pull.headSha.slice(0, 7))
  letReport()
  const first = await older.ended
  expect([first.conclusion, second.conclusion]).toEqual(['success', 'success'])
  expect(stage.github.comments.all.map((comment) => comment.body)).toEqual([body])
  expect(reportJob(first).log).toMatch(/comment is left/)
  expect(reportJob(first).summary).toContain('container-migrate: pass')
  stage.github.assertClean()
})

it('a change that makes a candidate larger than the base branch has it is held against that, found in what was checked out', async () => {
  const budgets = 'budgets: { image-size: { regression: { fail: 1% } } }\n'
  const grown = makeShop({ web: ['answers'] }, { web: budgets })
  await using stage = await openStage({ ...grown.before, ...grown.moved }, [host])
  const larger = healthy({ name: 'web', moved: 'yes', extra: 'x'.repeat(50_000) })
  const result = await stage.start(await stage.push({ 'web/Dockerfile.candidate': larger })).ended
  expect(result.conclusion).toBe('failure')
  expect(recordOf(result).judgement.findings.filter(({ level }) => level === 'fail')).toMatchObject([
    { tag: 'regression-exceeded', service: 'web', metric: 'image-size' },
  ])
  const [{ body } = { body: '' }] = stage.github.comments.all
  expect(body).toMatch(/The candidate, base branch \(`\w{12}`\) → this change/)
  expect(await leftBehind(stage.hub, [host])).toEqual([])
  stage.github.assertClean()
})

it('a change that touches no service starts no engine, is green, and says that nothing was to be done', async () => {
  await using stage = await openStage(before, ['unix:///nobody/there.sock'])
  const result = await stage.start(await stage.push({ 'README.md': 'Read me.\n' })).ended
  expect(result.conclusion).toBe('success')
  expect(Object.values(colours(result))).toEqual(['success', 'skipped', 'skipped', 'success'])
  expect(recordOf(result).scope?.unchanged).toEqual(['web', 'api', 'jobs'])
  expect(reportJob(result).outputs.verdict).toBe('pass')
  expect(reportJob(result).summary).toContain(
    'No service is in this run: 3 services, and nothing that goes into them changed',
  )
  stage.github.assertClean()
})

it("a fork's pull request has the whole report, but for the comment that its token may not write", async () => {
  await using stage = await openStage(before, [host])
  const pull = await stage.push(changed('web', 'elsewhere'))
  const result = await stage.start(pull, { fork: 'stranger/shop' }).ended
  expect(result.conclusion).toBe('success')
  expect(verdictsOf(result)).toEqual({ web: 'pass' })
  expect(reportJob(result).summary).toContain('container-migrate: pass')
  expect(told(reportJob(result))).toEqual([expect.stringContaining('warning: ')])
  expect(stage.github.comments.all).toEqual([])
})
