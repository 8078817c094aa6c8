import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { configFromDiscovery, discoverPairs, exposedPort } from '../../../src/core/config/discover.js'
import { configOf, errorLines, onlyService } from './parsed.js'

const pairsOf = (...files: string[]) =>
  discoverPairs(files).pairs.map(({ service, baseline, candidate, context }) => [
    service,
    baseline,
    candidate,
    context,
  ])

describe('a pair', () => {
  it.each([
    ['Dockerfile', 'Dockerfile.alpine', 'service', '.'],
    ['Dockerfile', 'Dockerfile.slim', 'service', '.'],
    ['Dockerfile', 'Dockerfile.distroless', 'service', '.'],
    ['Dockerfile', 'alpine.Dockerfile', 'service', '.'],
    ['api.Dockerfile', 'api.alpine.Dockerfile', 'api', '.'],
    ['api.Dockerfile', 'alpine.api.Dockerfile', 'api', '.'],
    ['Dockerfile.api', 'Dockerfile.api.alpine', 'api', '.'],
    ['web/Dockerfile', 'web/Dockerfile.alpine', 'web', 'web'],
    ['docker/api.Dockerfile', 'docker/api.alpine.Dockerfile', 'api', '.'],
    ['services/web/docker/Dockerfile', 'services/web/docker/Dockerfile.slim', 'web', 'services/web'],
    ['Containerfile', 'Containerfile.alpine', 'service', '.'],
  ])('is %s beside %s', (baseline, candidate, service, context) => {
    expect(pairsOf('README.md', candidate, baseline, 'src/main.ts')).toEqual([
      [service, baseline, candidate, context],
    ])
  })

  it.each([
    [['Dockerfile']],
    [['Dockerfile.alpine']],
    [['Dockerfile', 'web/Dockerfile.alpine']],
    [['Dockerfile', 'Dockerfile.dev']],
    [['alpine.txt', 'Dockerfile']],
    [['node_modules/x/Dockerfile', 'node_modules/x/Dockerfile.alpine']],
    [['a/vendor/x/Dockerfile', 'a/vendor/x/Dockerfile.alpine']],
  ])('is not in %j', (files) => {
    expect(pairsOf(...files)).toEqual([])
  })

  it('is found once for each candidate, with a name of its own', () => {
    expect(
      pairsOf('Dockerfile', 'Dockerfile.slim', 'Dockerfile.alpine', 'alpine.Dockerfile').map(
        ([service]) => service,
      ),
    ).toEqual(['service-alpine', 'service-slim', 'alpine-Dockerfile'])
    expect(
      pairsOf(
        'a/api/Dockerfile',
        'a/api/Dockerfile.alpine',
        'b/api/Dockerfile',
        'b/api/Dockerfile.alpine',
      ).map(([service]) => service),
    ).toEqual(['api-alpine', 'b-api-Dockerfile-alpine'])
  })

  it('is the same in whatever order the files are listed', () => {
    const files = [
      'Dockerfile',
      'Dockerfile.slim',
      'Dockerfile.alpine',
      'web/Dockerfile',
      'web/alpine.Dockerfile',
      'x',
    ]
    const expected = discoverPairs(files)
    fc.assert(
      fc.property(fc.shuffledSubarray(files, { minLength: files.length }), (shuffled) => {
        expect(discoverPairs(shuffled)).toEqual(expected)
      }),
    )
    expect(expected.pairs).toHaveLength(3)
  })
})

