import { beforeAll, describe, expect, it } from 'vitest'
import { isImageFinding } from '../../src/core/domain/finding.js'
import {
  answerScript,
  answers500First,
  chatters,
  chattersAndNeverListens,
  exitsAtOnce,
  exitsOnceReady,
  forksAway,
  ignoresSigterm,
  leaksBeforeItIsReady,
  leaksWhenAsked,
  listensBeforeItIsReady,
  neverAnswers,
  wellBehaved,
} from '../support/bad-services.js'
import { configOf, configPath } from '../support/compare-config.js'
import { mainEngine } from '../support/engines.js'
import { leftovers } from '../support/leftovers.js'
import { makeRepository } from '../support/repository.js'
import { compareJson } from '../support/run-cli.js'

let host = ''
beforeAll(async () => {
  host = await mainEngine()
})

const usual = 'run: { port: 8000 }\n'

/**
 * A run with this candidate beside a baseline that behaves; whatever it comes to, nothing of it is left. Only the candidate
 * is short of time: the baseline has all that a busy machine may need.
 */
async function moveTo(candidate: string, rest: string, readyWithin = '30s') {
  await using repository = await makeRepository({
    ...answerScript,
    Dockerfile: wellBehaved,
    'Dockerfile.candidate': candidate,
    [configPath]: configOf(
      /^run:/m.test(rest) ? rest : `${usual}${rest}`,
      'web',
      `run: { stop-timeout: 3s }, ready: { timeout: ${readyWithin} }`,
    ),
  })
  const { record, exitCode, runId, stdout } = await compareJson({ cwd: repository.folder, host })
  expect(await leftovers(host, runId)).toEqual([])
  const starts = record.facts.starts.filter(({ ref }) => ref.role === 'candidate')
  const timed = starts.filter(({ purpose }) => purpose === 'timed')
  const baseline = record.facts.starts.filter(({ ref }) => ref.role === 'baseline')
  expect(baseline.map(({ failure }) => failure)).toEqual(baseline.map(() => undefined))
  const findings = record.judgement.findings.filter((one) => !isImageFinding(one))
  return { record, exitCode, timed, findings, stdout }
}

const ready = 'ready: { http: /health, timeout: 60s }\n'
const smoke = 'smoke:\n  api:\n    - http: GET /health\n      status: 200\n'

