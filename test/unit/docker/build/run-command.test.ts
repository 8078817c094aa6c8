import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { type Command, runCommand } from '../../../../src/docker/build/run-command.js'

const node = (script: string) => [process.execPath, '-e', script]

async function run(command: readonly string[], options: Partial<Command> = {}) {
  const lines: string[] = []
  const end = await runCommand({
    command,
    cwd: process.cwd(),
    env: process.env,
    signal: new AbortController().signal,
    onLine: (line) => lines.push(line),
    ...options,
  })
  return { lines, end }
}

/** A process that has ended may wait as a zombie for a parent that never asks. */
const isAlive = (pid: number): boolean => {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' })
  return /^[^Z\s]/.test(stdout.trim())
}

describe('runCommand', () => {
  it('hands on the lines of both outputs and the exit code', async () => {
    const { lines, end } = await run(node('console.log("out"); console.error("err"); process.exitCode = 3'))
    expect(lines.toSorted()).toEqual(['err', 'out'])
    expect(end).toEqual({ ended: 'exited', exitCode: 3 })
  })

  it('keeps characters whole that arrive in pieces', async () => {
    const script =
      'const b = Buffer.from("ü€\\n"); for (const x of b) require("fs").writeSync(1, Buffer.from([x]))'
    expect((await run(node(script))).lines).toEqual(['ü€'])
  })

  it('cuts off a line that does not end, and reads the next one whole', async () => {
    const script = 'process.stdout.write("x".repeat(20_000_000) + "\\nnext")'
    const { lines } = await run(node(script), { maxLineChars: 1000 })
    expect(lines.map((line) => line.length)).toEqual([1000, 4])
  })

  it('says that a program is not there', async () => {
    const { end } = await run(['no-such-program-anywhere'])
    expect(end).toMatchObject({ ended: 'never-started', message: expect.stringContaining('ENOENT') })
  })

  it('says that a program cannot be started with such arguments', async () => {
    expect((await run([process.execPath, 'a\0b'])).end.ended).toBe('never-started')
  })

  it('tells apart a command that somebody else killed', async () => {
    expect((await run(node('process.kill(process.pid, "SIGKILL")'))).end).toEqual({
      ended: 'killed',
      by: 'SIGKILL',
    })
  })

  it('starts nothing once it is cancelled', async () => {
    const { lines, end } = await run(node('console.log("ran")'), { signal: AbortSignal.abort() })
    expect({ lines, end }).toEqual({ lines: [], end: { ended: 'cancelled' } })
  })

  it('ends the whole process group on a cancel, even where its members do not listen', async () => {
    const cancel = new AbortController()
    const pids: number[] = []
    const deaf = 'process.on("SIGTERM", () => {}); console.log(process.pid); setInterval(() => {}, 1000)'
    const parent = `require("child_process").spawn(process.execPath, ["-e", ${JSON.stringify(deaf)}], { stdio: "inherit" });${deaf}`
    const { end } = await run(node(parent), {
      signal: cancel.signal,
      graceMs: 50,
      onLine: (line) => {
        pids.push(Number(line))
        if (pids.length === 2) cancel.abort()
      },
    })
    expect(end).toEqual({ ended: 'cancelled' })
    await expect.poll(() => pids.filter(isAlive), { timeout: 60_000 }).toEqual([])
  })

  it('leaves nobody behind where the command ends on a cancel but its child does not', async () => {
    const cancel = new AbortController()
    const pids: number[] = []
    const deaf = 'process.on("SIGTERM", () => {}); console.log(process.pid); setInterval(() => {}, 1000)'
    const parent = `require("child_process").spawn(process.execPath, ["-e", ${JSON.stringify(deaf)}], { stdio: "inherit" })`
    const { end } = await run(node(parent), {
      signal: cancel.signal,
      graceMs: 60_000,
      onLine: (line) => {
        pids.push(Number(line))
        cancel.abort()
      },
    })
    expect(end).toEqual({ ended: 'cancelled' })
    await expect.poll(() => pids.filter(isAlive), { timeout: 60_000 }).toEqual([])
  })
})