describe('what was found', () => {
  it('is told with what was assumed', () => {
    const { pairs } = discoverPairs(['docker/api.Dockerfile', 'docker/api.alpine.Dockerfile'])
    expect(pairs[0]?.assumptions).toEqual([
      'api: `docker/api.alpine.Dockerfile` was found beside `docker/api.Dockerfile` and is taken for its migration.',
      'api: both are built from the folder `.`, as `docker` only holds Dockerfiles.',
    ])
  })

  it('and cannot be used yet is told as well', () => {
    const files = [
      'docker-compose.yml',
      'docker-compose.alpine.yml',
      'docker-compose.alpine-test.yml',
      'compose.slim.yaml',
    ]
    expect(discoverPairs(files)).toEqual({
      pairs: [],
      notes: [
        '`docker-compose.alpine-test.yml` was found beside `docker-compose.yml`, but compose files are not in this version yet: they are left out.',
        '`docker-compose.alpine.yml` was found beside `docker-compose.yml`, but compose files are not in this version yet: they are left out.',
      ],
    })
  })

  it('becomes a config, with the ports that the Dockerfiles expose', () => {
    const discovery = discoverPairs(['Dockerfile', 'Dockerfile.alpine'])
    const config = configOf(configFromDiscovery(discovery, { 'Dockerfile.alpine': 8000 }))
    const { baseline, candidate } = onlyService(config)
    expect(config).toMatchObject({ origin: 'discovered', version: 1 })
    expect(baseline).toMatchObject({ source: { dockerfile: 'Dockerfile' }, run: { port: 8000 } })
    expect(candidate).toMatchObject({ source: { dockerfile: 'Dockerfile.alpine' }, run: { port: 8000 } })
    expect(candidate.ready.conditions).toEqual([{ by: 'tcp', port: 8000 }])
    expect(config.assumptions).toContain(
      'service: it has no `ready`, so it counts as ready once port 8000 is open.',
    )
  })

  it('is an error where it is nothing', () => {
    expect(errorLines(configFromDiscovery(discoverPairs([])))).toEqual([
      'discovered:1:1  services: has no service',
    ])
  })

  it('ends in a config or in errors for any names of files', () => {
    const part = fc.constantFrom(
      'Dockerfile',
      'alpine',
      'slim',
      'a',
      'b c',
      '-',
      '..',
      'ü',
      '\n',
      '__proto__',
      '.',
    )
    const file = fc
      .tuple(fc.array(part, { maxLength: 2 }), fc.array(part, { minLength: 1, maxLength: 3 }))
      .map(([folders, name]) => [...folders, name.join('.')].join('/'))
    fc.assert(
      fc.property(fc.array(file, { maxLength: 30 }), (files) => {
        const discovery = discoverPairs(files)
        const parsed = configFromDiscovery(discovery)
        const count = parsed.outcome === 'parsed' ? parsed.config.services.length : discovery.pairs.length
        expect(count).toBe(discovery.pairs.length)
      }),
    )
  })
})

describe('the exposed port', () => {
  it.each([
    ['FROM a\nEXPOSE 8000', 8000],
    ['FROM a\nexpose 8000/tcp 9000', 8000],
    ['FROM a\nEXPOSE 53/udp 8080', 8080],
    ['FROM a\nEXPOSE 7000-7010', 7000],
    ['FROM a\n# EXPOSE 1\nEXPOSE \\\n  # why\n  3000', 3000],
    ['FROM a AS build\nEXPOSE 1\nFROM b\nEXPOSE 2', 2],
    ['FROM a AS build\nEXPOSE 1\nFROM b', undefined],
    ['FROM a AS base\nEXPOSE 1\nFROM --platform=linux/amd64 base as final', 1],
    ['FROM a\nENV PORT=3000\nEXPOSE $PORT', 3000],
    [`FROM a\nENV PORT 3001\nEXPOSE \${PORT}`, 3001],
    [`ARG PORT="3002"\nFROM a\nARG PORT\nEXPOSE \${PORT}`, 3002],
    [`FROM a\nEXPOSE \${PORT:-3003}`, 3003],
    ['FROM a\nEXPOSE $PORT', undefined],
    ['FROM a\nEXPOSE 70000', undefined],
    ['FROM a\nRUN echo EXPOSE 1', undefined],
    ['', undefined],
  ])('of %j is %s', (dockerfile, port) => {
    expect(exposedPort(dockerfile)).toBe(port)
  })
})
