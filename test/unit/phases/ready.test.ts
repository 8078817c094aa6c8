import { describe, expect, it } from 'vitest'
import type { ReadyCondition } from '../../../src/core/domain/config.js'
import { waitUntilReady } from '../../../src/phases/ready.js'
import { idle, serve, start, startPublished } from './instances.js'
import { enoughMs, failureOf, http, printed, wait } from './waits.js'

describe('waiting for a port', () => {
  it('is over once it is open', async () => {
    const started = await start('after(100, () => net.createServer().listen(port))')
    const outcome = await wait(started, [{ by: 'tcp', port: started.port }])
    expect(outcome).toMatchObject({ outcome: 'ready' })
    expect(outcome.portOpenAt).toBeDefined()
  })

  it('never takes an open published port alone as open', async () => {
    const started = await startPublished(idle)
    const { message } = await failureOf(started, [{ by: 'tcp', port: started.port }], {
      timeoutMs: enoughMs,
    })
    expect(message).toContain('nothing listens behind the published port')
  })

  it('finds the listener behind a published port', async () => {
    const started = await startPublished('after(300, () => net.createServer().listen(port))')
    expect((await wait(started, [{ by: 'tcp', port: started.port }])).outcome).toBe('ready')
  })
})

describe('waiting for the log', () => {
  it('is over once the text is printed, on either output, over several lines too', async () => {
    const started = await start(
      `console.log('one'); console.error('two: up and'); after(50, () => console.error('running')); ${idle}`,
    )
    expect((await wait(started, [{ by: 'log', text: 'two: up' }])).outcome).toBe('ready')
    expect((await wait(started, [{ by: 'log', text: 'up and\nrunning' }])).outcome).toBe('ready')
  })

  it.each([
    [
      'coloured in the midst of it',
      String.raw`console.log('\u001b[32mup\u001b[0m on \u001b[1m8000\u001b[22m')`,
    ],
    ['in UTF-16', "process.stdout.write(Buffer.from('up on 8000\\n', 'utf16le'))"],
    ['in two writes', "process.stdout.write('up o'); after(50, () => console.log('n 8000'))"],
    ['with both ends of a line', "console.log('up on 8000\\r')"],
  ])('hears a text that is printed %s', async (_, print) => {
    const started = await start(`${print}; after(100, () => console.log('more')); ${idle}`)
    expect((await wait(started, [{ by: 'log', text: 'up on 8000' }])).outcome).toBe('ready')
  })

  it('fails with the lines that were printed instead', async () => {
    const started = await start(`console.log('almost'); ${idle}`)
    await printed(started, 'almost')
    expect(await failureOf(started, [{ by: 'log', text: 'ready' }], { timeoutMs: 500 })).toEqual({
      reason: 'never-ready',
      message: 'not ready within 500 ms: log "ready": not printed yet',
      tail: ['almost'],
    })
  })
})

describe('waiting for the health check', () => {
  const healthcheck = { by: 'healthcheck' } as const

  it('is over once healthy, whatever it said before', async () => {
    const started = await start(
      `health('unhealthy'); console.log('begun'); after(150, () => health('healthy')); ${idle}`,
    )
    await printed(started, 'begun')
    expect((await wait(started, [healthcheck])).outcome).toBe('ready')
  })

  it('fails at once where the image has none', async () => {
    expect(await failureOf(await start(idle), [healthcheck])).toEqual({
      reason: 'never-ready',
      message: 'ready asks for the health check, but the image has no HEALTHCHECK',
    })
  })

  it('fails as unhealthy where that is the last word', async () => {
    const started = await start(`health('unhealthy'); console.log('begun'); ${idle}`)
    await printed(started, 'begun')
    expect(await failureOf(started, [healthcheck], { timeoutMs: enoughMs })).toMatchObject({
      reason: 'unhealthy',
      message: 'not ready within 3 s: healthcheck: unhealthy',
    })
  })
})

