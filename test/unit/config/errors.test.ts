import { describe, expect, it } from 'vitest'
import { errorsOf, service } from './parsed.js'

describe('an unknown key', () => {
  it('names the nearest key that is known there', () => {
    expect(errorsOf(service('run:\n  prot: 8000'))).toEqual([
      'c.yml:7:7  services.api.run.prot: is not a known key (did you mean `port`?)',
    ])
  })

  it('lists the known ones where none is near', () => {
    expect(errorsOf(service('samples: { often: 3 }'))).toEqual([
      'c.yml:6:16  services.api.samples.often: is not a known key: known here are min, max, for, matters, cold',
    ])
  })

  it('names the nearest metric among budgets', () => {
    expect(errorsOf(service('budgets:\n  image_sise: 5MB\n  Startup: 5s'))).toEqual([
      'c.yml:7:7  services.api.budgets.image_sise: is not a known metric (did you mean `image-size`?)',
      'c.yml:8:7  services.api.budgets.Startup: is not a known metric (did you mean `startup`?)',
    ])
  })

  it('says where a key belongs that is known elsewhere', () => {
    const text = service('smoke:\n  a:\n    - run: ./x\n      status: 200').replace(
      'image: "api:alpine"',
      'image: "api:alpine", context: .',
    )
    expect(errorsOf(text)).toEqual([
      'c.yml:5:39  services.api.candidate.context: belongs to a `dockerfile`: nothing is built here',
      'c.yml:9:11  services.api.smoke.a[0].status: belongs to `http` checks',
    ])
  })
})

describe('a value in the wrong unit', () => {
  it.each([
    [
      'memory: 256m',
      'c.yml:7:15',
      'memory',
      'size with its unit (B kB MB GB KiB MiB GiB), such as 250MB',
      '256MiB',
    ],
    [
      'memory: 256 mb',
      'c.yml:7:15',
      'memory',
      'size with its unit (B kB MB GB KiB MiB GiB), such as 250MB',
      '256MB',
    ],
    [
      'stop-timeout: 1m30s',
      'c.yml:7:21',
      'stop-timeout',
      'duration with its unit (ms s m h), such as 30s',
      '90s',
    ],
    [
      'stop-timeout: 5 sec',
      'c.yml:7:21',
      'stop-timeout',
      'duration with its unit (ms s m h), such as 30s',
      '5s',
    ],
  ])('%s is told what is accepted and what may have been meant', (line, place, key, accepted, meant) => {
    expect(errorsOf(service(`run:\n  ${line}`))).toEqual([
      `${place}  services.api.run.${key}: must be a ${accepted} (did you mean \`${meant}\`?)`,
    ])
  })

  it('is told by its metric in a budget', () => {
    expect(errorsOf(service('budgets:\n  startup: 10MB\n  image-size: 10s\n  failure-rate: 5'))).toEqual([
      'c.yml:7:16  services.api.budgets.startup: must be a duration with its unit (ms s m h), such as 30s',
      'c.yml:8:19  services.api.budgets.image-size: must be a size with its unit (B kB MB GB KiB MiB GiB), such as 250MB',
      'c.yml:9:21  services.api.budgets.failure-rate: must be a percentage, such as 5% (did you mean `5%`?)',
    ])
  })
})

describe('a variant', () => {
  const withCandidate = (candidate: string) =>
    `version: 1\nservices:\n  api:\n    baseline: { image: a }\n    candidate:\n${candidate}\n`

  it.each(['compose: docker-compose.yml'])('may not be %s yet, and is told so', (line) => {
    const key = line.split(':')[0]
    expect(errorsOf(withCandidate(`      ${line}`))).toEqual([
      `c.yml:6:7  services.api.candidate.${key}: is not in this version yet: use \`dockerfile\`, \`image\`, \`archive\` or \`process\``,
    ])
  })

  it('has exactly one source', () => {
    expect(errorsOf(withCandidate('      image: b\n      archive: b.tar'))).toEqual([
      'c.yml:7:7  services.api.candidate.archive: `image` and `archive` are both given: a variant has one of `dockerfile`, `image`, `archive`, `process`',
    ])
    expect(errorsOf(withCandidate('      platform: linux/amd64'))).toEqual([
      'c.yml:6:7  services.api.candidate: needs one of `dockerfile`, `image`, `archive`, `process`',
    ])
    expect(errorsOf(withCandidate('      dokcerfile: Dockerfile'))).toEqual([
      'c.yml:6:7  services.api.candidate.dokcerfile: is not a known key (did you mean `dockerfile`?)',
    ])
  })

  it('must be there in both roles', () => {
    expect(errorsOf('version: 1\nservices:\n  api:\n    baseline: { image: a }\n')).toEqual([
      'c.yml:3:3  services.api.candidate: is missing: a service has a `baseline` and a `candidate`',
    ])
  })

  it('does not name an image that cannot be', () => {
    expect(errorsOf(withCandidate('      image: --help'))).toEqual([
      'c.yml:6:14  services.api.candidate.image: must be an image, such as ghcr.io/org/backend:1.4.2 (names are in lower case)',
    ])
  })
})

