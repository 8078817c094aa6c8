import { execFileSync, spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { effectOf } from '../../../src/core/stats/effect.js'
import { isRare } from '../../../src/core/stats/fair-coins.js'
import type { Pair } from '../../../src/core/stats/pairs.js'

const hasR = spawnSync('Rscript', ['--version']).status === 0

/** Every line that R prints, as numbers. R knows infinities by another name. */
const askR = (script: string): readonly (readonly number[])[] =>
  execFileSync('Rscript', ['--vanilla', '-e', script], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.split(' ').map(Number))

const hair = 1e-5

/** Without pattern; the same on every machine. Every third pair takes long and lies far off. */
const series = (pairs: number, seed: number): readonly Pair[] =>
  Array.from({ length: pairs }, (_, index) => {
    const [one = 0, other = 0] = [0, 0.37].map(
      (more) => ((index + 1) * (seed + more) * 0.6180339887498949) % 1,
    )
    const struck = index % 3 === 0 ? 1 : 0
    return { baseline: 1 + one * (0.05 + struck), candidate: 1.05 + other * (0.05 + struck) }
  })

const alikeInLevel = (pairs: readonly Pair[]): readonly Pair[] =>
  pairs.map(({ baseline, candidate }) => ({ baseline: 1, candidate: candidate / baseline }))

const cases = [6, 7, 8, 10].flatMap((pairs) =>
  [1, 2, 3].flatMap((seed) => [series(pairs, seed), alikeInLevel(series(pairs, seed))]),
)

/** Written from the description of the method alone; every fall of the coins is tried. */
const isRejectedInR = `
rejected <- function(b, c, effect) {
  n <- length(b); o <- order(b * c); ratio <- (c / b)[o]
  off <- abs(sinh(log(ratio / effect)))
  k <- round(0.2 * n)
  around <- sapply(1:n, function(i) mean(off[max(1, i - k):min(n, i + k)]))
  expected <- around + 0.2 * mean(off)
  weight <- pmin(off / expected, 1.2) / expected
  score <- ceiling(100 * weight / max(weight) - 1e-9)
  sums <- as.vector(as.matrix(expand.grid(rep(list(0:1), n))) %*% score)
  above <- sum(score[ratio > effect])
  c(mean(sums >= above) <= 0.025, mean(sums <= above) <= 0.025)
}`

describe.skipIf(!hasR)('held against R', () => {
  it('critical sums of plain ranks are those of qsignrank', () => {
    const found = askR('for (n in 6:50) cat(n, qsignrank(0.025, n) - 1, qsignrank(0.005, n) - 1, "\\n")')
    expect(found).toHaveLength(45)
    for (const [pairs = 0, atFive = 0, atOne = 0] of found) {
      const ranks = Array.from({ length: pairs }, (_, index) => index + 1)
      expect([atFive, atFive + 1].map((sum) => isRare(ranks, sum, 0.025))).toEqual([true, false])
      expect([atOne, atOne + 1].map((sum) => isRare(ranks, sum, 0.005))).toEqual([true, false])
    }
  })

  it('intervals end where the test, counted out in R, begins to reject, and beyond them it rejects everywhere', () => {
    const asked = cases.map((pairs) => {
      const { low = 0, high = 0 } = effectOf(pairs, 0.05)?.interval ?? {}
      const list = (values: readonly number[]) => `c(${values.join(',')})`
      const [b, c] = [pairs.map(({ baseline }) => baseline), pairs.map(({ candidate }) => candidate)]
      return `list(b = ${list(b)}, c = ${list(c)}, low = ${low}, high = ${high})`
    })
    const found = askR(`${isRejectedInR}
      for (one in list(${asked.join(',')})) with(one, {
        beyond <- c(low * (1 - ${hair}) * seq(1, 0.7, length.out = 12), high * (1 + ${hair}) * seq(1, 1.5, length.out = 12))
        within <- c(low * (1 + ${hair}), high * (1 - ${hair}))
        cat(all(sapply(beyond, function(at) any(rejected(b, c, at)))) + 0, sapply(within, function(at) any(rejected(b, c, at))) + 0, "\\n")
      })`)
    expect(found.map((one) => one.slice(0, 3))).toEqual(cases.map(() => [1, 0, 0]))
  })
})
