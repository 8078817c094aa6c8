// `report` itself: how long it takes to merge, judge and render what ever more services and up to 256 shards found.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { loadSources } from '../compiled.mjs'
import { measured } from '../inspect/measured.mjs'
import { median } from '../median.mjs'

const cli = fileURLToPath(new URL('../../../dist/cli.js', import.meta.url))

const SIZES = [10, 100, 1000]
const MOST_SHARDS = 256
const RUNS = 3
const MOST_MS = 10_000
const MOST_EXPONENT = 1.1

/**
 * One service as `measure` recorded it on this machine, without the machine: from Debian to musl, 20 pairs, two suites, what is in
 * both images. It stands for all of them, under other names.
 */
const recorded = () =>
  JSON.parse(gunzipSync(readFileSync(new URL('recorded-service.json.gz', import.meta.url))).toString())

const nameOf = (index) => `service-${String(index).padStart(4, '0')}`

const dealt = (services, shards) =>
  Array.from({ length: shards }, (_, shard) => services.filter((_one, index) => index % shards === shard))

const allOf = (all, key) => all.flatMap((facts) => facts[key] ?? [])

/** The plan and a part for each shard, as they lie in a folder when a run is over. Their bytes. */
const writeRun = (folder, size, { service, facts }, { planId, unitsOf, version }) => {
  mkdirSync(folder)
  const tool = { name: 'container-migrate', version }
  const services = Array.from({ length: size }, (_, index) => ({ ...service, name: nameOf(index) }))
  const shards = dealt(services, Math.min(MOST_SHARDS, size))
  const rest = {
    planVersion: 1,
    tool,
    config: { version: 1, origin: 'file', assumptions: [], services },
    scope: { by: 'all' },
    unchanged: [],
    builds: [],
    shards: shards.map((own, index) => ({
      number: index + 1,
      units: own.flatMap(unitsOf),
      estimateMs: 60_000,
    })),
  }
  const plan = { ...rest, id: planId(rest) }
  writeFileSync(join(folder, 'plan.json'), JSON.stringify(plan))
  const text = JSON.stringify(facts)
  let bytes = 0
  for (const [index, own] of shards.entries()) {
    const each = own.map(({ name }) =>
      JSON.parse(text.replaceAll(`"service":"${service.name}"`, `"service":"${name}"`)),
    )
    const keys = ['prepared', 'measurements', 'starts', 'cells', 'spent']
    const part = {
      recordVersion: 1,
      tool,
      run: { id: `shard-${index + 1}`, startedAt: '2026-01-01T00:00:00.000Z', durationMs: 60_000 },
      subject: {},
      part: {
        plan: plan.id,
        stage: 'measure',
        shard: index + 1,
        of: shards.length,
        attempt: 1,
        done: own.flatMap(unitsOf),
      },
      facts: Object.fromEntries(keys.map((key) => [key, allOf(each, key)])),
    }
    const file = join(folder, `part-${index + 1}.json`)
    writeFileSync(file, JSON.stringify(part))
    bytes += statSync(file).size
  }
  return bytes
}

/** The built command in a process of its own, for every size in turn: it writes the record and the whole report. */
const growth = async (sources, { node, env, signal, runs = RUNS }) => {
  const folder = mkdtempSync(join(tmpdir(), 'container-migrate-scale-'))
  try {
    const template = recorded()
    const bytes = SIZES.map((size) => writeRun(join(folder, String(size)), size, template, sources))
    const taken = new Map(SIZES.map((size) => [size, []]))
    for (let round = 0; round < runs; round += 1)
      for (const size of SIZES) {
        const args = [cli, 'report', String(size), '--markdown', '--record', `record-${size}.json`]
        taken.get(size).push(await measured(node, args, { env, signal, cwd: folder }))
      }
    return SIZES.map((size, index) => ({
      size,
      inBytes: bytes[index],
      ms: median(taken.get(size).map(({ ms }) => ms)),
      bytes: median(taken.get(size).map(({ peakBytes }) => peakBytes)),
    }))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** By which power of the number of services it grows, over the last tenfold; 1 is linear. */
const exponentRow = (what, figures, of) => {
  const value = Math.log10(of(figures.at(-1)) / of(figures.at(-2)))
  return {
    what,
    ours: { value, unit: 'power' },
    effect: { value, unit: 'power' },
    target: { atMost: MOST_EXPONENT },
  }
}

export const reportPart = {
  async measure(stand) {
    stand.log(`scale: report on ${SIZES.join(', ')} services`)
    const sources = await loadSources('core/plan/plan-id', 'core/plan/units', 'commands/version')
    const figures = await growth(sources, stand)
    const { size, ms } = figures.at(-1)
    return {
      rows: [
        {
          what: `report on ${size} services of ${Math.min(MOST_SHARDS, size)} shards, median of ${stand.runs ?? RUNS}`,
          ours: { value: ms, unit: 'ms' },
          effect: { value: ms, unit: 'ms' },
          target: { atMost: MOST_MS },
        },
        exponentRow('its time grows with the services to the power of', figures, (one) => one.ms),
        exponentRow('its peak memory grows to the power of', figures, (one) => one.bytes),
      ],
      breakdowns: [
        {
          title: 'report, by services',
          parts: figures.map((one) => ({
            name: String(one.size),
            cells: [
              `${(one.inBytes / 1e6).toFixed(1)} MB of parts`,
              `${(one.ms / 1000).toFixed(2)} s`,
              `${(one.bytes / 1e6).toFixed(0)} MB at most`,
            ],
          })),
        },
      ],
    }
  },
}
