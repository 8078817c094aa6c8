import { describe, expect, it } from 'vitest'
import { onlyService, parsedConfig, service } from './parsed.js'

const withDefaults = (defaults: string, rest = '', candidate = ''): string =>
  service(rest)
    .replace('services:', `defaults:\n${defaults.replace(/^/gm, '  ')}\nservices:`)
    .replace('"api:alpine"', `"api:alpine"${candidate}`)
const madeWith = (...parts: Parameters<typeof withDefaults>) =>
  onlyService(parsedConfig(withDefaults(...parts)))

describe('defaults', () => {
  it('are what a service starts from', () => {
    const made = madeWith(
      'run: { port: 80 }\nsamples: { max: 9 }\nsmoke: { base: [tcp: 80] }\nbudgets: { startup: 5s }\nready: { log: up }',
    )
    expect(made.candidate.run.port).toBe(80)
    expect(made.samples).toMatchObject({ min: 6, max: 9 })
    expect(made.smoke.map(({ name }) => name)).toEqual(['base'])
    expect(made.budgets).toMatchObject([
      { metric: 'startup', limit: { fail: 5000 }, place: { line: 6, column: 14 } },
    ])
    expect(made.baseline.ready.conditions).toEqual([{ by: 'log', text: 'up' }])
  })

  it('give way key by key, service before defaults and variant before service', () => {
    const { baseline, candidate } = madeWith(
      'run: { port: 80, user: "1", memory: 64MB, env: { A: d, B: d, C: d } }',
      'run: { user: "2", memory: 32MB, env: { B: s, C: s } }',
      ', run: { memory: 16MB, env: { C: v } }',
    )
    expect(baseline.run).toMatchObject({
      port: 80,
      user: '2',
      memoryBytes: 32e6,
      env: { A: 'd', B: 's', C: 's' },
    })
    expect(candidate.run).toMatchObject({
      port: 80,
      user: '2',
      memoryBytes: 16e6,
      env: { A: 'd', B: 's', C: 'v' },
    })
  })

  it('of readiness are replaced as a whole by a layer with a condition, but for the time', () => {
    const { baseline, candidate } = madeWith(
      'ready: { log: up, healthcheck: true, timeout: 5s }',
      'ready: { timeout: 7s }',
      ', ready: { tcp: 81 }',
    )
    expect(baseline.ready).toEqual({
      conditions: [{ by: 'log', text: 'up' }, { by: 'healthcheck' }],
      timeoutMs: 7000,
    })
    expect(candidate.ready).toEqual({ conditions: [{ by: 'tcp', port: 81 }], timeoutMs: 7000 })
  })

  it('join suites and budgets by name, and replace a suite or an axis as a whole', () => {
    const made = madeWith(
      'smoke: { a: [tcp: 1], b: [tcp: 2] }\n' +
        'budgets: { startup: { limit: { warn: 1s, fail: 2s }, migration: 5% }, image-size: 1MB }',
      'smoke: { b: [tcp: 3] }\nbudgets: { startup: 9s, pull-size: 1MB }',
    )
    expect(made.smoke.map(({ name, checks }) => [name, checks.map((check) => check.name)])).toEqual([
      ['a', ['tcp 1']],
      ['b', ['tcp 3']],
    ])
    expect(made.budgets.map(({ place, ...budget }) => budget)).toEqual([
      { metric: 'image-size', limit: { fail: 1e6 } },
      { metric: 'pull-size', limit: { fail: 1e6 } },
      { metric: 'startup', limit: { fail: 9000 }, migration: { fail: 0.05 } },
    ])
  })

  it('may give the port that a check of the service asks', () => {
    expect(madeWith('run: { port: 80 }', 'smoke: { a: [http: GET /] }').smoke).toHaveLength(1)
  })
})

