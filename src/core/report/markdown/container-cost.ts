import { roles } from '../../domain/variant.js'
import { quantity } from '../../findings/quantity.js'
import { escapeText } from '../escape-markdown.js'
import type { ContainerCost, StopCost } from '../model/container-cost.js'
import type { ServiceReport } from '../report.js'
import { table, together } from './table.js'

/** Every part of a container's life but its application's: one row for each variant. */
export function containerCostTable(sides: ServiceReport['details']): string | undefined {
  const rows = roles.flatMap((role) => {
    const { cost } = sides[role]
    return cost ? [[role, ...cells(cost)]] : []
  })
  if (rows.length === 0) return undefined
  const heads = ['create', 'start', 'trivial command', 'signal to exit', 'exit code', 'remove']
  return table([{ head: 'variant' }, ...heads.map((head) => ({ head, align: 'right' as const }))], rows)
}

export const containerCostRemark =
  'Middle of the timed starts without the warm-up. Start: the engine’s part of it. Trivial command: `true` in the running ' +
  'container. A variant that ignored the signal once is not asked again; those that follow end by force.'

const cells = ({
  createMs,
  startMs,
  execMs,
  execAbsent,
  stop,
  removeMs,
}: ContainerCost): readonly string[] => [
  time(createMs),
  time(startMs),
  execMs === undefined && execAbsent !== undefined ? escapeText(execAbsent) : time(execMs),
  stop ? stopCell(stop) : '–',
  stop && stop.exitCodes.length > 0 ? stop.exitCodes.join(', ') : '–',
  time(removeMs),
]

function stopCell({ sent, asked, answered, tookMs }: StopCost): string {
  const signal = escapeText(sent)
  if (answered === 0) return `${signal}: only by force`
  return `${signal}: ${time(tookMs)}${answered < asked ? ` (${asked - answered} only by force)` : ''}`
}

const time = (value: number | undefined): string =>
  value === undefined ? '–' : together(quantity(value, 'ms'))
