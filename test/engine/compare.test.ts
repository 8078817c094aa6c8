import { marked } from 'marked'
import { beforeAll, describe, expect, it } from 'vitest'
import { configOf, configPath } from '../support/compare-config.js'
import { mainEngine } from '../support/engines.js'
import { docker, leftovers } from '../support/leftovers.js'
import { makeRepository } from '../support/repository.js'
import { compareJson, runCli } from '../support/run-cli.js'
import { failingBuild, healthy, onPort, running, withCommand } from '../support/services.js'
import { deafToOomKills, forwardSocket } from '../support/socket-forwarder.js'

let host = ''
beforeAll(async () => {
  host = await mainEngine()
})

const suite = `smoke:
  api:
    - http: GET /health
      status: 200
`

describe('a comparison of two healthy variants', () => {
  it('passes, measures both and leaves nothing on the engine but what was there', async () => {
    await using repository = await makeRepository({
      Dockerfile: healthy({ extra: 'x'.repeat(5000) }),
      'Dockerfile.candidate': healthy(),
      [configPath]: configOf(`${suite}budgets:
  image-size: { limit: { fail: 50MB }, migration: { fail: 0% } }
  startup: 20s
`),
    })
    const before = await docker(host, 'images', '--quiet', '--no-trunc', 'local/musl:1')
    const { record, exitCode, runId } = await compareJson({ cwd: repository.folder, host })

    expect(record.judgement.verdict).toBe('pass')
    expect(exitCode).toBe(0)
    const size = (role: string) =>
      record.facts.prepared.find(({ ref }) => ref.role === role)?.image?.unpackedBytes ?? Number.NaN
    expect(size('baseline') - size('candidate')).toBe(5000)
    const timed = record.facts.starts.filter(({ purpose }) => purpose === 'timed')
    expect(timed.map(({ ref }) => ref.role)).toEqual(['baseline', 'candidate', 'candidate', 'baseline'])
    for (const start of timed) {
      expect(start.failure).toBeUndefined()
      expect(start.readyMs).toBeGreaterThan(start.startedMs ?? Number.NaN)
    }
    const memory = record.facts.measurements.filter(({ metric }) => metric === 'memory-idle')
    expect(memory).toHaveLength(2)
    for (const { how, samples } of memory) {
      expect(how).toMatch(/cgroup v[12]/)
      for (const { value } of samples) expect(value).toBeGreaterThan(50_000)
    }
    expect(await leftovers(host, runId)).toEqual([])
    expect(await docker(host, 'images', '--quiet', '--no-trunc', 'local/musl:1')).toBe(before)
  })

  it('gives each smoke cell a container and a network of its own, reachable from the runner', async () => {
    await using repository = await makeRepository({
      Dockerfile: healthy(),
      'Dockerfile.candidate': healthy(),
      'check.mjs': `const { BASE_URL, VARIANT, SERVICE, CONTAINER_ID } = process.env
const answer = await fetch(BASE_URL + '/health')
console.log(VARIANT, SERVICE, CONTAINER_ID.length, answer.status)
process.exit(answer.ok && CONTAINER_ID.length === 64 && SERVICE === 'web' ? 0 : 1)
`,
      [configPath]: configOf(`smoke:
  one: [{ run: node check.mjs }, { exec: [test, -f, /www/health] }, { log: { present: listening } }, { tcp: 8000 }]
  two: [{ http: GET /health, json: { status: healthy } }]
`),
    })
    const { record, exitCode } = await compareJson({ cwd: repository.folder, host }, ['--parallel', '4'])
    expect(
      record.facts.cells.flatMap(({ checks }) => checks.filter(({ outcome }) => outcome !== 'passed')),
    ).toEqual([])
    expect(record.facts.cells).toHaveLength(4)
    expect(exitCode).toBe(0)
  })

  it('runs a variant as hardened as the config says', async () => {
    await using repository = await makeRepository({
      Dockerfile: healthy(),
      'Dockerfile.candidate': healthy(),
      'ci.env': '# comment\nFROM_FILE=yes\n',
      [configPath]: configOf(`run:
  port: 8000
  env: { GREETING: "a=b c" }
  env-file: ci.env
  memory: 32MB
  cpus: 0.5
  tmpfs: [/scratch]
  volumes: ["./.github:/data:ro"]
  read-only: true
  user: "1000"
  cap-drop: [ALL]
smoke:
  hardened:
    - exec: [sh, -c, '! touch /www/x 2>/dev/null']
    - exec: [sh, -c, 'touch /scratch/x']
    - exec: [sh, -c, '! touch /data/x 2>/dev/null && test -f /data/container-migrate.yml']
    - exec: [sh, -c, 'test "$(id -u)" = 1000']
    - exec: [sh, -c, 'test "$GREETING" = "a=b c" && test "$FROM_FILE" = yes']
    - exec: [sh, -c, 'grep -q "^CapBnd:.0*$" /proc/self/status']
`),
    })
    const { record } = await compareJson({ cwd: repository.folder, host })
    expect(
      record.facts.cells.flatMap(({ checks }) => checks.filter(({ outcome }) => outcome !== 'passed')),
    ).toEqual([])
    expect(record.judgement.verdict).toBe('pass')
  })
})

