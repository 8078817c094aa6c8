// What our loop costs beyond the containers themselves: the same starts as a bare script on the same client makes them.
import { median } from './median.mjs'
import { bareStart } from './overhead/bare.mjs'
import { partsOfBare, partsOfOurs } from './overhead/parts.mjs'
import { prepareService } from './truth-server/service.mjs'
import { TRUTH_SERVER_BASES, withStand } from './truth-server/stand.mjs'

const BLOCKS = 5
const OWN_MS = 300
const MOST_RATIO = 1.1
const SIDES = ['ours', 'same', 'plain']
/** As `init` writes them; the number of pairs is left to the default. */
const BUDGETS = { startup: { migration: { warn: '25%', fail: '100%' } } }

/** When each start of a block was over, counted from its begin. */
const clockOfBlock = () => {
  const begun = performance.now()
  const ends = []
  return { ends, tell: () => ends.push(performance.now() - begun) }
}

/** Each starts the same containers: ours as a run does, and a script that does as much with each, and one that does less. */
const makeSides = async (stand) => {
  const settings = { WORK: stand.unitsFor(OWN_MS) }
  const { config, plan, launchers, context } = await prepareService(stand, {
    ready: { http: '/' },
    baseline: settings,
    budgets: BUDGETS,
  })
  // Until the run looks for the first time whether that is enough; of two alike it mostly is.
  const steps = plan.starts.slice(0, plan.starts.findIndex(({ look }) => look) + 1)
  const [{ samples }] = config.services
  const isOfFewest = ({ pair }) => pair <= samples.min
  const network = await stand.sources.createNetwork(
    stand.docker,
    stand.id,
    `container-migrate-${stand.id}-bare`,
  )
  const bare = (mannersOf) => async () => {
    const { ends, tell } = clockOfBlock()
    const parts = []
    for (const step of steps) {
      parts.push(await bareStart(stand, { network: network.name, settings, ...mannersOf(step) }))
      tell()
    }
    return { parts, ends }
  }
  const ours = async () => {
    const { ends, tell } = clockOfBlock()
    let begun = 0
    const onProgress = (progress) => {
      if (progress.tell !== 'step-started') return
      // One is over when the next begins: what comes after ready belongs to it.
      if (begun > 0) tell()
      begun += 1
    }
    const timed = await stand.sources.measureStarts(steps, launchers, () => false, { ...context, onProgress })
    tell()
    const facts = timed.map(({ fact }) => fact)
    if (facts.length !== steps.length || facts.some(({ failure }) => failure))
      throw new Error('overhead: our side did not start every container')
    return { facts, ends }
  }
  return {
    starts: steps.length,
    fewest: steps.filter(isOfFewest).length,
    sides: {
      ours,
      same: bare((step) => ({ withCommand: isOfFewest(step), stops: true })),
      plain: bare(() => ({ withCommand: false, stops: false })),
    },
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

const row = (what, blocks, { side, starts }) => {
  const wallOf = ({ ends }) => ends[starts - 1]
  const wall = (of) => median(blocks[of].map(wallOf))
  const ratios = blocks.ours.map((block, index) => wallOf(block) / wallOf(blocks[side][index]))
  return {
    what: `${what}, median of ${ratios.length} blocks`,
    ours: { value: wall('ours'), unit: 'ms' },
    other: { name: 'bare', value: wall(side), unit: 'ms' },
    effect: { value: median(ratios), unit: '×', least: Math.min(...ratios), most: Math.max(...ratios) },
    target: { atMost: MOST_RATIO },
  }
}

export const overhead = {
  name: 'overhead',
  what: 'our loop against a bare script that starts the same containers (4 minutes)',
  bases: TRUTH_SERVER_BASES,
  async measure({ env, signal, log, runs = BLOCKS }) {
    return withStand({ env, signal }, async (stand) => {
      const { sides, starts, fewest } = await makeSides(stand)
      const blocks = await takeBlocks(sides, runs, { signal, log })
      const least = 'a bare script that only starts, waits and removes'
      return {
        rows: [
          row(`${starts} starts of a default run against ${least}`, blocks, { side: 'plain', starts }),
          row(`its first ${fewest}, all with a trivial command, against the same`, blocks, {
            side: 'plain',
            starts: fewest,
          }),
          row(`all ${starts} against a script that does as much with each`, blocks, { side: 'same', starts }),
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
