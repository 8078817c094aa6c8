import { describe, expect, it } from 'vitest'
import { inspectImage } from '../../../../src/image/inspect-image.js'
import { ociMembers, streamOf, tarOf } from '../archives.js'

async function duplicatesOf(contentHashes: boolean) {
  const layers = [
    await tarOf([
      { name: 'a/model', content: 'x'.repeat(1000) },
      { name: 'a/again', type: 'link', linkname: 'a/model' },
      { name: 'a/other', content: 'y'.repeat(1000) },
      { name: 'gone', content: 'x'.repeat(1000) },
      { name: 'small', content: 'z' },
    ]),
    await tarOf([
      { name: '.wh.gone', content: '' },
      { name: 'b/moved', content: 'x'.repeat(1000) },
      { name: 'b/third', content: 'x'.repeat(1000) },
      { name: 'b/small', content: 'z' },
    ]),
  ]
  const inspected = await inspectImage(streamOf(await tarOf(ociMembers({ layers }))), {
    contentHashes,
    pullSize: 'roughly',
  })
  if (inspected.outcome !== 'inspected') throw new Error(inspected.failure.message)
  return inspected.insight.duplicates
}

describe('the same content more than once', () => {
  it('is counted in the final view, hard links and hidden files aside', async () => {
    expect(await duplicatesOf(true)).toEqual({
      surplusBytes: 2001,
      largest: [
        { sizeBytes: 1000, copies: 3, paths: ['a/again', 'b/moved', 'b/third'] },
        { sizeBytes: 1, copies: 2, paths: ['b/small', 'small'] },
      ],
    })
  })

  it('is not told where nothing was digested', async () => {
    expect(await duplicatesOf(false)).toBeUndefined()
  })
})
