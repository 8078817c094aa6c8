import { beforeAll, describe, expect, it } from 'vitest'
import { isImageFinding } from '../../src/core/domain/finding.js'
import { answerScript, bare, endsByItsOwnSignal, endsSlowly, wellBehaved } from '../support/bad-services.js'
import { configOf, configPath } from '../support/compare-config.js'
import { mainEngine } from '../support/engines.js'
import { docker, leftovers } from '../support/leftovers.js'
import { makeRepository } from '../support/repository.js'
import { compareJson } from '../support/run-cli.js'

let host = ''
beforeAll(async () => {
  host = await mainEngine()
})

/** Nobody else's containers are of this name. */
const own = `cost-${process.pid}`

const filesOf = (candidate: string, stopTimeout: string) => ({
  ...answerScript,
  Dockerfile: wellBehaved,
  'Dockerfile.candidate': candidate,
  [configPath]: configOf(`run: { port: 8000, stop-timeout: ${stopTimeout} }\n`, own),
})

async function costsOf(candidate: string) {
  await using repository = await makeRepository(filesOf(candidate, '3s'))
  const { record, exitCode } = await compareJson({ cwd: repository.folder, host })
  const of = (role: string) =>
    record.facts.starts.filter(({ ref, purpose }) => ref.role === role && purpose === 'timed')
  const samples = (role: string, metric: string) =>
    record.facts.measurements.find((one) => one.ref.role === role && one.metric === metric)?.samples
  return { record, exitCode, of, samples }
}

describe('what a container costs', () => {
  it('is taken from every timed start, in pairs, part by part', async () => {
    const { of, samples, record } = await costsOf(wellBehaved)
    for (const { execMs, stop, removeMs } of [...of('baseline'), ...of('candidate')]) {
      expect(execMs).toBeGreaterThan(0)
      expect(stop).toMatchObject({ sent: 'SIGTERM', exitCode: 0, until: 'exit' })
      expect(stop?.tookMs).toBeLessThanOrEqual(stop?.waitedMs ?? Number.NaN)
      expect(removeMs).toBeGreaterThan(0)
    }
    for (const part of ['create', 'exec', 'stop', 'remove'])
      for (const role of ['baseline', 'candidate'])
        expect(samples(role, `container-${part}`)?.map(({ pair }) => pair)).toEqual([0, 1])
    expect(record.judgement.findings.filter((one) => !isImageFinding(one))).toEqual([])
  })

  it('has no trivial command where the image has none, and says so once', async () => {
    const { of, samples, exitCode } = await costsOf(bare)
    const failure = { reason: 'not-run', message: 'the image has no command `true`' }
    expect(of('candidate').map(({ execFailure }) => execFailure)).toEqual([failure, undefined])
    expect(of('candidate').map(({ failure: of }) => of)).toEqual([undefined, undefined])
    expect(samples('candidate', 'container-create')).toHaveLength(2)
    expect(samples('candidate', 'container-remove')).toHaveLength(2)
    expect(exitCode).toBe(0)
  })

  it('ends with the signal that the image names', async () => {
    const { of, record } = await costsOf(endsByItsOwnSignal)
    expect(of('candidate').map(({ stop }) => stop)).toMatchObject([
      { sent: 'SIGUSR1', exitCode: 9 },
      { sent: 'SIGUSR1', exitCode: 9 },
    ])
    expect(record.judgement.findings.filter((one) => !isImageFinding(one))).toEqual([])
  })

  it('is not waited for once the run is cancelled, however long the stop timeout is', async () => {
    await using repository = await makeRepository(filesOf(endsSlowly, '1h'))
    const { exitCode, record, runId } = await compareJson({
      cwd: repository.folder,
      host,
      onProgress: {
        matches: /start cost-\d+ baseline 1/,
        act: async (pid) => {
          await untilAsked()
          process.kill(pid, 'SIGTERM')
        },
      },
    })
    expect(exitCode).toBe(130)
    expect(record.facts.interrupted?.reason).toBe('cancelled')
    expect(await leftovers(host, runId)).toEqual([])
  })
})

/** Until a candidate's container has heard the signal. */
async function untilAsked(): Promise<void> {
  for (;;) {
    const filter = ['--filter', `label=container-migrate.service=${own}`, '--quiet']
    const ids = (await docker(host, 'ps', ...filter)).split('\n').filter((id) => id !== '')
    const asked = await Promise.all(
      ids.map((id) =>
        docker(host, 'exec', id, 'test', '-e', '/asked').then(
          () => true,
          () => false,
        ),
      ),
    )
    if (asked.includes(true)) return
  }
}
