import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RunRecord } from '../../../src/core/domain/record.js'
import { renderTerminal } from '../../../src/core/report/render-terminal.js'
import { makeReport } from '../../../src/core/report/report.js'
import { hostileText, recordSaying, unseen } from './hostile.js'
import { failingRecord, passingRecord, passingRecordOf, recordOf } from './samples/records.js'

describe('the terminal', () => {
  const shown = (record: RunRecord, width = 100, color = false) =>
    renderTerminal(makeReport(record), { color, width })

  it('begins and ends with the verdict, and lines up its numbers', () => {
    const text = shown(failingRecord())
    expect(text).toMatch(/^container-migrate: fail\. 1 check is broken/)
    expect(text).toMatch(/\ncontainer-migrate: fail\n$/)
    const lines = text.split('\n')
    const columnOf = (start: string, word: string) =>
      lines.find((line) => line.startsWith(start))?.indexOf(word)
    expect(columnOf('  image size (unpacked)', '≤ 180 MB')).toBe(columnOf('  memory idle', '≤ 1.5 GB'))
  })

  it('gives each of several services a line before their tables', () => {
    const text = shown(passingRecordOf('auth', 'backend'))
    const lines = text.split('\n')
    const at = lines.indexOf('Services: baseline → candidate')
    expect(at).toBeGreaterThan(0)
    expect(lines.slice(at + 3, at + 5).map((line) => line.trim().split(/ {2,}/))).toEqual(
      ['auth', 'backend'].map((name) => [
        name,
        'pass',
        '847 MB → 186 MB (−78 %)',
        '5.33 s → 2.12 s (−60 %)',
        '212 MB → 121 MB (−43 %)',
        '6 of 6',
      ]),
    )
    expect(shown(passingRecord())).not.toContain('Services:')
  })

  it('tells a warning from a failure without color, and what was taken once', () => {
    const { config, facts } = passingRecord()
    const budgets = [{ metric: 'image-size' as const, limit: { warn: 1 }, migration: { fail: -0.9 } }]
    const services = config.services.map((service) => ({ ...service, budgets }))
    const text = shown(recordOf({ ...config, services }, facts))
    expect(text).toContain('  ≤ 1 B ✗ (warning)\n')
    expect(text).toMatch(/^ {40,}change ≤ −90 % ✗$/m)
    expect(text).toContain('  build time: taken once for each variant: baseline cold, candidate cold\n')
  })

  it('says how near an estimated pull size is, and nothing of its change where that is within', () => {
    const { config, facts } = passingRecord()
    const services = config.services.map((service) => ({ ...service, budgets: [] }))
    const shownWith = (errorShare: number) => {
      const prepared = facts.prepared.map((fact) => {
        const { image } = fact
        if (image === undefined) return fact
        const layers = image.layers.map((layer, at) =>
          at > 0 ? layer : { ...layer, compressedErrorBytes: errorShare * image.pullBytes },
        )
        return { ...fact, image: { ...image, layers } }
      })
      const text = shown(recordOf({ ...config, services }, { ...facts, prepared }))
      return text.split('\n').filter((line) => line.includes('image size (pull'))
    }
    expect(shownWith(0.005)).toEqual([
      expect.stringMatching(/ MB +−78 %$/),
      expect.stringContaining('estimated to ± 1 %; with a budget on it'),
    ])
    expect(shownWith(0.6)[0]).toMatch(/ MB +unclear$/)
  })

  it('breaks no line between a figure and its unit', () => {
    for (let width = 40; width < 120; width++)
      expect(shown(passingRecord(), width)).not.toMatch(/^\s*(?:%|MB|s|ms)\b|^\s*%/m)
  })

  it('wraps its prose within the width', () => {
    const prose = shown(failingRecord(), 60)
      .split('\n')
      .filter((line) => /^ {2}(- | {2}\w)/.test(line))
    expect(prose.length).toBeGreaterThan(5)
    for (const line of prose.filter((one) => !one.includes('/site-packages/')))
      expect(line.length).toBeLessThanOrEqual(60)
  })

  it('is colored only where asked for', () => {
    expect(shown(failingRecord())).not.toContain('\u001b')
    expect(shown(failingRecord(), 100, true)).toContain('\u001b[31m')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: our own color codes are what is taken off
    expect(shown(failingRecord(), 500, true).replace(/\u001b\[\d+m/g, '')).toBe(shown(failingRecord(), 500))
  })

  it('obeys nothing that a container prints', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(shown(recordSaying(text))).not.toMatch(unseen)
      }),
      { numRuns: 200 },
    )
  })
})
