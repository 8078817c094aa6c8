import { describe, expect, it } from 'vitest'
import type { ReadyCondition } from '../../../src/core/domain/config.js'
import { type Experience, waitUntilReady } from '../../../src/phases/ready.js'
import { start } from './instances.js'

/** Listens early, is ready late, and prints how often it was asked before. */
const countingServer = (readyAfterMs: number) => `
  let asked = 0, ready = false
  const answer = (request, response) => {
    if (!ready) asked += 1
    else if (request.url === '/health') console.log('asked ' + asked + ' times')
    response.writeHead(ready ? 200 : 503).end()
  }
  http.createServer(answer).listen(port)
  after(${readyAfterMs}, () => { ready = true })`

async function startOnce(experience: Experience | undefined, readyAfterMs: number) {
  const { instance, port } = await start(countingServer(readyAfterMs))
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
    const first = await startOnce(experience, 700)
    const second = await startOnce(experience, 700)
    expect(first.asked).toBeGreaterThan(15)
    expect(second.asked).toBeLessThan(first.asked / 2)
    expect(experience.get('http /health')).toHaveLength(2)
  })

  it('is caught up with where it became faster, and the first look that came too late says so', async () => {
    const experience: Experience = new Map([['http /health', [{ tookMs: 3000, isUpperBound: false }]]])
    const late = await startOnce(experience, 100)
    expect(late.outcome).toMatchObject({ looks: 1 })
    expect(late.outcome).not.toHaveProperty('notYetAt')
    expect(experience.get('http /health')?.at(-1)).toMatchObject({ isUpperBound: true })
    const next = await startOnce(experience, 100)
    const took = experience.get('http /health')?.map(({ tookMs }) => tookMs) ?? []
    expect(next.outcome.outcome).toBe('ready')
    expect(took.at(-1)).toBeLessThan(took.at(-2) ?? 0)
  })

  it('is looked at from the beginning each time where nobody keeps what was seen', async () => {
    expect((await startOnce(undefined, 500)).asked).toBeGreaterThan(10)
  })
})
