// What people time a start with today beside ours: the same containers in the same minutes, beside the same bursts of load.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startBursts } from './bursts.mjs'
import { biasPart, ratePart, rateRows } from './rivals/figures.mjs'
import { findHyperfine } from './rivals/hyperfine.mjs'
import { naiveScript } from './rivals/naive.mjs'
import { makeOurs } from './rivals/ours.mjs'
import { findTestcontainers } from './rivals/testcontainers.mjs'
import { randomOf } from './stats/random.mjs'
import { TRUTH_SERVER_BASES, withStand } from './truth-server/stand.mjs'

const CYCLES = 6
const OWN_MS = 300
const SEED = 60_201

/** Everybody who can be had on this machine; who cannot is told and left out. */
const findTools = async (request) => {
  const tools = [naiveScript(request)]
  for (const find of [findHyperfine, findTestcontainers])
    try {
      tools.push(...(await find(request)))
    } catch (error) {
      request.log(`rivals: ${error.message.split('\n')[0]}; left out`)
    }
  return [...tools, await makeOurs(request)]
}

const takeTurns = async (tools, cycles, { random, signal, log }) => {
  const taken = new Map(tools.map(({ name }) => [name, []]))
  const bursts = startBursts(random)
  try {
    for (let cycle = 0; cycle < cycles; cycle += 1) {
      for (let turn = 0; turn < tools.length; turn += 1) {
        signal.throwIfAborted()
        const { name, take } = tools[(cycle + turn) % tools.length]
        taken.get(name).push(...(await take()))
      }
      log(`rivals: cycle ${cycle + 1} of ${cycles}`)
    }
  } finally {
    bursts.stop()
  }
  return taken
}

export const rivals = {
  name: 'rivals',
  what: 'a script, hyperfine and testcontainers beside ours: bias, false alarms, power (8 minutes)',
  bases: TRUTH_SERVER_BASES,
  long: true,
  async measure({ env, node, signal, log, runs = CYCLES }) {
    const folder = mkdtempSync(join(tmpdir(), 'container-migrate-rivals-'))
    try {
      return await withStand({ env, signal }, async (stand) => {
        const random = randomOf(SEED)
        const settings = { WORK: stand.unitsFor(OWN_MS) }
        const tools = await findTools({ stand, settings, folder, node, signal, log })
        const taken = await takeTurns(tools, runs, { random, signal, log })
        const rates = new Map(tools.map((tool) => [tool.name, tool.rates(taken.get(tool.name), random)]))
        return { rows: rateRows(tools, rates), breakdowns: [biasPart(tools, taken), ratePart(tools, rates)] }
      })
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}
