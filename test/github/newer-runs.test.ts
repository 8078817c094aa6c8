import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeCommentBody, readRun } from '../../src/github/comment-body.js'
import type { RunOrder } from '../../src/github/run-order.js'
import * as errors from '../support/github/errors.js'
import { refused, times } from '../support/github/faults.js'
import { operations, publishTo } from '../support/github/publish.js'
import { type GithubStandIn, startGithub } from '../support/github/server.js'
import { tokens, workflowBot } from '../support/github/tokens.js'
import { startTurns } from '../support/github/turns.js'

let github: GithubStandIn
beforeEach(async () => {
  github = await startGithub()
  github.head = first
})
afterEach(async () => {
  await github.close()
  github.assertClean()
})

const [first, second] = ['a'.repeat(40), 'b'.repeat(40)]
const old: RunOrder = { runId: 100, attempt: 1, commit: first }
const young: RunOrder = { runId: 200, attempt: 1, commit: second }
const oldReport = { run: old, markdown: 'old', digest: 'old' }
const youngReport = { run: young, markdown: 'young', digest: 'young' }

const bodies = () => github.comments.all.map(({ body }) => body.split('\n').at(-1))
const add = (markdown: string, run?: RunOrder) =>
  github.comments.add(workflowBot, makeCommentBody('default', 'd0', markdown, run))

