import { beforeAll, expect, it } from 'vitest'
import { mainEngine } from '../support/engines.js'
import { colours, jobNamed, recordOf, reportJob, told, verdictsOf } from './compare/seen.js'
import { configPath, makeShop } from './compare/shop.js'
import { openStage } from './compare/stage.js'
import { leftBehind, removeWhatLostMachinesLeft } from './compare/sweep.js'
import type { LegHandle } from './runner/run/control.js'

/** Runners that die, at every point: the report is right or says what is missing, and running again completes it. */

let host = ''
beforeAll(async () => {
  host = await mainEngine()
})

/** Does something to the leg that prints this, in the first attempt. */
const when =
  (job: string, shard: number, word: string, act: (leg: LegHandle) => void) =>
  (line: string, leg: LegHandle): void => {
    if (leg.attempt === 1 && leg.job === job && leg.matrix.number === shard && line.includes(word)) act(leg)
  }

it('legs that die while they measure are each named with what is missing, and a second attempt runs them alone', async () => {
  const shop = makeShop({
    lost: ['answers'],
    starting: ['answers'],
    asking: ['answers'],
    sending: ['answers'],
    well: ['answers'],
  })
  const acts = [
    when('measure', 1, 'preparing variants', (leg) => leg.loseMachine()),
    when('measure', 2, 'measuring starts', (leg) => leg.killStep()),
    when('measure', 3, 'running smoke suites', (leg) => leg.killStep()),
  ]
  await using stage = await openStage(shop.before, [host, host])
  const run = stage.start(await stage.push(shop.moved), {
    inputs: { 'max-shards': 5 },
    control: {
      onLine: (line, leg) => {
        for (const act of acts) act(line, leg)
      },
      onStep: ({ name }, leg) =>
        name === 'Keep what was found' && leg.matrix.number === 4 ? 'fail' : undefined,
    },
  })
  const first = await run.ended
  expect(colours(first)).toMatchObject({
    'measure 1/5 (lost)': 'failure',
    'measure 2/5 (starting)': 'failure',
    'measure 3/5 (asking)': 'failure',
    'measure 4/5 (sending)': 'failure',
    'measure 5/5 (well)': 'success',
    report: 'failure',
  })
  expect(verdictsOf(first)).toEqual({
    lost: 'inconclusive',
    starting: 'inconclusive',
    asking: 'inconclusive',
    sending: 'inconclusive',
    well: 'pass',
  })
  const [{ body } = { body: '' }] = stage.github.comments.all
  expect(body).toContain('container-migrate: inconclusive\n\nNothing failed, but 4 shards were lost. 1 of 5')
  expect(body).toMatch(/`lost`: its timings and suite `answers` are missing: shard 1 was lost.*No record/)
  expect(body).toMatch(/`starting`: .*shard 2 was lost.*without a word while it was measuring starts/)
  expect(body).toMatch(/`asking`: suite `answers` is missing: shard 3 .* while it was running its suites/)
  expect(body).toMatch(/`sending`: its timings and suite `answers` are missing: shard 4 was lost.*No record/)
  expect(body).toContain('Re-run failed jobs')
  expect(told(reportJob(first)).filter((said) => said.startsWith('warning: '))).toHaveLength(4)

  await removeWhatLostMachinesLeft(stage.hub, [host])
  const again = await run.rerunFailed().ended
  expect(again.conclusion).toBe('success')
  expect(
    again.jobs.filter(({ attempt }) => attempt === 1).map(({ id, matrix }) => [id, matrix.name]),
  ).toEqual([
    ['plan', undefined],
    ['build', undefined],
    ['measure', 'well'],
  ])
  expect(new Set(Object.values(verdictsOf(again)))).toEqual(new Set(['pass']))
  expect(stage.github.comments.all).toHaveLength(1)
  expect(stage.github.comments.all[0]?.body).toContain('container-migrate: pass')
  expect(await leftBehind(stage.hub, [host])).toEqual([])
  stage.github.assertClean()
})

