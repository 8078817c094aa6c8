// What our loop costs beyond the containers themselves: the same starts as a bare script on the same client makes them.
import { median } from './median.mjs'
import { bareStart } from './overhead/bare.mjs'
import { partsOfBare, partsOfOurs } from './overhead/parts.mjs'
import { prepareService } from './truth-server/service.mjs'
import { TRUTH_SERVER_BASES, withStand } from './truth-server/stand.mjs'

const BLOCKS = 8
const STARTS_OF_BLOCK = 6
const OWN_MS = 300
const MOST_RATIO = 1.1
const SIDES = ['ours', 'same', 'plain']

const timed = async (work) => {
  const begun = performance.now()
  const value = await work()
  return { value, ms: performance.now() - begun }
}

/** Each starts the same containers: ours as a run does, and a script that does as much with each, and one that does less. */
const makeSides = async (stand) => {
  const settings = { WORK: stand.unitsFor(OWN_MS) }
  const samples = { min: 100, max: 100, for: '1h' }
  const { plan, launchers, context } = await prepareService(stand, {
    ready: { http: '/' },
    baseline: settings,
    samples,
  })
  const steps = plan.starts.slice(0, STARTS_OF_BLOCK)
  const name = `container-migrate-${stand.id}-bare`
  const network = await stand.sources.createNetwork(stand.docker, stand.id, name)
  const bare = (andMore) => async () => {
    const { value, ms } = await timed(async () => {
      const parts = []
      for (const _ of steps) parts.push(await bareStart(stand, { network: network.name, settings, andMore }))
      return parts
    })
    return { parts: value, ms }
  }
  return {
    ours: async () => {
      const { value, ms } = await timed(() =>
        stand.sources.measureStarts(steps, launchers, () => false, context),
      )
      const facts = value.map(({ fact }) => fact)
      if (facts.length !== steps.length || facts.some(({ failure }) => failure))
        throw new Error('overhead: our side did not start every container')
      return { facts, ms }
    },
    same: bare(true),
    plain: bare(false),
  }
}

const takeBlocks = async (sides, count, { signal, log }) => {
  const blocks = { ours: [], same: [], plain: [] }
  for (let block = -1; block < count; block += 1) {
    const first = (block + SIDES.length) % SIDES.length
    for (const side of [...SIDES.slice(first), ...SIDES.slice(0, first)]) {
      signal.throwIfAborted()
      const one = await sides[side]()
      // The first block warms up.
      if (block >= 0) blocks[side].push(one)
    }
    if (block >= 0) log(`overhead: block ${block + 1} of ${count}`)
  }
  return blocks
}

const wall = (blocks) => median(blocks.map(({ ms }) => ms))

const row = (what, blocks, side) => {
  const ratios = blocks.ours.map(({ ms }, block) => ms / blocks[side][block].ms)
  return {
    what: `${STARTS_OF_BLOCK} starts against ${what}, median of ${ratios.length} blocks`,
    ours: { value: wall(blocks.ours), unit: 'ms' },
    other: { name: 'bare', value: wall(blocks[side]), unit: 'ms' },
    effect: { value: median(ratios), unit: '×', least: Math.min(...ratios), most: Math.max(...ratios) },
    target: { atMost: MOST_RATIO },
  }
}

export const overhead = {
  name: 'overhead',
  what: 'our loop against a bare script that starts the same containers (2 minutes)',
  bases: TRUTH_SERVER_BASES,
  async measure({ env, signal, log, runs = BLOCKS }) {
    return withStand({ env, signal }, async (stand) => {
      const blocks = await takeBlocks(await makeSides(stand), runs, { signal, log })
      return {
        rows: [
          row('a bare script that does as much with each', blocks, 'same'),
          row('one that only starts, waits and removes', blocks, 'plain'),
        ],
        breakdowns: [
          { title: 'where the time of one start of ours goes', parts: partsOfOurs(blocks.ours) },
          { title: 'of the bare script that does as much', parts: partsOfBare(blocks.same) },
          { title: 'of the one that only starts, waits and removes', parts: partsOfBare(blocks.plain) },
        ],
      }
    })
  },
}
