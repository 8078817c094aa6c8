import type { RunRecord } from '../../domain/record.js'
import { count } from '../../findings/quantity.js'

/** Services that are not in the run, and why all are where only some were asked for. */
export interface ScopeReport {
  /** One sentence up to the names. Foreign text is in it. */
  readonly unchanged?: { readonly because: string; readonly names: readonly string[] }
  readonly note?: string
}

export function reportScope(scope: RunRecord['scope']): ScopeReport {
  if (!scope) return {}
  const { unchanged: names, mergeBase, note } = scope
  const since = mergeBase === undefined ? '' : ` since ${mergeBase.slice(0, 7)}`
  return {
    ...(names.length > 0 && {
      unchanged: { because: `nothing that goes into them changed${since}`, names },
    }),
    ...(note !== undefined && { note }),
  }
}

/** The one line of a run that had nothing to do. */
export const nothingToDo = (scope: RunRecord['scope']): string => {
  const { unchanged } = reportScope(scope)
  return unchanged
    ? `No service is in this run: ${count(unchanged.names.length, 'service')}, and ${unchanged.because}.`
    : 'No service is in this run.'
}
