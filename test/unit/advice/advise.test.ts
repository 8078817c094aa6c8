import { describe, expect, it } from 'vitest'
import { advise } from '../../../src/core/advice/advise.js'
import type { ContextInsight } from '../../../src/core/domain/image/context.js'
import type { ImageInsight } from '../../../src/core/domain/image/insight.js'
import { tellAdvice } from '../../../src/core/findings/advice.js'
import { plain } from '../../../src/core/findings/text.js'

const MB = 1_000_000

type Part = Pick<ImageInsight, 'leftovers' | 'rewritten'> & {
  readonly pairs?: ImageInsight['waste']['byLayers']
  readonly lines?: readonly (number | undefined)[]
  readonly unpackedBytes?: number
}

const insightOf = ({ pairs = [], lines = [], unpackedBytes = 100 * MB, ...more }: Part) =>
  ({
    sizes: { unpackedBytes },
    layers: [0, 1, 2].map((index) => {
      const line = lines[index]
      return line === undefined ? {} : { place: { file: 'Dockerfile', line } }
    }),
    waste: { byLayers: pairs, files: [] },
    ...more,
  }) as unknown as ImageInsight

const pair = (layer: number, by: number, wastedBytes: number, how: 'removed' | 'replaced' = 'removed') => ({
  layer,
  by,
  how,
  files: 2,
  wastedBytes,
})

describe('advice', () => {
  it('is ordered by what it saves, and leaves out what saves less than 1 MB or 1 %', () => {
    const pairs = [pair(1, 2, 3 * MB), pair(2, 2, 9 * MB), pair(1, 2, 5 * MB, 'replaced')]
    const told = advise(insightOf({ pairs })).map(({ kind, savedBytes }) => [kind, savedBytes])
    expect(told).toEqual([
      ['replaced-later', 5 * MB],
      ['removed-later', 3 * MB],
    ])
    expect(advise(insightOf({ pairs, unpackedBytes: 400 * MB }))).toHaveLength(1)
    expect(advise(insightOf({ pairs: [pair(1, 2, MB - 1)], unpackedBytes: 5 * MB }))).toEqual([])
  })

  it('counts what came again with other rights only once', () => {
    const rewritten = [{ layer: 1, by: 2, files: 1, sizeBytes: 4 * MB, largest: [] }]
    const told = advise(insightOf({ pairs: [pair(1, 2, 6 * MB, 'replaced')], rewritten }))
    expect(told.map(({ kind, savedBytes }) => [kind, savedBytes])).toEqual([
      ['rewritten', 4 * MB],
      ['replaced-later', 2 * MB],
    ])
  })

  it('is about what the Dockerfile made, not about its base', () => {
    const leftover = (layer: number) => ({
      kind: 'apt-lists' as const,
      layer,
      sizeBytes: 20 * MB,
      files: 1,
      largest: [],
    })
    const leftovers = [leftover(0), leftover(1), leftover(2)]
    expect(advise(insightOf({ leftovers }))).toHaveLength(2)
    const [one, ...others] = advise(insightOf({ leftovers, lines: [undefined, undefined, 7] }))
    expect(others).toEqual([])
    expect(one?.place).toEqual({ file: 'Dockerfile', line: 7 })
    expect(one && plain(tellAdvice(one).title)).toBe('20.0 MB: lists of apt in layer 3 (Dockerfile:7)')
  })

  it('does not name a file for the ignore file that a command made', () => {
    const leftovers = [
      { kind: 'version-control' as const, layer: 1, sizeBytes: 20 * MB, files: 1, largest: [] },
    ]
    const fixOf = (createdBy: string) => {
      const insight = insightOf({ leftovers })
      const layers = insight.layers.map((layer) => ({ ...layer, createdBy }))
      const [one] = advise({ ...insight, layers })
      return one && plain(tellAdvice(one).fix ?? [])
    }
    expect(fixOf('COPY . . # buildkit')).toContain('ignore file')
    expect(fixOf('RUN /bin/sh -c git clone x # buildkit')).not.toContain('ignore file')
  })

  it('leaves in the context what an instruction of the base takes', () => {
    const line = (path: string) => ({ line: path, kind: 'not-copied' as const, savedBytes: 9 * MB, files: 1 })
    const context = {
      ignoreFileToWrite: '.dockerignore',
      lines: [line('src'), line('data')],
    } as unknown as ContextInsight
    const linesWith = (createdBy: string) => {
      const insight = insightOf({})
      const layers = insight.layers.map((layer, at) => (at === 1 ? { ...layer, createdBy } : layer))
      return advise({ ...insight, layers }, context).map((one) => 'ignore' in one && one.ignore.line)
    }
    expect(linesWith('COPY . /app # buildkit')).toEqual([])
    expect(linesWith('COPY src/app /app # buildkit')).toEqual(['data'])
    expect(linesWith('COPY docker-entrypoint.sh /usr/local/bin/ # buildkit')).toEqual(['src', 'data'])
    expect(linesWith('COPY /src /app # buildkit')).toEqual(['src', 'data'])
  })
})
