import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { ensureBases } from '../../scripts/bases/ensure.mjs'
import { compareLive, JUDGED, serviceOf, verdictsOf } from '../../scripts/bench/live/comparison.mjs'
import { compareResampled, recordedStarts } from '../../scripts/bench/live/resampled.mjs'
import { randomOf } from '../../scripts/bench/stats/random.mjs'
import { ourObservers } from '../../scripts/bench/truth-server/our-observers.mjs'
import { MODULES, TRUTH_SERVER_BASES, withStand } from '../../scripts/bench/truth-server/stand.mjs'
import { mainEngine } from '../support/engines.js'

let host = ''
beforeAll(async () => {
  host = await mainEngine()
  await ensureBases({ host, only: TRUTH_SERVER_BASES })
})

/** As the benches load them, from the sources instead of what was compiled of them. */
const load = async (): Promise<object> => {
  const paths = MODULES.map((name) => fileURLToPath(new URL(`../../src/${name}.ts`, import.meta.url)))
  return Object.assign({}, ...(await Promise.all(paths.map((path) => import(/* @vite-ignore */ path)))))
}

describe('the benches that drive the product itself', () => {
  it('get of it what they read: a comparison, judged and resampled, and each observer of a start', async () => {
    const signal = new AbortController().signal
    const request = { env: { ...process.env, DOCKER_HOST: host }, signal, load }
    await withStand(request, async (stand) => {
      const service = await serviceOf(stand, { ownMs: 20, change: 0, samples: { min: 2, max: 2, for: '5m' } })
      const { facts, judgement } = await compareLive(stand, service)
      expect(verdictsOf(judgement)).toMatchObject({ pairs: 2 })
      const recorded = recordedStarts(facts)
      expect(recorded).toHaveLength(4)
      const drawn = { moreMsOf: () => 0, random: randomOf(1) }
      expect(compareResampled(await load(), service, recorded, drawn).pairs).toBe(2)
      expect(JUDGED.length).toBeGreaterThan(0)
      for (const { observe } of Object.values(await ourObservers(stand, { WORK: stand.unitsFor(20) }))) {
        const { seenAt, truth, cpuMs } = await observe()
        expect(seenAt).toBeGreaterThan(0)
        expect(truth.readyAt).toBeGreaterThan(0)
        expect(cpuMs).toBeGreaterThan(0)
        expect(truth.ownCpuMs).toBeGreaterThan(0)
      }
    })
  })
})