describe('a run that knows its order', () => {
  it('leaves a hidden mark of it, and takes a comment without one, of an older version, for its own', async () => {
    add('before')
    github.head = second
    expect(await publishTo(github, youngReport)).toMatchObject({ outcome: 'updated' })
    expect(github.comments.all[0]?.body).toBe(
      `<!-- container-migrate:default -->\n<!-- container-migrate-judgement:young -->\n<!-- container-migrate-run:200.1.${second} -->\n\nyoung`,
    )
    expect(operations(github)).toEqual(['list', 'user', 'pull', 'update', 'list', 'user', 'pull'])
  })

  it('writes over the comment of an older one', async () => {
    add('old', old)
    github.head = second
    expect(await publishTo(github, youngReport)).toMatchObject({ outcome: 'updated' })
    expect(bodies()).toEqual(['young'])
  })

  it('leaves the comment of a newer one of another commit, and says so', async () => {
    add('young', young)
    expect(await publishTo(github, oldReport)).toEqual({
      outcome: 'left',
      url: expect.stringContaining('#issuecomment-'),
      note: expect.stringContaining('a newer run of bbbbbbb wrote it'),
    })
    expect(bodies()).toEqual(['young'])
    expect(operations(github)).not.toContain('update')
  })

  it('neither writes over nor creates a comment once the pull request has moved on', async () => {
    github.head = second
    const left = { outcome: 'left', note: expect.stringContaining('has moved on to bbbbbbb') }
    expect(await publishTo(github, oldReport)).toEqual(left)
    expect(bodies()).toEqual([])
    add('older', { runId: 50, attempt: 1, commit: 'c'.repeat(40) })
    expect(await publishTo(github, oldReport)).toMatchObject(left)
    expect(bodies()).toEqual(['older'])
  })

  it('writes again where it is run again, also after a newer run of the same commit', async () => {
    add('old', old)
    expect(await publishTo(github, { ...oldReport, run: { ...old, attempt: 2 } })).toMatchObject({
      outcome: 'updated',
    })
    add('never reached', young)
    github.comments.remove(github.comments.all[0]?.id ?? 0)
    github.comments.remove(github.comments.all[0]?.id ?? 0)
    add('newer of the same', { ...young, commit: first })
    expect(await publishTo(github, { ...oldReport, run: { ...old, attempt: 3 } })).toMatchObject({
      outcome: 'updated',
    })
    expect(bodies()).toEqual(['old'])
  })

  it('leaves what its own later attempt wrote', async () => {
    add('again', { ...old, attempt: 2 })
    expect((await publishTo(github, oldReport)).outcome).toBe('left')
    expect(bodies()).toEqual(['again'])
  })

  it('goes by the order alone where the token may not ask for the pull request', async () => {
    add('young', young)
    github.plan('pull', ...times(2, refused(errors.notForIntegrations)))
    expect((await publishTo(github, oldReport)).outcome).toBe('left')
    github.head = second
    expect(
      await publishTo(github, { ...youngReport, markdown: 'younger', run: { ...young, attempt: 2 } }),
    ).toMatchObject({ outcome: 'updated' })
    expect(bodies()).toEqual(['younger'])
    github.plan('pull', refused(errors.notForIntegrations))
    await publishTo(github, { ...youngReport, run: { ...young, attempt: 3 } })
  })

  it('goes by the order alone where no commit of the pull request is known', async () => {
    github.head = 'd'.repeat(40)
    expect((await publishTo(github, { ...oldReport, run: { runId: 100, attempt: 1 } })).outcome).toBe(
      'created',
    )
    expect((await publishTo(github, { ...oldReport, run: { runId: 99, attempt: 1 } })).outcome).toBe('left')
    expect((await publishTo(github, { ...oldReport, run: { runId: 101, attempt: 1 } })).outcome).toBe(
      'updated',
    )
  })

  it('only moves the mark on where the comment says the same already', async () => {
    const mode = 'on-change'
    github.head = second
    add('kept', old)
    expect(await publishTo(github, { ...youngReport, mode, digest: 'd0' })).toMatchObject({
      outcome: 'unchanged',
    })
    expect(bodies()).toEqual(['kept'])
    expect(readRun(github.comments.all[0]?.body ?? '')).toEqual(young)
    await publishTo(github, { ...youngReport, mode, digest: 'd0' })
    expect(operations(github).filter((name) => name === 'update')).toHaveLength(1)
  })

  it('takes a mark that somebody made up for none', async () => {
    const forged = makeCommentBody('default', 'd0', 'x').replace(
      '\n\n',
      `\n<!-- container-migrate-run:9e99.1.${second} -->\n\n`,
    )
    github.comments.add(workflowBot, forged)
    expect((await publishTo(github, oldReport)).outcome).toBe('updated')
  })

  it('is content with what it wrote where it cannot look again', async () => {
    github.plan('list', { goes: 'slow', delayMs: 0 }, refused(errors.notForIntegrations))
    expect(await publishTo(github, oldReport)).toMatchObject({ outcome: 'created', url: expect.any(String) })
  })

  it('creates one comment where the answer to the first was lost', async () => {
    github.plan('create', { goes: 'lost' })
    expect(await publishTo(github, oldReport)).toMatchObject({ outcome: 'created' })
    expect(bodies()).toEqual(['old'])
  })

  it('may not read the pull request of a fork that may not be written to either: one warning', async () => {
    expect(await publishTo(github, { ...oldReport, token: tokens.readOnly })).toMatchObject({
      outcome: 'refused',
      because: 'missing-permission',
    })
  })
})

describe('a run that had nothing to do', () => {
  it('creates no comment, and updates the one there is', async () => {
    expect(await publishTo(github, { ...oldReport, onlyExisting: true })).toEqual({ outcome: 'skipped' })
    expect(bodies()).toEqual([])
    add('before')
    expect(await publishTo(github, { ...oldReport, onlyExisting: true })).toMatchObject({
      outcome: 'updated',
    })
    expect(bodies()).toEqual(['old'])
  })
})

