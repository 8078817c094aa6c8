// `npm run bench -- [name…] [--json FILE]`: measures this project against what people do without it, both sides in one run.
// A bench is not a gate: it ends with 0 where a target was missed, and with 3 where it could not measure.
import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { calibration } from './bench/calibration.mjs'
import { compare } from './bench/compare.mjs'
import { drift } from './bench/drift.mjs'
import { inspect } from './bench/inspect.mjs'
import { latency } from './bench/latency.mjs'
import { live } from './bench/live.mjs'
import { load } from './bench/load.mjs'
import { loadNow, machineFacts } from './bench/machine.mjs'
import { findNodes } from './bench/nodes.mjs'
import { overhead } from './bench/overhead.mjs'
import { rivals } from './bench/rivals.mjs'
import { scale } from './bench/scale.mjs'
import { slowDown } from './bench/slow-down.mjs'
import { stats } from './bench/stats.mjs'
import { isReached, renderTable } from './bench/table.mjs'
import { prepareBases, prepareDependencies } from './prepare.mjs'
import { projectEnv } from './project-env.mjs'

/** Every bench there is. A new one is a file in scripts/bench and a line here; a `long` one is run by its name only. */
const BENCHES = [
  compare,
  load,
  stats,
  latency,
  drift,
  overhead,
  calibration,
  slowDown,
  live,
  rivals,
  inspect,
  scale,
]

const BAD_USAGE = 2
const ENVIRONMENT_FAILED = 3
const INTERRUPTED = 130

const root = fileURLToPath(new URL('..', import.meta.url))
const print = (line) => process.stderr.write(`${line}\n`)

const usage = () =>
  [
    'Usage: node scripts/bench.mjs [NAME…] [--json FILE] [--runs N]',
    ...BENCHES.map(({ name, what, long }) => `  ${name.padEnd(13)}${what}${long ? ', by name only' : ''}`),
    '  --runs N     starts, pairs or comparisons in place of what the bench takes by itself, for a quick look',
  ].join('\n')

const parse = (args) => {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { json: { type: 'string' }, runs: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  })
  const unknown = positionals.find((name) => !BENCHES.some((bench) => bench.name === name))
  if (unknown !== undefined) throw new Error(`There is no bench ${unknown}.`)
  if (values.runs !== undefined && !/^[1-9]\d{0,4}$/.test(values.runs))
    throw new Error(`--runs wants a whole number from 1, not ${values.runs}.`)
  const chosen = BENCHES.filter(({ name, long }) =>
    positionals.length === 0 ? !long : positionals.includes(name),
  )
  const runs = values.runs === undefined ? {} : { runs: Number(values.runs) }
  return { help: values.help === true, json: values.json, runs, chosen }
}

/** The bundle is measured as it is committed; it is made only where it is absent. */
const ensureBundle = () => {
  if (existsSync(join(root, 'dist/cli.js'))) return
  const { status } = spawnSync('node', ['scripts/build.mjs'], {
    cwd: root,
    env: projectEnv(),
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  if (status !== 0) throw new Error('dist/ is absent and could not be built')
}

const prepare = async (benches) => {
  await prepareDependencies()
  ensureBundle()
  const only = [...new Set(benches.flatMap(({ bases }) => bases))]
  return only.length === 0 ? undefined : prepareBases({ only })
}

/** One that cannot measure does not take what the others found with it. */
const measureOne = async (bench, request) => {
  try {
    return await bench.measure(request)
  } catch (error) {
    if (request.signal.aborted) throw error
    print(`${bench.name}: ${error.message}`)
    return undefined
  }
}

const measure = async (benches, runs, signal) => {
  const host = await prepare(benches)
  const nodes = findNodes()
  const env = { ...projectEnv(), ...(host === undefined ? {} : { DOCKER_HOST: host }) }
  const machine = await machineFacts(host)
  const before = loadNow()
  const rows = []
  const breakdowns = []
  const failed = []
  for (const bench of benches) {
    signal.throwIfAborted()
    const found = await measureOne(bench, { env, node: nodes[0], nodes, signal, log: print, ...runs })
    if (found === undefined) failed.push(bench.name)
    else {
      rows.push(...found.rows.map((row) => ({ bench: bench.name, ...row })))
      breakdowns.push(...found.breakdowns.map((breakdown) => ({ bench: bench.name, ...breakdown })))
    }
  }
  return { machine, load: { before, after: loadNow() }, rows, breakdowns, failed }
}

const main = async (args) => {
  let request
  try {
    request = parse(args)
  } catch (error) {
    print(`${error.message}\n${usage()}`)
    return BAD_USAGE
  }
  if (request.help) {
    process.stdout.write(`${usage()}\n`)
    return 0
  }
  const cancelling = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM']) process.once(name, () => cancelling.abort())
  try {
    const outcome = await measure(request.chosen, request.runs, cancelling.signal)
    process.stdout.write(`\n${renderTable(outcome)}`)
    if (request.json !== undefined) {
      const rows = outcome.rows.map((row) => ({ ...row, reached: isReached(row) }))
      writeFileSync(
        request.json,
        `${JSON.stringify({ benchVersion: 1, measuredAt: new Date().toISOString(), ...outcome, rows }, null, 2)}\n`,
      )
    }
    return outcome.failed.length === 0 ? 0 : ENVIRONMENT_FAILED
  } catch (error) {
    print(error.message)
    return cancelling.signal.aborted ? INTERRUPTED : ENVIRONMENT_FAILED
  }
}

process.exitCode = await main(process.argv.slice(2))
