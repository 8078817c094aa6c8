import { describe, expect, it } from 'vitest'
import { placeInside } from '../../../src/core/dockerfile/place-inside.js'
import type { Finding } from '../../../src/core/domain/finding.js'
import type { ImageInsight } from '../../../src/core/domain/image/insight.js'

const history = [
  { createdBy: 'ADD rootfs.tar / # buildkit', isEmpty: false },
  { createdBy: 'RUN /bin/sh -c make # buildkit', isEmpty: false },
]
const insight = { layers: [{}, {}] } as unknown as ImageInsight

const place = (dockerfile: string, findings: readonly Finding[] = []) =>
  placeInside({ insight, findings }, history, { dockerfile, buildArgs: {} }, 'a/Dockerfile')

describe('what is in an image, beside its Dockerfile', () => {
  it('has the line that can change it', () => {
    const inLayer = { tag: 'image-secret', level: 'warn', layer: 1 } as unknown as Finding
    const inBase = { tag: 'image-secret', level: 'warn', layer: 0 } as unknown as Finding
    const { insight: placed, findings } = place('FROM x:1\n\nRUN make\n', [inLayer, inBase])
    const line = { file: 'a/Dockerfile', line: 3, column: 1 }
    expect(placed.layers).toEqual([{}, { place: line }])
    expect(findings.map((one) => one.place)).toEqual([line, undefined])
  })

  it('has the line of a later chmod as well, beside that of whoever brought the file', () => {
    const again = { tag: 'image-secret', level: 'warn', layer: 0, againBy: 1 } as unknown as Finding
    const [told] = place('FROM x:1\n\nRUN make\n', [again]).findings
    expect(told).toMatchObject({ layer: 0, againPlace: { file: 'a/Dockerfile', line: 3 } })
    expect(told?.place).toBeUndefined()
  })

  it.each([
    ['FROM x\nRUN make', 'x', 1],
    ['ARG B=x:latest\nFROM $B AS one\nFROM one\nRUN make', 'x:latest', 2],
  ])('tells a base that is replaced as time goes by: %j', (dockerfile, image, line) => {
    expect(place(dockerfile).findings).toMatchObject([
      { kind: 'floating-base', level: 'note', examples: [image], place: { line } },
    ])
  })

  it.each(['FROM x:1.2', 'FROM x@sha256:0', 'FROM scratch', 'ARG B\nFROM $B', 'FROM x:1 AS a\nFROM a', ''])(
    'says nothing of %j',
    (dockerfile) => {
      expect(place(dockerfile).findings).toEqual([])
    },
  )
})
