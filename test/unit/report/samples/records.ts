import { judge } from '../../../../src/core/budgets/judge.js'
import type { Budget, Config } from '../../../../src/core/domain/config.js'
import type { CheckFact, Facts } from '../../../../src/core/domain/facts.js'
import type { RunRecord } from '../../../../src/core/domain/record.js'
import { roles } from '../../../../src/core/domain/variant.js'
import { aCell, aConfig, aService, failed, passed, unbuilt } from '../../budgets/case.js'
import { factsOf, type Sizes, together } from './full-facts.js'
import { heavyContext, wastefulInside } from './wasteful.js'

export const recordOf = (config: Config, facts: Facts): RunRecord => ({
  recordVersion: 1,
  tool: { name: 'container-migrate', version: '1.0.0' },
  run: { id: '4f1c09d2ab37', startedAt: '2026-03-14T09:26:53.000Z', durationMs: 83_400 },
  subject: {
    repository: 'example/shop',
    sha: '9fceb02d0ae598e95dc970b74767f19372d61af8',
    pullRequest: 214,
    runUrl: 'https://github.com/example/shop/actions/runs/9412773',
  },
  config,
  facts,
  judgement: judge(facts, config),
})

const budgets: readonly Budget[] = [
  { metric: 'image-size', limit: { warn: 250e6, fail: 500e6 }, migration: { fail: 0 } },
  { metric: 'startup', limit: { warn: 10_000, fail: 15_000 }, migration: { fail: 0.1 } },
  { metric: 'memory-idle', limit: { warn: 1e9, fail: 1.5e9 } },
  { metric: 'failure-rate', limit: { warn: 0.05, fail: 0.1 } },
]

const suites = {
  api: ['GET /health 200', 'POST /items 201', 'GET /items 200', 'GET /items/1 404'],
  runtime: ['python -c "import psycopg2"', 'log without ERROR'],
}

const debian: Sizes = {
  layersMb: [118, 402, 0.3, 310, 17],
  buildMs: 181_000,
  startupMs: [6120, 5320, 5410, 5290, 5380, 5330, 5310, 5400, 5350, 5330],
  memoryMb: [214, 212, 213, 211, 214, 212, 213, 212, 211, 213],
  afterMb: { api: 231, runtime: 224 },
}
const alpine: Sizes = {
  layersMb: [8.3, 51, 0.3, 109, 17],
  buildMs: 63_000,
  startupMs: [2390, 2110, 2090, 2180, 2120, 2105, 2140, 2095, 2115, 2120],
  memoryMb: [122, 121, 120, 121, 122, 120, 121, 120, 122, 121],
  afterMb: { api: 133, runtime: 128 },
}

const allPass = (service: string) => ({
  cells: Object.entries(suites).flatMap(([suite, checks]) =>
    roles.map((role) =>
      aCell(
        service,
        suite,
        role,
        checks.map((name) => passed(name)),
        { durationMs: role === 'baseline' ? 1840 : 1690 },
      ),
    ),
  ),
})

export function passingRecordOf(...names: readonly string[]): RunRecord {
  const config = aConfig(...names.map((name) => aService(name, { suites, budgets })))
  const parts = names.flatMap((name) => [
    factsOf(name, 'baseline', debian),
    factsOf(name, 'candidate', alpine),
    allPass(name),
  ])
  return recordOf(config, together(...parts))
}

export const passingRecord = (): RunRecord => passingRecordOf('backend')

/** A candidate that passes and carries bytes that nobody needs. */
export function advisedRecordOf(...names: readonly string[]): RunRecord {
  const { config, facts } = passingRecordOf(...names)
  const prepared = facts.prepared.map((fact) =>
    fact.ref.role === 'candidate' ? { ...fact, inside: wastefulInside, context: heavyContext } : fact,
  )
  return recordOf(config, { ...facts, prepared })
}

const importError = failed('python -c "import psycopg2"', 'exit code 1', {
  exitCode: 1,
  tail: [
    'Traceback (most recent call last):',
    '  File "<string>", line 1, in <module>',
    '  File "/usr/local/lib/python3.13/site-packages/psycopg2/__init__.py", line 51, in <module>',
    '    from psycopg2._psycopg import (                     # noqa',
    'ImportError: Error loading shared library libpq.so.5: No such file or directory (needed by /usr/local/lib/python3.13/site-packages/psycopg2/_psycopg.so)',
  ],
})