describe('what spans several keys', () => {
  it('asks for a port once where something asks over HTTP', () => {
    const text = service(
      'ready: { http: /health }\nsmoke:\n  a:\n    - http: GET /\n    - tcp: 80\n    - websocket: /ws',
    )
    const message = 'needs a port to ask, and `api` has none: set `run.port`'
    expect(errorsOf(text)).toEqual([
      `c.yml:6:14  services.api.ready.http: ${message}`,
      `c.yml:9:11  services.api.smoke.a[0].http: ${message}`,
      `c.yml:11:11  services.api.smoke.a[2].websocket: ${message}`,
    ])
  })

  it('says which variant has no port where one has', () => {
    const text = service('ready: { http: /health }').replace(
      '"api:debian"',
      '"api:debian", run: { port: 80 }',
    )
    expect(errorsOf(text)).toEqual([
      'c.yml:6:14  services.api.ready.http: needs a port to ask, and the candidate of `api` has none: set `run.port`',
    ])
  })

  it('wants min not above max', () => {
    expect(errorsOf(service('samples: { min: 9, max: 3 }'))).toEqual([
      'c.yml:6:21  services.api.samples.min: is more than `max` (3)',
    ])
  })

  it('wants no negative change of what should be high', () => {
    const budgets = (text: string) => errorsOf(service(`budgets:\n  ${text}`))
    for (const text of ['load-rate: { migration: -5% }', 'efficiency: { migration: { fail: -5% } }'])
      expect(budgets(text)).toEqual([expect.stringContaining('is negative, but this should be high')])
    expect(budgets('load-rate: { migration: 5% }')).toEqual([])
    expect(budgets('startup: { migration: -5% }')).toEqual([])
  })

  it('wants a warning before the failure, in the direction of the metric', () => {
    const text = service(
      'budgets:\n  startup: { limit: { warn: 9s, fail: 5s } }\n  efficiency: { limit: { warn: 80%, fail: 90% } }\n' +
        '  image-size: { migration: { warn: 5%, fail: -5% }, regression: { warn: 2%, fail: 1% } }',
    )
    expect(errorsOf(text)).toEqual([
      'c.yml:7:33  services.api.budgets.startup.limit.warn: is beyond `fail`, so it would never be reached',
      'c.yml:8:36  services.api.budgets.efficiency.limit.warn: is below `fail`, so it would never be reached',
      'c.yml:9:40  services.api.budgets.image-size.migration.warn: is beyond `fail`, so it would never be reached',
      'c.yml:9:77  services.api.budgets.image-size.regression.warn: is beyond `fail`, so it would never be reached',
    ])
  })

  it('lets a metric that should be high warn above where it fails, and a move lose something', () => {
    expect(
      errorsOf(
        service(
          'budgets: { efficiency: { limit: { warn: 95%, fail: 90% }, migration: { warn: 0%, fail: 5% } } }',
        ),
      ),
    ).toEqual([])
  })

  it('wants something from a budget, a log check and an ignore list', () => {
    const text = service(
      'run: { port: 80 }\nbudgets:\n  startup: {}\n  image-size: { limit: {} }\n' +
        'smoke:\n  a:\n    - log: {}\n    - http: GET /\n      ignore: [$.id]',
    )
    expect(errorsOf(text)).toEqual([
      'c.yml:8:7  services.api.budgets.startup: says nothing: give `limit`, `migration` or `regression`',
      'c.yml:9:21  services.api.budgets.image-size.limit: says nothing: give `warn` or `fail`',
      'c.yml:12:11  services.api.smoke.a[0].log: says nothing: give `present` or `absent`',
      'c.yml:14:11  services.api.smoke.a[1].ignore: has no use without `same: [body]`',
    ])
  })
})
