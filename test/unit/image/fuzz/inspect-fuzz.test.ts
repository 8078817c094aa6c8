import { describe, expect, it } from 'vitest'
import { inspectImage } from '../../../../src/image/inspect-image.js'
import { streamOf } from '../archives.js'
import { makeMutant } from './mutate.js'
import { makeRandom } from './random.js'
import { archiveOf, seeds } from './seeds.js'

const inEachTest = 500
/** Far more than any of them takes. One that waits for ever is told by its seed. */
const patienceMs = 120_000

/** Undefined where it ends as it should: in data or in a failure. */
async function whatIsWrong(seed: number): Promise<string | undefined> {
  const random = makeRandom(seed)
  const { bytes, story } = makeMutant(random)
  const chunkBytes = random.pick([64 * 1024, 64 * 1024, 1000, 512])
  let timer: NodeJS.Timeout | undefined
  const waits = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('it never ends')), patienceMs)
  })
  try {
    const ended = await Promise.race([
      inspectImage(streamOf(bytes, chunkBytes), { pullSize: 'roughly' }),
      waits,
    ])
    if (ended.outcome !== 'inspected')
      return ended.failure.message === '' ? `seed ${seed} (${story}): a failure without a word` : undefined
    const { finalBytes, unpackedBytes } = ended.insight.sizes
    const owned = ended.insight.owners.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
    const isSound = finalBytes >= 0 && finalBytes <= unpackedBytes && owned === finalBytes
    JSON.stringify(ended.insight)
    return isSound
      ? undefined
      : `seed ${seed} (${story}): ${owned} owned, ${finalBytes} seen, ${unpackedBytes} unpacked`
  } catch (error) {
    return `seed ${seed} (${story}): ${error instanceof Error ? error.stack : String(error)}`
  } finally {
    clearTimeout(timer)
  }
}

describe('inspecting an archive with something wrong in it', () => {
  it.each([...seeds.entries()])('begins with one that is right (%s)', async (_, seed) => {
    const inspected = await inspectImage(streamOf(archiveOf(seed)), { pullSize: 'roughly' })
    expect(inspected).toMatchObject({ outcome: 'inspected' })
    if (inspected.outcome !== 'inspected') return
    const { packages, libc } = inspected.insight
    expect(new Set(packages.map(({ from }) => from))).toEqual(new Set(['deb', 'apk', 'npm', 'python']))
    expect(libc).toBeDefined()
    expect(inspected.view.get('usr/bin/new')?.inode.entry.captured?.elf).toMatchObject({
      needed: ['libc.so.6'],
      requires: [{ library: 'libc.so.6', versions: ['GLIBC_2.38'] }],
    })
  })

  it.each(Array.from({ length: 20 }, (_, at) => at * inEachTest))(
    'ends in data or in a failure, never in a throw: seeds from %i on',
    async (first) => {
      const wrong: string[] = []
      for (let seed = first; seed < first + inEachTest; seed++) {
        const one = await whatIsWrong(seed)
        if (one !== undefined) wrong.push(one)
      }
      expect(wrong).toEqual([])
    },
  )
})
