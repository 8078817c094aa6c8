import fc from 'fast-check'
import { marked } from 'marked'
import { describe, expect, it } from 'vitest'
import { judge } from '../../../src/core/budgets/judge.js'
import type { Config } from '../../../src/core/domain/config.js'
import type { PartialRecord } from '../../../src/core/domain/part.js'
import type { PlanDocument } from '../../../src/core/domain/plan.js'
import type { RunRecord } from '../../../src/core/domain/record.js'
import { mergeParts } from '../../../src/core/record/merge-parts.js'
import { renderComment } from '../../../src/core/report/render-comment.js'
import { renderPart } from '../../../src/core/report/render-part.js'
import { renderSummary } from '../../../src/core/report/render-summary.js'
import { renderTerminal } from '../../../src/core/report/render-terminal.js'
import { makeReport } from '../../../src/core/report/report.js'
import { aConfig, aService } from '../budgets/case.js'
import { factsOfRun, fileOf, partOf, partsOf, planOf, unitsOf } from '../record/merge/shared-run.js'
import { expectNoTags, hostileText, unseen } from './hostile.js'

function recordOf(plan: PlanDocument, parts: readonly PartialRecord[]): RunRecord {
  const merged = mergeParts({
    plans: [{ file: 'plan.json', plan }],
    parts: parts.map(fileOf),
    tool: plan.tool,
    at: '2026-03-14T10:00:00.000Z',
  })
  if (merged.outcome === 'refused') throw new Error(JSON.stringify(merged.refusals))
  return { ...merged.record, judgement: judge(merged.record.facts, plan.config) }
}

const suites = { api: ['GET /health'] }
const servicesNamed = (count: number): Config =>
  aConfig(...Array.from({ length: count }, (_, index) => aService(`service-${index + 1}`, { suites })))

/** Services dealt out in turn; what a service has stays on one shard. */
function dealt(config: Config, shards: number, rest: Partial<PlanDocument> = {}): PlanDocument {
  const units = Array.from({ length: shards }, (_, shard) =>
    config.services
      .filter((_service, index) => index % shards === shard)
      .flatMap((one) => unitsOf(aConfig(one))),
  )
  return planOf(config, units, rest)
}

const without = (parts: readonly PartialRecord[], shards: readonly number[]) =>
  parts.filter(({ part }) => part.stage !== 'measure' || !shards.includes(part.shard))

const comment = (record: RunRecord) => renderComment(makeReport(record)).replaceAll('\u00a0', ' ')
const terminal = (record: RunRecord) => renderTerminal(makeReport(record), { color: false, width: 100 })

const three = dealt(servicesNamed(3), 3)
const oneLost = recordOf(three, without(partsOf(three, factsOfRun(three.config)), [2]))

describe('a lost shard', () => {
  it.each([
    ['the comment', comment],
    ['the terminal', terminal],
  ])('is told in %s: what is missing, why, and what to do', (_name, render) => {
    const shown = render(oneLost).replace(/\s+/g, ' ')
    expect(shown).toContain('Nothing failed, but 1 shard was lost. 2 of 3 services pass.')
    expect(shown).toMatch(/service-2`?: its timings and suite `?api`? are missing: shard 2 was lost/)
    expect(shown).toContain('No record of it came.')
    expect(shown).toContain('Re-run failed jobs')
    expect(shown).toMatch(/3 shards, the longest in 60\.0 s; not whole: shard 2/)
  })

  it('leaves no table without a row', () => {
    expect(comment(oneLost)).toContain('Nothing was measured: never prepared: lost with shard 2.')
    expect(comment(oneLost)).not.toMatch(/\| :-- \|\n(?!\|)/)
  })

  it('is one matter, however many services it had a part of', () => {
    const plan = dealt(servicesNamed(60), 2)
    const record = recordOf(plan, without(partsOf(plan, factsOfRun(plan.config)), [2]))
    const { open } = makeReport(record)
    expect(open).toHaveLength(1)
    expect(comment(record)).toMatch(/\*\*30 services: a part of each is missing: shard 2 was lost\.\*\*/)
    expect(comment(record)).toMatch(/Missing: `service-2` \(its timings and suite `api`\).* and 10 more\./)
  })

  it('says what it was at when it ended without a word', () => {
    const interrupted = {
      reason: 'shard-lost',
      message: 'it ended without a word while it was measuring starts',
    } as const
    const begun = partOf(
      three,
      { prepared: [], measurements: [], starts: [], cells: [], interrupted },
      { stage: 'measure', shard: 2, done: [] },
    )
    const parts = without(partsOf(three, factsOfRun(three.config)), [2])
    expect(comment(recordOf(three, [...parts, begun]))).toContain(
      'It ended without a word while it was measuring starts.',
    )
  })
})

describe('services that are not in a run', () => {
  const scope = { by: 'changed', mergeBase: '0123456789abcdef' } as const

  it('are named, with the commit since which nothing of them changed', () => {
    const plan = dealt(servicesNamed(2), 1, { scope, unchanged: ['api', 'web'] })
    const record = recordOf(plan, partsOf(plan, factsOfRun(plan.config)))
    const said = 'Not in this run, nothing that goes into them changed since 0123456: '
    expect(comment(record)).toContain(`${said}\`api\`, \`web\`.`)
    expect(terminal(record)).toContain(`${said}api, web`)
  })

  it('are folded away where they are many', () => {
    const unchanged = Array.from({ length: 900 }, (_, index) => `service-${index}`)
    const plan = dealt(servicesNamed(2), 1, { scope, unchanged })
    const shown = comment(recordOf(plan, partsOf(plan, factsOfRun(plan.config))))
    expect(shown).toContain(
      '<summary>900 services not in this run: nothing that goes into them changed since 0123456',
    )
    expect(shown).toMatch(/`service-7`.* and \d+ more\./)
  })

  it('are all there is of a run that had nothing to do, which passes', () => {
    const record = recordOf(dealt(aConfig(), 0, { scope, unchanged: ['api', 'web'] }), [])
    expect(comment(record)).toMatch(
      /^## ✅ container-migrate: pass\n\nNo service is in this run: 2 services, and nothing that goes into them changed since 0123456\.\n/,
    )
    expect(comment(record)).toContain('<sub>nothing to measure')
    expect(terminal(record)).toContain('container-migrate: pass. No service is in this run')
  })

  it('are none where all had to be run, and then it says why', () => {
    const note = 'the history does not reach back to a common commit'
    const plan = dealt(servicesNamed(2), 1, { scope: { by: 'all', note } })
    const record = recordOf(plan, partsOf(plan, factsOfRun(plan.config)))
    expect(comment(record)).toContain(`All services are in this run: ${note}`)
  })
})

