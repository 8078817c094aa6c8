import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { startRegistry } from '../../scripts/engine/registry.mjs'
import { openSender, type Sent } from '../../src/commands/build/send-images.js'
import { parseConfig } from '../../src/core/config/parse-config.js'
import type { PreparedFact } from '../../src/core/domain/facts.js'
import type { PlanDocument, Travel } from '../../src/core/domain/plan.js'
import type { Travelled } from '../../src/core/domain/travelled.js'
import { type VariantRef, variantKey } from '../../src/core/domain/variant.js'
import { makePlan } from '../../src/core/plan/make-plan.js'
import { connect } from '../../src/docker/connect.js'
import { openEngine } from '../../src/docker/engine.js'
import { prepareVariants } from '../../src/phases/prepare.js'
import { configPath } from '../support/compare-config.js'
import { docker, leftovers } from '../support/leftovers.js'
import { healthy } from '../support/services.js'
import { configOf as parsedText } from '../unit/config/parsed.js'

export const travelFiles = {
  Dockerfile: healthy({ extra: 'travel' }),
  'Dockerfile.candidate': healthy({ extra: 'travel2' }),
}

/** One service of two Dockerfiles, or with another candidate. */
export const travelConfig = (candidate = 'dockerfile: Dockerfile.candidate'): string => `version: 1
services:
  api:
    baseline: { dockerfile: Dockerfile }
    candidate: { ${candidate} }
    run: { port: 8000 }
    ready: { http: /health, timeout: 60s }
`

export const ownRegistry = async (options: { readonly users?: string } = {}) => {
  const registry = await startRegistry(options)
  return { ...registry, [Symbol.asyncDispose]: registry.stop }
}

/** A plan in which one build shard prepares everything for others. */
export function planOf(config: string, travel: Travel = { by: 'archive' }, id = 'sha256:plan'): PlanDocument {
  const parsed = parsedText(parseConfig(config, configPath))
  return {
    planVersion: 1,
    tool: { name: 'container-migrate', version: '0' },
    id,
    config: parsed,
    scope: { by: 'all' },
    unchanged: [],
    travel,
    builds: [{ number: 1, services: parsed.services.map(({ name }) => name), estimateMs: 1 }],
    shards: [],
  }
}

const refsOf = (plan: PlanDocument): readonly VariantRef[] => makePlan(plan.config).prepare

export async function emptyFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'container-migrate-images-'))
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) }
}

/** One machine's share of a run: its engine, and what it prepared there, gone when the test ends. */
export function machine({ host, plan, cwd, env = process.env }: MachineRequest) {
  const runId = `travel${randomBytes(6).toString('hex')}`
  const engine = openEngine({ connection: connect({ DOCKER_HOST: host }), runId, cwd, env })
  const prepare = (travelled?: Travelled, signal = new AbortController().signal) =>
    prepareVariants(refsOf(plan), {
      engine,
      services: plan.config.services,
      cwd,
      env,
      parallel: 2,
      signal,
      onProgress: () => {},
      ...(travelled && { travelled }),
    })
  return {
    runId,
    prepare,
    /** Prepares everything and sends it on. */
    async send(images: string, signal = new AbortController().signal) {
      const { facts, ready } = await prepare()
      const sender = await openSender(plan, images, refsOf(plan))
      const sent: Sent[] = []
      for (const fact of facts) {
        const prepared = ready.get(variantKey(fact.ref))
        if (prepared !== undefined) sent.push(await sender.send(prepared, fact, { signal, onLine: () => {} }))
      }
      return { facts, sent }
    },
    async [Symbol.asyncDispose]() {
      engine.close()
      await engine.cleanUp()
      expect(await leftovers(host, runId)).toEqual([])
      // What was loaded carries the label of the run that built it, if any.
      expect(await docker(host, 'images', '--quiet', `container-migrate/*:${runId}`)).toBe('')
    },
  }
}

interface MachineRequest {
  readonly host: string
  readonly plan: PlanDocument
  readonly cwd: string
  readonly env?: Readonly<Record<string, string | undefined>>
}

export const sentOf = (sent: readonly Sent[]): readonly string[] =>
  sent.map((one) => (one.outcome === 'failed' ? one.failure.message : one.outcome))

export const outcomesOf = (facts: readonly PreparedFact[]): readonly string[] =>
  facts.map(({ outcome, failure }) => failure?.message ?? outcome)
