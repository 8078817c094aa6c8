import { describe, expect, it } from 'vitest'
import type { ReadyCondition } from '../../../src/core/domain/config.js'
import { type Experience, waitUntilReady } from '../../../src/phases/ready.js'
import { start } from './instances.js'

interface Readiness {
  readonly afterMs: number
  /** Nor before it was asked so often. */
  readonly afterLooks?: number
}

/** Listens early, is ready late, and prints how often it was asked before. */
const countingServer = ({ afterMs, afterLooks = 0 }: Readiness) => `
  let asked = 0, isTime = false
  const answer = (request, response) => {
    const ready = isTime && asked >= ${afterLooks}
    if (!ready) asked += 1
    else if (request.url === '/health') console.log('asked ' + asked + ' times')
    response.writeHead(ready ? 200 : 503).end()
  }
  http.createServer(answer).listen(port)
  after(${afterMs}, () => { isTime = true })`

async function startOnce(experience: Experience | undefined, readiness: Readiness) {
  const { instance, port } = await start(countingServer(readiness))
  const conditions: readonly ReadyCondition[] = [{ by: 'http', path: '/health' }]
  const outcome = await waitUntilReady(
    instance,
    { conditions, timeoutMs: 30_000 },
    { port, signal: new AbortController().signal, ...(experience && { experience }) },
  )
  if (outcome.outcome !== 'ready') throw new Error('never ready')
  const said = await new Promise<string>((resolve) => {
    const heard = new AbortController()
    void instance.followLog((line) => {
      resolve(line)
      heard.abort()
    }, heard.signal)
  })
  await instance.stop()
  return { asked: Number(/asked (\d+) times/.exec(said)?.[1]), outcome }
}

describe('a variant that is started again and again', () => {
  it('is left alone until it should be ready, from its second start on', async () => {
    const experience: Experience = new Map()
    const first = await startOnce(experience, { afterMs: 3000, afterLooks: 10 })
    const second = await startOnce(experience, { afterMs: 0 })
    expect(first.asked).toBeGreaterThanOrEqual(10)
    expect(second).toMatchObject({ asked: 0, outcome: { looks: 1 } })
    expect(experience.get('http /health')).toHaveLength(2)
  })

  it('is caught up with where it became faster, and the first look that came too late says so', async () => {
    const experience: Experience = new Map([['http /health', [{ tookMs: 6000, isUpperBound: false }]]])
    const late = await startOnce(experience, { afterMs: 100 })
    expect(late.outcome).toMatchObject({ looks: 1 })
    expect(late.outcome).not.toHaveProperty('notYetAt')
    expect(experience.get('http /health')?.at(-1)).toMatchObject({ isUpperBound: true })
    const next = await startOnce(experience, { afterMs: 100 })
    const took = experience.get('http /health')?.map(({ tookMs }) => tookMs) ?? []
    expect(next.outcome.outcome).toBe('ready')
    expect(took.at(-1)).toBeLessThan(took.at(-2) ?? 0)
  })

  it('is looked at from the beginning each time where nobody keeps what was seen', async () => {
    for (const _ of ['first', 'second'])
      expect((await startOnce(undefined, { afterMs: 0, afterLooks: 10 })).asked).toBe(10)
  })
})
