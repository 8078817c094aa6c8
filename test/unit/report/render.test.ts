import { marked } from 'marked'
import { describe, expect, it } from 'vitest'
import type { RunRecord } from '../../../src/core/domain/record.js'
import { renderComment } from '../../../src/core/report/render-comment.js'
import { renderSummary } from '../../../src/core/report/render-summary.js'
import { makeReport } from '../../../src/core/report/report.js'
import { aCell, aConfig, aService, builtFacts, failed, inPairs, passed, unbuilt } from '../budgets/case.js'
import { expectNoTags, recordSaying } from './hostile.js'
import {
  failingRecord,
  openRecord,
  passingRecord,
  passingRecordOf,
  recordOf,
  sampleRecords,
  unbuiltRecord,
} from './samples/records.js'

const commentOf = (record: RunRecord, limit?: number) =>
  renderComment(makeReport(record), limit === undefined ? {} : { limit }).replaceAll('\u00a0', ' ')

describe('a comment', () => {
  it.each([
    ['✅ container-migrate: pass', passingRecord],
    ['❌ container-migrate: fail', failingRecord],
    ['⚠️ container-migrate: inconclusive', openRecord],
  ])('begins with %s and one sentence', (headline, make) => {
    const [first, , sentence] = commentOf(make()).split('\n')
    expect(first).toBe(`## ${headline}`)
    expect(sentence).toMatch(/^\w.*\.$/)
  })

  it('says in its first sentence what decided it', () => {
    const sentenceOf = (record: RunRecord) => commentOf(record).split('\n')[2]
    expect(sentenceOf(failingRecord())).toBe('1 check is broken by the move and 2 budgets are exceeded.')
    expect(sentenceOf(openRecord())).toBe('Nothing failed, but 1 budget is not settled.')
    expect(sentenceOf(unbuiltRecord())).toBe('The candidate of backend did not build. 2 of 3 services pass.')
    expect(sentenceOf(passingRecord())).toContain(
      '6 checks pass and every budget is kept: image size 847 MB → 186 MB (−78 %)',
    )
  })

  it('does not say that every budget is kept where one is over its warning level', () => {
    const { config, facts } = passingRecord()
    const warned = (...metrics: readonly ('image-size' | 'pull-size')[]) => {
      const budgets = metrics.map((metric) => ({ metric, limit: { warn: 1 } }))
      const services = config.services.map((service) => ({ ...service, budgets }))
      return commentOf(recordOf({ ...config, services }, facts)).split('\n')[2]
    }
    expect(warned('image-size')).toContain(
      '6 checks pass and no budget fails, but 1 is over its warning level',
    )
    expect(warned('image-size', 'pull-size')).toContain('but 2 are over their warning levels')
  })

  it('answers whether it may be shipped before it says what changed', () => {
    const comment = commentOf(failingRecord())
    const order = [
      '## ❌',
      '**Why it fails**',
      '### `backend`: baseline → candidate',
      '| metric',
      '| suite',
      '<details>',
    ]
    const places = order.map((part) => comment.indexOf(part))
    expect(places).toEqual([...places].sort((a, b) => a - b))
    expect(places).not.toContain(-1)
  })

  it('names the axis in the heads of its columns', () => {
    expect(commentOf(passingRecord())).toContain(
      '| metric | before (baseline) | after (candidate) | change | budget |',
    )
  })

  it('has no column for budgets where none is set', () => {
    const { config, facts } = passingRecord()
    const services = config.services.map((service) => ({ ...service, budgets: [] }))
    expect(commentOf(passingRecord())).toContain('| change | budget |')
    expect(commentOf(recordOf({ ...config, services }, facts))).not.toContain('| budget |')
  })

  it('shows an absent number as a dash with its reason, never as 0', () => {
    const comment = commentOf(unbuiltRecord())
    expect(comment).toContain('| image size (unpacked) | 847 MB | –<sup>1</sup> | – |')
    expect(comment).toContain('<sup>1 the build failed</sup>')
  })

  it('does not shout about what is surely less than matters', () => {
    expect(commentOf(failingRecord())).toMatch(
      /\| start-up \| 5\.33 s \| 5\.30 s \| no change that matters<br>\(−2\.3 % to \+1\.7 %\) \|/,
    )
  })

  it('shows what the pairs come to with its interval, and only the interval where they cannot tell', () => {
    expect(commentOf(passingRecord())).toContain('| −60 %<br>(−61 % to −59 %) |')
    const { config, facts } = passingRecord()
    const wild = [2390, 6100, 4800, 5900, 4500, 5600, 5100, 5950, 4700, 5300]
    const measurements = facts.measurements.map((one) =>
      one.metric === 'startup' && one.ref.role === 'candidate'
        ? { ...one, samples: inPairs(wild, { warmUp: true }) }
        : one,
    )
    const services = config.services.map((service) => ({ ...service, budgets: [] }))
    expect(commentOf(recordOf({ ...config, services }, { ...facts, measurements }))).toMatch(
      /\| no clear change<br>\(−\d+ % to \+\d+ %\) \|/,
    )
  })

  it('says what its pairs could have seen, and how far the machine is from agreeing with itself', () => {
    expect(commentOf(passingRecord())).toContain(
      '| start-up | 9 | −61 % to −59 % | 0 / 9 | 0.4 % | 7.2 % | 1.3 % |',
    )
  })

  it.each([
    ['what the pairs do not agree on', [6000, 5200, 5480, 5290, 5410, 5300]],
    ['what was taken once', [6000, 2000]],
  ])('does not praise %s in its first sentence', (_, startupMs) => {
    const { config, facts } = passingRecord()
    const measurements = facts.measurements.map((one) =>
      one.metric === 'startup' && one.ref.role === 'candidate'
        ? { ...one, samples: inPairs(startupMs, { warmUp: true }) }
        : one,
    )
    const [, , sentence] = commentOf(recordOf(config, { ...facts, measurements })).split('\n')
    expect(sentence).toContain('image size 847 MB → 186 MB')
    expect(sentence).not.toContain('start-up')
  })

  it('says of a build time whether the cache was warm', () => {
    expect(commentOf(passingRecord())).toContain('taken once for each variant: baseline cold, candidate cold')
  })

  it('shows both sides of a check that the move broke, folded away', () => {
    const comment = commentOf(failingRecord())
    expect(comment).toContain('**baseline**: passed in 12.0 ms')
    expect(comment).toMatch(/\*\*candidate\*\*: failed in 15\.0 ms\. `exit code 1`\.\n\n```text\nTraceback/)
  })

  it('lists what was broken before and what is fixed without counting them', () => {
    const comment = commentOf(failingRecord())
    expect(comment).toContain(
      'Already broken on the baseline, so not held against the move: `GET /items 200`.',
    )
    expect(comment).toContain('Fails on the baseline and passes on the candidate: `GET /items/1 404`.')
  })

  it('points to the line of the configuration that decides', () => {
    expect(commentOf(failingRecord())).toContain('(`.github/container-migrate.yml:31`)')
  })

  it('names the formula of memory, the engine and its store', () => {
    const comment = commentOf(passingRecord())
    expect(comment).toContain('memory idle: `cgroup v2: memory.current − inactive_file of memory.stat`')
    expect(comment).toContain('containerd image store')
  })

  it('says how many pairs and samples stand behind its numbers', () => {
    const comment = commentOf(passingRecord())
    expect(comment).toContain(
      'start-up · memory idle: 9 pairs, baseline and candidate in turn, with the 95 % interval of the change',
    )
    expect(comment).toContain('| start-up | candidate | 9 | 2.09 s to 2.18 s | 1 warm-up left out |')
  })

  it('folds away the services that pass where there are several, and names their axis too', () => {
    const comment = commentOf(unbuiltRecord())
    expect(comment).toContain('### Services: baseline → candidate')
    expect(comment).toContain('### `backend`: baseline → candidate')
    expect(comment).toContain('<summary><b>auth</b>: baseline → candidate</summary>')
  })

  it('shows the services that do not pass above those that are folded away', () => {
    const { config, facts } = unbuiltRecord()
    const comment = commentOf(recordOf({ ...config, services: config.services.toReversed() }, facts))
    expect(comment.indexOf('### `backend`')).toBeLessThan(comment.indexOf('<summary><b>web</b>'))
  })

  it('links the run only where its address looks like one', () => {
    const record = passingRecord()
    const linked = (runUrl: string) => commentOf({ ...record, subject: { ...record.subject, runUrl } })
    expect(linked('https://github.com/a/b/actions/runs/1')).toContain(
      '[this run](https://github.com/a/b/actions/runs/1)',
    )
    expect(linked('javascript:alert(1)')).not.toContain('](')
    expect(linked('https://e.vil) [x](https://e.vil')).not.toContain('](')
  })

  it('keeps its structure whatever a container prints, and calls nobody', () => {
    const html = (text: string) =>
      marked.parse(renderComment(makeReport(recordSaying(text))), { async: false })
    expectNoTags(html, 300)
  })
})

describe('what several services have in common word for word', () => {
  const unbuiltAll = (names: readonly string[], messageOf: (name: string) => string) => {
    const config = aConfig(...names.map((name) => aService(name)))
    const { prepared, ...rest } = builtFacts(config)
    const found = prepared.map((fact) => {
      const { service, role } = fact.ref
      if (role === 'baseline') return fact
      return unbuilt(service, role, { reason: 'image-missing', message: messageOf(service) })
    })
    return commentOf(recordOf(config, { ...rest, prepared: found }))
  }
  const names = Array.from({ length: 9 }, (_, index) => `s${index + 1}`)
  const reasonsIn = (comment: string) => comment.split('\n').filter((line) => line.startsWith('- **'))

  it('is said once, with the names of the first and how many more', () => {
    const [reason = '', ...others] = reasonsIn(unbuiltAll(names, () => 'no such image'))
    expect(others).toEqual([])
    expect(reason).toContain('- **`s1`, `s2`, `s3`, `s4`, `s5`, `s6` and 3 more: the candidate ')
  })

  it('is said of each where it differs, and where they are few', () => {
    expect(reasonsIn(unbuiltAll(names, (name) => `no image ${name}`))).toHaveLength(9)
    expect(reasonsIn(unbuiltAll(names.slice(0, 3), () => 'no such image'))).toHaveLength(3)
  })
})

describe("GitHub's limits", () => {
  const manyBroken = (checks: number, length: number): RunRecord => {
    const names = Array.from({ length: checks }, (_, index) => `check ${index}`)
    const config = aConfig(aService('web', { suites: { s: names } }))
    const tail = Array.from({ length: 40 }, () => '<'.repeat(length))
    return recordOf(
      config,
      builtFacts(config, {
        cells: [
          aCell(
            'web',
            's',
            'baseline',
            names.map((name) => passed(name)),
          ),
          aCell(
            'web',
            's',
            'candidate',
            names.map((name) => failed(name, '|'.repeat(length), { tail })),
          ),
        ],
      }),
    )
  }

  it.each([
    [20, 100],
    [400, 300],
    [3000, 300],
  ])(
    'are kept by a comment on %i broken checks, with room for the lines that make it ours',
    (checks, length) => {
      const comment = commentOf(manyBroken(checks, length))
      expect(comment.length).toBeLessThanOrEqual(65_536 - 400)
      expect(comment).toContain(`${checks} checks are broken by the move.`)
      expect(comment).toContain('`check 0` passes on the baseline and fails on the candidate')
    },
  )

  it('drop whole sections, the last first, and name them', () => {
    const comment = commentOf(manyBroken(400, 300))
    const line = comment.split('\n').find((one) => one.startsWith('_Left out'))
    expect(line).toBe(
      "_Left out to keep within GitHub's limit: outputs of broken checks, how it was measured. The job's summary has all of it._",
    )
    expect(comment).toMatch(/<sub>baseline → candidate.*\n$/)
    expect(comment.match(/<details>/g)?.length).toBe(comment.match(/<\/details>/g)?.length)
    expect(comment).toContain('… and ')
    expect(comment).toContain('| suite |')
  })

  it('are kept by a summary, in bytes', () => {
    const summary = renderSummary(makeReport(manyBroken(3000, 300)))
    expect(Buffer.byteLength(summary)).toBeLessThan(1024 * 1024)
    expect(summary).toContain('Left out to keep')
  })

  it('leave the verdict standing however little room there is', () => {
    expect(commentOf(failingRecord(), 900)).toMatch(/^## ❌ container-migrate: fail\n\n1 check is broken/)
    expect(commentOf(failingRecord(), 2000).length).toBeLessThanOrEqual(1600)
  })

  it('are kept for sixty services, and each has its line in the overview', () => {
    const names = Array.from({ length: 60 }, (_, index) => `service-${index + 1}`)
    const comment = commentOf(passingRecordOf(...names))
    expect(comment.length).toBeLessThanOrEqual(65_536 - 400)
    expect(comment).toMatch(/^## ✅ container-migrate: pass\n\n360 checks pass and every budget is kept\.\n/)
    for (const name of names) expect(comment).toContain(`| \`${name}\` | ✅ pass | 847 MB → 186 MB (−78 %) |`)
    expect(comment).toContain('60 services pass</summary>')
    expect(comment).toContain("The job's summary has their tables.")
  })

  it('drop nothing from an ordinary report', () => {
    for (const make of Object.values(sampleRecords)) expect(commentOf(make())).not.toContain('Left out')
  })
})
