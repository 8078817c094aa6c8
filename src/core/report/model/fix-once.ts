import { group } from '../../stats/facts-by-service.js'
import type { Reason } from './reasons.js'

/** A reason with whose it is; absent where it is nobody's alone. */
export interface Owned {
  readonly reason: Reason
  readonly service?: string
}

/**
 * One fix for several reasons of a service is told with the first of them, and the others follow right below: the same
 * advice under each of them hides how little there is to do.
 */
export function tellFixesOnce(all: readonly Owned[]): readonly Reason[] {
  const keyed = all.map((one, index) => ({ ...one, key: keyOf(one) ?? String(index) }))
  return [...group(keyed, ({ key }) => key).values()].flatMap((alike) =>
    alike.map(({ reason }, index): Reason => {
      const { fix, ...rest } = reason
      if (alike.length === 1) return reason
      return index === 0 ? { ...reason, fixesNext: alike.length - 1 } : rest
    }),
  )
}

const keyOf = ({ reason: { fix }, service }: Owned): string | undefined =>
  fix && JSON.stringify([service, fix])

/** What a fix is told after. */
export const fixLead = ({ fixesNext }: Reason): string =>
  fixesNext === undefined
    ? 'Try:'
    : `Try, for this and the ${fixesNext === 1 ? 'next' : `next ${fixesNext}`}:`
