import { beforeAll, describe, expect, it } from 'vitest'
import { parseConfig } from '../../src/core/config/parse-config.js'
import type { Launcher } from '../../src/core/domain/instance.js'
import { connect } from '../../src/docker/connect.js'
import { openEngine } from '../../src/docker/engine.js'
import { configOf, configPath } from '../support/compare-config.js'
import { mainEngine } from '../support/engines.js'
import { docker, leftovers } from '../support/leftovers.js'
import { makeRepository } from '../support/repository.js'
import { healthy } from '../support/services.js'
import { onlyService, configOf as parsedText } from '../unit/config/parsed.js'

let host = ''
beforeAll(async () => {
  host = await mainEngine()
})

const signal = new AbortController().signal
const asked = { publish: false, ownNetwork: false, signal }

/** A candidate built and ready to be started, with its run's id; all of it is gone when the test ends. */
async function prepare(rest = '') {
  const repository = await makeRepository({ 'Dockerfile.candidate': healthy() })
  const runId = `launcher${process.pid}${Math.trunc(performance.now())}`
  const engine = openEngine({
    connection: connect({ DOCKER_HOST: host }),
    runId,
    cwd: repository.folder,
    env: process.env,
  })
  const { candidate } = onlyService(parsedText(parseConfig(configOf(rest), configPath)))
  const ref = { service: 'web', role: 'candidate', revision: 'head' } as const
  const { launcher } = await engine.prepare({ ref, variant: candidate, signal, onLine: () => {} })
  if (launcher === undefined) throw new Error('not prepared')
  return {
    launcher,
    runId,
    async [Symbol.asyncDispose]() {
      await engine.cleanUp()
      await repository[Symbol.asyncDispose]()
      expect(await leftovers(host, runId)).toEqual([])
    },
  }
}

const startAndStop = async (launcher: Launcher) => {
  const started = await launcher.start(asked)
  if (started.outcome === 'started') await started.instance.stop()
  return started
}

describe('what somebody else removes in the middle of a run', () => {
  it('is made anew where it was the network, as by a prune between two starts', async () => {
    await using prepared = await prepare()
    expect((await startAndStop(prepared.launcher)).outcome).toBe('started')
    await docker(host, 'network', 'rm', `container-migrate-${prepared.runId}`)
    expect((await startAndStop(prepared.launcher)).outcome).toBe('started')
  })

  it('is no failure of the variant where it was the image', async () => {
    await using prepared = await prepare()
    await docker(host, 'rmi', `container-migrate/web-candidate:${prepared.runId}`)
    const started = await startAndStop(prepared.launcher)
    expect(started).toMatchObject({
      outcome: 'refused',
      failure: { reason: 'engine-lost', message: expect.stringContaining('no longer has the image') },
    })
  })
})

describe('volumes', () => {
  it('that a run names and the engine did not have go with the run; others stay', async () => {
    const kept = `container-migrate-test-kept-${process.pid}`
    const made = `container-migrate-test-made-${process.pid}`
    await docker(host, 'volume', 'create', kept)
    try {
      await using prepared = await prepare(`run: { port: 8000, volumes: ["${made}:/a", "${kept}:/b:ro"] }`)
      const started = await prepared.launcher.start(asked)
      if (started.outcome !== 'started') throw new Error(started.failure.message)
      const command = ['sh', '-c', 'touch /a/x && ! touch /b/x']
      expect(await started.instance.exec(command, { timeoutMs: 10_000, signal })).toMatchObject({
        exitCode: 0,
      })
    } finally {
      const left = await docker(host, 'volume', 'ls', '--quiet', '--filter', `name=container-migrate-test-`)
      await docker(host, 'volume', 'rm', kept)
      expect(left.split('\n')).toContain(kept)
      expect(left.split('\n')).not.toContain(made)
    }
  })

  it('from a path that is not there are refused, and nothing is made in its place', async () => {
    await using prepared = await prepare('run: { port: 8000, volumes: ["./typo:/data:ro"] }')
    expect(await startAndStop(prepared.launcher)).toMatchObject({
      outcome: 'refused',
      failure: { reason: 'start-refused', message: expect.stringMatching(/does not exist: .*\/typo$/) },
    })
  })
})
