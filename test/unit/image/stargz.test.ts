import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { inspectImage } from '../../../src/image/inspect-image.js'
import { ociMembers, streamOf, tarOf } from './archives.js'
import { quickTar } from './fuzz/seeds.js'
import { endOfTar } from './headers.js'

/** As eStargz is written: each file a gzip member of its own, the table of contents the last, then a footer. */
function stargz(tar: Buffer): Buffer {
  const at = [0, ...namesIn(tar), tar.length]
  const members = at.slice(1).map((end, index) => gzipSync(tar.subarray(at[index], end)))
  return Buffer.concat([...members, footer(1234)])
}

/** An empty gzip member whose extra field says where the table stands. */
function footer(tableAt: number): Buffer {
  const extra = Buffer.from(`SG\x16\x00${tableAt.toString(16).padStart(16, '0')}STARGZ`, 'latin1')
  const header = Buffer.from([0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 0xff, extra.length, 0])
  const empty = Buffer.from([1, 0, 0, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0])
  return Buffer.concat([header, extra, empty])
}

const namesIn = (tar: Buffer): number[] =>
  ['bin/tool', 'stargz.index.json'].map((name) => tar.indexOf(`${name}\0`))

it('reads an eStargz, member by member, with the files it holds for itself as an engine unpacks them', async () => {
  const layer = quickTar([
    { name: '.no.prefetch.landmark', content: '\x0f' },
    { name: 'bin/tool', content: 'x'.repeat(5000) },
    { name: 'stargz.index.json', content: '{"version":1,"entries":[]}' },
  ])
  expect(footer(1234)).toHaveLength(51)
  const archive = await tarOf(ociMembers({ layers: [layer], store: stargz }))
  const inspected = await inspectImage(streamOf(archive), {})
  if (inspected.outcome !== 'inspected') throw new Error(inspected.failure.message)
  expect([...inspected.view.files()].map(({ path, sizeBytes }) => [path, sizeBytes])).toEqual([
    ['.no.prefetch.landmark', 1],
    ['bin', 0],
    ['bin/tool', 5000],
    ['stargz.index.json', 26],
  ])
  expect(inspected.insight.sizes).toMatchObject({ finalBytes: 5027, pullEstimated: false })
  expect(layer.subarray(-endOfTar.length)).toEqual(endOfTar)
})
