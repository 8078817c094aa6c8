import { marked } from 'marked'
import { describe, expect, it } from 'vitest'
import { judge } from '../../../src/core/budgets/judge.js'
import type { RunRecord } from '../../../src/core/domain/record.js'
import { renderComment } from '../../../src/core/report/render-comment.js'
import { renderSummary } from '../../../src/core/report/render-summary.js'
import { renderTerminal } from '../../../src/core/report/render-terminal.js'
import { makeReport } from '../../../src/core/report/report.js'
import { expectNoTags } from './hostile.js'
import { advisedRecordOf, passingRecord, recordOf } from './samples/records.js'

const commentOf = (record: RunRecord) => renderComment(makeReport(record))
const summaryOf = (record: RunRecord) => renderSummary(makeReport(record))
const terminalOf = (record: RunRecord) => renderTerminal(makeReport(record), { color: false, width: 300 })
const foldOf = (markdown: string) =>
  /<details>\n<summary>What would make [\s\S]*?<\/details>/.exec(markdown)?.[0] ?? ''

describe('advice in a report', () => {
  it('names what to change, where and for how many bytes, most bytes first, in a fold of the summary', () => {
    const fold = foldOf(summaryOf(advisedRecordOf('backend')))
    expect(fold).toContain(
      'What would make backend smaller: 4 changes, the largest 20.0 MB of the image, 90.0 MB of the build context',
    )
    const items = fold.split('\n').filter((line) => line.startsWith('- '))
    expect(items).toEqual([
      expect.stringContaining('90.0 MB less build context: `.git` in `.dockerignore`'),
      expect.stringMatching(/20\.0 MB: 2 files of layer 2 .*Dockerfile\.alpine:4.*tmp\/wheels\.tar/),
      expect.stringMatching(/12\.0 MB: the cache of apk in layer 2 .*Dockerfile\.alpine:4/),
      expect.stringMatching(/2\.50 MB: 1 file of layer 3 .*another mode or owner/),
    ])
    expect(fold).toContain('Try: Use `apk add --no-cache`.')
  })

  it('is a short folded list in a comment, and says where the rest is', () => {
    const fold = foldOf(commentOf(advisedRecordOf('backend')))
    expect(fold.split('\n').filter((line) => line.startsWith('- '))).toHaveLength(4)
    expect(fold).toContain("- and 1 change more: the job's summary has them.")
    expect(fold).not.toContain('wheels.tar')
  })

  it('of several services is one fold of a comment with what saves most of all of them', () => {
    const record = advisedRecordOf('api', 'web', 'worker')
    const comment = commentOf(record)
    expect(comment.match(/What would make/g)).toHaveLength(1)
    expect(comment).toContain(
      'What would make 3 services smaller: 4 changes, the largest 20.0 MB of the image, 90.0 MB of the build context',
    )
    expect(foldOf(comment)).toContain('- `api`, `web`, `worker`: **90.0 MB less build context')
    expect(summaryOf(record).match(/What would make (api|web|worker) smaller/g)).toHaveLength(3)
  })

  it('is one line on a terminal', () => {
    expect(terminalOf(advisedRecordOf('backend'))).toContain(
      'advice: 90.0 MB less build context: .git in .dockerignore; 3 changes more with --markdown',
    )
  })

  it('is not spoken of where there is none, and where the record is older than it', () => {
    const { judgement, ...rest } = advisedRecordOf('backend')
    const { advice, ...older } = judgement
    expect(advice).toHaveLength(1)
    const records: readonly RunRecord[] = [passingRecord(), { ...rest, judgement: older }]
    for (const record of records) {
      expect(record.judgement.advice).toBeUndefined()
      expect(commentOf(record) + summaryOf(record)).not.toContain('What would make')
      expect(terminalOf(record)).not.toContain('advice:')
    }
  })

  it('keeps its structure whatever a path or a line of a context is called, and calls nobody', () => {
    const html = (text: string) => {
      const { config, facts } = advisedRecordOf('backend', 'web')
      const prepared = facts.prepared.map(({ context, inside, ...fact }) => ({
        ...fact,
        ...(context && {
          context: {
            ...context,
            ignoreFileToWrite: `x${text}`,
            lines: context.lines.map((line) => ({ ...line, line: `x${text}` })),
          },
        }),
        ...(inside && {
          inside: {
            ...inside,
            waste: {
              ...inside.waste,
              files: inside.waste.files.map((one) => ({ ...one, path: `x${text}` })),
            },
            layers: inside.layers.map((layer) => ({
              ...layer,
              place: { file: `x${text}`, line: 1 },
            })),
          },
        }),
      }))
      const record = recordOf(config, { ...facts, prepared })
      return [commentOf, summaryOf].map((render) => marked.parse(render(record), { async: false })).join('')
    }
    expectNoTags(html, 100)
  })
})

describe('advice in a record', () => {
  it('is judged from its facts, and changes no verdict', () => {
    const { facts, config, judgement } = advisedRecordOf('backend')
    const { advice, ...judged } = judgement
    expect(advice).toMatchObject([{ service: 'backend', changes: [{}, {}, {}, {}] }])
    const bare = facts.prepared.map(({ context, ...fact }) => fact)
    const less = judge({ ...facts, prepared: bare }, config)
    expect(less.advice?.[0]?.changes.map(({ kind }) => kind)).toEqual([
      'removed-later',
      'leftover',
      'rewritten',
    ])
    expect({ ...less, advice: undefined }).toEqual({ ...judged, advice: undefined })
  })

  it('is about candidates only that are built from a Dockerfile', () => {
    const { facts, config } = advisedRecordOf('backend')
    const services = config.services.map((service) => ({
      ...service,
      candidate: { ...service.candidate, source: { from: 'image' as const, image: 'app:1' } },
    }))
    expect(judge(facts, { ...config, services }).advice).toBeUndefined()
  })
})
