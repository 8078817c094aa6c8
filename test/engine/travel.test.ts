import { readdir } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { whyNoRegistry } from '../../scripts/engine/registry.mjs'
import { readTravelled } from '../../src/commands/read-travelled.js'
import type { Launcher } from '../../src/core/domain/instance.js'
import type { PlanDocument } from '../../src/core/domain/plan.js'
import { type EngineFlavour, extraEngine, whyUnavailable } from '../support/engines.js'
import { docker } from '../support/leftovers.js'
import { makeRepository } from '../support/repository.js'
import {
  emptyFolder,
  machine,
  outcomesOf,
  ownRegistry,
  planOf,
  sentOf,
  travelConfig,
  travelFiles,
} from './travel-workshop.js'

async function firstAnswer(launcher: Launcher | undefined, runId: string, engineHost: string) {
  if (launcher === undefined) throw new Error('not prepared')
  const signal = new AbortController().signal
  const started = await launcher.start({ publish: false, ownNetwork: false, signal })
  if (started.outcome === 'refused') throw new Error(started.failure.message)
  const { instance } = started
  try {
    const labelled = ['ps', '--quiet', '--no-trunc', '--filter', `label=container-migrate.run=${runId}`]
    expect(await docker(engineHost, ...labelled)).toBe(instance.id)
    return (await instance.exec(['cat', '/www/extra'], { timeoutMs: 10_000, signal })).output
  } finally {
    await instance.stop()
  }
}

const flavours = ['classic-20.10', 'classic', 'containerd-store'] as const
const available: EngineFlavour[] = []
for (const flavour of flavours) if ((await whyUnavailable(flavour)) === undefined) available.push(flavour)

describe('images that were built on one engine run on another', () => {
  const engines = new Map<EngineFlavour, Awaited<ReturnType<typeof extraEngine>>>()
  beforeAll(async () => {
    for (const flavour of available)
      engines.set(flavour, await extraEngine(flavour, { bases: ['local/musl:1'] }))
  })
  afterAll(async () => {
    for (const engine of engines.values()) await engine.stop()
  })
  const hostOf = (flavour: EngineFlavour) => engines.get(flavour)?.host ?? ''

  it.each(available)('by files, built on %s', async (from) => {
    await using repository = await makeRepository(travelFiles)
    await using images = await emptyFolder()
    const plan = planOf(travelConfig())
    const cwd = repository.folder
    {
      await using builder = machine({ host: hostOf(from), plan, cwd })
      const { facts, sent } = await builder.send(images.folder)
      expect(outcomesOf(facts)).toEqual(['built', 'built'])
      expect(sentOf(sent)).toEqual(['sent', 'sent'])
    }
    await runEverywhere(plan, images.folder, cwd, 'loaded')
  })

  it.skipIf(whyNoRegistry() !== undefined).each(available)('by a registry, built on %s', async (from) => {
    await using registry = await ownRegistry()
    await using repository = await makeRepository(travelFiles)
    await using images = await emptyFolder()
    const plan = planOf(travelConfig(), { by: 'registry', repository: `${registry.address}/team/images` })
    const cwd = repository.folder
    {
      await using builder = machine({ host: hostOf(from), plan, cwd })
      const { sent } = await builder.send(images.folder)
      expect(sentOf(sent)).toEqual(['sent', 'sent'])
    }
    expect(await readdir(images.folder)).toEqual(['images.json'])
    expect(await docker(hostOf(from), 'images', '--quiet', `${registry.address}/team/images`)).toBe('')
    await runEverywhere(plan, images.folder, cwd, 'pulled')
    for (const to of available)
      expect(await docker(hostOf(to), 'images', '--quiet', `${registry.address}/team/images`)).toBe('')
  })

  const empty = { Dockerfile: 'FROM scratch\nLABEL travel=nothing\nCMD ["/nothing"]\n' }
  const emptyPlan = () => planOf(travelConfig('dockerfile: Dockerfile'))

  it.skipIf(!available.includes('containerd-store'))('also where they have no layers', async () => {
    await using repository = await makeRepository(empty)
    await using images = await emptyFolder()
    const plan = emptyPlan()
    const cwd = repository.folder
    {
      await using builder = machine({ host: hostOf('containerd-store'), plan, cwd })
      expect(sentOf((await builder.send(images.folder)).sent)).toEqual(['sent', 'sent'])
    }
    const travelled = await readTravelled(images.folder, plan)
    for (const to of available) {
      await using measurer = machine({ host: hostOf(to), plan, cwd })
      expect([to, ...outcomesOf((await measurer.prepare(travelled)).facts)]).toEqual([to, 'loaded', 'loaded'])
    }
  })

  it.skipIf(!available.includes('classic'))(
    'but not where the engine gives none without layers',
    async () => {
      await using repository = await makeRepository(empty)
      await using images = await emptyFolder()
      await using builder = machine({ host: hostOf('classic'), plan: emptyPlan(), cwd: repository.folder })
      const because = 'its image could not be sent on: empty export - not implemented'
      expect(sentOf((await builder.send(images.folder)).sent)).toEqual([because, because])
    },
  )

  async function runEverywhere(plan: PlanDocument, images: string, cwd: string, how: string) {
    const travelled = await readTravelled(images, plan)
    for (const to of available) {
      await using measurer = machine({ host: hostOf(to), plan, cwd })
      const { facts, launchers } = await measurer.prepare(travelled)
      expect([to, ...outcomesOf(facts)]).toEqual([to, how, how])
      const launcher = launchers.get('api/candidate@head')
      expect(await firstAnswer(launcher, measurer.runId, hostOf(to))).toBe('travel2')
    }
  }
})
