import { describe, expect, it } from 'vitest'
import type { CapacityFact, CapacityRecord, LevelStop } from '../../../src/core/domain/capacity.js'
import type { Role } from '../../../src/core/domain/variant.js'
import { renderCapacity } from '../../../src/core/report/render-capacity.js'

const bound = { copies: 64, by: 'max' } as const
const failedCheck: LevelStop = {
  by: 'check',
  suite: 'api',
  check: 'GET /health',
  failure: { reason: 'timeout', message: 'no answer within 5 s' },
}

const variant = (role: Role, rest: Partial<CapacityFact>): CapacityFact => ({
  ref: { service: 'web', role, revision: 'head' },
  bound,
  levels: [],
  ...rest,
})

const carrying = (role: Role, carried: number, stop: LevelStop = failedCheck): CapacityFact =>
  variant(role, {
    carried,
    stop,
    levels: [
      ...(carried === 0
        ? []
        : [
            {
              copies: carried,
              outcome: 'carried' as const,
              durationMs: 900,
              slowestStartMs: 412,
              suiteMedianMs: 120,
              memoryBytes: 84e6,
            },
          ]),
      { copies: carried + 1, outcome: 'failed', stop, durationMs: 5000 },
    ],
  })

const all = (role: Role, by: 'max' | 'process' = 'max'): CapacityFact => {
  const copies = by === 'max' ? 64 : 1
  return variant(role, { carried: copies, bound: { copies, by } })
}

const shown = (...variants: readonly CapacityFact[]): string => {
  const record: CapacityRecord = {
    capacityVersion: 1,
    tool: { name: 'container-migrate', version: '1' },
    run: { id: 'a', startedAt: '2026-01-01T00:00:00.000Z', durationMs: 1 },
    machine: {
      platform: 'linux/x64',
      kernel: '6',
      cpuModel: 'c',
      cpus: 2,
      memoryBytes: 8e9,
      engineVersion: '29',
      apiVersion: '1.50',
      store: 'classic',
      storageDriver: 'overlay2',
      cgroup: 'v2',
      builder: 'buildx',
    },
    memoryBytes: 8e9,
    reserveBytes: 8e8,
    variants,
  }
  return renderCapacity(record, { color: false, width: 100 })
}

describe('how many copies a machine carries, on a terminal', () => {
  it.each([
    ['the factor', carrying('baseline', 4), carrying('candidate', 8), 'web  4 → 8  × 2\n'],
    ['a factor below one', carrying('baseline', 8), carrying('candidate', 6), 'web  8 → 6  × 0.75\n'],
    [
      'no factor that a second run may turn',
      carrying('baseline', 16),
      carrying('candidate', 15),
      'web  16 → 15  no clear change',
    ],
    ['no change', carrying('baseline', 4), carrying('candidate', 4), 'web  4 → 4  no change\n'],
    ['that it may be more', carrying('baseline', 16), all('candidate'), 'web  16 → 64  at least × 4\n'],
    ['that it may be less', all('baseline'), carrying('candidate', 16), 'web  64 → 16  at most × 0.25\n'],
    [
      'that nobody knows',
      all('baseline'),
      all('candidate'),
      'web  64 → 64  both carry all that were tried\n',
    ],
    ['a process as what it is', all('baseline', 'process'), carrying('candidate', 8), 'web  1 → 8  × 8\n'],
    ['no factor of none', carrying('baseline', 0), carrying('candidate', 4), 'web  0 → 4\n'],
    [
      'that one is not measured',
      carrying('baseline', 4),
      variant('candidate', { failure: { reason: 'build-error', message: 'exit code 7' } }),
      'web  4 → –  not measured\n',
    ],
  ])('tells %s', (_what, before, after, line) => {
    expect(shown(before, after)).toContain(line)
  })

  it('tells what stopped the next more, and each level with its figures', () => {
    const text = shown(carrying('baseline', 4), carrying('candidate', 0))
    expect(text).toContain(
      'web baseline: carries 4. With 5: suite api, GET /health failed: no answer within 5 s.',
    )
    expect(text).toMatch(/4 +412 ms +120 ms +84\.0 MB +✓/)
    expect(text).toMatch(/5 +– +– +– +✗ a check failed/)
    expect(text).toContain('web candidate: does not even carry one. suite api, GET /health failed')
  })

  it('tells memory apart: not tried for want of it, or run out of it', () => {
    const memory = { by: 'machine-memory', availableBytes: 1e9, reserveBytes: 8e8, whose: 'machine' } as const
    const text = shown(
      carrying('baseline', 2, { ...memory, neededBytes: 5e8 }),
      carrying('candidate', 2, { ...memory, whose: 'control-group' }),
    )
    const flat = text.replace(/\s+/g, ' ')
    expect(flat).toContain(
      'With 3: not tried for want of memory: they would take 500 MB; the machine has 1.00 GB',
    )
    expect(flat).toContain('With 3: memory ran out: the control group that this process is in has 1.00 GB')
  })

  it('lets nothing that a container said command the terminal', () => {
    const failure = { reason: 'exited', message: 'a\u001b[2Jb', tail: ['\u001b]0;x\u0007tail'] } as const
    const text = shown(carrying('baseline', 1, { by: 'start', failure }), all('candidate'))
    expect(text).not.toContain('\u001b')
    expect(text).toContain('| tail')
  })
})