/** A broken check, one already broken, one fixed, and two budgets exceeded. */
export function failingRecord(): RunRecord {
  const config = aConfig(
    aService('backend', {
      suites,
      budgets: [
        ...budgets.slice(1),
        {
          metric: 'image-size',
          limit: { warn: 150e6, fail: 180e6 },
          place: { file: '.github/container-migrate.yml', line: 31 },
        },
        { metric: 'rebuild-time', limit: { fail: 60_000 } },
        { metric: 'build-time', migration: { fail: 0 } },
      ],
    }),
  )
  const cellsOf = (checks: Readonly<Record<'baseline' | 'candidate', readonly CheckFact[]>>, suite: string) =>
    roles.map((role) => aCell('backend', suite, role, checks[role], { durationMs: 1840 }))
  const [health, post, list, one] = suites.api.map((name) => passed(name))
  const api = [health, post, list, one].flatMap((check) => check ?? [])
  return recordOf(
    config,
    together(
      factsOf('backend', 'baseline', debian),
      factsOf('backend', 'candidate', {
        ...alpine,
        startupMs: [5900, 5200, 5480, 5290, 5410, 5300, 5390, 5280, 5440, 5290],
      }),
      {
        cells: [
          ...cellsOf(
            {
              baseline: [
                ...api.slice(0, 2),
                failed('GET /items 200'),
                failed('GET /items/1 404', 'status 200, expected 404'),
              ],
              candidate: [...api.slice(0, 2), failed('GET /items 200'), passed('GET /items/1 404')],
            },
            'api',
          ),
          ...cellsOf(
            {
              baseline: [passed('python -c "import psycopg2"'), passed('log without ERROR')],
              candidate: [importError, passed('log without ERROR')],
            },
            'runtime',
          ),
        ],
      },
    ),
  )
}

/** The candidate may be slower than allowed; the pairs do not agree. */
export function openRecord(): RunRecord {
  const config = aConfig(aService('backend', { suites, budgets }))
  return recordOf(
    config,
    together(
      factsOf('backend', 'baseline', {
        ...debian,
        startupMs: [2300, 2080, 2410, 2110, 2290, 2190, 2150, 2220, 2090, 2310],
      }),
      factsOf('backend', 'candidate', {
        ...alpine,
        startupMs: [2700, 2520, 2300, 2640, 2390, 2480, 2570, 2280, 2650, 2410],
      }),
      allPass('backend'),
    ),
  )
}

const buildLog = [
  '#9 [build 4/6] RUN apk add --no-cache libpq-dev gcc musl-dev',
  '#9 0.412 fetch https://dl-cdn.alpinelinux.org/alpine/v3.22/main/x86_64/APKINDEX.tar.gz',
  '#9 1.184 ERROR: unable to select packages:',
  '#9 1.184   libpq-dev-headers (no such package):',
  '#9 1.184     required by: world[libpq-dev-headers]',
  '#9 ERROR: process "/bin/sh -c apk add --no-cache libpq-dev-headers gcc musl-dev" did not complete successfully: exit code: 1',
]

/** Three services: one candidate does not build, one is fine, one is fine and has assumptions behind it. */
export function unbuiltRecord(): RunRecord {
  const config: Config = {
    ...aConfig(
      aService('backend', { suites, budgets }),
      aService('auth', { suites, budgets }),
      aService('web', { suites, budgets: [] }),
    ),
    assumptions: [
      'Found Dockerfile beside Dockerfile.alpine: the first is the baseline, the second the candidate.',
      'No port is given: 8000 is taken from EXPOSE.',
    ],
  }
  return recordOf(
    config,
    together(
      factsOf('backend', 'baseline', debian),
      {
        prepared: [
          unbuilt('backend', 'candidate', {
            reason: 'build-error',
            message:
              'process "/bin/sh -c apk add --no-cache libpq-dev-headers gcc musl-dev" did not complete successfully: exit code: 1',
            exitCode: 1,
            place: { file: 'docker/backend.alpine.Dockerfile', line: 7 },
            tail: buildLog,
          }),
        ],
        cells: allPass('backend').cells.filter(({ role }) => role === 'baseline'),
      },
      ...['auth', 'web'].flatMap((name) => [
        factsOf(name, 'baseline', debian),
        factsOf(name, 'candidate', alpine),
        allPass(name),
      ]),
    ),
  )
}

export const sampleRecords = {
  pass: passingRecord,
  advised: () => advisedRecordOf('backend'),
  fail: failingRecord,
  inconclusive: openRecord,
  'build-failure': unbuiltRecord,
}
