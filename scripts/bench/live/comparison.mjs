import { prepareService } from '../truth-server/service.mjs'

/** What a service is held to here: everything that one start in pairs gives. */
export const JUDGED = ['startup', 'startup-engine', 'startup-application', 'memory-idle']
const BUDGET = '5%'

/** A service whose candidate does so much more work than its baseline. */
export const serviceOf = (stand, { ownMs, change, samples }) =>
  prepareService(stand, {
    ready: { log: 'ready' },
    baseline: { WORK: stand.unitsFor(ownMs) },
    candidate: { WORK: stand.unitsFor(ownMs * (1 + change)) },
    samples,
    budgets: Object.fromEntries(JUDGED.map((metric) => [metric, { migration: BUDGET }])),
  })

/** The product's own run, from its plan to its judgement, with starts of its own. */
export const compareLive = async ({ sources, signal }, { plan, config, context }) => {
  const { facts } = await sources.runPlan(plan, context)
  signal.throwIfAborted()
  const failed = facts.interrupted ?? facts.starts.find(({ failure }) => failure !== undefined)?.failure
  if (failed) throw new Error(failed.message)
  return { facts, judgement: sources.judge(facts, config) }
}

/** Of one judgement: the metrics whose budget it says is exceeded, and those that it finds worse. */
export const verdictsOf = ({ findings, comparisons }) => ({
  exceeded: findings
    .filter(({ tag, level }) => tag === 'migration-exceeded' && level === 'fail')
    .map(({ metric }) => metric),
  worse: comparisons.filter(({ verdict }) => verdict === 'worse').map(({ metric }) => metric),
  pairs: Math.max(...comparisons.map(({ pairs }) => pairs)),
})
