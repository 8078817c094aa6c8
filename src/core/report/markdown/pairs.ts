import { metricInfo } from '../../domain/metric.js'
import { signedPercent } from '../../findings/quantity.js'
import type { PairDetails } from '../model/pair-details.js'
import { table, together } from './table.js'

/** What the pairs say, what they could have said, and how much of it is the machine. */
export function pairTable(rows: readonly PairDetails[]): string | undefined {
  if (rows.length === 0) return undefined
  return table(
    [
      { head: 'metric' },
      { head: 'pairs', align: 'right' },
      { head: '95 % interval', align: 'right' },
      { head: 'candidate has more / less', align: 'right' },
      { head: 'by chance in', align: 'right' },
      { head: 'smallest change to be seen', align: 'right' },
      { head: 'one variant twice', align: 'right' },
    ],
    rows.map(rowOf),
  )
}

export const pairRemark =
  'Interval: the changes that the pairs do not speak against (signed scores, exact; pairs that took long count less where such pairs lie farther off). ' +
  'By chance: how often a fair coin is as one-sided (sign test). ' +
  'Smallest change to be seen: what pairs like these would have told from none in 9 of 10 runs. ' +
  'One variant twice: how far two samples of one variant, one right after the other, lie apart in the middle.'

const rowOf = ({
  metric,
  against,
  pairs,
  interval,
  more,
  less,
  chance,
  smallestSeen,
  noise,
}: PairDetails) => [
  `${metricInfo[metric].label}${against === 'base' ? ', against the base branch' : ''}`,
  String(pairs),
  interval
    ? together(`${signedPercent(interval.low)} to ${signedPercent(interval.high)}`)
    : '– (too few pairs)',
  together(`${more} / ${less}`),
  together(chanceText(chance)),
  smallestSeen === undefined ? '–' : together(sizeOf(smallestSeen)),
  noise === undefined ? '–' : together(sizeOf(noise)),
]

const sizeOf = (change: number): string => signedPercent(change).replace('+', '')

function chanceText(chance: number): string {
  if (chance < 0.0001) return '< 0.01 %'
  return sizeOf(Number(chance.toPrecision(2)))
}