describe('the machines that shared a run', () => {
  const machine = { platform: 'linux/amd64', kernel: '6.1', cpuModel: 'one', cpus: 4, memoryBytes: 16e9 }
  const on = (cpuModels: readonly string[]) =>
    comment(
      recordOf(
        three,
        partsOf(three, factsOfRun(three.config)).map((part, index) => ({
          ...part,
          facts: { ...part.facts, machine: { ...machine, cpuModel: cpuModels[index] ?? 'one' } },
        })),
      ),
    )

  it('are told apart where they differ, and only there', () => {
    expect(on([])).not.toContain('kinds of machine')
    expect(on([])).toContain('linux/amd64, kernel 6.1, 4 × one')
    const differing = on(['one', 'two'])
    expect(differing).toContain('2 kinds of machine. Each comparison was taken on one of them')
    expect(differing).toMatch(/\| shard 2 \| 60\.0 s \| 4 × two, 16 GB, linux\/amd64 \| whole \|/)
  })

  it('are not claimed to be one', () => {
    expect(on([])).toContain('each comparison taken side by side on one machine, all in 60.0 s')
    expect(on([])).not.toContain('measured side by side on one machine')
  })
})

describe('many services', () => {
  it.each([10, 100, 1000])(
    'are told of within the limits, %i of them, those that do not pass first',
    (count) => {
      const plan = dealt(servicesNamed(count), Math.min(256, count))
      const record = recordOf(plan, without(partsOf(plan, factsOfRun(plan.config)), [1]))
      const report = makeReport(record)
      const [shown, summary] = [renderComment(report), renderSummary(report)]
      expect(shown.length).toBeLessThanOrEqual(65_536 - 400)
      expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(1_000_000)
      for (const markdown of [shown, summary]) {
        expect(markdown).toContain('### `service-1`: baseline → candidate')
        expect(markdown.match(/<details>/g)?.length).toBe(markdown.match(/<\/details>/g)?.length)
      }
      // Each has its line in the summary, and at least its name in the comment as far as there is room.
      for (const { name } of plan.config.services) expect(summary).toContain(`| \`${name}\` |`)
      const named = plan.config.services.filter(({ name }) => shown.includes(`\`${name}\``)).length
      expect(named).toBeGreaterThan(Math.min(count, 800) - 1)
    },
  )

  it('fill no terminal with those that pass', () => {
    const plan = dealt(servicesNamed(300), 30)
    const shown = terminal(recordOf(plan, without(partsOf(plan, factsOfRun(plan.config)), [1])))
    expect(shown).toContain('290 services pass; --markdown and --json have their figures')
    expect(shown).toContain('service-31: baseline → candidate')
    expect(shown).not.toMatch(/\bservice-2\b/)
  })
})

describe('what names and failures of other machines hold', () => {
  const saying = (text: string): RunRecord => {
    const config = aConfig(aService(text, { suites: { [text]: ['one'] } }), aService('other'))
    const plan = planOf(
      config,
      unitsOf(config).map((unit) => [unit]),
      { scope: { by: 'changed', mergeBase: text, note: text }, unchanged: [text, `${text}.`] },
    )
    const failure = { reason: 'engine-lost', message: text, tail: [text] } as const
    const machine = { platform: text, kernel: text, cpuModel: text, cpus: 1, memoryBytes: 1e9 }
    const parts = without(partsOf(plan, factsOfRun(config)), [2]).map(
      (part): PartialRecord =>
        part.part.shard === 1 && part.part.stage === 'measure'
          ? {
              ...part,
              part: { ...part.part, done: [] },
              facts: { ...part.facts, machine, interrupted: failure },
            }
          : { ...part, facts: { ...part.facts, machine: { ...machine, cpuModel: `${text} too` } } },
    )
    return recordOf(plan, parts)
  }
  it.each([
    ['a comment', (record: RunRecord) => renderComment(makeReport(record))],
    ['a summary', (record: RunRecord) => renderSummary(makeReport(record))],
  ])('forms nothing in %s, and calls nobody', (_name, render) => {
    const html = (text: string) => marked.parse(render(saying(text)), { async: false })
    expectNoTags(html, 100)
  })

  it('moves no cursor on a terminal', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const record = saying(text)
        expect(terminal(record)).not.toMatch(unseen)
        const part = partOf(
          three,
          {
            prepared: [],
            measurements: [],
            starts: [],
            cells: [],
            interrupted: { reason: 'engine-lost', message: text, tail: [text] },
          },
          { stage: 'measure', shard: 1, plan: text },
        )
        expect(renderPart(part, text)).not.toMatch(unseen)
      }),
      { numRuns: 100 },
    )
  })
})
