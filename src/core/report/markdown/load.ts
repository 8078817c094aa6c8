import type { LoadFact } from '../../domain/facts.js'
import { roles } from '../../domain/variant.js'
import { quantity, signedPercent } from '../../findings/quantity.js'
import { escapeText } from '../escape-markdown.js'
import type { ServiceReport } from '../report.js'
import { table, together } from './table.js'

/** How the service was asked, and what came of it. */
export function loadTable({ details, load }: ServiceReport): string | undefined {
  const rows = roles.flatMap((role) => (details[role].load ? [rowOf(details[role].load)] : []))
  if (rows.length === 0 || !load) return undefined
  return table(
    [
      { head: 'variant' },
      { head: 'slices', align: 'right' },
      { head: 'requests', align: 'right' },
      { head: `answered, of ${quantity(load.ratePerSecond, 'rate')}`, align: 'right' },
      { head: 'failed', align: 'right' },
      { head: 'slowest', align: 'right' },
      { head: 'sent late by, P95', align: 'right' },
    ],
    rows,
  )
}

export const loadRemark =
  'Open loop: requests were due at fixed moments, whether or not others had been answered, and count from their moment. ' +
  'Baseline and candidate were asked in turn, slice by slice; the change is what the slices come to in pairs, the figures are those of all requests together.'

function rowOf({ ref, slices, requests, ratePerSecond, failed, failures, latency, lateP95Ms }: LoadFact) {
  const said = failures.map(({ message, count }) => `${count} × ${escapeText(message)}`).join('<br>')
  return [
    ref.role,
    String(slices),
    String(requests),
    together(quantity(ratePerSecond, 'rate')),
    failed === 0 ? '0' : `${failed} (${share(failed / requests)})<br>${said}`,
    latency ? together(quantity(latency.maxMs, 'ms')) : '–',
    together(quantity(lateP95Ms, 'ms')),
  ]
}

const share = (value: number): string => together(signedPercent(value).replace('+', ''))
