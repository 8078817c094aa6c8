import { promisify } from 'node:util'
import { deflateRaw } from 'node:zlib'
import type { DigestDesk } from './digest-desk.js'
import { settings } from './digest-settings.js'
import type { DigestAnswer, DigestOrder } from './digest-work.js'
import { addSample, noSamples, type SampleSums } from './sample-sums.js'

type Samples = Extract<DigestOrder, { readonly do: 'samples' }>

/** Deflates samples side by side on Node's own threads, and nothing else: for samples that are much work together. */
export function makeDeskInPool(): DigestDesk {
  const listeners = new Map<number, (answer: DigestAnswer) => void>()
  const layers = new Map<number, { readonly sums: SampleSums; before: Promise<void> }>()
  const answer = (told: DigestAnswer): void => listeners.get(told.id)?.(told)

  async function take(id: number, order: Samples, sums: SampleSums, before: Promise<void>): Promise<void> {
    const sizes = order.places.map(([window, start, end]) => deflatedBytes(order.block, window, start, end))
    // Whoever waits for it hears of it; it must not count as one that nobody hears of until then.
    const all = Promise.allSettled(sizes)
    await before
    for (const [at, size] of (await all).entries()) {
      const [, start = 0, end = 0] = order.places[at] ?? []
      if (size.status === 'fulfilled') addSample(sums, end - start, size.value)
      else answer({ id, tell: 'failed', why: String(size.reason) })
    }
    answer({ id, tell: 'done', block: order.block })
  }

  return {
    open: (id, listener) => listeners.set(id, listener),
    close: (id) => listeners.delete(id),
    post(order) {
      const { id } = order
      const layer = layers.get(id) ?? { sums: { ...noSamples }, before: Promise.resolve() }
      layers.set(id, layer)
      if (order.do === 'samples') layer.before = take(id, order, layer.sums, layer.before)
      if (order.do !== 'end' && order.do !== 'drop') return
      layers.delete(id)
      const told: DigestAnswer =
        order.do === 'drop'
          ? { id, tell: 'dropped' }
          : {
              id,
              tell: 'digest',
              digest: { sha256: undefined, files: new Uint8Array(), samples: layer.sums },
            }
      void layer.before.then(() => answer(told))
    },
  }
}

const deflate = promisify<Uint8Array, object, Buffer>(deflateRaw)

async function deflatedBytes(block: Uint8Array, window: number, start: number, end: number): Promise<number> {
  const dictionary = block.subarray(window, start)
  const { level } = settings
  const chunkSize = end - start + 64
  const options = dictionary.length === 0 ? { level, chunkSize } : { level, chunkSize, dictionary }
  return (await deflate(block.subarray(start, end), options)).length
}
