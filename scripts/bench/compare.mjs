// A full comparison of two small images, ours against the script in naive.sh, in turn on one engine.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cleanEngine } from './clean-engine.mjs'
import { completeRecord, completeTable, startParts } from './complete.mjs'
import { median } from './median.mjs'
import { BASE, configFile, writeServices } from './services.mjs'
import { phaseTimes, runTimed } from './timed-command.mjs'

const ROUNDS = 3
const PAIRS = 5
const WARM_UP_PAIRS = 1
const TARGET_RATIO = 2.5
const SIDE_TIMEOUT_MS = 150_000
/** No further round is begun after this: the whole bench stays under six minutes. */
const LAST_ROUND_BEGINS_MS = 200_000

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))
const script = fileURLToPath(new URL('naive.sh', import.meta.url))

const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer().on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })

const scriptPhase = (line) => line.match(/^== (\w+)$/)?.[1]

const OUR_PHASES = [
  ['build', 'preparing variants'],
  ['starts', 'measuring starts'],
  ['smoke', 'running smoke suites'],
  ['clean', 'removing what this run created'],
]
const ourPhase = (line) => OUR_PHASES.find(([, opening]) => line.startsWith(opening))?.[0]

const makeSides = ({ folder, env, node, signal, id }) => ({
  ours: async (pairs) => {
    const args = [cli, 'compare', '--json', '--config', configFile(pairs)]
    const done = await runTimed(node, args, { cwd: folder, env, signal, timeoutMs: SIDE_TIMEOUT_MS })
    const record = completeRecord(done.stdout, pairs)
    return { ...done, phases: phaseTimes(done, ourPhase, 'open'), parts: startParts(record) }
  },
  script: async (pairs) => {
    const args = [script, String(pairs), String(await freePort()), `container-migrate-bench/${id}`]
    const done = await runTimed('sh', args, { cwd: folder, env, signal, timeoutMs: SIDE_TIMEOUT_MS })
    completeTable(done.stdout, pairs)
    return { ...done, phases: phaseTimes(done, scriptPhase, 'begin') }
  },
})

/** Rounds of both sides, the order turning with each, so that a drifting machine favours neither. */
const measureRounds = async (sides, log) => {
  const begun = performance.now()
  log(`compare: warming up both sides (${WARM_UP_PAIRS} pair, discarded)`)
  await sides.script(WARM_UP_PAIRS)
  await sides.ours(WARM_UP_PAIRS)
  const rounds = { ours: [], script: [] }
  for (let round = 0; round < ROUNDS; round += 1) {
    if (performance.now() - begun > LAST_ROUND_BEGINS_MS) break
    for (const side of round % 2 === 0 ? ['script', 'ours'] : ['ours', 'script']) {
      const done = await sides[side](PAIRS)
      rounds[side].push(done)
      log(`compare: round ${round + 1} of ${ROUNDS}, ${side} ${(done.wallMs / 1000).toFixed(1)} s`)
    }
  }
  if (rounds.ours.length === 0) throw new Error('compare: the warm-up alone took longer than the bench may')
  return rounds
}

const medianBy = (maps) =>
  [...maps[0].keys()].map((name) => ({ name, ms: median(maps.map((map) => map.get(name) ?? 0)) }))

export const compare = {
  name: 'compare',
  what: 'a full comparison of two small images, against a shell script for the same work',
  bases: [BASE],
  async measure({ env, node, signal, log }) {
    const id = randomBytes(6).toString('hex')
    const folder = mkdtempSync(join(tmpdir(), 'container-migrate-bench-'))
    try {
      writeServices(folder, id, [WARM_UP_PAIRS, PAIRS])
      const rounds = await measureRounds(makeSides({ folder, env, node, signal, id }), log)
      const wallMs = (side) => median(rounds[side].map((one) => one.wallMs))
      const ratios = rounds.ours.map((one, round) => rounds.script[round].wallMs / one.wallMs)
      return {
        rows: [
          {
            what: `${PAIRS} pairs, wall time, median of ${rounds.ours.length}`,
            ours: { value: wallMs('ours'), unit: 'ms' },
            other: { name: 'script', value: wallMs('script'), unit: 'ms' },
            effect: {
              value: wallMs('script') / wallMs('ours'),
              unit: '×',
              least: Math.min(...ratios),
              most: Math.max(...ratios),
            },
            target: { atLeast: TARGET_RATIO },
            all: {
              ours: rounds.ours.map((one) => Math.round(one.wallMs)),
              script: rounds.script.map((one) => Math.round(one.wallMs)),
            },
          },
        ],
        breakdowns: [
          {
            title: `where our time goes (${2 * (PAIRS + 1)} timed starts, one warm-up pair among them, and 2 smoke cells)`,
            parts: medianBy(rounds.ours.map(({ phases }) => phases)),
          },
          { title: 'of our starts', parts: medianBy(rounds.ours.map(({ phases, parts }) => parts(phases))) },
          {
            title: `where the script's time goes (${2 * PAIRS} starts)`,
            parts: medianBy(rounds.script.map(({ phases }) => phases)),
          },
        ],
      }
    } finally {
      rmSync(folder, { recursive: true, force: true })
      await cleanEngine(env, id)
    }
  },
}
