import type { Result } from '../expressions/status.js'

/** What other jobs see of one: of a matrix, all its legs together. */
export interface JobOutcome {
  readonly result: Result
  readonly outputs: Readonly<Record<string, string>>
  /** Something of it ran in this attempt. */
  readonly ran: boolean
}

export function combineResults(results: readonly Result[]): Result {
  if (results.includes('failure')) return 'failure'
  if (results.includes('cancelled')) return 'cancelled'
  return results.length === 0 || results.includes('success') ? 'success' : 'skipped'
}

/** Legs that set the same output: the last one that has something to say. */
export function combineOutputs(
  outputs: readonly Readonly<Record<string, string>>[],
): Readonly<Record<string, string>> {
  const said = (one: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(one).filter(([, value]) => value !== ''))
  return Object.assign({}, ...outputs, ...outputs.map(said))
}
