import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { configOf, configPath } from '../support/compare-config.js'
import { mainEngine } from '../support/engines.js'
import { freePort } from '../support/free-port.js'
import { isRunning, leftovers, processesOf } from '../support/leftovers.js'
import { makeRepository } from '../support/repository.js'
import { compareJson, runCli } from '../support/run-cli.js'
import { healthy } from '../support/services.js'

let host = ''
beforeAll(async () => {
  host = await mainEngine()
})

/** Answers like the image, with a child beside it and another that left its session. */
const server = (port: number) => `
  const { spawn } = require('node:child_process')
  spawn('sleep', ['600'])
  spawn('sh', ['-c', 'exec setsid sleep 600'], { detached: true })
  require('node:http').createServer((request, response) => {
    if (request.url === '/health') response.end('{"status":"healthy"}')
    else if (request.url === '/hold') require('node:fs').writeFileSync('held', '')
    else response.writeHead(404).end()
  }).listen(${port}, () => console.log('listening'))`

const files = (port: number, rest = '') => ({
  'server/server.js': server(port),
  'server/.env': 'GREETING=hello\n',
  Dockerfile: healthy(),
  [configPath]: `version: 1
services:
  web:
    samples: { min: 2, max: 2 }
    baseline:
      process: node server.js
      cwd: server
      env-file: server/.env
      run: { port: ${port} }
    candidate:
      dockerfile: Dockerfile
      run: { port: 8000, memory: 64MB }
    ready: { http: /health, timeout: 30s }
${rest}`,
})

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await pause(50)
}

describe('a command of a check', () => {
  it('that leaves its session is ended with the run, though no variant is a process', async () => {
    const command = `sleep 602.${process.pid}`
    await using repository = await makeRepository({
      Dockerfile: healthy(),
      'Dockerfile.candidate': healthy(),
      [configPath]: configOf(
        `smoke:\n  held:\n    - run: setsid ${command} & sleep 0.1; echo $CONTAINER_MIGRATE_RUN\n`,
      ),
    })
    const { record, exitCode, runId, stderr } = await compareJson({ cwd: repository.folder, host })
    expect(exitCode, stderr).toBe(0)
    expect(record.facts.cells.flatMap(({ checks }) => checks.map(({ output }) => output))).toEqual([
      [runId],
      [runId],
    ])
    expect(await isRunning(command)).toBe(false)
    expect(await leftovers(host, runId)).toEqual([])
  })
})

describe('a process as the baseline', () => {
  it('is started, measured, checked and compared beside an image, and leaves nothing behind', async () => {
    const port = await freePort()
    await using repository = await makeRepository(
      files(
        port,
        `    smoke:
      api:
        - { http: GET /health, status: 200, json: { status: healthy }, same: [status, body] }
        - log: { present: listening }
        - run: wget -q -O - "$BASE_URL/health" || node -e 'fetch(process.env.BASE_URL + "/health").then((r) => r.text())'
      more:
        - http: GET /health
    budgets:
      image-size: { limit: 100MB, migration: 0% }
`,
      ),
    )
    const { record, exitCode, runId, stderr } = await compareJson({ cwd: repository.folder, host })
    expect(exitCode, stderr).toBe(0)
    expect(record.facts.cells.flatMap(({ checks }) => checks.map(({ outcome }) => outcome))).toEqual(
      Array(8).fill('passed'),
    )
    const starts = record.facts.starts.filter(({ ref }) => ref.role === 'baseline')
    expect(starts.map(({ via, failure }) => failure ?? via)).toEqual(Array(5).fill('host'))
    const number = (metric: string) =>
      record.judgement.comparisons.find((comparison) => comparison.metric === metric)
    expect(number('startup')?.baseline).toBeGreaterThan(0)
    expect(number('startup')?.candidate).toBeGreaterThan(0)
    // A node process is never as small as a shell's httpd.
    expect(number('memory-idle')?.baseline).toBeGreaterThan(number('memory-idle')?.candidate ?? Infinity)
    expect(number('image-size')).toMatchObject({ absent: { baseline: 'a process has no image' } })
    expect(number('image-size')?.baseline).toBeUndefined()
    const unjudged = record.judgement.findings.filter(({ tag }) => tag === 'budget-unjudged')
    expect(unjudged).toEqual([
      expect.objectContaining({ tag: 'budget-unjudged', axis: 'migration', because: 'baseline-absent' }),
    ])
    const stops = starts.flatMap(({ stop }) => stop ?? [])
    expect(stops.map(({ sent, exitCode }) => [sent, exitCode])).toEqual(Array(3).fill(['SIGTERM', 143]))
    expect(number('container-create')).toMatchObject({
      absent: { baseline: 'a process is neither created nor removed' },
    })
    expect(record.config.assumptions.join()).toContain('the baseline is a process')
    expect(await processesOf(runId)).toEqual([])
    expect(await leftovers(host, runId)).toEqual([])
  })

  it('whose run is killed is ended by clean, with what left its session', async () => {
    const port = await freePort()
    await using repository = await makeRepository(files(port, '    smoke:\n      held: [http: GET /hold]\n'))
    const request = { cwd: repository.folder, host }
    const killed = await runCli(['compare'], {
      ...request,
      onProgress: {
        matches: /^ {2}run /m,
        async act(pid) {
          await until(() => existsSync(`${repository.folder}/server/held`))
          process.kill(pid, 'SIGKILL')
        },
      },
    })
    expect(killed.signal).toBe('SIGKILL')
    expect((await processesOf(killed.runId)).length).toBeGreaterThanOrEqual(3)
    expect((await runCli(['clean'], request)).stdout).toContain(`run ${killed.runId}`)
    const cleaned = await runCli(['clean', killed.runId ?? ''], request)
    expect(cleaned.exitCode, cleaned.stdout).toBe(0)
    expect(await processesOf(killed.runId)).toEqual([])
    expect(await leftovers(host, killed.runId)).toEqual([])
  })

  it('whose port is taken is the machine’s failure, and who has it is told', async () => {
    const squatter = createServer().listen(0, '0.0.0.0')
    await once(squatter, 'listening')
    try {
      const { port } = squatter.address() as AddressInfo
      await using repository = await makeRepository(files(port))
      const { record } = await compareJson({ cwd: repository.folder, host })
      const [start] = record.facts.starts.filter(({ ref }) => ref.role === 'baseline')
      const name = (await readFile('/proc/self/comm', 'utf8')).trim()
      expect(start?.failure).toEqual({
        reason: 'port-taken',
        message: `port ${port} is already taken by ${name} (pid ${process.pid})`,
      })
      expect(record.judgement.verdict).toBe('inconclusive')
    } finally {
      squatter.close()
    }
  })
})

describe('two processes', () => {
  it('are compared without any engine', async () => {
    const port = await freePort()
    await using repository = await makeRepository({
      'server.js': server(port),
      [configPath]: `version: 1
services:
  web:
    samples: { min: 2, max: 2 }
    baseline: { process: node server.js }
    candidate: { process: [node, server.js] }
    run: { port: ${port} }
    smoke:
      api: [http: GET /health]
`,
    })
    const nowhere = `unix://${repository.folder}/no.sock`
    const { record, exitCode, stderr, runId } = await compareJson({ cwd: repository.folder, host: nowhere })
    expect(exitCode, stderr).toBe(0)
    expect(record.facts.machine).not.toHaveProperty('engineVersion')
    expect(record.facts.cells.map(({ checks }) => checks[0]?.outcome)).toEqual(['passed', 'passed'])
    expect(await processesOf(runId)).toEqual([])
  })
})
