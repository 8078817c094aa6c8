import type { Service } from '../domain/config.js'
import type { Facts } from '../domain/facts.js'
import type { Finding, Level } from '../domain/finding.js'
import type { StopFact } from '../domain/start-fact.js'
import { type Role, roles } from '../domain/variant.js'
import { recogniseIgnoredSignal } from '../findings/ignored-signal.js'
import type { Find } from './find.js'

/**
 * Instances that only force ended. What both variants do is no doing of the move, and what only the baseline does ends with
 * it, so neither is more than a note.
 */
export const findIgnoredStops: Find = (facts, service, comparisons) =>
  roles.flatMap((role) => {
    const baselineMs = comparisons.migration.get('container-stop')?.baseline
    const stops = stopsOf(facts, service, role)
    const ignored = stops.find(({ tookMs }) => tookMs === undefined)
    if (!ignored) return []
    const baselineToo = role === 'candidate' && isIgnored(facts, service, 'baseline')
    // Said once, of the candidate.
    if (role === 'baseline' && isIgnored(facts, service, 'candidate')) return []
    const { sent, timeoutMs, waitedMs, exitCode, firstProcess } = ignored
    const finding: Finding = {
      tag: 'sigterm-ignored',
      level: role === 'candidate' ? levelOf(service, ignored, baselineToo, baselineMs) : 'note',
      ref: { service: service.name, role, revision: 'head' },
      sent,
      timeoutMs,
      waitedMs,
      baselineToo,
      ...(exitCode !== undefined && { exitCode }),
      ...(firstProcess && { firstProcess, cause: recogniseIgnoredSignal(firstProcess) }),
      ...(service[role].place && { place: service[role].place }),
    }
    return [finding]
  })

/** What was not over after this long is over a budget that allows less. */
function levelOf(
  service: Service,
  { timeoutMs }: StopFact,
  baselineToo: boolean,
  baselineMs: number | undefined,
): Level {
  const budget = service.budgets.find(({ metric }) => metric === 'container-stop')
  const allowed = [
    budget?.limit?.fail,
    baselineMs === undefined || budget?.migration?.fail === undefined
      ? undefined
      : baselineMs * (1 + budget.migration.fail),
  ].filter((one) => one !== undefined)
  if (allowed.some((mostMs) => timeoutMs >= mostMs)) return 'fail'
  if (allowed.length > 0) return 'inconclusive'
  return baselineToo ? 'note' : 'warn'
}

const isIgnored = (facts: Facts, service: Service, role: Role): boolean =>
  stopsOf(facts, service, role).some(({ tookMs }) => tookMs === undefined)

const stopsOf = (facts: Facts, service: Service, role: Role): readonly StopFact[] =>
  facts.starts.flatMap(({ ref, stop }) =>
    stop && ref.service === service.name && ref.role === role && ref.revision === 'head' ? [stop] : [],
  )
