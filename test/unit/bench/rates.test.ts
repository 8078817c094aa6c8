import { expect, it } from 'vitest'
import { ratesOfMeans } from '../../../scripts/bench/rivals/rates.mjs'
import { randomOf } from '../../../scripts/bench/stats/random.mjs'

const reported = (start: number, change: number) => start * (1 + change)

it('a tool whose starts are all alike never says slower where nothing changed, and always where it did', () => {
  const starts = Array.from({ length: 60 }, () => 500)
  const rates = ratesOfMeans(starts, 10, { reported, random: randomOf(1) })
  expect(rates).toEqual([
    { change: 0, percent: 0 },
    { change: 0.1, percent: 100 },
    { change: 0.2, percent: 100 },
  ])
})

it('a machine that became slower in the middle is taken for a slower candidate', () => {
  const starts = Array.from({ length: 60 }, (_, index) => (index < 30 ? 500 : 750))
  const [alike] = ratesOfMeans(starts, 10, { reported, random: randomOf(1) })
  expect(alike?.percent).toBeGreaterThan(10)
  expect(alike?.percent).toBeLessThan(60)
})
