import { resolve } from 'node:path'
import { UsageError } from '../../core/domain/errors.js'
import type { RunRecord } from '../../core/domain/record.js'
import { writeWhole } from '../../files/write-file.js'
import { setOutputs } from '../../github/runner.js'
import { exitCodes } from '../exit-code.js'
import { report } from '../report.js'
import { type ActionContext, runnerFile } from './context.js'
import { publishRun } from './publish-run.js'

/** Merges what the runners found, judges it once, and tells it once. */
export async function reportInAction(context: ActionContext): Promise<number> {
  const { inputs, event, env, folders } = context
  const { records, planResult, measureResult } = inputs.shared
  if (planResult !== undefined && planResult !== 'success')
    throw new UsageError(
      `there is nothing to report: the job that plans ended with ${planResult}; its log says why`,
    )
  if (records.length === 0)
    throw new UsageError('report needs the input records: the plan and what the runners found')
  const { record, exitCode } = await report({
    files: records.map((file) => resolve(folders.workspace, file)),
    cwd: folders.cwd,
  })
  await publishRun({
    record: { ...record, subject: { ...record.subject, ...event.subject } },
    inputs,
    event,
    env,
    folders,
    isUncancelled: measureResult === 'failure',
  })
  await keepDurations(record, env)
  // GitHub calls the jobs of a run that was cancelled so, and those whose runners were taken away failed.
  return exitCode === exitCodes.interrupted && measureResult === 'failure' ? exitCodes.environment : exitCode
}

/** For the next plan: a few numbers, not the record. What knows only some of the services would hide an older run that knew all. */
async function keepDurations(
  { recordVersion, run, scope, facts }: RunRecord,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const { spent = [] } = facts
  if (spent.length === 0 || scope === undefined || scope.by === 'asked' || scope.unchanged.length > 0) return
  const known = { recordVersion, run: { startedAt: run.startedAt }, facts: { spent } }
  await writeWhole(runnerFile(env, 'durations', 'durations.json'), `${JSON.stringify(known)}\n`)
  setOutputs({ durations: runnerFile(env, 'durations') })
}
