import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Attempt, nextLevel } from '../../../src/core/capacity/search.js'
import type { LevelOutcome } from '../../../src/core/domain/capacity.js'

/** Goes on until the search is done; `answer` is told which try of its level this is. */
function search(most: number, answer: (copies: number, tryOf: number) => LevelOutcome) {
  const attempts: Attempt[] = []
  for (let steps = 0; steps < 1000; steps++) {
    const next = nextLevel(attempts, most)
    if (next.next === 'done') return { ...next, attempts }
    const tryOf = attempts.filter(({ copies }) => copies === next.copies).length
    attempts.push({ copies: next.copies, outcome: answer(next.copies, tryOf) })
  }
  throw new Error('the search does not end')
}

const most = fc.integer({ min: 1, max: 300 })
const limit = fc.integer({ min: 0, max: 400 })
const bad = fc.constantFrom<LevelOutcome>('failed', 'refused')

describe('the search for the most copies', () => {
  it('doubles, tries what failed once more, then halves the gap', () => {
    const { attempts, carried, stoppedAt } = search(64, (copies) => (copies <= 5 ? 'carried' : 'failed'))
    expect(attempts.map(({ copies }) => copies)).toEqual([1, 2, 4, 8, 8, 6, 6, 5])
    expect({ carried, stoppedAt }).toEqual({ carried: 5, stoppedAt: 6 })
  })

  it('believes a refusal for want of memory at once', () => {
    const { attempts } = search(64, (copies) => (copies <= 3 ? 'carried' : 'refused'))
    expect(attempts.map(({ copies }) => copies)).toEqual([1, 2, 4, 3])
  })

  it('finds exactly what a machine carries, within the bound, whatever stops it', () => {
    fc.assert(
      fc.property(most, limit, bad, (most, limit, bad) => {
        const { carried, stoppedAt } = search(most, (copies) => (copies <= limit ? 'carried' : bad))
        expect(carried).toBe(Math.min(most, limit))
        expect(stoppedAt).toBe(limit < most ? limit + 1 : undefined)
      }),
    )
  })

  it('never tries more than the bound, more than twice what was carried, or a level a third time', () => {
    fc.assert(
      fc.property(
        most,
        fc.infiniteStream(fc.constantFrom<LevelOutcome>('carried', 'failed', 'refused')),
        (most, luck) => {
          let carried = 0
          const { attempts } = search(most, (copies) => {
            expect(copies).toBeLessThanOrEqual(Math.min(most, Math.max(1, 2 * carried)))
            const outcome = luck.next().value ?? 'failed'
            if (outcome === 'carried') carried = Math.max(carried, copies)
            return outcome
          })
          for (const { copies } of attempts)
            expect(attempts.filter((one) => one.copies === copies).length).toBeLessThanOrEqual(2)
          expect(attempts.length).toBeLessThanOrEqual(2 * (2 * Math.ceil(Math.log2(most)) + 1))
        },
      ),
    )
  })

  it('is not misled by levels that fail once and are carried the second time', () => {
    fc.assert(
      fc.property(most, limit, fc.infiniteStream(fc.boolean()), (most, limit, flakes) => {
        const { carried } = search(most, (copies, tryOf) => {
          if (copies > limit) return 'failed'
          return tryOf === 0 && flakes.next().value ? 'failed' : 'carried'
        })
        expect(carried).toBe(Math.min(most, limit))
      }),
    )
  })

  it('on a machine that only sometimes carries a level, answers with one that was carried', () => {
    fc.assert(
      fc.property(most, fc.infiniteStream(fc.boolean()), (most, luck) => {
        const { carried, stoppedAt, attempts } = search(most, () =>
          luck.next().value ? 'carried' : 'failed',
        )
        const carriedOnce = attempts
          .filter(({ outcome }) => outcome === 'carried')
          .map(({ copies }) => copies)
        expect(carried).toBe(Math.max(0, ...carriedOnce))
        if (stoppedAt !== undefined)
          expect(attempts.filter(({ copies }) => copies === stoppedAt)).toEqual([
            { copies: stoppedAt, outcome: 'failed' },
            { copies: stoppedAt, outcome: 'failed' },
          ])
      }),
    )
  })
})
