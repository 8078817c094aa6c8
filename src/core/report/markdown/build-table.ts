import { roles } from '../../domain/variant.js'
import { quantity } from '../../findings/quantity.js'
import type { Spread } from '../../stats/spread.js'
import type { TimedBuilds } from '../model/build-details.js'
import type { ServiceReport } from '../report.js'
import { table, together } from './table.js'

export const timedBuildRemark =
  'Made one after the other, baseline and candidate in turn. Cold: nothing from the cache. Warm: everything from it that can be. Rebuild: after a line more in one file, and what the builder was sent before is not sent again.'

export function timedBuildTable(sides: ServiceReport['details']): string | undefined {
  const rows = roles.flatMap((role) =>
    (sides[role].timedBuilds ?? []).map(({ kind, builds, durationMs, contextBytes, ...steps }) => [
      role,
      kind,
      String(builds),
      durationMs === undefined ? '–' : together(quantity(durationMs, 'ms')),
      stepsOf(steps),
      contextBytes === undefined ? '–' : together(quantity(contextBytes, 'bytes')),
    ]),
  )
  if (rows.length === 0) return undefined
  const right = ['builds', 'duration (middle)', 'steps run anew', 'context sent']
  return table(
    [{ head: 'variant' }, { head: 'build' }, ...right.map((head) => ({ head, align: 'right' as const }))],
    rows,
  )
}

function stepsOf({ stepsRun, stepsTotal }: Pick<TimedBuilds, 'stepsRun' | 'stepsTotal'>): string {
  if (stepsRun === undefined) return '–'
  return `${rangeOf(stepsRun)} of ${stepsTotal}`
}

const rangeOf = ({ min, max }: Spread): string => (min === max ? String(min) : `${min} to ${max}`)
