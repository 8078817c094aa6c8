import { escapeText } from '../escape-markdown.js'
import type { Report } from '../report.js'
import type { Section } from './section.js'
import { details, table, together } from './table.js'

/** Which machines shared the run, folded away. */
export function shardSection({ shards }: Report): readonly Section[] {
  if (!shards) return []
  const { summary, machines, rows, untold } = shards
  const differ =
    machines.length === 0
      ? []
      : [
          `They are ${machines.length} kinds of machine. Each comparison was taken on one of them, both variants in turn; figures of different suites or services may be of different ones.`,
        ]
  const rest = untold === 0 ? [] : [`${untold} others did all of their part.`]
  const parts = [...differ, ...(rows.length === 0 ? [] : [tableOf(rows)]), ...rest]
  return [{ name: 'the shards', markdown: details(`Machines: ${escapeText(summary)}`, parts.join('\n\n')) }]
}

const tableOf = (rows: NonNullable<Report['shards']>['rows']): string =>
  table(
    [{ head: 'shard' }, { head: 'took', align: 'right' }, { head: 'machine' }, { head: 'what became of it' }],
    rows.map(({ name, duration, machine, failure }) => [
      together(name),
      duration === undefined ? '–' : together(duration),
      machine === undefined ? '–' : escapeText(machine, 120),
      failure === undefined ? 'whole' : escapeText(failure),
    ]),
  )
