import { describe, expect, it } from 'vitest'
import { judge } from '../../../src/core/budgets/judge.js'
import type { Facts } from '../../../src/core/domain/facts.js'
import type { StartFact, WitnessFact } from '../../../src/core/domain/start-fact.js'
import { describeFinding } from '../../../src/core/findings/prose.js'
import { detailVariant } from '../../../src/core/report/model/variant-details.js'
import { collectFacts } from '../../../src/phases/collect-facts.js'
import { aConfig, aService, built, refOf } from './case.js'

const service = aService('web', { budgets: [{ metric: 'startup-engine', limit: { fail: 1000 } }] })

const startOf = (pair: number, witness: WitnessFact): StartFact => ({
  ref: refOf('web', 'candidate'),
  purpose: 'timed',
  pair,
  createdMs: 20,
  ...(witness.refused ? {} : { processStartedMs: 220 + pair }),
  startedMs: 230,
  portOpenMs: 600,
  readyMs: 620,
  looks: pair === 0 ? 1 : 8,
  witness,
})

const factsOf = (...witnesses: readonly WitnessFact[]): Facts =>
  collectFacts({
    prepared: [built('web', 'baseline'), built('web', 'candidate')],
    timed: witnesses.map((witness, pair) => ({ fact: startOf(pair, witness) })),
    smoke: { cells: [], starts: [] },
  })

const judged = (facts: Facts) => judge(facts, aConfig(service))
const disagreements = (facts: Facts) =>
  judged(facts).findings.filter(({ tag }) => tag === 'witnesses-disagree')

describe('start-up, split by the engine’s own word', () => {
  it('has both parts, which add up to the whole, where the witnesses agree', () => {
    const facts = factsOf({}, {}, {})
    const candidate = (metric: string) =>
      judged(facts).comparisons.find((one) => one.metric === metric)?.candidate ?? Number.NaN
    expect(candidate('startup-engine')).toBe(201)
    expect(candidate('startup-application')).toBe(399)
    expect(candidate('startup')).toBe(600)
    expect(disagreements(facts)).toEqual([])
    expect(detailVariant(facts, service, 'candidate').timeline).toMatchObject({
      starts: 3,
      looks: 8,
      readyAtFirstLook: 1,
      steps: { engine: { middle: 201, min: 200, max: 202 }, answer: { middle: 20 } },
    })
  })

  it('leaves out the starts in which they do not, and says so once for all of them', () => {
    const facts = factsOf(
      {},
      { refused: 'out-of-order', contradictionMs: 12 },
      { refused: 'out-of-order', contradictionMs: 40.25 },
    )
    const [finding, ...more] = disagreements(facts)
    expect(more).toEqual([])
    expect(finding).toMatchObject({ level: 'note', refusedStarts: 2, allStarts: 3, contradictionMs: 40.25 })
    const { title, text } = finding ? describeFinding(finding) : { title: '', text: '' }
    expect(title).toContain('in 2 of 3 starts')
    expect(text).toContain('by 40.3 ms')
    const engine = facts.measurements.find(({ metric }) => metric === 'startup-engine')
    expect(engine?.samples.map(({ pair }) => pair)).toEqual([0])
  })

  it.each([
    ['engine-elsewhere', 'another machine'],
    ['clock-set', 'clock was set'],
  ] as const)('is absent with its reason and not wrong where all are refused (%s)', (refused, words) => {
    const facts = factsOf({ refused }, { refused })
    const { comparisons, findings, verdict } = judged(facts)
    const of = (metric: string) => comparisons.find((one) => one.metric === metric)
    expect(of('startup-engine')?.candidate).toBeUndefined()
    expect(of('startup-application')?.absent?.candidate).toBe("the engine's clock and ours do not agree")
    expect(of('startup')?.candidate).toBe(600)
    const told = findings.map(describeFinding).map(({ text }) => text)
    expect(told.some((text) => text.includes(words))).toBe(true)
    // Its budget is told as not judged, and fails nothing.
    expect(findings).toContainEqual(
      expect.objectContaining({ tag: 'budget-unjudged', metric: 'startup-engine', level: 'note' }),
    )
    expect(verdict).toBe('pass')
  })
})