describe('a service that', () => {
  it('never answers is told as never ready, and what was seen last', async () => {
    const { exitCode, findings } = await moveTo(neverAnswers, ready, '3s')
    expect(exitCode).toBe(1)
    expect(findings).toMatchObject([
      { tag: 'start-failed', level: 'fail', failure: { reason: 'never-ready' } },
    ])
  })

  it('answers 500 first is ready only at its first good answer', async () => {
    const { exitCode, timed, findings, record } = await moveTo(answers500First, ready + smoke)
    expect(timed.map(({ failure }) => failure)).toEqual(timed.map(() => undefined))
    for (const { readyMs = 0, createdMs = 0 } of timed) expect(readyMs - createdMs).toBeGreaterThan(1000)
    expect(findings.filter(({ level }) => level !== 'note' && level !== 'warn')).toEqual([])
    expect(record.judgement.checks).toMatchObject([{ outcome: 'passed' }])
    expect(exitCode).toBe(0)
  })

  it('listens before it is ready is ready only once it answers', async () => {
    const { exitCode, timed } = await moveTo(listensBeforeItIsReady, ready + smoke)
    expect(timed.length).toBeGreaterThan(0)
    for (const { readyMs = 0, createdMs = 0 } of timed) expect(readyMs - createdMs).toBeGreaterThan(1000)
    expect(exitCode).toBe(0)
  })

  it('exits with 0 before it is ready is told so, however well it thinks it went', async () => {
    const { exitCode, findings } = await moveTo(exitsAtOnce, ready)
    expect(exitCode).toBe(1)
    expect(findings).toMatchObject([
      {
        tag: 'start-failed',
        level: 'fail',
        cause: 'ended-by-itself',
        failure: { reason: 'exited', exitCode: 0, tail: ['nothing left to do'] },
      },
    ])
  })

  it('exits once it was ready has no start-up, and is told with its code', async () => {
    const { exitCode, findings, timed } = await moveTo(exitsOnceReady, ready)
    expect(exitCode).toBe(1)
    expect(findings).toMatchObject([
      {
        tag: 'start-failed',
        level: 'fail',
        failure: { reason: 'exited', exitCode: 3, tail: ['that was all'] },
      },
    ])
    for (const start of timed) expect(start).not.toHaveProperty('readyMs')
  })

  it('forks away is told as ended, with what to do about it', async () => {
    const { exitCode, findings } = await moveTo(forksAway, ready)
    expect(exitCode).toBe(1)
    expect(findings).toMatchObject([
      { tag: 'start-failed', cause: 'ended-by-itself', failure: { reason: 'exited', exitCode: 0 } },
    ])
  })

  it('logs a megabyte a second is measured and checked like any other, its log too', async () => {
    const checks = `${smoke}    - log: { absent: ERROR }\n    - exec: [sleep, '3']\n`
    const { exitCode, record, stdout } = await moveTo(chatters, ready + checks)
    expect(record.judgement.checks.map(({ outcome }) => outcome)).toEqual(['passed', 'passed', 'passed'])
    expect(exitCode).toBe(0)
    expect(stdout.length).toBeLessThan(1_000_000)
  })

  it('logs a megabyte a second and is never ready is told with its last lines only', async () => {
    const { exitCode, findings, stdout } = await moveTo(
      chattersAndNeverListens,
      'ready: { log: listening, timeout: 60s }\n',
      '4s',
    )
    expect(exitCode).toBe(1)
    expect(findings).toMatchObject([
      { tag: 'start-failed', level: 'fail', failure: { reason: 'never-ready' } },
    ])
    expect(stdout.length).toBeLessThan(1_000_000)
  })

  it('ignores SIGTERM is a warning that names what stood there, and is asked once', async () => {
    const { exitCode, findings, timed } = await moveTo(ignoresSigterm, ready)
    expect(exitCode).toBe(0)
    expect(findings).toMatchObject([
      { tag: 'sigterm-ignored', level: 'warn', sent: 'SIGTERM', timeoutMs: 3000, exitCode: 137 },
    ])
    expect(findings[0]).toMatchObject({ cause: 'shell-first', firstProcess: { command: 'sh /main.sh' } })
    expect(timed.filter(({ stop }) => stop !== undefined)).toHaveLength(1)
    expect(timed.every(({ removeMs }) => removeMs !== undefined)).toBe(true)
  })

  const limited = 'run: { port: 8000, memory: 24MB }\n'

  it('leaks before it is ready is told as killed by its memory limit', async () => {
    const { exitCode, findings } = await moveTo(leaksBeforeItIsReady, limited + ready, '60s')
    expect(exitCode).toBe(1)
    expect(findings).toMatchObject([
      { tag: 'start-failed', cause: 'memory-limit', failure: { reason: 'killed-by-memory-limit' } },
    ])
  })

  it('leaks while the suite runs is told at the check that it did not survive', async () => {
    const waits = "    - exec: [sh, -c, '! grep -q leak /main.sh || sleep 100']\n      timeout: 2m\n"
    const checks = `${smoke}    - http: GET /leak\n${waits}`
    const { exitCode, findings, record } = await moveTo(leaksWhenAsked, limited + ready + checks)
    expect(exitCode).toBe(1)
    const broken = findings.filter(({ tag }) => tag === 'check-broken')
    expect(broken).toMatchObject([
      { cause: 'memory-limit', candidate: { failure: { reason: 'killed-by-memory-limit' } } },
    ])
    expect(record.judgement.verdict).toBe('fail')
  })
})
