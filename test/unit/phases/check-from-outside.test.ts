import { describe, expect, it } from 'vitest'
import type { HttpCheck } from '../../../src/core/domain/check.js'
import { runCheck } from '../../../src/phases/check/run-check.js'
import { base, contextOf, factOf, failureOf, http, ready, startServing } from './checks.js'
import { idle, start, startPublished } from './instances.js'

describe('an http check', () => {
  it('passes as expected and tells how long it took', async () => {
    const started = await startServing(`response.setHeader('x-path', request.url).end('{"a":1,"b":2}')`)
    const check = http({ path: '/x', status: 200, headers: { 'x-path': '/x' }, json: { a: 1 } })
    const { fact, answer } = await runCheck(check, contextOf(started))
    expect(fact).toEqual({
      name: 'the check',
      outcome: 'passed',
      durationMs: expect.any(Number),
      output: ['status 200', '{"a":1,"b":2}'],
    })
    expect(answer).toBeUndefined()
  })

  it('sends objects as JSON and text as it is, to a host that both variants share', async () => {
    const started = await startServing(`let body = ''
      request.on('data', (part) => { body += part }).on('end', () => {
        response.end([request.method, request.headers['content-type'], request.headers.host, body].join(' '))
      })`)
    const echoed = (contains: string, more: Partial<HttpCheck>) =>
      factOf(http({ contains, ...more }), started)
    const host = `localhost:${started.port}`
    const object = { method: 'POST', body: { name: 'x' } }
    expect((await echoed(`POST application/json ${host} {"name":"x"}`, object)).outcome).toBe('passed')
    const asText = { method: 'PUT', body: 'name=x', sendHeaders: { 'Content-Type': 'text/plain' } }
    expect((await echoed(`PUT text/plain ${host} name=x`, asText)).outcome).toBe('passed')
    const named = { sendHeaders: { Host: 'shop.example' } }
    expect((await echoed('shop.example', named)).outcome).toBe('passed')
  })

  it('fails with the first difference in one line, then the others and the body', async () => {
    const started = await startServing("response.writeHead(500).end('Traceback\\nKeyError: x')")
    expect(await failureOf(http({ status: 201, contains: 'created' }), started)).toEqual({
      reason: 'expectation',
      message: 'status: expected 201, got 500 (and 1 more)',
      tail: [
        'body: expected to contain "created", got "Traceback\\nKeyError: x"',
        'Traceback',
        'KeyError: x',
      ],
    })
  })

  it('hands over its answer where the other variant must give the same, also if it failed', async () => {
    const started = await startServing("response.writeHead(418).end('tea')")
    const { fact, answer } = await runCheck(http({ same: ['body'] }), contextOf(started))
    expect(fact.outcome).toBe('failed')
    expect(answer).toMatchObject({ status: 418, body: 'tea' })
  })

  it('ends at its timeout with what it waited for', async () => {
    const started = await startServing('')
    expect(await failureOf(http({ timeoutMs: 200 }), started)).toMatchObject({
      reason: 'timeout',
      message: `waited 200 ms for an answer from 127.0.0.1:${started.port}`,
    })
  })

  it('says that there is no port to ask', async () => {
    const { instance } = await start(idle)
    const { env, cwd, signal } = contextOf({ instance, port: 0 })
    const { fact } = await runCheck(http(), { instance, env, cwd, signal })
    expect(fact.failure?.message).toContain('no port is declared')
  })
})

describe('a websocket check', () => {
  const check = { ...base, by: 'websocket', path: '/live', send: 'ping' } as const
  const server = `const { WebSocketServer } = require('ws')
    new WebSocketServer({ port }).on('connection', (socket) => {
      socket.on('message', (data) => socket.send(data + ' pong'))
    })`

  it('passes with the expected message, stars in it standing for anything', async () => {
    const started = await start(server)
    await ready(started)
    expect((await factOf({ ...check, expect: '*pong' }, started)).outcome).toBe('passed')
    expect((await factOf({ ...check, expect: 'ping pong' }, started)).outcome).toBe('passed')
  })

  it('fails with what came instead', async () => {
    const started = await start(server)
    await ready(started)
    expect(await failureOf({ ...check, expect: 'pong', timeoutMs: 3000 }, started)).toEqual({
      reason: 'timeout',
      message: `waited 3 s for the message "pong" on 127.0.0.1:${started.port}`,
      tail: ['ping pong'],
    })
  })
})

describe('a tcp check', () => {
  it('passes where something listens, and fails where nothing does', async () => {
    const started = await startServing('response.end()')
    expect((await factOf({ ...base, by: 'tcp', port: started.port }, started)).outcome).toBe('passed')
    expect((await failureOf({ ...base, by: 'tcp', port: 1 }, started))?.message).toContain(
      'connection refused',
    )
    const published = await startPublished(idle)
    expect((await factOf({ ...base, by: 'tcp', port: published.port }, published)).outcome).toBe('failed')
  })
})
