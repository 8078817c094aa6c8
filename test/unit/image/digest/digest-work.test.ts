import * as crypto from 'node:crypto'
import * as fs from 'node:fs'
import * as zlib from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { settings } from '../../../../src/image/digest/digest-settings.js'
import { type DigestAnswer, digestWork } from '../../../../src/image/digest/digest-work.js'
import { samplePlaces } from '../../../../src/image/digest/sample-places.js'
import { addSample } from '../../../../src/image/digest/sample-sums.js'
import { sha256 } from '../archives.js'

const layer = crypto
  .createHash('shake256', { outputLength: 3 * settings.blockBytes + 77 })
  .update('layer')
  .digest()

/** A layer handed over in blocks, with files from and to where it is told. */
function work(files: readonly (readonly [start: number, end: number])[]) {
  const answers: DigestAnswer[] = []
  let collected = 0
  const node = { crypto, zlib, fs, collect: () => collected++ }
  const order = digestWork(node, settings, samplePlaces, addSample, (answer) => answers.push(answer))
  order({ id: 1, do: 'begin', isVerified: true, sampling: { sampleBytes: 8192, perBlock: 64 } })
  order({
    id: 1,
    do: 'files',
    places: Float64Array.from(files.flatMap(([start, end]) => [start, end - start])),
  })
  for (let from = 0; from < layer.length; from += settings.blockBytes) {
    const block = new Uint8Array(layer.subarray(from, from + settings.blockBytes))
    order({ id: 1, do: 'bytes', block, filled: block.length })
  }
  order({ id: 1, do: 'end' })
  const digest = answers.flatMap((answer) => (answer.tell === 'digest' ? [answer.digest] : []))[0]
  if (digest === undefined) throw new Error(JSON.stringify(answers))
  return { digest, collected }
}

describe('making digests', () => {
  const files = [
    [0, 1],
    [512, settings.blockBytes],
    [settings.blockBytes, settings.blockBytes + 5],
    [settings.blockBytes + 512, 2 * settings.blockBytes + 1],
    [2 * settings.blockBytes + 512, layer.length - 3],
    [layer.length - 2, layer.length],
  ] as const

  it('digests each file, in one block or over several', () => {
    const { digest } = work(files)
    expect(digest.sha256).toBe(sha256(layer))
    const each = files.map((_, at) =>
      Buffer.from(digest.files.subarray(32 * at, 32 * at + 32)).toString('hex'),
    )
    expect(each).toEqual(files.map(([start, end]) => sha256(layer.subarray(start, end))))
  })

  it('asks for what is over to be looked for while it samples, so that the windows of deflaters do not gather', () => {
    const { digest, collected } = work(files)
    expect(digest.samples.count).toBeGreaterThan(settings.mostDeflaters)
    expect(collected).toBe(Math.floor(digest.samples.count / settings.mostDeflaters))
  })
})