it('a build that dies takes its service with it and no other, and a report that dies is made again from what is there', async () => {
  const shop = makeShop({ web: ['answers', 'pages'], jobs: ['answers'] })
  await using stage = await openStage(shop.before, [host, host])
  const run = stage.start(await stage.push(shop.moved), {
    inputs: { 'max-shards': 3 },
    control: { onLine: when('build', 1, 'preparing variants', (leg) => leg.killStep()) },
  })
  const first = await run.ended
  expect(colours(first)).toMatchObject({ 'build 1/1 (web)': 'failure', report: 'failure' })
  expect(verdictsOf(first)).toEqual({ web: 'inconclusive', jobs: 'pass' })
  expect(stage.github.comments.all[0]?.body).toMatch(/`web`: .*was lost/)

  const second = run.rerunFailed({
    onLine: (line, leg) => {
      if (leg.job === 'report' && line.includes('artifact(s) downloaded')) leg.loseMachine()
    },
  })
  expect(colours(await second.ended)).toMatchObject({ 'build 1/1 (web)': 'success', report: 'failure' })
  expect(stage.github.comments.all[0]?.body).toContain('container-migrate: inconclusive')

  const third = await second.rerunFailed().ended
  expect(third.jobs.filter(({ attempt }) => attempt === 3).map(({ id }) => id)).toEqual(['report'])
  expect(third.conclusion).toBe('success')
  expect(verdictsOf(third)).toEqual({ web: 'pass', jobs: 'pass' })
  expect(stage.github.comments.all[0]?.body).toContain('container-migrate: pass')
  expect(await leftBehind(stage.hub, [host])).toEqual([])
  stage.github.assertClean()
})

it.each([
  ['builds', 'build', 'preparing variants', { 'build 1/1 (web)': 'cancelled' }],
  [
    'measures',
    'measure',
    'measuring starts',
    { 'measure 1/2 (web)': 'cancelled', 'measure 2/2 (jobs)': 'cancelled' },
  ],
] as const)(
  'a run that is cancelled while it %s keeps what it found, says that it was cancelled, and leaves comment and engine alone',
  async (_, job, word, cancelled) => {
    const shop =
      job === 'build'
        ? makeShop({ web: ['answers', 'pages'] })
        : makeShop({ web: ['answers'], jobs: ['answers'] })
    await using stage = await openStage(shop.before, [host, host])
    const run = stage.start(await stage.push(shop.moved), {
      inputs: { 'max-shards': 2 },
      control: { onLine: when(job, 1, word, () => run.cancel()) },
    })
    const result = await run.ended
    expect(result.conclusion).not.toBe('success')
    expect(colours(result)).toMatchObject(cancelled)
    expect(recordOf(result).judgement.verdict).toBe('inconclusive')
    expect(reportJob(result).summary).toContain('The run was cancelled before it was done.')
    expect(stage.github.comments.all).toEqual([])
    expect(await leftBehind(stage.hub, [host])).toEqual([])
    stage.github.assertClean()
  },
)

it('a runner whose time is nearly up ends by itself: the report says what is missing and why, in the comment too', async () => {
  const shop = makeShop({ web: ['answers'] })
  const slow = String(shop.moved[configPath]).replace(
    "- run: 'true'",
    '- run: sleep 600\n          timeout: 20m',
  )
  await using stage = await openStage(shop.before, [host])
  const run = stage.start(await stage.push({ ...shop.moved, [configPath]: slow }), {
    inputs: { 'timeout-minutes': 0.3 },
    // The runner's own limit is far away: whoever ends here ends by itself.
    minuteMs: 600_000,
  })
  const result = await run.ended
  expect(colours(result)).toMatchObject({ 'measure 1/1 (web)': 'failure', report: 'failure' })
  expect(verdictsOf(result)).toEqual({ web: 'inconclusive' })
  expect(recordOf(result).facts.interrupted?.reason).toBe('time-limit')
  expect(stage.github.comments.all[0]?.body).toContain('ran into its time limit')
  expect(stage.github.comments.all[0]?.body).toContain('shortly before its 0.3 minutes were over')
  expect(await leftBehind(stage.hub, [host])).toEqual([])
  stage.github.assertClean()
})

it.each([
  ['is wrong', { [configPath]: 'version: 1\nservises: {}\n' }, 'did you mean `services`'],
  ['is not there', { 'README.md': 'No config.\n' }, '.github/container-migrate.yml'],
])(
  'a config that %s ends the plan where it stands, and the report says so in red',
  async (_, files, words) => {
    await using stage = await openStage({ 'README.md': 'A shop.\n' }, [host])
    const result = await stage.start(await stage.push(files)).ended
    expect(result.conclusion).toBe('failure')
    expect(Object.values(colours(result))).toEqual(['failure', 'skipped', 'skipped', 'failure'])
    expect(told(jobNamed(result, 'plan')).join()).toContain(words)
    expect(told(reportJob(result)).join()).toContain(
      'the job that plans ended with failure; its log says why',
    )
    expect(stage.github.comments.all).toEqual([])
  },
)

it('a plan that dies is told by the report', async () => {
  const shop = makeShop({ web: ['answers'] })
  await using stage = await openStage(shop.before, [host])
  const result = await stage.start(await stage.push(shop.moved), {
    control: { onStep: ({ name }, leg) => void (name === 'Plan' && leg.loseMachine()) },
  }).ended
  expect(Object.values(colours(result))).toEqual(['failure', 'skipped', 'skipped', 'failure'])
  expect(told(reportJob(result)).join()).toContain('the job that plans ended with failure')
})
