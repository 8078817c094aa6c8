import { describe, expect, it } from 'vitest'
import { planId } from '../../src/core/plan/plan-id.js'
import { makeRepository } from '../support/repository.js'
import { runAction } from '../support/run-action.js'
import { aConfig, aService, noFacts } from '../unit/budgets/case.js'
import { partOf, planOf, unitsOf } from '../unit/record/merge/shared-run.js'

const config = aConfig(aService('web', { suites: { api: ['GET /'] } }))
const { id: _, ...rest } = planOf(config, [unitsOf(config)])
const plan = { ...rest, id: planId(rest) }
const cut = partOf(
  plan,
  { ...noFacts, interrupted: { reason: 'cancelled', message: 'cancelled by SIGTERM' } },
  { stage: 'measure', shard: 1, done: [] },
)

const reportWhere = async (measureResult: string) => {
  await using repository = await makeRepository({
    'run/plan.json': JSON.stringify(plan),
    'run/1.json': JSON.stringify(cut),
  })
  return await runAction({
    workspace: repository.folder,
    host: 'unix:///nowhere/docker.sock',
    inputs: { command: 'report', records: 'run', 'measure-result': measureResult, comment: 'never' },
  })
}

describe('a report of runners that were all ended', () => {
  it.each([
    ['cancelled', 130],
    ['failure', 3],
    ['', 130],
  ])('where their jobs are called %j ends with %i', async (measureResult, exitCode) => {
    const run = await reportWhere(measureResult)
    expect(run.exitCode).toBe(exitCode)
    expect(run.outputs.verdict).toBe('inconclusive')
    expect(run.summary).toContain('The run was cancelled before it was done.')
  })
})
