import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readTravelled } from '../../src/commands/read-travelled.js'
import type { Launcher } from '../../src/core/domain/instance.js'
import { type EngineFlavour, extraEngine, whyUnavailable } from '../support/engines.js'
import { docker } from '../support/leftovers.js'
import { makeRepository } from '../support/repository.js'
import { healthy } from '../support/services.js'
import { emptyFolder, machine, outcomesOf, planOf } from './travel-workshop.js'

const files = {
  Dockerfile: healthy({ extra: 'travel' }),
  'Dockerfile.candidate': healthy({ extra: 'travel2' }),
}

const config = (candidate = 'dockerfile: Dockerfile.candidate') => `version: 1
services:
  api:
    baseline: { dockerfile: Dockerfile }
    candidate: { ${candidate} }
    run: { port: 8000 }
    ready: { http: /health, timeout: 20s }
`

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
  }, 240_000)
  afterAll(async () => {
    for (const engine of engines.values()) await engine.stop()
  })
  const hostOf = (flavour: EngineFlavour) => engines.get(flavour)?.host ?? ''

  it.each(available)('by files, built on %s', async (from) => {
    await using repository = await makeRepository(files)
    await using images = await emptyFolder()
    const plan = planOf(config())
    const cwd = repository.folder
    {
      await using builder = machine({ host: hostOf(from), plan, cwd })
      const { facts, sent } = await builder.send(images.folder)
      expect(outcomesOf(facts)).toEqual(['built', 'built'])
      expect(sent.map((one) => (one.outcome === 'failed' ? one.failure.message : one.outcome))).toEqual([
        'sent',
        'sent',
      ])
    }
    const travelled = await readTravelled(images.folder, plan)
    for (const to of available) {
      await using measurer = machine({ host: hostOf(to), plan, cwd })
      const { facts, launchers } = await measurer.prepare(travelled)
      expect([to, ...outcomesOf(facts)]).toEqual([to, 'loaded', 'loaded'])
      expect(await firstAnswer(launchers.get('api/candidate@head'), measurer.runId, hostOf(to))).toBe(
        'travel2',
      )
    }
  })
})
