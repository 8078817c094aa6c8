import { createServer, type RequestListener } from 'node:http'
import { json } from 'node:stream/consumers'
import { describe, expect, it, onTestFinished } from 'vitest'
import { connect } from '../../../src/docker/connect.js'
import { isEngineLost, mapEngineError } from '../../../src/docker/engine-error.js'
import { watchHeartbeat } from '../../../src/docker/heartbeat.js'
import { openAnswer } from '../../../src/docker/modem.js'

/** Something that listens where an engine should, and answers as the test wants or not at all. */
async function listenAsEngine(answer: RequestListener): Promise<{ readonly DOCKER_HOST: string }> {
  const server = createServer(answer)
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { DOCKER_HOST: `tcp://127.0.0.1:${address.port}` }
}

const hang: RequestListener = () => {}
const never = 3_600_000
const aWait = {
  path: '/containers/x/wait',
  method: 'POST',
  statusCodes: { 200: true },
  abortSignal: new AbortController().signal,
} as const

describe('an engine that takes a call and never answers', () => {
  it('counts as lost once its time is up, and says to which call', async () => {
    const { docker } = connect(await listenAsEngine(hang), { usualMs: 50, hurriedMs: 50 })
    const error: unknown = await docker.createContainer({ Image: 'x' }).catch((reason: unknown) => reason)
    expect(mapEngineError(error, 'start-refused')).toEqual({
      reason: 'engine-lost',
      message: 'the engine stopped answering: no answer to POST /containers/create within 0.05 s',
    })
  })

  it('is left by somebody in a hurry, in calls under way and in those to come', async () => {
    const { docker, limit } = connect(await listenAsEngine(hang), { usualMs: never, hurriedMs: 50 })
    const underWay = docker.version().catch((reason: unknown) => reason)
    limit.hurry()
    expect(String(await underWay)).toContain('no answer to GET /version')
    await expect(docker.info()).rejects.toThrow('no answer to GET /info')
  })

  it('is waited for where a wait is what was asked for', async () => {
    const limits = { usualMs: 1000, hurriedMs: 1000 }
    const engine = await listenAsEngine((_request, response) => {
      response.flushHeaders()
      setTimeout(() => response.end('{"StatusCode":7}'), 2500)
    })
    expect(await json(await openAnswer(connect(engine, limits).docker, aWait))).toEqual({ StatusCode: 7 })
  })

  it('is noticed to be gone though its answer had begun', async () => {
    const engine = await listenAsEngine((_request, response) => {
      response.flushHeaders()
      setTimeout(() => response.destroy(), 20)
    })
    const error: unknown = await openAnswer(connect(engine).docker, aWait)
      .then(json)
      .catch((reason: unknown) => reason)
    expect(isEngineLost(error)).toBe(true)
  })

  it('is noticed by its heartbeat while long work says nothing', async () => {
    let pings = 0
    const engine = await listenAsEngine((_request, response) => {
      pings += 1
      if (pings < 3) response.end('OK')
    })
    const { docker } = connect(engine, { usualMs: 2000, hurriedMs: 2000 })
    const heartbeat = watchHeartbeat(docker, new AbortController().signal, 5)
    await new Promise((resolve) => heartbeat.signal.addEventListener('abort', resolve))
    expect(String(heartbeat.lost())).toContain('no answer to GET /_ping')
    expect(pings).toBe(3)
    heartbeat.end()
  })
})

it('a heartbeat passes a cancel on, which is no loss of the engine', async () => {
  const { docker } = connect(await listenAsEngine((_request, response) => response.end('OK')))
  const cancel = new AbortController()
  const heartbeat = watchHeartbeat(docker, cancel.signal, 5)
  cancel.abort()
  expect(heartbeat.signal.aborted).toBe(true)
  expect(heartbeat.lost()).toBeUndefined()
  heartbeat.end()
})
