import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { OnProgress } from '../../core/domain/progress.js'
import type { EventSubject } from '../../github/event.js'
import { saveRunId } from '../../github/runner.js'
import { cancelOnSignals } from '../cancel-on-signals.js'
import { makeRunId } from '../compare.js'
import type { Folders } from './annotate.js'
import type { ActionInputs } from './inputs.js'
import { runnerProgress } from './runner-progress.js'

/** What every command of the action is given. */
export interface ActionContext {
  readonly inputs: ActionInputs
  readonly event: EventSubject
  readonly env: NodeJS.ProcessEnv
  readonly folders: Folders
}

export interface Work {
  readonly runId: string
  readonly signal: AbortSignal
  readonly onProgress: OnProgress
}

/** For what creates things on the runner: its post step finds them, and a cancelled job ends in order. */
export async function withWork<T>(notes: readonly string[], work: (given: Work) => Promise<T>): Promise<T> {
  const runId = makeRunId()
  // Before anything is created, so that the post step can always find it.
  saveRunId(runId)
  const onProgress = runnerProgress()
  // In the log and the report only: what is assumed on every run asks nobody for attention.
  for (const text of notes) onProgress({ tell: 'note', text })
  const { signal, stopListening } = cancelOnSignals((name) =>
    onProgress({ tell: 'note', text: `${name}: ending the run and removing what it created` }),
  )
  try {
    return await work({ runId, signal, onProgress })
  } finally {
    stopListening()
  }
}

/** A place for files that later steps and jobs take; outside the repository, for what lies in there may be built. */
export const runnerFile = (env: NodeJS.ProcessEnv, ...path: readonly string[]): string =>
  join(env.RUNNER_TEMP || tmpdir(), 'container-migrate', ...path)

/** A job that is run again is a later attempt at the same shard. */
export function attemptOf(env: NodeJS.ProcessEnv): number {
  const attempt = Number(env.GITHUB_RUN_ATTEMPT)
  return Number.isSafeInteger(attempt) && attempt >= 1 ? attempt : 1
}
