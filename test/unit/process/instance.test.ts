import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { cleanUpProcesses, findProcessRuns } from '../../../src/process/clean-up.js'
import { freePort } from '../../support/free-port.js'
import { alive, printed, startProcess, until } from './processes.js'

const node = (script: string) => [process.execPath, '-e', script]
const options = { timeoutMs: 60_000, signal: new AbortController().signal }

describe('the environment of a process', () => {
  it('has what programs cannot do without, what the config says, and nothing else of the runner', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'process-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    await writeFile(join(folder, 'ci.env'), 'OF_FILE=1\nBOTH=file\nJAVA_HOME\n')
    const { instance } = await startProcess(['sh', '-c', 'env; pwd; exec sleep 600'], {
      cwd: folder,
      env: { PATH: process.env.PATH, LC_ALL: 'C', GITHUB_TOKEN: 'secret', JAVA_HOME: '/jdk' },
      run: { envFile: join(folder, 'ci.env'), env: { BOTH: 'config' } },
    })
    const log = (await printed(instance, `${folder}\n`.trim())).split('\n')
    expect(log).toEqual(expect.arrayContaining(['OF_FILE=1', 'BOTH=config', 'JAVA_HOME=/jdk', 'LC_ALL=C']))
    expect(log.join()).not.toContain('secret')
    expect(await instance.exec(['sh', '-c', 'echo "$BOTH $PWD"; exit 3'], options)).toEqual({
      exitCode: 3,
      timedOut: false,
      output: `config ${folder}`,
    })
  })
})

describe('a command beside a process', () => {
  it('that does not end is killed with its children, and one that is not there says so', async () => {
    const { instance, runId } = await startProcess(['sleep', '600'])
    const late = await instance.exec(['sh', '-c', 'sleep 600 & echo begun; wait'], {
      ...options,
      timeoutMs: 3000,
    })
    expect(late).toEqual({ timedOut: true, output: 'begun' })
    expect(await until(async () => ((await alive(runId)).length === 1 ? 1 : undefined))).toBe(1)
    expect(await instance.exec(['/no/such'], options)).toMatchObject({ exitCode: 126 })
  })
})

describe('the end of a process', () => {
  it('takes along what it started, what left its session and what hides its environment', async () => {
    const { instance, runId } = await startProcess([
      'sh',
      '-c',
      'setsid sleep 601 & env -i sleep 602 & (setsid sh -c "sleep 603 & sleep 604" &) ; echo up; sleep 605; true',
    ])
    await printed(instance, 'up')
    await until(async () => ((await alive(runId)).length >= 6 ? true : undefined))
    await instance.stop()
    expect(await alive(runId)).toEqual([])
    expect((await instance.exited).exitCode).toBe(143)
    expect(await running('sleep 602')).toBe(false)
  })

  it('is forced on one that does not hear SIGTERM', async () => {
    const { instance, runId } = await startProcess(
      ['sh', '-c', 'trap "" TERM; echo deaf; while :; do sleep 0.1; done'],
      { run: { stopTimeoutMs: 300 } },
    )
    await printed(instance, 'deaf')
    expect(await instance.end?.({ by: 'asking', ...options, timeoutMs: 300 })).toEqual({ sent: 'SIGTERM' })
    await instance.stop()
    expect((await instance.exited).exitCode).toBe(137)
    expect(await alive(runId)).toEqual([])
  })

  it('is timed from asking until the last of them is gone', async () => {
    const { instance } = await startProcess([
      'sh',
      '-c',
      'sh -c "trap \'sleep 0.5; exit\' TERM; echo up; while :; do sleep 0.05; done" & wait',
    ])
    await printed(instance, 'up')
    const ending = await instance.end?.({ by: 'asking', ...options })
    expect(ending).toMatchObject({ sent: 'SIGTERM', until: 'exit', exit: { exitCode: 143 } })
    expect(ending?.tookMs).toBeGreaterThanOrEqual(450)
    expect(await instance.end?.({ by: 'force', ...options })).not.toHaveProperty('tookMs')
  })

  it('is seen though a child still holds its output', async () => {
    const { instance, runId } = await startProcess(['sh', '-c', 'setsid sleep 600 & echo done; exit 4'])
    expect(await instance.exited).toEqual({ exitCode: 4, outOfMemory: false })
    expect(await instance.readLog()).toBe('done')
    await instance.stop()
    expect(await alive(runId)).toEqual([])
  })
})

describe('cleaning up after a run', () => {
  it('ends its processes and nobody else’s, from wherever it is called', async () => {
    const [mine, other] = await Promise.all([
      startProcess([
        'sh',
        '-c',
        `setsid sleep 600 & env -i PATH="$PATH" sh -c 'trap "" TERM; echo up; while :; do sleep 0.1; done; : 601' & wait`,
      ]),
      startProcess(['sleep', '600']),
    ])
    await printed(mine.instance, 'up')
    await until(async () => ((await alive(mine.runId)).length >= 2 ? true : undefined))
    expect(await findProcessRuns()).toEqual(expect.arrayContaining([mine.runId, other.runId].sort()))
    const { removed, left } = await cleanUpProcesses(mine.runId)
    expect(removed).toBeGreaterThanOrEqual(3)
    expect(left).toEqual([])
    expect(await alive(mine.runId)).toEqual([])
    expect(await running('; : 601')).toBe(false)
    expect(await alive(other.runId)).toHaveLength(1)
    expect(await cleanUpProcesses(mine.runId)).toEqual({ removed: 0, left: [] })
  })
})

describe('the sockets of a process', () => {
  it('are its own and its children’s only', async () => {
    const [own, foreign] = [await freePort(), await freePort()]
    const listen = (port: number) => `require('net').createServer().listen(${port}, () => console.log('up'))`
    const { instance } = await startProcess(['sh', '-c', `${process.execPath} -e "${listen(own)}"; true`])
    const stranger = await startProcess(node(listen(foreign)))
    await Promise.all([printed(instance, 'up'), printed(stranger.instance, 'up')])
    const table = await instance.openSockets?.()
    const hex = (port: number) => `:${port.toString(16).toUpperCase().padStart(4, '0')} `
    expect(table).toContain(hex(own))
    expect(table).not.toContain(hex(foreign))
  })
})

async function running(command: string): Promise<boolean> {
  for (const pid of await readdir('/proc')) {
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    if (line.split('\0').join(' ').trim().includes(command)) return true
  }
  return false
}
