import { describe, expect, it } from 'vitest'
import type { Inspection } from '../../../../../src/core/domain/image/inspection.js'
import {
  renderInspectionMarkdown,
  renderInspectionText,
} from '../../../../../src/core/report/render-inspection.js'
import { anInsight } from '../../../budgets/insight.js'

const layer = {
  diffId: 'sha256:0',
  unpackedBytes: 52_600_000,
  compressedBytes: 1,
  compressedEstimated: false,
  added: 2147,
  changed: 0,
  removed: 12,
  hiddenBytes: 0,
}
const layers = [
  { ...layer, createdBy: 'base' },
  {
    ...layer,
    createdBy: `RUN /bin/sh -c ${'install this and that && '.repeat(9)} # buildkit`,
    place: { file: 'Dockerfile', line: 27, column: 1 },
  },
]
const image = {
  name: 'web',
  id: 'sha256:1',
  platform: 'linux/arm64/v8',
  insight: anInsight({ layers }),
  findings: [],
}
const inspection: Inspection = {
  inspectionVersion: 1,
  tool: { name: 'container-migrate', version: '0' },
  image,
}
const linesOf = (width: number) => renderInspectionText(inspection, { color: false, width }).split('\n')

describe('what inspect prints', () => {
  it.each([80, 100, 160])(
    'keeps every number and the place in %d columns: only the command is cut',
    (width) => {
      const lines = linesOf(width)
      expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(width)
      const made = lines.find((line) => line.includes('Dockerfile:27'))
      expect(made).toMatch(/^ +2 {2}RUN .*… \(Dockerfile:27\) +52\.6 MB +– +2147 +– +12$/)
    },
  )

  it.each([
    ['RUN |2 A=1 B=[redacted] /bin/bash -o pipefail -c make # buildkit', 'RUN make'],
    ['|1 A=1 /bin/sh -c make', 'RUN make'],
    ['/bin/sh -c #(nop) COPY file:1 in /a ', 'COPY file:1 in /a'],
    // Where the value of an argument ends cannot be told.
    ['RUN |1 A=1 2 /bin/sh -c make # buildkit', 'RUN |1 A=1 2 /bin/sh -c make'],
  ])('shows of %j what its author wrote', (createdBy, shown) => {
    const insight = anInsight({ layers: [{ ...layer, createdBy }] })
    const text = renderInspectionText(
      { ...inspection, image: { ...image, insight } },
      { color: false, width: 160 },
    )
    expect(/ 1 {2}(\S.*?) {2}/.exec(text)?.[1]).toBe(shown)
  })

  it('says of which platform the image is, of two images once where they are alike', () => {
    expect(linesOf(100)[0]).toBe('web (linux/arm64/v8)')
    expect(renderInspectionMarkdown(inspection)).toMatch(/^## `web` \(`linux\/arm64\/v8`\)\n/)
    const alike = { ...inspection, against: { ...image, name: 'old' } }
    const head = (one: Inspection) => renderInspectionText(one, { color: false, width: 100 }).split('\n')[0]
    expect(head(alike)).toBe('old → web (linux/arm64/v8)')
    expect(head({ ...alike, against: { ...image, name: 'old', platform: 'linux/amd64' } })).toBe(
      'old → web (linux/amd64 → linux/arm64/v8)',
    )
  })
})
