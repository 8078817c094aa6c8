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

  it('has the line that set what is wrong with the config, where it is the Dockerfile of this image', () => {
    const dockerfile = `FROM x:1
ENV A=1 API_TOKEN=t
RUN make
USER app
HEALTHCHECK CMD curl localhost
ENTRYPOINT ["/entry.sh"]
CMD ["web"]
`
    const findings = [
      { tag: 'image-start', kind: 'user-absent', wanted: 'app' },
      { tag: 'image-start', kind: 'health-command-absent', wanted: 'curl' },
      { tag: 'image-start', kind: 'program-absent', wanted: '/entry.sh' },
      { tag: 'image-start', kind: 'command-absent', wanted: 'web' },
      { tag: 'image-secret', where: 'environment', name: 'API_TOKEN' },
      { tag: 'image-posture', kind: 'root-user', examples: [''] },
      { tag: 'image-start', kind: 'temporary-folder-absent', wanted: '/tmp' },
    ] as unknown as Finding[]
    const lines = (text: string) => place(text, findings).findings.map((one) => one.place?.line)
    expect(lines(dockerfile)).toEqual([4, 5, 6, 7, 2, 4, undefined])
    expect(lines(dockerfile.replace('RUN make', 'RUN other\nRUN another'))).toEqual(
      findings.map(() => undefined),
    )
  })

  it('knows a step by its command though a secret in it is hidden', () => {
    const hidden = (createdBy: string, dockerfile: string) => {
      const steps = [
        { createdBy: 'ADD rootfs.tar / # buildkit', isEmpty: false },
        { createdBy, isEmpty: false },
      ]
      const target = { dockerfile, buildArgs: {} }
      return placeInside({ insight, findings: [] }, steps, target, 'f').insight.layers[1]?.place?.line
    }
    const made = 'RUN /bin/sh -c make && curl https://me:[redacted]@git.example.org/x # buildkit'
    expect(hidden(made, 'FROM x:1\nRUN make && curl https://me:s3cret@git.example.org/x\n')).toBe(2)
    expect(hidden(made, 'FROM x:1\nRUN make && curl https://me:s3cret@git.example.org/y\n')).toBeUndefined()
    expect(hidden(made, 'FROM x:1\nRUN other && curl https://me:s3cret@git.example.org/x\n')).toBeUndefined()
  })

  it('takes nothing for the context that another stage made', () => {
    const leftovers = [{ kind: 'virtual-environments', layer: 1 }] as unknown as ImageInsight['leftovers']
    const steps = [
      { createdBy: 'ADD x / # buildkit', isEmpty: false },
      { createdBy: 'COPY app /srv # buildkit', isEmpty: false },
    ]
    const kept = (dockerfile: string) =>
      placeInside(
        { insight: { ...insight, leftovers } as ImageInsight, findings: [] },
        steps,
        { dockerfile, buildArgs: {} },
        'f',
      ).insight.leftovers?.length
    expect(kept('FROM x:1\nCOPY --from=build app /srv\n')).toBe(0)
    expect(kept('FROM x:1\nCOPY app /srv\n')).toBe(1)
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
