import { beforeAll, describe, expect, it } from 'vitest'
import { configOf, configPath } from '../support/compare-config.js'
import { mainEngine } from '../support/engines.js'
import { docker, leftovers } from '../support/leftovers.js'
import { makeRepository } from '../support/repository.js'
import { compareJson, runCli } from '../support/run-cli.js'
import { healthy, withCommand } from '../support/services.js'

let host = ''
beforeAll(async () => {
  host = await mainEngine()
})

const withHealthcheck = (command: string, retries = 2) =>
  `${healthy()}HEALTHCHECK --interval=1s --timeout=30s --retries=${retries} CMD ${command}\n`

/** Unhealthy, healthy, unhealthy again, and healthy from then on. */
const flapping = withHealthcheck('echo x >> /checks; case $(wc -l < /checks) in 1 | 3) exit 1;; esac', 1)

const startsOf = async (baseline: string, candidate: string, ready: string, ofCandidate = '') => {
  await using repository = await makeRepository({
    Dockerfile: baseline,
    'Dockerfile.candidate': candidate,
    [configPath]: configOf(`ready: ${ready}\n`, 'web', ofCandidate),
  })
  const { record } = await compareJson({ cwd: repository.folder, host })
  const first = (role: string) => record.facts.starts.find(({ ref }) => ref.role === role)
  return { baseline: first('baseline'), candidate: first('candidate'), record }
}

describe('readiness on a real engine', () => {
  it('is the engine’s own word where the image has a health check', async () => {
    const { baseline, candidate } = await startsOf(
      withHealthcheck('test -f /www/health'),
      withHealthcheck('false'),
      '{ healthcheck: true, timeout: 60s }',
      'ready: { timeout: 15s }',
    )
    expect(baseline?.failure).toBeUndefined()
    expect(baseline?.readyMs).toBeGreaterThan(0)
    expect(candidate?.failure?.reason).toBe('unhealthy')
  })

  it('is the first good word of a health check, whatever came before it and comes after', async () => {
    const { candidate, record } = await startsOf(
      withHealthcheck('test -f /www/health'),
      flapping,
      '{ healthcheck: true, timeout: 60s }',
    )
    expect(candidate?.failure).toBeUndefined()
    // The second of its checks, a second apart, is the first good one.
    expect((candidate?.readyMs ?? 0) - (candidate?.createdMs ?? 0)).toBeGreaterThan(1900)
    expect(record.judgement.findings.filter(({ level }) => level === 'fail')).toEqual([])
  })

  it('cannot be a health check that the image does not have', async () => {
    const { candidate } = await startsOf(
      withHealthcheck('true'),
      healthy(),
      '{ healthcheck: true, timeout: 30s }',
    )
    expect(candidate?.failure).toMatchObject({ reason: 'never-ready' })
    expect(candidate?.failure?.message).toMatch(/HEALTHCHECK/)
  })

  it('can be a log line, a port and a command, all of them together', async () => {
    const ready = '{ log: listening, tcp: 8000, exec: [test, -f, /www/late], timeout: 60s }'
    const late = withCommand('echo listening; { (sleep 1; touch /www/late) & }')
    const { baseline, candidate } = await startsOf(healthy({ late: 'x' }), late, ready)
    expect(baseline?.failure).toBeUndefined()
    expect(candidate?.failure).toBeUndefined()
    expect((candidate?.readyMs ?? 0) - (candidate?.createdMs ?? 0)).toBeGreaterThanOrEqual(1000)
  })

  it('is asked on the container’s own address, on a bridge of the run’s own', async () => {
    const { baseline } = await startsOf(healthy(), healthy(), '{ tcp: 8000, timeout: 60s }')
    expect(baseline?.via).toBe('bridge')
    expect(baseline?.readyMs).toBeGreaterThan(0)
  })

  it('names another port also where the image holds nothing but the program', async () => {
    const bare = 'FROM local/musl:1 AS tools\nFROM scratch\nCOPY --from=tools /bin/busybox /busybox\n'
    const { record } = await startsOf(
      healthy(),
      `${bare}CMD ["/busybox", "httpd", "-f", "-p", "9000"]\n`,
      '{ http: /health, timeout: 60s }',
      'ready: { timeout: 4s }',
    )
    const finding = record.judgement.findings.find(({ tag }) => tag === 'start-failed')
    expect(finding).toMatchObject({ cause: 'wrong-port', level: 'fail' })
  })

  it('names a service that listens on its own loopback only', async () => {
    const loopback = withCommand('exec busybox httpd -f -p 127.0.0.1:8000 -h /www')
    const { record } = await startsOf(
      healthy(),
      loopback,
      '{ http: /health, timeout: 60s }',
      'ready: { timeout: 4s }',
    )
    const finding = record.judgement.findings.find(({ tag }) => tag === 'start-failed')
    expect(finding).toMatchObject({ cause: 'loopback-only', level: 'fail' })
  })
})

describe('--keep', () => {
  it('leaves what the run created for somebody to look at, until clean takes it', async () => {
    await using repository = await makeRepository({
      Dockerfile: healthy(),
      'Dockerfile.candidate': healthy(),
      [configPath]: configOf(),
    })
    const run = await runCli(['compare', '--keep', '--service', 'web'], { cwd: repository.folder, host })
    expect(run.exitCode).toBe(0)
    expect(await docker(host, 'images', '--quiet', `container-migrate/web-candidate:${run.runId}`)).not.toBe(
      '',
    )
    const list = await runCli(['clean'], { cwd: repository.folder, host })
    expect(list.stdout).toContain(`run ${run.runId}\n`)
    expect(list.stdout).toContain('clean --all')
    expect((await leftovers(host, run.runId)).length).toBeGreaterThan(0)
    await runCli(['clean', run.runId ?? ''], { cwd: repository.folder, host })
    expect(await leftovers(host, run.runId)).toEqual([])
  })

  it('is told of a service that the config does not have', async () => {
    await using repository = await makeRepository({ [configPath]: configOf() })
    const run = await runCli(['compare', '--service', 'wob'], { cwd: repository.folder, host })
    expect(run.exitCode).toBe(2)
    expect(run.stderr).toContain('no service wob in the config: it has web')
  })
})