describe('two runs that publish at once', () => {
  interface Scene {
    readonly order: readonly number[]
    readonly before: readonly string[]
    readonly hidesPull?: boolean
    /** The older run looks at the pull request before the newer commit is pushed. */
    readonly pushedLate?: boolean
  }

  async function play({ order, before, hidesPull = false, pushedLate = false }: Scene) {
    const github = await startGithub()
    for (const markdown of before) {
      const run = { runId: 1, attempt: 1, commit: 'c'.repeat(40) }
      github.comments.add(workflowBot, makeCommentBody('default', 'd0', markdown, run))
    }
    github.hidesPull = hidesPull
    github.head = pushedLate ? first : second
    const pushed = new Promise<void>((resolve) => {
      const act = () => {
        github.head = second
        resolve()
      }
      if (pushedLate) github.plan('pull', { goes: 'then', act })
      else resolve()
    })
    const turns = await startTurns(github.url, 2, order)
    const publish = async (door: number, report: typeof oldReport) => {
      const published = await publishTo(github, { ...report, apiUrl: turns.urls[door] ?? '' })
      turns.leave(door)
      return published
    }
    const [older, younger] = await Promise.all([
      publish(0, oldReport),
      pushed.then(() => publish(1, youngReport)),
    ])
    await turns.close()
    await github.close()
    github.assertClean()
    const { passed } = turns
    const lastWrite = Math.max(passed.lastIndexOf('0 PATCH'), passed.lastIndexOf('0 POST'))
    return {
      older,
      younger,
      said: { order, passed, bodies: github.comments.all.map(({ body }) => body.split('\n').at(-1)) },
      /** The older one wrote after the newer one had looked for the last time. */
      isLate: lastWrite > passed.lastIndexOf('1 GET'),
    }
  }

  /** Each waits more than it works, so many are played beside each other. */
  async function playAll(scenes: readonly Scene[]) {
    const played: Awaited<ReturnType<typeof play>>[] = []
    const open = [...scenes]
    const work = async () => {
      for (let scene = open.shift(); scene; scene = open.shift()) played.push(await play(scene))
    }
    await Promise.all(Array.from({ length: 8 }, work))
    return played
  }

  const stages: readonly (readonly [string, readonly string[]])[] = [
    ['no comment', []],
    ['the comment of an earlier run', ['earlier']],
  ]

  it.each(stages)('end with the newer report in one comment, in whatever order: %s', async (_, before) => {
    for (const { said, older, younger } of await playAll(
      interleavings(2, 3).map((order) => ({ order, before })),
    )) {
      expect(said).toEqual({ ...said, bodies: ['young'] })
      expect(older.outcome).toBe('left')
      expect(younger.outcome).toBe(before.length === 0 ? 'created' : 'updated')
    }
  })

  it.each(stages)(
    'end so too where neither may ask for the pull request, but for a write after the last look: %s',
    async (_, before) => {
      const orders = interleavings(3, 4)
      const played = await playAll(orders.map((order) => ({ order, before, hidesPull: true })))
      for (const { said, isLate } of played) {
        expect(said).toEqual({ ...said, bodies: [isLate ? expect.any(String) : 'young'] })
      }
      expect(played.filter(({ isLate }) => isLate).length).toBeLessThan(orders.length / 3)
    },
  )

  it.each(stages)(
    'tell of it where the older one had looked before the push, and wrote last: %s',
    async (_, before) => {
      const scenes = interleavings(2, 4).map((rest) => ({ order: [0, ...rest], before, pushedLate: true }))
      const played = await playAll(scenes)
      for (const { said, older, isLate } of played) {
        expect(said).toEqual({ ...said, bodies: [isLate ? expect.any(String) : 'young'] })
        if (said.bodies[0] === 'old')
          expect(older).toMatchObject({ note: expect.stringContaining('moved on to bbbbbbb') })
      }
      expect(played.some(({ isLate }) => isLate)).toBe(true)
    },
  )
})

function interleavings(zeros: number, ones: number): readonly (readonly number[])[] {
  if (zeros === 0) return [Array<number>(ones).fill(1)]
  if (ones === 0) return [Array<number>(zeros).fill(0)]
  return [
    ...interleavings(zeros - 1, ones).map((rest) => [0, ...rest]),
    ...interleavings(zeros, ones - 1).map((rest) => [1, ...rest]),
  ]
}
