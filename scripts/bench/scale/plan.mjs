// `plan` itself: how long it takes for ever more services, and how long the shards then take against what is possible.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadSources } from '../compiled.mjs'
import { measured } from '../inspect/measured.mjs'
import { median } from '../median.mjs'
import { durationSets } from './durations.mjs'
import { lowerBoundMs } from './lower-bound.mjs'

const cli = fileURLToPath(new URL('../../../dist/cli.js', import.meta.url))

const SIZES = [10, 100, 1000]
const SHARDS = [2, 6, 20]
const RUNS = 5
const MOST_MS = 2000
/** 1 is linear; a tenth above it is what a machine's caches take. */
const MOST_EXPONENT = 1.1
const MOST_OVER_BOUND = 1.1

/** What all services have in common stands once: a config is at most 256 KiB. */
const COMMON = `version: 1
defaults:
  run: { port: 8000, env: { LOG_LEVEL: info } }
  ready: { http: /health, timeout: 30s }
  budgets: { image-size: 250MB, startup: { migration: { fail: 10% } } }
  smoke:
    api: [{ http: GET /health, status: 200 }, { http: POST /items, body: { name: x }, status: 201, same: [status, body] }]
    pages: [{ http: GET /, contains: hello }, { http: GET /about }]
    runtime: [{ exec: [test, -x, /bin/sh] }, { tcp: 8000 }, { log: { absent: ERROR } }]
    end-to-end: [{ run: npm test, timeout: 10m }]
services:
`

const service = (index) => `  service-${index}:
    baseline: { dockerfile: services/${index % 10}/Dockerfile }
    candidate: { dockerfile: services/${index % 10}/Dockerfile.alpine, run: { memory: ${64 + (index % 7)}MB } }
`

const writeConfigs = (folder) => {
  for (const size of SIZES) {
    const services = Array.from({ length: size }, (_, index) => service(index))
    writeFileSync(join(folder, `${size}.yml`), `${COMMON}${services.join('')}`)
  }
  for (let index = 0; index < 10; index += 1)
    for (const name of ['Dockerfile', 'Dockerfile.alpine']) {
      mkdirSync(join(folder, 'services', String(index)), { recursive: true })
      writeFileSync(join(folder, 'services', String(index), name), 'FROM scratch\n')
    }
}

/** The built command in a process of its own, for every size in turn. */
const growth = async ({ node, env, signal, runs = RUNS }) => {
  const folder = mkdtempSync(join(tmpdir(), 'container-migrate-scale-'))
  try {
    writeConfigs(folder)
    const taken = new Map(SIZES.map((size) => [size, []]))
    for (let round = 0; round < runs; round += 1)
      for (const size of SIZES) {
        const args = [cli, 'plan', '--json', '--config', `${size}.yml`]
        taken.get(size).push(await measured(node, args, { env, signal, cwd: folder }))
      }
    return SIZES.map((size) => ({
      size,
      ms: median(taken.get(size).map(({ ms }) => ms)),
      bytes: median(taken.get(size).map(({ peakBytes }) => peakBytes)),
    }))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** By which power of the number of services it grows, over the last tenfold; 1 is linear. */
const exponent = (figures, of) => Math.log10(of(figures.at(-1)) / of(figures.at(-2)))

const exponentRow = (what, value) => ({
  what,
  ours: { value, unit: 'power' },
  effect: { value, unit: 'power' },
  target: { atMost: MOST_EXPONENT },
})

const growthRows = (figures, runs = RUNS) => {
  const { size, ms } = figures.at(-1)
  return [
    {
      what: `plan ${size} services of 5 units, median of ${runs}`,
      ours: { value: ms, unit: 'ms' },
      effect: { value: ms, unit: 'ms' },
      target: { atMost: MOST_MS },
    },
    exponentRow(
      'time grows with the services to the power of',
      exponent(figures, (one) => one.ms),
    ),
    exponentRow(
      'peak memory grows to the power of',
      exponent(figures, (one) => one.bytes),
    ),
  ]
}

/** What a matrix does whose legs take every n-th service. */
const roundRobinMs = ({ setUpMs, wholeMs }, costs, shards) => {
  const legs = new Array(shards).fill(setUpMs)
  for (const [index, cost] of costs.entries()) legs[index % shards] += wholeMs(cost)
  return Math.max(...legs)
}

const balanceRow = (sources, { name, costs }, shards) => {
  const boundMs = lowerBoundMs(costs, shards, sources)
  const ours = sources.shareOut(costs, { runners: { most: shards }, whole: false }).totalMs / boundMs
  const theirs = roundRobinMs(sources, costs, shards) / boundMs
  return {
    what: `${name}, ${shards} shards: end over lower bound`,
    ours: { value: ours, unit: '×' },
    other: { name: 'round-robin', value: theirs, unit: '×' },
    effect: { value: ours, unit: '×' },
    target: { atMost: MOST_OVER_BOUND },
  }
}

export const planPart = {
  async measure(stand) {
    stand.log(`scale: plan for ${SIZES.join(', ')} services`)
    const figures = await growth(stand)
    const sources = await loadSources(
      'core/plan/sharing/share-out',
      'core/plan/sharing/costs',
      'core/plan/sharing/estimate',
      'core/plan/sharing/remember',
    )
    const sets = durationSets(sources)
    return {
      rows: [
        ...growthRows(figures, stand.runs),
        ...sets.flatMap((set) => SHARDS.map((shards) => balanceRow(sources, set, shards))),
      ],
      breakdowns: [
        {
          title: 'plan, by services',
          parts: figures.map(({ size, ms, bytes }) => ({
            name: String(size),
            cells: [`${ms.toFixed(0)} ms`, `${(bytes / 1e6).toFixed(0)} MB`],
          })),
        },
      ],
    }
  },
}
