import { describe, expect, it } from 'vitest'
import { configFromInputs } from '../../../src/core/config/from-inputs.js'
import { configOf, errorLines, onlyService } from './parsed.js'

const files = new Set([
  'Dockerfile',
  'Dockerfile.alpine',
  'docker/api.Dockerfile',
  'out/api.tar',
  'out/api.tgz',
])
const from = (inputs: Record<string, string>) => configFromInputs(inputs, (path) => files.has(path))
const pair = { baseline: 'Dockerfile', candidate: 'Dockerfile.alpine' }
const sourceOf = (baseline: string) => onlyService(configOf(from({ ...pair, baseline }))).baseline.source

describe('inputs in place of a config', () => {
  it('make the config that the documentation shows', () => {
    const config = configOf(
      from({
        ...pair,
        port: '8000',
        ready: '/health',
        smoke: 'GET /health 200\npytest tests/smoke -q\n',
        'image-size': '250MB',
        startup: '10s',
      }),
    )
    const made = onlyService(config)
    expect(config).toMatchObject({ origin: 'inputs', assumptions: [] })
    expect(config.file).toBeUndefined()
    expect(made.name).toBe('service')
    expect(made.baseline.source).toMatchObject({ from: 'dockerfile', dockerfile: 'Dockerfile', context: '.' })
    expect(made.candidate.source).toMatchObject({
      from: 'dockerfile',
      dockerfile: 'Dockerfile.alpine',
      context: '.',
    })
    expect(made.candidate.run.port).toBe(8000)
    expect(made.candidate.ready.conditions).toEqual([{ by: 'http', path: '/health' }])
    expect(made.smoke).toMatchObject([
      {
        name: 'smoke',
        checks: [
          { by: 'http', name: 'GET /health', method: 'GET', path: '/health', status: 200 },
          { by: 'run', name: 'pytest tests/smoke -q', command: 'pytest tests/smoke -q' },
        ],
      },
    ])
    expect(made.budgets).toEqual([
      { metric: 'image-size', limit: { fail: 250e6 } },
      { metric: 'startup', limit: { fail: 10_000 } },
    ])
  })

  it('point at no file of the repository, as there is none to point at', () => {
    const made = onlyService(configOf(from({ ...pair, smoke: 'true' })))
    expect([made.baseline.place, made.smoke[0]?.checks[0]?.place]).toEqual([undefined, undefined])
  })

  it('that are empty, or are not about a service, are as if not given', () => {
    const made = onlyService(
      configOf(from({ ...pair, port: '', ready: ' ', smoke: '', 'github-token': 'x', startup: '' })),
    )
    expect(made.candidate.run.port).toBeUndefined()
    expect(made.budgets).toEqual([])
  })

  it('give one context to both Dockerfiles', () => {
    const made = onlyService(configOf(from({ ...pair, baseline: 'docker/api.Dockerfile', context: 'app' })))
    expect([made.baseline.source, made.candidate.source]).toMatchObject([
      { context: 'app' },
      { context: 'app' },
    ])
  })
})

describe('a source', () => {
  it('is a Dockerfile, an archive or an image by what is there', () => {
    expect(sourceOf('docker/api.Dockerfile')).toMatchObject({ from: 'dockerfile', context: 'docker' })
    expect(sourceOf('out/api.tar')).toEqual({ from: 'archive', archive: 'out/api.tar' })
    expect(sourceOf('out/api.tgz')).toEqual({ from: 'archive', archive: 'out/api.tgz' })
    expect(sourceOf('ghcr.io/org/api:1.4.2')).toEqual({ from: 'image', image: 'ghcr.io/org/api:1.4.2' })
    expect(sourceOf('docker/dockerfile:1')).toEqual({ from: 'image', image: 'docker/dockerfile:1' })
  })

  it('is told where it was taken for an image', () => {
    expect(configOf(from({ ...pair, candidate: 'api:alpine' })).assumptions[0]).toBe(
      'The candidate `api:alpine` is taken for an image, as there is no such file.',
    )
  })

  it.each(['Dockerfile.slim', 'docker/Dockerfile', './api', 'build/api.dockerfile'])(
    '%s is a Dockerfile that is missing',
    (path) => {
      expect(errorLines(from({ ...pair, candidate: path }))).toEqual([
        `input 'candidate': names the Dockerfile \`${path}\`, which is not there: paths begin in the folder that the run works in`,
      ])
    },
  )

  it('may not be a missing archive, nor no image at all', () => {
    expect(errorLines(from({ baseline: 'out/none.tar', candidate: 'a b' }))).toEqual([
      "input 'baseline': names the archive `out/none.tar`, which is not there",
      "input 'candidate': must be an image, such as ghcr.io/org/backend:1.4.2 (names are in lower case)",
    ])
  })
})

