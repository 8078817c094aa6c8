import { describe, expect, it } from 'vitest'
import type { CapacityFact, CapacityRecord, LevelStop } from '../../../src/core/domain/capacity.js'
import { expectPublished, faultsOf } from '../../support/capacity-schema.js'

const failure = { reason: 'exited', message: 'exited with code 3', exitCode: 3, tail: ['bye'] } as const

const recordWith = (rest: Partial<CapacityFact>): CapacityRecord => ({
  capacityVersion: 1,
  tool: { name: 'container-migrate', version: '1' },
  run: { id: 'a', startedAt: '2026-01-01T00:00:00.000Z', durationMs: 1 },
  machine: { platform: 'linux/x64', kernel: '6', cpuModel: 'c', cpus: 2, memoryBytes: 8e9 },
  memoryBytes: 8e9,
  reserveBytes: 8e8,
  variants: [
    {
      ref: { service: 'web', role: 'candidate', revision: 'head' },
      bound: { copies: 64, by: 'max' },
      levels: [],
      ...rest,
    },
  ],
})

const stops: readonly LevelStop[] = [
  { by: 'check', suite: 'api', check: 'GET /', failure },
  { by: 'start', failure },
  { by: 'startup-budget', startupMs: 900, limitMs: 800 },
  { by: 'memory-limit', failure },
  { by: 'machine-memory', availableBytes: 1, reserveBytes: 2, neededBytes: 3, whose: 'control-group' },
]

describe('the published schema of what capacity --json prints', () => {
  it.each(stops.map((stop) => [stop.by, stop] as const))(
    'holds a level that stopped with %s',
    (_by, stop) => {
      const level = { copies: 2, outcome: 'failed', stop, durationMs: 5 } as const
      expectPublished(recordWith({ carried: 1, stop, levels: [level] }))
    },
  )

  it('holds a run that was cut off', () => {
    const interrupted = { reason: 'cancelled', message: 'cancelled by SIGINT' } as const
    expectPublished({ ...recordWith({ failure, levels: [{ copies: 1, durationMs: 3 }] }), interrupted })
  })

  it('refuses another version, and what it does not name', () => {
    const record = recordWith({})
    expect(faultsOf({ ...record, capacityVersion: 2 })).not.toEqual([])
    expect(faultsOf({ ...record, extra: 1 })).not.toEqual([])
  })
})
