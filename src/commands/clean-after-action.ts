import { foreignLine } from '../core/report/escape-log.js'
import { cleanUpRun } from '../docker/clean-up.js'
import { connect, type Env } from '../docker/connect.js'
import { annotate, printLine, readRunId } from '../github/runner.js'
import { describeError } from './exit-code.js'

/** The run itself cleans up; this finds something only where it could not. Never fails the job: the verdict has been given. */
export async function cleanAfterAction(env: Env): Promise<void> {
  const runId = readRunId()
  if (runId === undefined) return
  try {
    const { removed, left } = await cleanUpRun(connect(env).docker, runId)
    if (removed > 0) printLine(foreignLine(`removed ${removed} things that run ${runId} left behind`))
    for (const sentence of left) annotate('warning', `container-migrate left something behind: ${sentence}`)
  } catch (error) {
    annotate('warning', `container-migrate could not clean up after run ${runId}: ${describeError(error)}`)
  }
}
