import { describe, expect, it, onTestFinished } from 'vitest'
import type { Service } from '../../../src/core/domain/config.js'
import type { Launcher } from '../../../src/core/domain/instance.js'
import type { Progress } from '../../../src/core/domain/progress.js'
import { type Role, roles, variantKey } from '../../../src/core/domain/variant.js'
import { makePlan } from '../../../src/core/plan/make-plan.js'
import { measureStarts } from '../../../src/phases/measure.js'
import type { TimedStart } from '../../../src/phases/timed-start.js'
import { freePort } from '../../support/free-port.js'
import { startProcess } from '../../support/process-instance.js'
import { aConfig, aService, aVariant, refOf } from '../budgets/case.js'
import { idle } from './instances.js'

const samples = { min: 1, max: 3, forMs: 3_600_000, matters: 0.05 }

const serviceWith = (limits: Partial<Service['samples']>): Service => {
  const ready = { conditions: [{ by: 'log' as const, text: 'up' }], timeoutMs: 60_000 }
  const run = { env: {}, tmpfs: [], volumes: [], readOnly: false, capDrop: [], stopTimeoutMs: 1000 }
  return aService('web', {
    baseline: aVariant('baseline', { ready, run }),
    candidate: aVariant('candidate', { ready, run }),
    samples: { ...samples, ...limits },
  })
}

/** A variant whose instances are real processes, ready as soon as they say so. */
const launcherOf = (service: Service, role: Role): Launcher => ({
  ref: refOf('web', role),
  variant: service[role],
  async start() {
    const instance = await startProcess(`console.log('up'); ${idle}`, await freePort())
    onTestFinished(() => instance.stop())
    // A young process still grows, and waiting for it to rest is another matter.
    const memory = async () => ({ workingSetBytes: 1, how: 'not read here' })
    return { outcome: 'started', instance: { ...instance, memory } }
  },
})

const refusing = (service: Service, role: Role): Launcher => ({
  ...launcherOf(service, role),
  start: async () => ({ outcome: 'refused', failure: { reason: 'start-refused', message: 'no' } }),
})

async function measured(
  service: Service,
  isSettled: (of: Service, timed: readonly TimedStart[]) => boolean,
  { withCandidate = launcherOf(service, 'candidate'), lookAt = [1, 2, 3], notes = [] as string[] } = {},
): Promise<readonly string[]> {
  const steps = makePlan(aConfig({ ...service, samples: { ...service.samples, min: service.samples.max } }))
  const last = steps.starts.filter((_, index) => index % 2 === 1)
  const starts = steps.starts.map((step) => ({
    ...step,
    look: last.includes(step) && lookAt.includes(step.pair),
  }))
  const launchers = new Map(
    [launcherOf(service, 'baseline'), withCandidate].map((one) => [variantKey(one.ref), one]),
  )
  const context = {
    services: [service],
    signal: new AbortController().signal,
    onProgress: (progress: Progress) => {
      if (progress.tell === 'note') notes.push(progress.text)
    },
  }
  const timed = await measureStarts(starts, launchers, isSettled, context)
  return timed.map(({ fact }) => `${fact.ref.role.charAt(0)}${fact.pair}`)
}

describe('measuring starts', () => {
  it('takes all that is planned while nothing is settled, whole pairs in turn', async () => {
    expect(await measured(serviceWith({}), () => false)).toEqual([
      'b0',
      'c0',
      'c1',
      'b1',
      'b2',
      'c2',
      'c3',
      'b3',
    ])
  })

  it('stops at the look at which the service is settled, and is not asked anywhere else', async () => {
    const asked: number[] = []
    const settledAt = (pairs: number) => (_: Service, timed: readonly TimedStart[]) => {
      asked.push(timed.length / roles.length - 1)
      return timed.length >= 2 * (pairs + 1)
    }
    const notes: string[] = []
    expect(await measured(serviceWith({}), settledAt(2), { lookAt: [2, 3], notes })).toHaveLength(6)
    expect(asked).toEqual([2])
    expect(notes).toEqual(['web: its budgets are settled after 2 pairs'])
  })

  it('stops when its time is over, at whole pairs, but not before the fewest', async () => {
    expect(await measured(serviceWith({ forMs: 0, min: 2 }), () => false)).toEqual([
      'b0',
      'c0',
      'c1',
      'b1',
      'b2',
      'c2',
    ])
  })

  it('takes no more than the fewest where the other variant is not there', async () => {
    const service = serviceWith({ min: 2 })
    const found = await measured(service, () => false, { withCandidate: refusing(service, 'candidate') })
    expect(found).toEqual(['b0', 'c0', 'c1', 'b1', 'b2'])
  })
})
