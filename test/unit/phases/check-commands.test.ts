import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Check } from '../../../src/core/domain/check.js'
import type { Instance } from '../../../src/core/domain/instance.js'
import { base, factOf, failureOf, printed, startServing } from './checks.js'
import { idle, start } from './instances.js'

describe('an exec check', () => {
  const exec = (...command: string[]): Check => ({ ...base, by: 'exec', command })

  it('passes with exit code 0 and fails with any other, its last words in front', async () => {
    const started = await start(idle)
    expect((await factOf(exec('true'), started)).outcome).toBe('passed')
    expect(await failureOf(exec('sh', '-c', 'echo one; echo two >&2; exit 4'), started)).toEqual({
      reason: 'expectation',
      message: 'exited with code 4: two',
      exitCode: 4,
      tail: ['one', 'two'],
    })
    expect((await failureOf(exec('/no/such/file'), started))?.exitCode).toBe(126)
  })

  it('ends at its timeout', async () => {
    const started = await start(idle)
    expect(await failureOf({ ...exec('sleep', '300'), timeoutMs: 200 }, started)).toMatchObject({
      reason: 'timeout',
      message: 'waited 200 ms for the end of: sleep 300',
    })
  })

  it('ends at its timeout though the engine never answers, and takes its error as a failure', async () => {
    const started = await start(idle)
    const over = (exec: Instance['exec']) => ({ instance: { ...started.instance, exec } })
    const never = over(() => new Promise(() => {}))
    expect((await failureOf({ ...exec('true'), timeoutMs: 100 }, started, never))?.reason).toBe('timeout')
    const broken = over(() => Promise.reject(new Error('no such container')))
    expect(await failureOf(exec('true'), started, broken)).toMatchObject({ message: 'no such container' })
  })
})

describe('a run check', () => {
  const run = (command: string): Check => ({ ...base, by: 'run', command })

  it('tells the command where the service is and which one it is', async () => {
    const started = await start(idle)
    const command = 'echo "$BASE_URL $SERVICE $VARIANT $CONTAINER_ID"; exit 1'
    const { id } = started.instance
    expect((await failureOf(run(command), started))?.tail).toEqual([
      `http://127.0.0.1:${started.port} shop candidate ${id}`,
    ])
  })

  it('reaches the service from the command, in the folder it is told', async () => {
    const cwd = await mkdtemp(join(tmpdir(), 'run-check-'))
    onTestFinished(() => rm(cwd, { recursive: true, force: true }))
    const started = await startServing("response.end('hello')")
    const command = `node -e 'fetch(process.env.BASE_URL).then((r) => r.text()).then(console.log)' > said; grep -q hello ${cwd}/said`
    expect((await factOf(run(command), started, { cwd })).outcome).toBe('passed')
  })

  it('fails with the exit code and the last lines', async () => {
    const command = 'seq 30; echo "1 failed, 3 passed"; exit 1'
    const failure = await failureOf(run(command), await start(idle))
    expect(failure).toMatchObject({ message: 'exited with code 1: 1 failed, 3 passed', exitCode: 1 })
    expect(failure?.tail).toHaveLength(20)
  })

  it('ends at its timeout with the output so far', async () => {
    const check = { ...run('echo so far; sleep 300'), timeoutMs: 3000 }
    expect(await failureOf(check, await start(idle))).toEqual({
      reason: 'timeout',
      message: 'waited 3 s for the end of: echo so far; sleep 300',
      tail: ['so far'],
    })
  })

  it('keeps the output of a command that must be killed at its timeout', async () => {
    const command = 'trap "" TERM; echo stubborn; while :; do sleep 0.1; done'
    const check = { ...run(command), timeoutMs: 3000 }
    expect(await failureOf(check, await start(idle))).toMatchObject({ reason: 'timeout', tail: ['stubborn'] })
  })
})

describe('a log check', () => {
  const log = (more: { present?: string; absent?: string }): Check => ({ ...base, by: 'log', ...more })

  it('waits for a text that may still come', async () => {
    const started = await start(`console.log('early'); after(200, () => console.log('late')); ${idle}`)
    expect((await factOf(log({ present: 'late' }), started)).outcome).toBe('passed')
    expect((await factOf(log({ present: 'early' }), started)).outcome).toBe('passed')
    expect(await failureOf({ ...log({ present: 'never' }), timeoutMs: 200 }, started)).toEqual({
      reason: 'timeout',
      message: 'waited 200 ms for the log to say "never"',
      tail: ['early', 'late'],
    })
  })

  it('fails where an unwanted text was printed, with the lines around it', async () => {
    const started = await start(`
      for (let at = 1; at < 40; at += 1) console.log(at === 20 ? 'ERROR: no route' : 'line ' + at)
      console.log('done'); ${idle}`)
    await printed(started, 'done')
    expect((await factOf(log({ absent: 'FATAL' }), started)).outcome).toBe('passed')
    const failure = await failureOf(log({ absent: 'ERROR', present: 'done' }), started)
    expect(failure?.message).toBe('the log has "ERROR": ERROR: no route')
    expect([failure?.tail?.[0], failure?.tail?.[10], failure?.tail?.at(-1)]).toEqual([
      'line 10',
      'ERROR: no route',
      'line 29',
    ])
  })
})
