import { describe, expect, it } from 'vitest'
import type { BuildFact, TimedBuildFact } from '../../../src/core/domain/facts.js'
import type { RunRecord } from '../../../src/core/domain/record.js'
import type { Role } from '../../../src/core/domain/variant.js'
import { renderSummary } from '../../../src/core/report/render-summary.js'
import { renderTerminal } from '../../../src/core/report/render-terminal.js'
import { makeReport } from '../../../src/core/report/report.js'
import { collectFacts } from '../../../src/phases/collect-facts.js'
import { aConfig, aService, aVariant, builtFacts, refOf } from '../budgets/case.js'
import { recordOf } from './samples/records.js'

const build = (stepsCached: number, durationMs: number): BuildFact => ({
  durationMs,
  temperature: stepsCached === 0 ? 'cold' : 'warm',
  stepsTotal: 4,
  stepsCached,
  cachedSteps: [],
  contextBytes: 1000,
  builder: 'buildx',
  cache: 'local',
})

const rebuild = (role: Role, pair: number, cached: number, file = 'src/app.py'): TimedBuildFact => ({
  ref: refOf('web', role),
  kind: 'rebuild',
  pair,
  file,
  build: build(cached, 1000 + cached),
})

const asked = { builds: { cold: false, warm: false, rebuild: {} } }
const service = aService('web', {
  baseline: aVariant('baseline', asked),
  candidate: aVariant('candidate', asked),
  budgets: [{ metric: 'rebuild-time', limit: { fail: 60_000 } }],
})

function recordWith(builds: readonly TimedBuildFact[]): RunRecord {
  const { prepared } = builtFacts(aConfig(service))
  const facts = collectFacts({ prepared, builds, timed: [], smoke: { cells: [], starts: [] } })
  return recordOf(aConfig(service), facts)
}

const summaryOf = (record: RunRecord) => renderSummary(makeReport(record)).replaceAll('\u00a0', ' ')

const rebuilds = (baseline: number, candidate: number, file?: string) =>
  [1, 2].flatMap((pair) => [rebuild('baseline', pair, baseline), rebuild('candidate', pair, candidate, file)])

describe('the report of timed builds', () => {
  it('says which file had a line more, and how many steps each variant ran anew', () => {
    const summary = summaryOf(recordWith(rebuilds(0, 3)))
    expect(summary).toContain('after a line more in src/app.py')
    expect(summary).not.toContain('reached no step')
    expect(summary).toContain('| baseline | rebuild | 2 | 1.00 s | 4 of 4 |')
    expect(summary).toContain('| candidate | rebuild | 2 | 1.00 s | 1 of 4 |')
  })

  it('says of which variant the change reached no step, and where the files differ', () => {
    const record = recordWith(rebuilds(0, 4, 'web/<b>.py'))
    expect(summaryOf(record)).toMatch(
      /src\/app\.py \(baseline\) and web\/\S*b\S*\.py \(candidate\); the change reached no step of the candidate/,
    )
    expect(summaryOf(record)).not.toMatch(/^<sup>.*<b>/m)
    expect(renderTerminal(makeReport(record), { color: false, width: 200 })).toContain(
      'the change reached no step of the candidate',
    )
  })

  it('gives the reason where there was no rebuild, and leaves the budget open', () => {
    const failure = { reason: 'disk-full', message: 'no space left for a copy of the build context' } as const
    const record = recordWith([{ ref: refOf('web', 'candidate'), kind: 'rebuild', failure }])
    expect(summaryOf(record)).toContain('no space left for a copy of the build context')
    expect(record.judgement.verdict).toBe('inconclusive')
  })
})
