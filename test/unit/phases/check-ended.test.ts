import { describe, expect, it } from 'vitest'
import type { Check } from '../../../src/core/domain/check.js'
import { base, factOf, failureOf, http, printed, ready, startServing } from './checks.js'
import { start } from './instances.js'

describe('an instance that ends', () => {
  const checks: readonly Check[] = [
    http(),
    { ...base, by: 'websocket', path: '/' },
    { ...base, by: 'exec', command: ['sleep', '300'] },
    { ...base, by: 'run', command: 'sleep 300' },
    { ...base, by: 'log', present: 'never' },
  ]

  it('fails any check at once with its exit and last lines', async () => {
    for (const check of checks) {
      // Takes connections and never answers, so that only its exit can end the check.
      const started = await start(`process.on('SIGTERM', () => process.exit(9))
        net.createServer().listen(port, () => console.log('out of luck'))`)
      await ready(started)
      await printed(started, 'out of luck')
      const failure = failureOf(check, started)
      process.kill(Number(started.instance.id), 'SIGTERM')
      expect(await failure, check.by).toEqual({
        reason: 'exited',
        message: 'exited with code 9 before this check was through',
        exitCode: 9,
        tail: ['out of luck'],
      })
    }
  })

  it('fails any check after that too, an otherwise passing one as well', async () => {
    const started = await start('process.exit(3)')
    await started.instance.exited
    for (const check of [...checks, { ...base, by: 'run', command: 'true' } as const]) {
      expect(await failureOf(check, started), check.by).toMatchObject({ reason: 'exited', exitCode: 3 })
    }
  })

  it('is told apart where the memory limit killed it', async () => {
    const started = await startServing("process.kill(process.pid, 'SIGKILL')")
    expect(await failureOf(http(), started)).toMatchObject({
      reason: 'killed-by-memory-limit',
      exitCode: 137,
    })
  })
})

describe('a cancelled check', () => {
  it('counts as not run, whether it had begun or not', async () => {
    const started = await startServing('')
    for (const check of [http(), { ...base, by: 'run', command: 'sleep 300' } as const]) {
      const cancel = new AbortController()
      const running = factOf(check, started, { signal: cancel.signal })
      setTimeout(() => cancel.abort(), 100)
      expect(await running, check.by).toMatchObject({ outcome: 'not-run', failure: { reason: 'cancelled' } })
      expect(await factOf(check, started, { signal: cancel.signal })).toEqual({
        name: 'the check',
        outcome: 'not-run',
      })
    }
  })
})
