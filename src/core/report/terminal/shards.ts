import { count } from '../../findings/quantity.js'
import { printable } from '../escape-terminal.js'
import type { Report } from '../report.js'
import type { Paint } from './paint.js'
import { wrap } from './wrap.js'

const mostNames = 20

/** Which services are not in the run, and why. */
export function scopeLines({ scope: { unchanged, note } }: Report, columns: number): readonly string[] {
  const said = [
    ...(note === undefined ? [] : [`All services are in this run: ${printable(note)}`]),
    ...(unchanged ? [namesOf(unchanged)] : []),
  ]
  return said.length === 0 ? [] : [...said.flatMap((line) => wrap(line, columns, '  ')), '']
}

function namesOf({ because, names }: NonNullable<Report['scope']['unchanged']>): string {
  const shown = names.slice(0, mostNames).map(printable).join(', ')
  const rest = names.length > mostNames ? ` and ${count(names.length - mostNames, 'more', 'more')}` : ''
  return `Not in this run, ${printable(because)}: ${shown}${rest}`
}

/** The machines that shared the run: one line, and one for each that is not whole. */
export function shardLines({ shards }: Report, paint: Paint, columns: number): readonly string[] {
  if (!shards) return []
  const failed = shards.rows.filter(({ failure }) => failure !== undefined)
  const kinds = shards.machines.length > 1 ? [`on ${shards.machines.length} kinds of machine`] : []
  const summary = ['Machines:', printable(shards.summary), ...kinds].join(' ')
  return [
    ...wrap(summary, columns, '  '),
    ...failed.flatMap(({ name, failure }) =>
      wrap(`  ${paint.open(name)} ${printable(failure ?? '')}`, columns, '    '),
    ),
    '',
  ]
}
