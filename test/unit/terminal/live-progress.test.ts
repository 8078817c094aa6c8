import { afterEach, describe, expect, it, vi } from 'vitest'
import { isLiveTerminal, takesColor } from '../../../src/terminal/abilities.js'
import { liveProgress } from '../../../src/terminal/live-progress.js'

let end = () => {}
afterEach(() => end())

/** What one drawing writes: how far it went up first, and the lines below. */
function drawings(columns: () => number, rows: number) {
  const written: string[] = []
  const live = liveProgress({
    format: (progress) => (progress.tell === 'note' ? [progress.text] : []),
    write: (text) => written.push(text),
    columns,
    rows: () => rows,
  })
  end = live.end
  const start = (step: string) => live.onProgress({ tell: 'step-started', step })
  const last = () => (written.at(-1) ?? '').split('\n').filter((line) => line !== '')
  return { live, start, last, written }
}

describe('live progress', () => {
  it('keeps each line within the terminal, the seconds last', () => {
    for (const columns of [10, 24, 80]) {
      const { start, last } = drawings(() => columns, 24)
      start('suite a-suite-with-a-long-name on a-service-with-a-long-name candidate')
      expect(last()).toHaveLength(1)
      expect([...(last()[0] ?? '')].length).toBeLessThan(columns)
      expect(last()[0]).toMatch(/ 0 s$/)
      end()
    }
  })

  it('draws no more lines than the screen can be cleared of, and says how many there are', () => {
    const { start, last } = drawings(() => 80, 8)
    for (let step = 1; step <= 20; step++) start(`build ${step}`)
    expect(last().length).toBeLessThan(8)
    expect(last().at(-1)).toBe(`  … and ${20 - (last().length - 1)} more`)
  })

  it('clears the rows that its lines take once the terminal was made narrower', () => {
    let columns = 60
    const { live, start, written } = drawings(() => columns, 24)
    start('prepare a-service-with-a-rather-long-name candidate')
    columns = 20
    written.length = 0
    live.end()
    expect(written[0]).toBe('\u001b[3A\u001b[J')
  })

  it('draws once a second where it is calm, and never while starts or load are measured', () => {
    vi.useFakeTimers()
    try {
      const { live, start, last, written } = drawings(() => 80, 24)
      live.onProgress({ tell: 'phase', phase: 'build', steps: 1 })
      start('prepare web')
      vi.advanceTimersByTime(3000)
      expect(last()).toEqual(['  ▸ prepare web 3 s'])
      expect(written.filter((text) => text.includes('prepare web'))).toHaveLength(4)
      live.onProgress({ tell: 'step-ended', step: 'prepare web', durationMs: 3000 })
      for (const phase of ['measure', 'load'] as const) {
        live.onProgress({ tell: 'phase', phase, steps: 1 })
        start(phase)
        expect(last()).toEqual([`  ▸ ${phase}`])
        written.length = 0
        vi.advanceTimersByTime(60_000)
        expect(written).toEqual([])
        live.onProgress({ tell: 'step-ended', step: phase, durationMs: 1 })
      }
    } finally {
      vi.useRealTimers()
    }
  })

  it('writes nothing while nothing is under way', () => {
    vi.useFakeTimers()
    try {
      const { live, written } = drawings(() => 80, 24)
      live.onProgress({ tell: 'phase', phase: 'clean', steps: 1 })
      written.length = 0
      vi.advanceTimersByTime(60_000)
      expect(written).toEqual([])
    } finally {
      vi.useRealTimers()
    }
  })

  it('leaves what has ended above, and nothing behind itself', () => {
    const { live, start, written } = drawings(() => 80, 24)
    start('one')
    live.onProgress({ tell: 'step-ended', step: 'one', durationMs: 5 })
    live.onProgress({ tell: 'note', text: 'said' })
    expect(written.at(-1)).toBe('said\n')
    written.length = 0
    live.end()
    expect(written).toEqual([])
  })
})

describe('a terminal', () => {
  it.each([
    ['draws in place', { TERM: 'xterm' }, true],
    ['keeps every line where it is dumb', { TERM: 'dumb' }, false],
    ['keeps every line in CI', { TERM: 'xterm', CI: 'true' }, false],
  ])('%s', (_, env, live) => {
    expect(isLiveTerminal({ isTTY: true }, env)).toBe(live)
    expect(isLiveTerminal({}, env)).toBe(false)
  })

  it.each([
    ['takes color', { TERM: 'xterm' }, true],
    ['takes color where NO_COLOR is empty', { NO_COLOR: '' }, true],
    ['takes none where NO_COLOR is set', { NO_COLOR: '1' }, false],
    ['takes none where it is dumb', { TERM: 'dumb' }, false],
  ])('%s', (_, env, color) => {
    expect(takesColor(env)).toBe(color)
  })
})
