import { marked } from 'marked'
import { describe, expect, it } from 'vitest'
import type { Facts } from '../../../src/core/domain/facts.js'
import type { ImageFinding } from '../../../src/core/domain/finding.js'
import type { ImageInsight } from '../../../src/core/domain/image/insight.js'
import { renderComment } from '../../../src/core/report/render-comment.js'
import { renderTerminal } from '../../../src/core/report/render-terminal.js'
import { makeReport } from '../../../src/core/report/report.js'
import { aConfig, aLayer, anImage, aService, built, noFacts } from '../budgets/case.js'
import { anInsight } from '../budgets/insight.js'
import { expectNoTags } from './hostile.js'
import { recordOf } from './samples/records.js'

const wasteful = (path: string) => ({
  sizes: { unpackedBytes: 100e6, finalBytes: 80e6, pullBytes: 40e6, pullEstimated: true },
  waste: {
    ...anInsight().waste,
    wastedBytes: 20e6,
    byLayers: [{ layer: 0, by: 1, how: 'removed' as const, files: 1, wastedBytes: 20e6 }],
    files: [{ path, layer: 0, by: 1, how: 'removed' as const, wastedBytes: 20e6 }],
  },
  owners: [
    {
      owner: 'os-packages' as const,
      sizeBytes: 80e6,
      files: 9,
      largest: [{ path: 'usr/lib', sizeBytes: 80e6 }],
    },
  ],
})

const layerBy = (createdBy: string) => ({
  ...aLayer('x', 1),
  createdBy,
  added: 1,
  changed: 0,
  removed: 0,
  hiddenBytes: 0,
})

const unset: ImageFinding = {
  tag: 'image-start',
  kind: 'time-zone-absent',
  level: 'warn',
  wanted: 'Mars/Base',
}

function reportOf(
  candidate: Partial<ImageInsight>,
  findings: Readonly<Record<'baseline' | 'candidate', readonly ImageFinding[]>> = {
    baseline: [],
    candidate: [],
  },
) {
  const facts: Facts = {
    ...noFacts,
    prepared: (['baseline', 'candidate'] as const).map((role) =>
      built('web', role, {
        image: anImage([aLayer(role, 100e6)]),
        inside: { ...anInsight(role === 'candidate' ? candidate : {}), findings: findings[role] },
      }),
    ),
  }
  return makeReport(recordOf(aConfig(aService('web')), facts))
}

const folded = (comment: string) => comment.replace(/<details>[\s\S]*?<\/details>/g, '')

describe('the inside of images in a report', () => {
  it('is folded away, with whose the bytes are and what is wasted', () => {
    const comment = renderComment(reportOf({}))
    expect(comment).toContain('Where the bytes are in web')
    expect(folded(comment)).not.toContain('no container sees')
  })

  it('says in one sentence beside the metrics where the candidate wastes much', () => {
    const report = reportOf(wasteful('var/cache/big'))
    expect(folded(renderComment(report))).toMatch(
      /The candidate's layers hold 20\.0 MB that no container sees, the largest .*var\/cache\/big.* with 20\.0 MB \(removed by layer 2\)/,
    )
    const terminal = renderTerminal(report, { color: false, width: 200 })
    expect(terminal).toContain('the candidate wastes 20.0 MB, the largest /var/cache/big')
    expect(terminal).toContain('packages of the operating system 0 B → 80.0 MB')
  })

  it('lists what both images have, and what is gone, in the fold only', () => {
    const both = renderComment(reportOf({}, { baseline: [unset], candidate: [unset] }))
    expect(both).toContain('**Also found**')
    expect(folded(both)).not.toContain('Mars/Base')
    const gone = renderComment(reportOf({}, { baseline: [unset], candidate: [] }))
    expect(gone).toContain("**Gone with the move: it was in the baseline's image**")
    expect(folded(gone)).not.toContain('Mars/Base')
    expect(folded(renderComment(reportOf({}, { baseline: [], candidate: [unset] })))).toContain('Mars/Base')
  })

  it('keeps its structure whatever a path, an owner or a history in an image is called, and calls nobody', () => {
    const html = (text: string) =>
      marked.parse(
        renderComment(
          reportOf(
            { ...wasteful(`x${text}`), layers: [layerBy(`RUN ${text}`)] },
            {
              baseline: [],
              candidate: [{ ...unset, level: 'note', wanted: text }],
            },
          ),
        ),
        { async: false },
      )
    expectNoTags(html, 100)
  })
})