describe('waiting for a command inside', () => {
  it('is over once it exits with 0', async () => {
    const started = await start(`after(150, () => health('up')); ${idle}`)
    const outcome = await wait(started, [{ by: 'exec', command: ['sh', '-c', 'test -e "$HEALTH_FILE"'] }])
    expect(outcome.outcome).toBe('ready')
  })

  it('fails with its last words', async () => {
    const started = await start(idle)
    const failing = ['sh', '-c', 'echo not yet; exit 3']
    expect(
      (await failureOf(started, [{ by: 'exec', command: failing }], { timeoutMs: enoughMs })).message,
    ).toBe('not ready within 3 s: exec sh -c echo not yet; exit 3: exit code 3, "not yet"')
    const absent = { by: 'exec', command: ['/no/such/file'] } as const
    expect((await failureOf(started, [absent], { timeoutMs: enoughMs })).message).toContain('exit code 126')
  })

  it('ends at the timeout though the command hangs', async () => {
    const hanging = { by: 'exec', command: ['sleep', '300'] } as const
    expect(await failureOf(await start(idle), [hanging], { timeoutMs: 300 })).toMatchObject({
      reason: 'never-ready',
      message: 'not ready within 300 ms: exec sleep 300: did not end yet',
    })
  })
})

describe('waiting for several conditions', () => {
  it('takes all of them', async () => {
    const started = await start(`let asked = 0
      ${serve("response.end(); if (++asked === 1) after(200, () => console.log('warm'))")}`)
    const outcome = await wait(started, [http(), { by: 'log', text: 'warm' }])
    expect(outcome.outcome).toBe('ready')
    expect(await started.instance.readLog()).toBe('warm\n')
  })

  it('names those that did not hold', async () => {
    const started = await start(serve('response.end()'))
    await wait(started, [http()])
    const conditions = [http(), { by: 'log', text: 'warm' }, http('/other')] as const
    expect((await failureOf(started, conditions, { timeoutMs: enoughMs })).message).toBe(
      'not ready within 3 s: log "warm": not printed yet',
    )
  })
})

describe('waiting for nothing in particular', () => {
  it('takes an instance as up that stays alive, without a time for it', async () => {
    const { instance } = await start(idle)
    const ready = { conditions: [], timeoutMs: 60_000 }
    const outcome = await waitUntilReady(instance, ready, { signal: new AbortController().signal })
    expect(outcome).toEqual({ outcome: 'ready' })
  })

  it('notices one that does not', async () => {
    expect(await failureOf(await start("console.log('no config'); process.exitCode = 2"), [])).toMatchObject({
      reason: 'exited',
      exitCode: 2,
      tail: ['no config'],
    })
  })
})

describe('an instance that ends before it is ready', () => {
  it('is noticed at once with its exit code and last lines, whatever is waited for', async () => {
    const conditions: readonly ReadyCondition[] = [
      http(),
      { by: 'tcp', port: 1 },
      { by: 'log', text: 'never' },
      { by: 'exec', command: ['false'] },
    ]
    for (const condition of conditions) {
      const started = await start("console.error('cannot open /data'); after(100, () => process.exit(7))")
      // A wait to the timeout would end as never-ready.
      expect(await failureOf(started, [condition])).toEqual({
        reason: 'exited',
        message: 'exited with code 7 before it was ready',
        exitCode: 7,
        tail: ['cannot open /data'],
      })
    }
  })

  it('is told apart where the memory limit killed it', async () => {
    const started = await start(
      "console.log('growing'); after(100, () => process.kill(process.pid, 'SIGKILL'))",
    )
    expect(await failureOf(started, [http()])).toEqual({
      reason: 'killed-by-memory-limit',
      message: 'killed at its memory limit before it was ready (exit code 137)',
      exitCode: 137,
      tail: ['growing'],
    })
  })
})

describe('a cancelled wait', () => {
  it('ends as cancelled, also where it never began', async () => {
    const started = await start(idle)
    const cancel = new AbortController()
    const waiting = failureOf(started, [http(), { by: 'log', text: 'never' }], { signal: cancel.signal })
    cancel.abort()
    expect((await waiting).reason).toBe('cancelled')
    expect((await failureOf(started, [http()], { signal: cancel.signal })).reason).toBe('cancelled')
    expect((await failureOf(started, [], { signal: cancel.signal })).reason).toBe('cancelled')
  })
})
