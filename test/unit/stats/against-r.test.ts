import { execFileSync, spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { effectOf } from '../../../src/core/stats/effect.js'
import { criticalSum, scoresOf } from '../../../src/core/stats/signed-rank.js'

const hasR = spawnSync('Rscript', ['--version']).status === 0

/** Every line that R prints, as numbers. R knows infinities by another name. */
const askR = (script: string): readonly (readonly number[])[] =>
  execFileSync('Rscript', ['--vanilla', '-e', script], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.split(' ').map(Number))

/** Spread without pattern and without ties; the same on every machine. */
const series = (pairs: number, seed: number): readonly number[] =>
  Array.from({ length: pairs }, (_, index) => 0.9 + (((index + 1) * seed * 0.6180339887498949) % 1) * 0.5)

const cases = [6, 7, 9, 12, 20, 30].flatMap((pairs) => [1, 2, 3].map((seed) => series(pairs, seed)))
const inR = (all: readonly (readonly number[])[]) =>
  `list(${all.map((one) => `c(${one.join(',')})`).join(',')})`

describe.skipIf(!hasR)('held against R', () => {
  it('critical sums of plain ranks are those of qsignrank', () => {
    const found = askR('for (n in 6:50) cat(n, qsignrank(0.025, n) - 1, qsignrank(0.005, n) - 1, "\\n")')
    expect(found).toHaveLength(45)
    for (const [pairs = 0, atFive, atOne] of found) {
      expect(criticalSum(scoresOf(pairs, 1), 0.05)).toBe(atFive)
      expect(criticalSum(scoresOf(pairs, 1), 0.01)).toBe(atOne)
    }
  })

  it('estimate and interval of plain ranks are those of wilcox.test', () => {
    const found = askR(`for (ratios in ${inR(cases)}) {
      it <- wilcox.test(log(ratios), conf.int = TRUE, conf.level = 0.95, exact = TRUE)
      cat(format(exp(c(it$estimate, it$conf.int)), digits = 15), "\\n")
    }`)
    cases.forEach((ratios, index) => {
      const { ratio, interval } = effectOf(ratios, 0.05, scoresOf(ratios.length, 1)) ?? {}
      const [estimate = 0, low = 0, high = 0] = found[index] ?? []
      expect(ratio).toBeCloseTo(estimate, 9)
      expect(interval?.low).toBeCloseTo(low, 9)
      expect(interval?.high).toBeCloseTo(high, 9)
    })
  })

  it('intervals of capped ranks are those that come of counting every way the signs can fall', () => {
    const few = cases.filter(({ length }) => length <= 12)
    const found = askR(`for (ratios in ${inR(few)}) {
      d <- log(ratios); n <- length(d); a <- pmin(1:n, ceiling(n / 2))
      sums <- as.vector(as.matrix(expand.grid(rep(list(0:1), n))) %*% a)
      walsh <- outer(d, d, "+") / 2; walsh <- sort(walsh[upper.tri(walsh, diag = TRUE)])
      ends <- c(walsh[1] - 1, walsh, walsh[length(walsh)] + 1)
      tried <- (head(ends, -1) + tail(ends, -1)) / 2
      kept <- sapply(tried, function(t) {
        above <- sum(a[rank(abs(d - t))][d > t])
        2 * min(mean(sums <= above), mean(sums >= above)) > 0.05
      })
      inside <- which(kept)
      cat(format(exp(c(ends[min(inside)], ends[max(inside) + 1])), digits = 15), "\\n")
    }`)
    expect(found).toHaveLength(few.length)
    few.forEach((ratios, index) => {
      const { interval } = effectOf(ratios, 0.05) ?? {}
      expect(interval?.low).toBeCloseTo(found[index]?.[0] ?? 0, 9)
      expect(interval?.high).toBeCloseTo(found[index]?.[1] ?? 0, 9)
    })
  })
})
