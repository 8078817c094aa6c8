import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseConfig } from '../../../src/core/config/parse-config.js'
import { metrics } from '../../../src/core/domain/metric.js'
import { configOf, onlyService } from './parsed.js'

const text = readFileSync(new URL('./fixtures/example.yml', import.meta.url), 'utf8')
const file = '.github/container-migrate.yml'
const config = configOf(parseConfig(text, file))
const backend = onlyService(config)
const lineOf = (part: string) => text.split('\n').findIndex((line) => line.includes(part)) + 1

describe('the example of the documentation', () => {
  it('says where it came from', () => {
    expect(config).toMatchObject({ version: 1, origin: 'file', file })
    expect(backend.name).toBe('backend')
  })

  it('is built from its two Dockerfiles', () => {
    expect(backend.baseline.source).toEqual({
      from: 'dockerfile',
      dockerfile: 'docker/backend.Dockerfile',
      context: '.',
      target: 'runtime',
      buildArgs: { PYTHON: '3.13' },
      buildContexts: { 'python:3.13-slim': 'docker-image://mirror.example/python:3.13-slim' },
      secrets: [{ id: 'npmrc', env: 'NPM_TOKEN' }],
      platform: 'linux/amd64',
    })
    expect(backend.candidate.source).toEqual({
      from: 'dockerfile',
      dockerfile: 'docker/backend.alpine.Dockerfile',
      context: '.',
      buildArgs: {},
      buildContexts: {},
      secrets: [],
    })
    expect(backend.candidate.place).toEqual({ file, line: lineOf('candidate:'), column: 5 })
  })

  it("is started as it says, with the image's own command for an empty one", () => {
    const run = {
      port: 8000,
      env: { LOG_LEVEL: 'info' },
      envFile: '.env.ci',
      memoryBytes: 256_000_000,
      cpus: 0.5,
      tmpfs: ['/tmp'],
      volumes: [{ host: './fixtures', container: '/data', readOnly: true }],
      readOnly: true,
      user: '1000',
      capDrop: ['ALL'],
      stopTimeoutMs: 10_000,
    }
    expect(backend.baseline.run).toEqual(run)
    expect(backend.candidate.run).toEqual(run)
  })

  it('waits for its health endpoint for its own time and not for that of the defaults', () => {
    expect(backend.candidate.ready).toEqual({
      conditions: [{ by: 'http', path: '/health' }],
      timeoutMs: 30_000,
    })
    expect(backend.samples).toMatchObject({ min: 5, max: 30 })
  })

  it('has its suites with all of their checks', () => {
    const placed = (part: string) => ({ place: { file, line: lineOf(part), column: 11 } })
    const http = { by: 'http', sendHeaders: {}, headers: {}, same: [], ignore: [], timeoutMs: 30_000 }
    expect(backend.smoke).toEqual([
      {
        name: 'api',
        checks: [
          {
            ...http,
            ...placed('GET /health'),
            name: 'GET /health',
            method: 'GET',
            path: '/health',
            status: 200,
            headers: { 'content-type': 'application/json*' },
            json: { status: 'healthy' },
            withinMs: 500,
          },
          {
            ...http,
            ...placed('POST /items'),
            name: 'POST /items',
            method: 'POST',
            path: '/items',
            body: { name: 'x' },
            status: 201,
            same: ['status', 'body'],
            ignore: ['$.id', '$.createdAt'],
          },
          {
            ...placed('websocket:'),
            by: 'websocket',
            name: 'websocket /live',
            path: '/live',
            send: 'ping',
            expect: 'pong',
            timeoutMs: 30_000,
          },
        ],
      },
      {
        name: 'runtime',
        checks: [
          {
            ...placed('psycopg2'),
            by: 'exec',
            name: 'python -c "import psycopg2"',
            command: ['python', '-c', 'import psycopg2'],
            timeoutMs: 30_000,
          },
          {
            ...placed('run: pytest'),
            by: 'run',
            name: 'pytest tests/smoke -q',
            command: 'pytest tests/smoke -q',
            timeoutMs: 300_000,
          },
          { ...placed('absent:'), by: 'log', name: 'log has no "ERROR"', absent: 'ERROR', timeoutMs: 30_000 },
          { ...placed('- tcp: 8000'), by: 'tcp', name: 'tcp 8000', port: 8000, timeoutMs: 30_000 },
        ],
      },
    ])
  })

  it('has its budgets in the units of their metrics, with the place of each', () => {
    const budgets = Object.fromEntries(
      backend.budgets.map(({ metric, place, ...levels }) => [metric, levels]),
    )
    expect(budgets).toEqual({
      'image-size': {
        limit: { warn: 250e6, fail: 500e6 },
        migration: { fail: 0 },
        regression: { warn: 0.01, fail: 0.05, floor: 1e6 },
      },
      'pull-size': { limit: { fail: 120e6 } },
      startup: { limit: { warn: 10_000, fail: 15_000 }, migration: { fail: 0.1 } },
      'memory-idle': { limit: { warn: 1e9, fail: 1.5e9 } },
      'memory-peak': { limit: { fail: 1.5e9 } },
      'build-time': { limit: { fail: 300_000 } },
      'rebuild-time': { limit: { fail: 60_000 } },
      'context-size': { limit: { fail: 10e6 } },
      'suite-time': { limit: { fail: 60_000 } },
      'failure-rate': { limit: { warn: 0.05, fail: 0.1 } },
      'latency-p95': { migration: { fail: 0 } },
      'wasted-bytes': { limit: { fail: 20e6 } },
      efficiency: { limit: { fail: 0.95 } },
    })
    for (const { metric, place } of backend.budgets) {
      expect(place).toEqual({ file, line: lineOf(`      ${metric}:`), column: 7 })
    }
    expect(metrics).toEqual(expect.arrayContaining(Object.keys(budgets)))
  })

  it('takes how to load it, and assumes nothing', () => {
    expect(backend.load).toEqual({ path: '/health', ratePerSecond: 50, durationMs: 10_000 })
    expect(config.assumptions).toEqual([])
  })

  it('takes the other sources for either role', () => {
    const sources = text
      .replace(/baseline:\n(?: {6}.*\n)+/, 'baseline: { image: ghcr.io/org/backend:1.4.2 }\n')
      .replace(/candidate:\n(?: {6}.*\n)+/, 'candidate: { archive: out/backend.tar }\n')
    const { baseline, candidate } = onlyService(configOf(parseConfig(sources, file)))
    expect(baseline.source).toEqual({ from: 'image', image: 'ghcr.io/org/backend:1.4.2' })
    expect(candidate.source).toEqual({ from: 'archive', archive: 'out/backend.tar' })
  })
})
