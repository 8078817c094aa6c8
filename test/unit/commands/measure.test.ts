import { beforeAll, describe, expect, it } from 'vitest'
import { exitCodeOfPart } from '../../../src/commands/exit-code.js'
import { type MeasureRequest, measure } from '../../../src/commands/measure.js'
import type { Service, Variant } from '../../../src/core/domain/config.js'
import { EnvironmentError } from '../../../src/core/domain/errors.js'
import type { PartialRecord } from '../../../src/core/domain/part.js'
import type { Unit } from '../../../src/core/domain/plan.js'
import { parsePart } from '../../../src/core/record/parse-part.js'
import { freePort } from '../../support/free-port.js'
import { makeGitWorkshop } from '../../support/git.js'
import { makeRepository } from '../../support/repository.js'
import { aConfig, aService, aVariant } from '../budgets/case.js'
import { planOf } from '../record/merge/shared-run.js'

/** Services whose variants are processes: real ones, and no engine is needed. */
const server = `require('node:http')
  .createServer((_, response) => response.end('ok'))
  .listen(process.env.PORT, () => console.log('up'))`

async function variant(role: Variant['role']): Promise<Variant> {
  const port = await freePort()
  return aVariant(role, {
    source: { from: 'process', command: ['node', 'server.cjs'], cwd: '.' },
    run: {
      port,
      env: { PORT: String(port) },
      tmpfs: [],
      volumes: [],
      readOnly: false,
      capDrop: [],
      stopTimeoutMs: 2000,
    },
    ready: { conditions: [{ by: 'log', text: 'up' }], timeoutMs: 20_000 },
  })
}

async function service(name: string): Promise<Service> {
  return aService(name, {
    baseline: await variant('baseline'),
    candidate: await variant('candidate'),
    samples: { min: 1, max: 1, forMs: 60_000, matters: 0.05 },
    smoke: [
      { name: 'answers', checks: [{ by: 'run', name: 'true', command: 'true', timeoutMs: 10_000 }] },
      { name: 'other', checks: [{ by: 'run', name: 'true', command: 'true', timeoutMs: 10_000 }] },
    ],
  })
}

const timed = (of: string): Unit => ({ unit: 'timed', service: of })
const suite = (of: string, name: string): Unit => ({ unit: 'suite', service: of, suite: name })

let web: Service
let worker: Service
beforeAll(async () => {
  ;[web, worker] = [await service('web'), await service('worker')]
})

const planHere = () =>
  planOf(aConfig(web, worker), [
    [timed('web'), suite('web', 'answers'), suite('web', 'other')],
    [timed('worker')],
    [],
  ])

async function measured(
  number: number,
  onPart: MeasureRequest['onPart'],
  rest: Partial<MeasureRequest> = {},
): Promise<PartialRecord> {
  await using folder = await makeRepository({ 'server.cjs': server })
  return await measure({
    plan: planHere(),
    shard: { number, of: 3 },
    runId: `test${number}`,
    attempt: 1,
    subject: {},
    cwd: folder.folder,
    env: process.env,
    parallel: 2,
    signal: new AbortController().signal,
    onProgress: () => {},
    onPart,
    ...rest,
  })
}

const full = () => new EnvironmentError('cannot write part.json: ENOSPC', 'free space')

describe("measuring one shard's share", () => {
  it('finds the facts of its own units and of no others', async () => {
    const part = await measured(2, async () => {})
    expect(part.part).toEqual({
      plan: planHere().id,
      stage: 'measure',
      shard: 2,
      of: 3,
      attempt: 1,
      done: [timed('worker')],
    })
    expect(new Set(part.facts.prepared.map(({ ref }) => ref.service))).toEqual(new Set(['worker']))
    expect(part.facts.starts.map(({ purpose, failure }) => [purpose, failure])).toEqual(
      Array.from({ length: 4 }, () => ['timed', undefined]),
    )
    expect(part.facts.cells).toEqual([])
    expect(part.facts.interrupted).toBeUndefined()
    expect(part.facts.spent?.map(({ service: of, what }) => `${of} ${what}`)).toEqual([
      'worker prepare',
      'worker timed',
    ])
  })

  it('writes the part before it does anything and after every phase, each time as what it would be if nothing followed', async () => {
    const parts: PartialRecord[] = []
    const last = await measured(1, async (part) => {
      parts.push(structuredClone(part))
    })
    expect(
      parts.map(({ part, facts }) => [
        facts.interrupted?.message ?? 'whole',
        part.done?.length,
        facts.starts.length,
      ]),
    ).toEqual([
      ['it ended without a word while it was preparing its variants', 0, 0],
      ['it ended without a word while it was measuring starts', 0, 0],
      ['it ended without a word while it was running its suites', 1, 4],
      ['whole', 3, 8],
    ])
    for (const part of parts)
      expect(parsePart(JSON.parse(JSON.stringify(part)))).toMatchObject({ outcome: 'parsed' })
    expect(parts.at(-1)).toEqual(last)
    expect(last.part.done).toEqual(planHere().shards[0]?.units)
  })

  it('is done at once where a shard has nothing to do', async () => {
    const part = await measured(3, async () => {})
    expect(part.facts).toEqual({ prepared: [], measurements: [], starts: [], cells: [] })
  })

  it('is refused of a shard that the plan does not have', async () => {
    await expect(measured(2, async () => {}, { shard: { number: 2, of: 8 } })).rejects.toThrow(
      /the plan has 3 shards, and --shard 2\/8 is of 8: give 2\/3/,
    )
  })

  it('says where its folder stands, and is refused where the plan was made at another commit', async () => {
    await using workshop = await makeGitWorkshop()
    const repo = await workshop.make('shop', { 'server.cjs': server })
    const commit = await repo.git('rev-parse', 'HEAD')
    const here = { cwd: repo.folder, env: workshop.env }
    expect((await measured(3, async () => {}, here)).part.commit).toBe(commit)
    const plan = { ...planHere(), commit: '0123456789abcdef0123456789abcdef01234567' }
    await expect(measured(3, async () => {}, { ...here, plan })).rejects.toThrow(
      new RegExp(`the plan was made at commit 0123456789\\w+, and this folder stands at ${commit}`),
    )
  })

  it('keeps of a cancelled shard what was done until then', async () => {
    const cancel = new AbortController()
    const part = await measured(
      1,
      async ({ part: { done } }) => {
        if (done?.length === 1) cancel.abort('SIGTERM')
      },
      { signal: cancel.signal },
    )
    expect(part.facts.interrupted).toEqual({ reason: 'cancelled', message: 'cancelled by SIGTERM' })
    expect(part.part.done).toEqual([timed('web')])
    expect(part.facts.starts).toHaveLength(4)
    expect(part.facts.cells).toEqual([])
  })
})

