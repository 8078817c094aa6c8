// What our loop costs beyond the containers themselves: the same starts as a bare script on the same client makes them.

import { median } from './median.mjs'
import { bareStart } from './overhead/bare.mjs'
import { prepareService } from './truth-server/service.mjs'
import { TRUTH_SERVER_BASES, withStand } from './truth-server/stand.mjs'

const BLOCKS = 10
const STARTS_OF_BLOCK = 6
const OWN_MS = 300
const MOST_RATIO = 1.1

const timed = async (work) => {
  const begun = performance.now()
  const value = await work()
  return { value, ms: performance.now() - begun }
}

const total = (facts, value) => facts.reduce((sum, fact) => sum + value(fact), 0) / facts.length

/** What of one start of ours goes where, in the middle of all blocks. */
const ourParts = (blocks) => {
  const part = (of) => median(blocks.map(of))
  const starts = (value) => part(({ facts }) => total(facts, value))
  return [
    { name: 'create', ms: starts(({ createdMs }) => createdMs) },
    { name: 'start', ms: starts(({ createdMs, startedMs }) => startedMs - createdMs) },
    { name: 'until ready', ms: starts(({ startedMs, readyMs }) => readyMs - startedMs) },
    {
      name: 'reading memory, and whatever the engine is asked besides',
      ms: part(
        ({ facts, ms, removalMs }) =>
          (ms - removalMs) / facts.length - total(facts, ({ readyMs }) => readyMs),
      ),
    },
    { name: 'removal', ms: part(({ facts, removalMs }) => removalMs / facts.length) },
  ]
}

const bareParts = (blocks) =>
  ['create', 'start', 'until ready', 'removal'].map((name, index) => ({
    name,
    ms: median(blocks.map(({ parts }) => total(parts, (one) => one[index]))),
  }))

const shown = (title, parts) => ({
  title,
  parts: parts.map(({ name, ms }) => ({ name, cells: [`${ms.toFixed(1)} ms`] })),
})

export const overhead = {
  name: 'overhead',
  what: 'our loop against a bare script that starts the same containers (2 minutes)',
  bases: TRUTH_SERVER_BASES,
  async measure({ env, signal, log, runs = BLOCKS }) {
    return withStand({ env, signal }, async (stand) => {
      const settings = { WORK: stand.unitsFor(OWN_MS) }
      const samples = { min: 100, max: 100, for: '1h' }
      const service = await prepareService(stand, { ready: { http: '/' }, baseline: settings, samples })
      const removal = { ms: 0 }
      const launchers = new Map(
        [...service.launchers].map(([key, launcher]) => [key, timingRemoval(launcher, removal)]),
      )
      const steps = service.plan.starts.slice(0, STARTS_OF_BLOCK)
      const network = await stand.sources.createNetwork(
        stand.docker,
        stand.id,
        `container-migrate-${stand.id}-bare`,
      )
      const sides = {
        ours: async () => {
          removal.ms = 0
          const { value, ms } = await timed(() =>
            stand.sources.measureStarts(steps, launchers, () => false, service.context),
          )
          const facts = value.map(({ fact }) => fact)
          if (facts.length !== steps.length || facts.some(({ failure }) => failure))
            throw new Error('overhead: our side did not start every container')
          return { facts, ms, removalMs: removal.ms }
        },
        bare: async () => {
          const { value, ms } = await timed(async () => {
            const parts = []
            for (const _ of steps) parts.push(await bareStart(stand, network.name, settings))
            return parts
          })
          return { parts: value, ms }
        },
      }
      const blocks = { ours: [], bare: [] }
      for (let block = -1; block < runs; block += 1) {
        for (const side of block % 2 === 0 ? ['ours', 'bare'] : ['bare', 'ours']) {
          signal.throwIfAborted()
          const one = await sides[side]()
          if (block >= 0) blocks[side].push(one)
        }
        if (block >= 0) log(`overhead: block ${block + 1} of ${runs}`)
      }
      const ratios = blocks.ours.map(({ ms }, block) => ms / blocks.bare[block].ms)
      const wall = (side) => median(blocks[side].map(({ ms }) => ms))
      return {
        rows: [
          {
            what: `${steps.length} starts, wall time, median of ${runs} blocks`,
            ours: { value: wall('ours'), unit: 'ms' },
            other: { name: 'bare script', value: wall('bare'), unit: 'ms' },
            effect: {
              value: median(ratios),
              unit: '×',
              least: Math.min(...ratios),
              most: Math.max(...ratios),
            },
            target: { atMost: MOST_RATIO },
          },
        ],
        breakdowns: [
          shown('where the time of one start of ours goes', ourParts(blocks.ours)),
          shown("where the time of one of the script's goes", bareParts(blocks.bare)),
        ],
      }
    })
  },
}

const timingRemoval = (launcher, removal) => ({
  ...launcher,
  start: async (request) => {
    const started = await launcher.start(request)
    if (started.outcome !== 'started') return started
    const stop = async () => {
      const { ms } = await timed(() => started.instance.stop())
      removal.ms += ms
    }
    return { ...started, instance: { ...started.instance, stop } }
  },
})
