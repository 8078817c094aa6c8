import type { CleanUp } from '../../core/domain/instance.js'
import { foreignLine } from '../../core/report/escape-log.js'
import { cleanUpRun } from '../../docker/clean-up.js'
import { connect, type Env } from '../../docker/connect.js'
import { removeWorkTrees } from '../../git/left-work-trees.js'
import { annotate, printLine, readRunId } from '../../github/runner.js'
import { cleanUpProcesses } from '../../process/clean-up.js'
import { describeError } from '../exit-code.js'

/** The run itself cleans up; this finds something only where it could not. Never fails the job: the verdict has been given. */
export async function cleanAfterAction(env: Env): Promise<void> {
  const runId = readRunId()
  if (runId === undefined) return
  // Processes first: they need no engine, and hold ports and memory of the runner.
  await cleanPart(runId, () => cleanUpProcesses(runId))
  await cleanPart(runId, async () => ({ removed: await removeWorkTrees(runId), left: [] }))
  await cleanPart(runId, () => cleanUpRun(connect(env).docker, runId))
}

async function cleanPart(runId: string, work: () => Promise<CleanUp>): Promise<void> {
  try {
    const { removed, left } = await work()
    if (removed > 0) printLine(foreignLine(`removed ${removed} things that run ${runId} left behind`))
    for (const sentence of left) annotate('warning', `container-migrate left something behind: ${sentence}`)
  } catch (error) {
    annotate('warning', `container-migrate could not clean up after run ${runId}: ${describeError(error)}`)
  }
}
