// What it costs to build images once and run them elsewhere: by our files, by a registry, and by the archives that people
// write by hand. Every round takes every way; the engine at the far end has nothing of the images.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startExtraEngine, whyUnavailable } from '../../engine/extra.mjs'
import { startRegistry, whyNoRegistry } from '../../engine/registry.mjs'
import { run } from '../../engine/run.mjs'
import { prepareBases } from '../../prepare.mjs'
import { cleanEngine } from '../clean-engine.mjs'
import { loadSources } from '../compiled.mjs'
import { median } from '../median.mjs'
import { buildImages, TRAVEL_BASES } from './travel/images.mjs'
import { factsOf, WAYS } from './travel/ways.mjs'

const ROUNDS = 3
const FLAVOUR = 'classic'

const configText = (tags) => `version: 1
services:
  debian: { baseline: { image: "${tags['debian-api']}" }, candidate: { image: "${tags['debian-web']}" } }
  musl: { baseline: { image: "${tags['musl-api']}" }, candidate: { image: "${tags['musl-web']}" } }
`

const planOf = (sources, tags, travel) => {
  const parsed = sources.parseConfig(configText(tags), 'travel.yml')
  if (parsed.outcome !== 'parsed') throw new Error(`travel: ${JSON.stringify(parsed)}`)
  const builds = [{ number: 1, services: ['debian', 'musl'], estimateMs: 1 }]
  return { planVersion: 1, id: 'travel', config: parsed.config, travel, builds, shards: [] }
}

const timed = async (work) => {
  const begun = performance.now()
  await work()
  return performance.now() - begun
}

const empty = async (env) => {
  const { stdout } = await run('docker', ['image', 'ls', '--quiet'], { env })
  const images = [...new Set(stdout.split('\n').filter(Boolean))]
  if (images.length > 0) await run('docker', ['image', 'rm', '--force', ...images], { env })
}

const takeWay = async (name, stand) => {
  const folder = await mkdtemp(join(tmpdir(), 'container-migrate-travel-'))
  const registry = name === 'a registry' ? await startRegistry() : undefined
  try {
    const travel = registry
      ? { by: 'registry', repository: `${registry.address}/bench/images` }
      : { by: 'archive' }
    const plan = planOf(stand.sources, stand.tags, travel)
    const refs = stand.sources.makePlan(plan.config).prepare
    const given = { ...stand, folder, registry, plan, refs, id: `${stand.id}${name.length}` }
    const packMs = await timed(() => WAYS[name].pack(given))
    const bytes = await WAYS[name].packedBytes(given)
    const { images } = name === 'our files' ? await stand.sources.readTravelled(folder, plan) : {}
    const unpackMs = await timed(() => WAYS[name].unpack(given))
    return { packMs, unpackMs, ms: packMs + unpackMs, bytes, images }
  } finally {
    await empty(stand.to)
    await registry?.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

const ratioRow = (what, rounds, unit, value, other, atMost) => {
  const ratios = rounds.map((round) => value(round['our files']) / value(round[other]))
  return {
    what,
    ours: { value: median(rounds.map((round) => value(round['our files']))), unit },
    other: { name: other, value: median(rounds.map((round) => value(round[other]))), unit },
    effect: { value: median(ratios), unit: '×', least: Math.min(...ratios), most: Math.max(...ratios) },
    target: { atMost },
  }
}

const perImage = (images) => (taken) => taken.bytes / images

const rowsOf = (rounds, images) => [
  ratioRow('bytes per image, to plain archives', rounds, 'bytes', perImage(images), 'docker save', 0.5),
  ratioRow(
    'bytes per image, to archives in gzip',
    rounds,
    'bytes',
    perImage(images),
    'docker save | gzip',
    1,
  ),
  ratioRow('bytes per image, to a registry', rounds, 'bytes', perImage(images), 'a registry', 1.1),
  ratioRow('there and unpacked, to archives in gzip', rounds, 'ms', ({ ms }) => ms, 'docker save | gzip', 1),
  ratioRow('there and unpacked, to a registry', rounds, 'ms', ({ ms }) => ms, 'a registry', 1.5),
]

const seconds = (ms) => `${(ms / 1000).toFixed(2)} s`

const waysPart = (rounds, images) => ({
  title: 'by each way: packed, unpacked elsewhere, bytes per image',
  parts: Object.keys(WAYS).map((name) => {
    const of = (value) => median(rounds.map((round) => value(round[name])))
    return {
      name,
      cells: [
        seconds(of(({ packMs }) => packMs)),
        seconds(of(({ unpackMs }) => unpackMs)),
        `${(of(perImage(images)) / 1e6).toFixed(1)} MB`,
      ],
    }
  }),
})

const whyNot = async () => (await whyUnavailable(FLAVOUR)) ?? whyNoRegistry()

export const travelPart = {
  measure: async ({ env: given, signal, log, runs = ROUNDS }) => {
    const obstacle = await whyNot()
    if (obstacle) {
      log(`travel: left out, for ${obstacle}`)
      return { rows: [], breakdowns: [] }
    }
    const env = { ...given, DOCKER_HOST: await prepareBases({ only: TRAVEL_BASES }) }
    const id = `travel${process.pid}`
    const sources = await loadSources(
      'docker/connect',
      'docker/engine',
      'commands/build/send-images',
      'commands/read-travelled',
      'core/config/parse-config',
      'core/plan/make-plan',
      'core/domain/variant',
    )
    const far = await startExtraEngine({ name: id, flavour: FLAVOUR, log })
    try {
      const tags = await buildImages(env, id)
      const stand = { sources, tags, id, from: env, to: { ...env, DOCKER_HOST: far.host } }
      // Once for nothing: a run has looked into its images before it sends them.
      const facts = factsOf(await takeWay('our files', stand))
      const names = Object.keys(WAYS)
      const rounds = []
      for (let round = 0; round < runs; round += 1) {
        log(`travel: round ${round + 1} of ${runs}`)
        const taken = {}
        for (const name of [...names.slice(round % names.length), ...names.slice(0, round % names.length)]) {
          signal.throwIfAborted()
          taken[name] = await takeWay(name, { ...stand, facts })
        }
        rounds.push(taken)
      }
      const images = Object.keys(tags).length
      return { rows: rowsOf(rounds, images), breakdowns: [waysPart(rounds, images)] }
    } finally {
      await far.stop()
      await cleanEngine(env, id)
    }
  },
}
