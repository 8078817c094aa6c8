import { describe, expect, it } from 'vitest'
import { plain } from '../../../src/core/findings/text.js'
import { renderSummary } from '../../../src/core/report/render-summary.js'
import { renderTerminal } from '../../../src/core/report/render-terminal.js'
import { makeReport } from '../../../src/core/report/report.js'
import { passingRecordOf, recordOf } from './samples/records.js'

const budgets = [
  { metric: 'image-size' as const, limit: { fail: 1 }, migration: { fail: -0.9 } },
  { metric: 'startup' as const, limit: { fail: 1 } },
  { metric: 'pull-size' as const, limit: { fail: 1 } },
]

function exceeding(...names: readonly string[]) {
  const { config, facts } = passingRecordOf(...names)
  return recordOf({ ...config, services: config.services.map((one) => ({ ...one, budgets })) }, facts)
}

const advice = 'Look at the largest layers: compilers, caches and build tools belong in an earlier stage.'
const timesIn = (text: string): number => text.replace(/\s+/g, ' ').split(advice).length - 1

describe('advice that several exceeded budgets of a service share', () => {
  it('is told once, with the first, and the others follow right below it', () => {
    const { failing } = makeReport(exceeding('web'))
    expect(
      failing.map(({ title, fix, fixesNext }) => [plain(title).split(' (')[0], fix && plain(fix), fixesNext]),
    ).toEqual([
      ['web: image size', advice, 2],
      ['web: image size', undefined, undefined],
      ['web: image size', undefined, undefined],
      [
        'web: start-up 2.12 s, over its limit of 1 ms',
        expect.stringMatching(/^See in the timeline/),
        undefined,
      ],
    ])
  })

  it('says in every report what it is for', () => {
    const report = makeReport(exceeding('web'))
    for (const text of [renderSummary(report), renderTerminal(report, { color: false, width: 200 })]) {
      expect(timesIn(text)).toBe(1)
      expect(text).toContain(`Try, for this and the next 2: ${advice}`)
      expect(text).toContain('Try: See in the timeline')
    }
  })

  it('is told for each service', () => {
    const report = makeReport(exceeding('auth', 'backend'))
    expect(timesIn(renderTerminal(report, { color: false, width: 200 }))).toBe(2)
  })
})