describe('a shard with a time limit', () => {
  const now = () => new Date()

  it('ends by itself before the job does, and its part says so', async () => {
    const sleeping = {
      ...worker,
      smoke: [
        { name: 'long', checks: [{ by: 'run', name: 'long', command: 'sleep 600', timeoutMs: 900_000 }] },
      ],
    } as const
    const plan = planOf(aConfig(sleeping), [[timed('worker'), suite('worker', 'long')]])
    const part = await measured(1, async () => {}, {
      plan,
      shard: { number: 1, of: 1 },
      timeLimit: { minutes: 0.1, begunAt: now() },
    })
    expect(part.facts.interrupted).toEqual({
      reason: 'time-limit',
      message: 'it ended itself shortly before its 0.1 minutes were over',
    })
    expect(part.part.done).not.toContainEqual(suite('worker', 'long'))
    expect(part.facts.cells.map(({ durationMs }) => durationMs)).not.toContainEqual(expect.any(Number))
    expect(exitCodeOfPart(part)).toBe(3)
  })

  it('that was over before it began does nothing and says so', async () => {
    const part = await measured(2, async () => {}, {
      timeLimit: { minutes: 1, begunAt: new Date(Date.now() - 3_600_000) },
    })
    expect(part.facts.interrupted?.reason).toBe('time-limit')
    expect(part.part.done).toEqual([])
    expect(part.facts.starts).toEqual([])
  })

  it('that is far away changes nothing', async () => {
    const part = await measured(2, async () => {}, { timeLimit: { minutes: 50_400, begunAt: now() } })
    expect(part.facts.interrupted).toBeUndefined()
    expect(part.part.done).toEqual([timed('worker')])
  })

  it('that somebody cancels first was cancelled', async () => {
    const part = await measured(2, async () => {}, {
      signal: AbortSignal.abort('SIGTERM'),
      timeLimit: { minutes: 60, begunAt: now() },
    })
    expect(part.facts.interrupted).toEqual({ reason: 'cancelled', message: 'cancelled by SIGTERM' })
  })
})

describe('a place that takes no part', () => {
  it('ends it before anything is done', async () => {
    const told: string[] = []
    await expect(
      measured(
        2,
        async () => {
          throw full()
        },
        { onProgress: (progress) => told.push(progress.tell) },
      ),
    ).rejects.toThrow(/cannot write part\.json: ENOSPC/)
    expect(told).toEqual([])
  })

  it('for a while costs nothing but a note', async () => {
    let turn = 0
    const notes: string[] = []
    const part = await measured(
      1,
      async () => {
        turn += 1
        if (turn === 2 || turn === 3) throw full()
      },
      { onProgress: (progress) => progress.tell === 'note' && notes.push(progress.text) },
    )
    expect(part.facts.interrupted).toBeUndefined()
    expect(notes.filter((note) => note.includes('ENOSPC'))).toHaveLength(2)
  })

  it('at the end is tried again once the run has cleaned up after itself, and then told', async () => {
    const tries: (string | undefined)[] = []
    const attempt = measured(2, async ({ facts }) => {
      tries.push(facts.interrupted?.reason)
      if (facts.interrupted === undefined) throw full()
    })
    await expect(attempt).rejects.toThrow(/ENOSPC/)
    expect(tries.filter((reason) => reason === undefined)).toHaveLength(2)
  })
})

describe('a shard without an engine', () => {
  it('leaves a part that says so, and ends as an error', async () => {
    const dockered = {
      ...web,
      candidate: { ...web.candidate, source: { from: 'image', image: 'local/none' } as const },
    }
    const plan = planOf(
      aConfig(dockered),
      [[timed('web')], [suite('web', 'answers')], [suite('web', 'other')]],
      { builds: [] },
    )
    const parts: PartialRecord[] = []
    const attempt = measured(
      1,
      async (part) => {
        parts.push(part)
      },
      { plan, env: { ...process.env, DOCKER_HOST: 'unix:///nowhere/docker.sock' } },
    )
    await expect(attempt).rejects.toThrow(/no engine at unix:\/\/\/nowhere/)
    expect(parts.at(-1)?.facts.interrupted).toMatchObject({
      reason: 'engine-lost',
      message: expect.stringContaining('no engine at unix:///nowhere/docker.sock'),
    })
    expect(parts.at(-1)?.part.done).toEqual([])
  })
})