describe('the service', () => {
  it.each([
    [{ ...pair, baseline: 'docker/api.Dockerfile' }, 'api'],
    [{ ...pair, 'service-name': 'web' }, 'web'],
    [pair, 'service'],
    [{ baseline: 'node:22', candidate: 'node:22-alpine' }, 'service'],
  ])('of %j is called %s', (inputs, name) => {
    expect(onlyService(configOf(from(inputs))).name).toBe(name)
  })
})

describe('ready', () => {
  it.each([
    ['/health', { by: 'http', path: '/health' }],
    ['8001', { by: 'tcp', port: 8001 }],
    ['log:listening on', { by: 'log', text: 'listening on' }],
    ['healthcheck', { by: 'healthcheck' }],
  ])('%s is %j', (ready, condition) => {
    const made = onlyService(configOf(from({ ...pair, port: '80', ready })))
    expect(made.candidate.ready.conditions).toEqual([condition])
  })
})

describe('errors of inputs', () => {
  it('name the input, and come all at once', () => {
    expect(
      errorLines(
        from({
          ...pair,
          port: 'http',
          ready: 'soon',
          startup: '10',
          'image-size': '5 megs',
          'service-name': 'a b',
        }),
      ).sort(),
    ).toEqual([
      "input 'image-size': must be a size with its unit (B kB MB GB KiB MiB GiB), such as 250MB (did you mean `5MB`?)",
      "input 'port': must be a port, from 1 to 65535",
      "input 'ready': must be a path such as /health, a port, log:TEXT or healthcheck, not `soon`",
      "input 'service-name': must be a name of letters, digits, `.`, `_` and `-`, at most 63 and a letter or digit first (did you mean `a-b`?)",
      "input 'startup': must be a duration with its unit (ms s m h), such as 30s",
    ])
  })

  it('tell the line of a smoke check', () => {
    expect(
      errorLines(
        from({
          ...pair,
          port: '1',
          smoke: '\n# up?\nGET /health\nGET health\n\nGET / 2000\nGET / 200 fast\n',
        }),
      ),
    ).toEqual([
      "input 'smoke', line 4: must be an HTTP method and a path, such as GET /health (did you mean `GET /health`?)",
      "input 'smoke', line 6: must be a whole number from 100 to 599",
      "input 'smoke', line 7: must be an HTTP method and a path, such as GET /health (did you mean `GET /`?)",
    ])
    expect(errorLines(from({ ...pair, smoke: '# nothing yet' }))).toEqual(["input 'smoke': holds no check"])
  })

  it('ask for the input `port` where something asks over HTTP', () => {
    expect(errorLines(from({ ...pair, ready: '/health', smoke: 'true\nGET /' }))).toEqual([
      "input 'ready': needs a port to ask, and `service` has none: set input 'port'",
      "input 'smoke', line 2: needs a port to ask, and `service` has none: set input 'port'",
    ])
  })

  it('ask for both variants, and for a context only where something is built', () => {
    expect(errorLines(from({ baseline: 'Dockerfile' }))).toEqual([
      "input 'candidate': is missing: give the path of a Dockerfile, an image, or an archive's path",
    ])
    expect(errorLines(from({ baseline: 'a:1', candidate: 'a:2', context: '.' }))).toEqual([
      "input 'context': has no use: neither variant is built from a Dockerfile",
    ])
  })

  it.each(['__proto__', 'constructor'])('refuse %s as the name of a service', (name) => {
    expect(errorLines(from({ ...pair, 'service-name': name })).length).toBeGreaterThan(0)
  })
})
