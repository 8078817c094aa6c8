import { describe, expect, it } from 'vitest'
import {
  answers500First,
  chatters,
  chattersAndNeverListens,
  exitsAtOnce,
  exitsOnceReady,
  forksAway,
  ignoresSigterm,
  leaksBeforeItIsReady,
  leaksOnceReady,
  leaksWhenAsked,
  listensBeforeItIsReady,
  neverAnswers,
} from '../support/bad-services.js'
import { moveTo, ready, smoke } from '../support/move-to.js'

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

  it.each([0, 3])('exits with %i once it was ready has no start-up, and is told so', async (code) => {
    const { exitCode, findings, timed } = await moveTo(exitsOnceReady(code), ready)
    expect(exitCode).toBe(1)
    expect(findings).toMatchObject([
      {
        tag: 'start-failed',
        level: 'fail',
        failure: { reason: 'exited', exitCode: code, tail: ['that was all'] },
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

  it('leaks once it was ready has no start-up, and is told as killed by its memory limit', async () => {
    const { exitCode, findings, timed } = await moveTo(leaksOnceReady, limited + ready)
    expect(exitCode).toBe(1)
    expect(findings).toMatchObject([
      { tag: 'start-failed', cause: 'memory-limit', failure: { reason: 'killed-by-memory-limit' } },
    ])
    for (const start of timed) expect(start).not.toHaveProperty('readyMs')
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