describe('what nobody said', () => {
  it('is 60 s to be ready, 30 s for a check, 10 s to stop, and 6 to 30 pairs in 5 minutes', () => {
    const made = onlyService(parsedConfig(service('smoke: { a: [tcp: 1] }')))
    expect(made.candidate.ready.timeoutMs).toBe(60_000)
    expect(made.smoke[0]?.checks[0]?.timeoutMs).toBe(30_000)
    expect(made.candidate.run).toEqual({
      env: {},
      tmpfs: [],
      volumes: [],
      readOnly: false,
      capDrop: [],
      stopTimeoutMs: 10_000,
    })
    expect(made.samples).toEqual({ min: 6, max: 30, forMs: 300_000, matters: 0.05 })
  })

  it('follows the one limit of samples that is given', () => {
    const made = (samples: string) => onlyService(parsedConfig(service(`samples: ${samples}`))).samples
    expect(made('{ max: 2 }')).toMatchObject({ min: 2, max: 2 })
    expect(made('{ min: 40 }')).toMatchObject({ min: 40, max: 40 })
    expect(made('{ for: 90s, matters: 2.5% }')).toMatchObject({ min: 6, forMs: 90_000, matters: 0.025 })
  })

  it('is an open port where there is a port, told as an assumption', () => {
    const config = parsedConfig(service('run: { port: 80 }'))
    expect(onlyService(config).candidate.ready.conditions).toEqual([{ by: 'tcp', port: 80 }])
    expect(config.assumptions).toEqual([
      'api: it has no `ready`, so it counts as ready once port 80 is open.',
    ])
  })

  it('is nothing to wait for where there is no port, told as an assumption', () => {
    const config = parsedConfig(service(''))
    expect(onlyService(config).candidate.ready.conditions).toEqual([])
    expect(config.assumptions).toEqual([
      'api: it has neither `ready` nor a port, so it counts as ready once it is started.',
    ])
  })

  it('is the folder of the Dockerfile as the context', () => {
    const contextOf = (dockerfile: string) => {
      const text = service('').replace('image: "api:alpine"', `dockerfile: ${dockerfile}`)
      return onlyService(parsedConfig(text)).candidate.source
    }
    expect(contextOf('docker/api/Dockerfile')).toMatchObject({ context: 'docker/api' })
    expect(contextOf('Dockerfile')).toMatchObject({ context: '.' })
  })
})

describe('values', () => {
  it('stay as they were typed where they are text, so that 3.10 is not 3.1', () => {
    const { candidate } = onlyService(
      parsedConfig(
        service('run: { user: 0123, env: { PYTHON: 3.10, BIG: 1e3, HEX: 0x1F, N: 5, YES: "true" } }'),
      ),
    )
    expect(candidate.run.user).toBe('0123')
    expect(candidate.run.env).toEqual({ PYTHON: '3.10', BIG: '1e3', HEX: '0x1F', N: '5', YES: 'true' })
  })

  it('are JSON of the user in a body, with its own numbers and keys', () => {
    const text = service(
      'run: { port: 1 }\nsmoke: { a: [{ http: POST /, body: { price: 1.10, constructor: [null] }, json: null }] }',
    )
    expect(onlyService(parsedConfig(text)).smoke[0]?.checks[0]).toMatchObject({
      body: { price: 1.1, constructor: [null] },
      json: null,
    })
  })

  it('may be shared by an anchor', () => {
    const { baseline, candidate } = onlyService(
      parsedConfig(
        'version: 1\nservices:\n  a:\n    baseline: { image: a, run: &run { port: 80 } }\n    candidate: { image: b, run: *run }\n',
      ),
    )
    expect([baseline.run.port, candidate.run.port]).toEqual([80, 80])
  })

  it.each([
    ['0.5', 0.5],
    ['1.0', 1],
    ['2', 2],
  ])('cpus: %s is %s', (typed, cpus) => {
    expect(onlyService(parsedConfig(service(`run: { cpus: ${typed} }`))).candidate.run.cpus).toBe(cpus)
  })
})
