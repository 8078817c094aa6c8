import type { Functions } from './evaluate.js'

export type Result = 'success' | 'failure' | 'cancelled' | 'skipped'

/** `success()` and the like at a job: they look at all its ancestors, not only at those it names. */
export function jobStatus(ancestors: ReadonlyMap<string, Result>, isCancelled: boolean): Functions {
  const resultsOf = (ids: readonly string[]) =>
    ids.length > 0 ? ids.map((id) => ancestors.get(id)) : [...ancestors.values()]
  return {
    always: () => true,
    cancelled: () => isCancelled,
    success: (...ids) => !isCancelled && resultsOf(ids).every((result) => result === 'success'),
    failure: (...ids) => resultsOf(ids).includes('failure'),
  }
}

/** The same at a step: they look at the job so far. */
export const stepStatus = (status: Result): Functions => ({
  always: () => true,
  cancelled: () => status === 'cancelled',
  success: () => status === 'success',
  failure: () => status === 'failure',
})
