import { expect, it } from 'vitest'
import type { Finding } from '../../../src/core/domain/finding.js'
import { noteKnownBefore } from '../../../src/core/findings/known-before.js'

it('what the baseline has too is a note, wherever it lies there, and what is new keeps its level', () => {
  const absent = (wanted: string, layer: number): Finding => ({
    tag: 'image-binary',
    level: 'warn',
    kind: 'library-absent',
    wanted,
    paths: ['bin/a'],
    files: 1,
    layer,
    isStarted: false,
  })
  const start: Finding = { tag: 'image-start', level: 'fail', kind: 'program-absent', wanted: '/a' }
  const found = noteKnownBefore([absent('libx.so', 0), absent('liby.so', 0), start], [absent('libx.so', 3)])
  expect(found.map(({ level }) => level)).toEqual(['note', 'warn', 'fail'])
})
