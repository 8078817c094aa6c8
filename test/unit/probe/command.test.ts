import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type CommandRequest, runCommand } from '../../../src/probe/command.js'
import { uncancelled } from './servers.js'

const run = (command: string, more: Partial<CommandRequest> = {}) =>
  runCommand({
    command,
    cwd: '.',
    env: process.env,
    timeoutMs: 60_000,
    signal: uncancelled(),
    ...more,
  })

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'command-'))
  onTestFinished(() => rm(path, { recursive: true, force: true }))
  return path
}

/** A process that is gone, or dead and only not yet collected by whoever inherited it. */
async function hasEnded(pid: number): Promise<boolean> {
  const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ' Z')
  return /^\d* ?(\(.*\))? ?Z/.test(state) || state === ' Z'
}

/** Never 0, which would be all of us. */
function pidIn(output: string): number {
  const pid = Number(output)
  if (!Number.isInteger(pid) || pid < 2) throw new Error(`no pid in ${JSON.stringify(output)}`)
  return pid
}

async function end(pid: number): Promise<'ended'> {
  while (!(await hasEnded(pid))) await pause(10)
  return 'ended'
}

describe('a command on this machine', () => {
  it('gives its exit code and both its outputs', async () => {
    expect(await run('echo out; echo err >&2; exit 3')).toMatchObject({ exitCode: 3, output: 'out\nerr\n' })
    expect(await run('kill -9 $$')).toMatchObject({ exitCode: 137 })
    expect(await run('no-such-command-here')).toMatchObject({ exitCode: 127 })
  })

  it('runs where and with what it is told, and with no input', async () => {
    const cwd = await folder()
    const env = { PATH: process.env.PATH, NAME: "it's me" }
    const { output } = await run('pwd; printf "%s\\n" "$NAME" "$HOME"; cat', { cwd, env })
    expect(output).toMatch(new RegExp(`^.*${cwd}\nit's me\n\n$`))
  })

  it('keeps the end of an output that is too long, cut between characters', async () => {
    const { output } = await run(
      "head -c 3000000 /dev/zero | tr '\\0' x; printf 'ä%.0s' $(seq 40000); echo end",
    )
    expect(Buffer.byteLength(output)).toBeLessThanOrEqual(64 * 1024)
    expect(output).toMatch(/^ä+end\n$/)
  })

  it('says that it cannot be started', async () => {
    const { failure } = await run('true', { cwd: join(await folder(), 'gone') })
    expect(failure?.message).toMatch(/^could not be started in .*gone/)
    expect((await run('tr\0ue')).failure?.message).toContain('could not be started')
  })

  it('takes its children with it at its timeout, also one that ignores being asked', async () => {
    const { failure, output } = await run(
      'trap "" TERM; (trap "" TERM; sleep 300) & echo $!; wait; sleep 300',
      {
        timeoutMs: 2000,
      },
    )
    expect(failure?.reason).toBe('timeout')
    expect(await end(pidIn(output))).toBe('ended')
  })

  it('lets a command that is asked to end say its last words', async () => {
    const { failure, output } = await run(
      'trap "echo bye; exit 0" TERM; echo hi; while :; do sleep 0.05; done',
      {
        timeoutMs: 2000,
      },
    )
    expect(failure).toEqual({
      reason: 'timeout',
      message:
        'waited 2 s for the end of: trap "echo bye; exit 0" TERM; echo hi; while :; do sleep 0.05; done',
    })
    expect(output).toMatch(/^hi\n(Terminated\n)?bye\n$/)
  })

  it('does not wait for a child that holds the output open, and leaves none behind', async () => {
    const { exitCode, output } = await run('sleep 300 & echo $!')
    expect(exitCode).toBe(0)
    expect(await end(pidIn(output))).toBe('ended')
  })

  it('does not wait for a child that left the group and holds the output open', async () => {
    const cwd = await folder()
    const child = 'setsid sh -c "echo \\$\\$; touch told; exec sleep 300" &'
    const { exitCode, output } = await run(`${child} until [ -e told ]; do sleep 0.05; done`, { cwd })
    process.kill(pidIn(output))
    expect(exitCode).toBe(0)
  })

  it('ends when it is cancelled, and does not begin when it was before', async () => {
    const cancel = new AbortController()
    const cwd = await folder()
    const running = run('echo $$; touch told; sleep 300', { cwd, signal: cancel.signal })
    while (!existsSync(join(cwd, 'told'))) await pause(10)
    cancel.abort()
    const { failure, output } = await running
    expect(failure?.reason).toBe('cancelled')
    expect(await end(pidIn(output))).toBe('ended')
    const marker = join(await folder(), 'begun')
    expect((await run(`touch ${marker}`, { signal: cancel.signal })).failure?.reason).toBe('cancelled')
    await expect(readFile(marker)).rejects.toThrow('ENOENT')
  })
})
