import { expect } from 'vitest'
import { parseConfig } from '../../src/core/config/parse-config.js'
import type { Instance } from '../../src/core/domain/instance.js'
import { connect } from '../../src/docker/connect.js'
import { openEngine } from '../../src/docker/engine.js'
import { startInstance } from '../../src/phases/start.js'
import { onlyService, configOf as parsedText } from '../unit/config/parsed.js'
import { configOf, configPath } from './compare-config.js'
import { leftovers } from './leftovers.js'
import { makeRepository } from './repository.js'

export const signal = new AbortController().signal
let runs = 0

/** A candidate built and ready to be started; all of it is gone when the test ends. */
export async function prepareStart(
  host: string,
  dockerfile: string,
  { ready = '{ http: /health }', through = host } = {},
) {
  const repository = await makeRepository({ 'Dockerfile.candidate': dockerfile })
  const runId = `startup${process.pid}x${++runs}`
  const engine = openEngine({
    connection: connect({ DOCKER_HOST: through }),
    runId,
    cwd: repository.folder,
    env: process.env,
  })
  const { candidate } = onlyService(parsedText(parseConfig(configOf(`ready: ${ready}\n`), configPath)))
  const ref = { service: 'web', role: 'candidate', revision: 'head' } as const
  const { launcher } = await engine.prepare({ ref, variant: candidate, signal, onLine: () => {} })
  if (launcher === undefined) throw new Error('not prepared')
  const start = async (options: { readonly cold?: boolean } = {}) =>
    startInstance(launcher, { purpose: 'timed', publish: false, ownNetwork: false, signal, ...options })
  return {
    start,
    async open(): Promise<Instance> {
      const started = await launcher.start({ publish: false, ownNetwork: false, signal })
      if (started.outcome === 'refused') throw new Error(started.failure.message)
      return started.instance
    },
    async [Symbol.asyncDispose]() {
      engine.close()
      await engine.cleanUp()
      await repository[Symbol.asyncDispose]()
      expect(await leftovers(host, runId)).toEqual([])
    },
  }
}
