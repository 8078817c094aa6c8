import type { Service } from '../../core/domain/config.js'
import { EnvironmentError } from '../../core/domain/errors.js'
import type { Failure } from '../../core/domain/failure.js'
import type { OnProgress } from '../../core/domain/progress.js'

export interface LayOutRequest {
  readonly services: readonly Service[]
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  readonly runId: string
  readonly signal: AbortSignal
  readonly onProgress: OnProgress
}

/** What the phases are given: services whose base candidates have paths of this machine, or why there are none. */
export interface LaidOut extends AsyncDisposable {
  readonly services: readonly Service[]
  readonly withoutBase?: Failure
}

/** The base branch's files, where a service needs them. Without them the run goes on: only what was to be held against is missing. */
export async function layOutBase(request: LayOutRequest): Promise<LaidOut> {
  const { services, signal, onProgress } = request
  const nothing = { services, [Symbol.asyncDispose]: async () => {} }
  const without = (withoutBase: Failure): LaidOut => ({ ...nothing, withoutBase })
  const commit = services.flatMap(({ base }) => (base?.from === 'commit' ? base.commit : []))[0]
  if (commit === undefined) return nothing
  try {
    const { openBaseFiles } = await import('./open-base-files.js')
    return await openBaseFiles(request, commit)
  } catch (error) {
    if (signal.aborted) return without({ reason: 'cancelled', message: 'cancelled' })
    if (!(error instanceof EnvironmentError)) throw error
    const message = [error.message, error.advice].filter((part) => part !== '').join('; to change that: ')
    onProgress({ tell: 'note', text: `nothing is held against the base branch: ${message}` })
    return without({ reason: 'not-run', message })
  }
}
