import type { Unit } from '../core/domain/plan.js'
import type { SpentFact } from '../core/domain/shared-run-facts.js'
import type { Plan } from '../core/plan/make-plan.js'

/** A piece of a service's work that is behind its phase; none that was cut off. */
interface Passed {
  readonly phase: 'prepare' | 'builds' | 'starts' | 'cells' | 'loads'
  readonly service: string
  readonly suite?: string
  /** Nothing where there was nothing to be done. */
  readonly durationMs: number
}

export type OnPassed = (passed: Passed) => void

/** Which units of a plan are done to their end, and how long their parts took. */
export interface Ledger {
  readonly onPassed: OnPassed
  done(): readonly Unit[]
  spent(): readonly SpentFact[]
}

interface Row {
  readonly what: SpentFact['what']
  readonly service: string
  readonly suite?: string
  /** How many pieces it is made of. */
  planned: number
  passed: number
  durationMs: number
}

const whatOf = {
  prepare: 'prepare',
  builds: 'timed',
  starts: 'timed',
  loads: 'timed',
  cells: 'suite',
} as const satisfies Record<Passed['phase'], SpentFact['what']>

/** Both variants of a service are prepared, and both cells of a suite run; its builds, starts and load are one piece each. */
export function openLedger(plan: Plan): Ledger {
  const rows = new Map<string, Row>()
  const rowOf = (what: Row['what'], service: string, suite?: string): Row => {
    const key = JSON.stringify([what, service, suite])
    const row = rows.get(key) ?? {
      what,
      service,
      ...(suite === undefined ? {} : { suite }),
      planned: 0,
      passed: 0,
      durationMs: 0,
    }
    rows.set(key, row)
    return row
  }
  const once = (steps: readonly { readonly ref: { readonly service: string } }[]) =>
    new Set(steps.map(({ ref }) => ref.service))
  for (const { service } of plan.prepare) rowOf('prepare', service).planned += 1
  for (const service of [...once(plan.builds), ...once(plan.starts)]) rowOf('timed', service).planned += 1
  for (const { service } of plan.loads) rowOf('timed', service).planned += 1
  for (const { ref, suite } of plan.cells) rowOf('suite', ref.service, suite).planned += 1
  const whole = () => [...rows.values()].filter(({ planned, passed }) => planned > 0 && passed >= planned)
  return {
    onPassed({ phase, service, suite, durationMs }) {
      const row = rowOf(whatOf[phase], service, suite)
      row.passed += 1
      row.durationMs += durationMs
    },
    done: () =>
      whole().flatMap(({ what, service, suite }): Unit[] => {
        if (what === 'timed') return [{ unit: 'timed', service }]
        return what === 'suite' && suite !== undefined ? [{ unit: 'suite', service, suite }] : []
      }),
    // What was skipped says nothing about how long it takes.
    spent: () =>
      whole()
        .filter(({ durationMs }) => durationMs > 0)
        .map(({ planned: _, passed: __, durationMs, ...row }) => ({
          ...row,
          durationMs: Math.round(durationMs),
        })),
  }
}
