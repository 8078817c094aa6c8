import { describe, expect, it } from 'vitest'
import type { Finding } from '../../../../src/core/domain/finding.js'
import { describeFinding } from '../../../../src/core/findings/prose.js'
import type { LayerEntry } from '../../../../src/image/contents.js'
import { stackLayers } from '../../../../src/image/view/stack-layers.js'
import { findRewritten } from '../../../../src/image/waste/find-rewritten.js'
import { nameBringers } from '../../../../src/image/waste/name-bringers.js'
import { imageOf } from '../trees.js'

const file = (path: string, mode: number, sizeBytes = 9): LayerEntry => ({
  path,
  kind: 'file',
  mode,
  uid: 0,
  gid: 0,
  sizeBytes,
})

function named(layers: readonly (readonly LayerEntry[])[], finding: Partial<Finding>) {
  const contents = {
    ...imageOf({}).contents,
    layers: layers.map((entries, index) => ({ diffId: `sha256:${index}`, entries })),
  }
  const rewritten = findRewritten(stackLayers(contents.layers))
  const [told] = nameBringers([finding as Finding], rewritten)
  return told as Finding
}

const secret = {
  tag: 'image-secret',
  level: 'warn',
  kind: 'private-key',
  where: 'file',
  path: 'app/key',
  layer: 3,
  characters: 9,
  count: 1,
} as const

const binary = {
  tag: 'image-binary',
  level: 'fail',
  kind: 'interpreter-absent',
  wanted: '/lib/ld.so',
  files: 2,
  layer: 3,
  isStarted: false,
} as const

describe('what is wrong with a file that was written again with another mode', () => {
  it('is of the layer that brought it, through every step, and names the last', () => {
    const layers = [[], [file('app/key', 0o644)], [file('app/key', 0o600)], [file('app/key', 0o400)]]
    const told = named(layers, secret)
    expect(told).toMatchObject({ layer: 1, againBy: 3 })
    const againPlace = { file: 'Dockerfile', line: 7 }
    expect(describeFinding({ ...told, againPlace } as Finding).text).toContain(
      'Layer 2 brought it. Layer 4 (Dockerfile:7) holds it again, with another mode or owner only.',
    )
  })

  it('is of the layer that wrote it where other bytes came, or another layer brought its fellows', () => {
    const other = [[], [file('app/key', 0o644, 8)], [], [file('app/key', 0o600)]]
    expect(named(other, secret)).toEqual(secret)
    const layers = [
      [],
      [file('app/a', 0o644)],
      [file('app/b', 0o644)],
      [file('app/a', 0o755), file('app/b', 0o755)],
    ]
    const both = { ...binary, paths: ['app/a', 'app/b'] }
    expect(named(layers, both)).toEqual(both)
    expect(named(layers, { ...both, paths: ['app/b'], files: 1 })).toMatchObject({ layer: 2, againBy: 3 })
  })

  it('is nothing new of a mode: that is what the later layer made', () => {
    const posture = {
      tag: 'image-posture',
      kind: 'set-id',
      level: 'warn',
      examples: ['/app/key'],
      count: 1,
      layer: 3,
    } as const
    const layers = [[], [file('app/key', 0o755)], [], [file('app/key', 0o4755)]]
    expect(named(layers, posture)).toEqual(posture)
  })
})