describe('a candidate that goes wrong', () => {
  const compareWith = async (
    candidate: string,
    rest = suite,
    baseline = healthy(),
    ofCandidate = '',
    via = host,
  ) => {
    await using repository = await makeRepository({
      Dockerfile: baseline,
      'Dockerfile.candidate': candidate,
      [configPath]: configOf(rest, 'web', ofCandidate),
    })
    const run = await compareJson({ cwd: repository.folder, host: via })
    expect(await leftovers(host, run.runId)).toEqual([])
    return run
  }
  const startOf = (record: Awaited<ReturnType<typeof compareWith>>['record'], role = 'candidate') =>
    record.facts.starts.find(({ ref, purpose }) => ref.role === role && purpose === 'timed')

  it('fails at its build with the line and the last words, and leaves the baseline measured', async () => {
    const { record, exitCode, stderr } = await compareWith(failingBuild())
    const candidate = record.facts.prepared.find(({ ref }) => ref.role === 'candidate')
    expect(candidate?.failure).toMatchObject({
      reason: 'build-error',
      exitCode: 7,
      place: { file: 'Dockerfile.candidate', line: 3 },
    })
    expect(candidate?.failure?.tail?.join('\n')).toContain('the cause')
    expect(stderr).toContain('the cause')
    expect(startOf(record, 'baseline')?.readyMs).toBeGreaterThan(0)
    expect(record.judgement.verdict).toBe('fail')
    expect(exitCode).toBe(1)
  })

  it('is noticed when it exits at start, with its exit code and last lines', async () => {
    const { record, exitCode } = await compareWith(running('echo the last words; exit 3'))
    expect(startOf(record)?.failure).toMatchObject({ reason: 'exited', exitCode: 3 })
    expect(startOf(record)?.failure?.tail).toContain('the last words')
    expect(exitCode).toBe(1)
  })

  it('is named as never ready when nothing listens where it should', async () => {
    const { record, exitCode } = await compareWith(onPort(9000), suite, healthy(), 'ready: { timeout: 3s }')
    expect(startOf(record)?.failure).toMatchObject({ reason: 'never-ready' })
    expect(startOf(record)?.failure?.message).toMatch(/8000/)
    expect(exitCode).toBe(1)
  })

  it.each(['as the engine says', 'as the kernel says, where the engine was not told in time'])(
    'is named as killed by its memory limit, %s',
    async (who) => {
      await using deaf = await forwardSocket(host, undefined, deafToOomKills)
      const { record, exitCode } = await compareWith(
        running('echo growing; exec tail /dev/zero'),
        `${suite}run: { port: 8000, memory: 16MB }\n`,
        withCommand('true'),
        '',
        who.startsWith('as the engine') ? host : deaf.host,
      )
      expect(startOf(record)?.failure).toMatchObject({ reason: 'killed-by-memory-limit' })
      expect(exitCode).toBe(1)
    },
  )

  it('is not named as killed by a limit that it does not have', async () => {
    const { record } = await compareWith(running('exit 137'))
    expect(startOf(record)?.failure).toMatchObject({ reason: 'exited', exitCode: 137 })
  })

  it('ends a check that hangs at its timeout', async () => {
    const { record, exitCode } = await compareWith(
      withCommand('touch /slow'),
      `smoke:
  runtime:
    - exec: [sh, -c, 'test ! -f /slow || sleep 600']
      timeout: 8s
`,
    )
    const cell = record.facts.cells.find(({ role }) => role === 'candidate')
    expect(cell?.checks[0]).toMatchObject({ outcome: 'failed', failure: { reason: 'timeout' } })
    expect(record.judgement.checks).toMatchObject([{ outcome: 'broken-by-the-move' }])
    expect(exitCode).toBe(1)
  })

  it('that dies in a suite is told once, and the checks after it did not run', async () => {
    const { record, exitCode } = await compareWith(
      withCommand('busybox httpd -p 8000 -h /www; until [ -f /die ]; do sleep 0.1; done; exit 4', {
        kill: 'x',
      }),
      `smoke:
  api:
    - exec: [sh, -c, 'test ! -f /www/kill || { touch /die; sleep 100; }']
    - http: GET /health
    - http: GET /health
`,
    )
    const checks = record.facts.cells.find(({ role }) => role === 'candidate')?.checks
    expect(checks?.map(({ outcome }) => outcome)).toEqual(['failed', 'not-run', 'not-run'])
    expect(record.judgement.findings.filter(({ level }) => level === 'fail')).toHaveLength(1)
    expect(exitCode).toBe(1)
  })

  it('is refused for what it breaks, not for what was broken before or what it mends', async () => {
    const { record, exitCode } = await compareWith(
      healthy({ mended: 'x', same: 'two' }),
      `smoke:
  api:
    - http: GET /health
    - http: GET /gone
      status: 200
    - http: GET /mended
    - http: GET /nowhere
    - http: GET /same
      same: [status, body]
`,
      healthy({ gone: 'x', same: 'one' }),
    )
    expect(record.judgement.checks.map(({ check, outcome }) => [check, outcome])).toEqual([
      ['GET /health', 'passed'],
      ['GET /gone', 'broken-by-the-move'],
      ['GET /mended', 'fixed'],
      ['GET /nowhere', 'already-broken'],
      ['GET /same', 'broken-by-the-move'],
    ])
    expect(exitCode).toBe(1)
  })

  it('fails over a budget and passes at it', async () => {
    const { record, exitCode } = await compareWith(
      healthy({ big: 'x'.repeat(3000) }),
      `${suite}budgets:
  image-size: { limit: { fail: 1kB }, migration: { warn: 0%, fail: 10% } }
`,
    )
    const findings = record.judgement.findings.map(({ tag, level }) => [tag, level])
    expect(findings).toContainEqual(['migration-exceeded', 'warn'])
    expect(findings).toContainEqual(['limit-exceeded', 'fail'])
    expect(exitCode).toBe(1)
  })
})

describe('what a container prints', () => {
  it('reaches the report as text and commands nobody', async () => {
    const hostile =
      '::error::pwned%0A<img src=x onerror=alert(1)> @everyone [x](http://e.test) `` | **b** <!-- '
    await using repository = await makeRepository({
      Dockerfile: healthy({ page: 'fine' }),
      'Dockerfile.candidate': withCommand(`echo '${hostile}'; echo '##[error]x'`, { page: hostile }),
      [configPath]: configOf(`smoke:
  api:
    - http: GET /page
      contains: fine
    - log: { absent: pwned }
`),
    })
    const { stdout, stderr, exitCode } = await runCli(['compare', '--markdown'], {
      cwd: repository.folder,
      host,
    })
    expect(exitCode).toBe(1)
    for (const text of [stdout, stderr]) {
      expect(text).not.toMatch(/^\s*::/m)
      expect(text).not.toContain('##[')
    }
    const html = marked.parse(stdout, { async: false })
    expect(html).not.toMatch(/<img/)
    // Inside code GitHub shows a mention as text and tells nobody.
    const outsideCode = html.replace(/<(pre|code)>[\s\S]*?<\/\1>/g, '')
    expect(outsideCode).not.toContain('@everyone')
  })
})
