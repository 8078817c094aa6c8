import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { readTreeMemory } from '../../../src/process/memory.js'
import { listProcesses } from '../../../src/process/process-table.js'
import { alive, printed, startProcess, until } from './processes.js'

/** Each holds 16 MB that nobody shares. */
const parent = `
  const { fork } = require('node:child_process')
  globalThis.own = Buffer.alloc(16e6, 1)
  if (process.argv[1] !== 'child') for (const at of [1, 2])
    require('node:child_process').spawn(process.execPath, ['-e', process.env.SCRIPT, 'child'], { stdio: 'inherit' })
  console.log('up ' + process.pid)
  setInterval(() => {}, 1e9)`

const kilobytes = async (pid: number, file: string, name: string): Promise<number> => {
  const text = await readFile(`/proc/${pid}/${file}`, 'utf8')
  const lines = [...text.matchAll(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'gm'))]
  return lines.reduce((sum, [, value]) => sum + Number(value), 0) * 1024
}

describe('the memory of a process', () => {
  it('is the whole tree by PSS, every shared page counted once', async () => {
    const { instance, runId } = await startProcess([process.execPath, '-e', parent], {
      run: { env: { SCRIPT: parent } },
    })
    await printed(instance, 'up')
    await until(async () => ((await instance.readLog()).split('up').length === 4 ? true : undefined))
    const pids = await alive(runId)
    expect(pids).toHaveLength(3)
    const { workingSetBytes, how, peakBytes } = await instance.memory()
    // From every mapping of its own, where the reading takes the kernel's sum.
    const shares = await Promise.all(pids.map((pid) => kilobytes(pid, 'smaps', 'Pss')))
    const sum = shares.reduce((total, one) => total + one, 0)
    expect(Math.abs(workingSetBytes - sum) / sum).toBeLessThan(0.05)
    expect(workingSetBytes).toBeGreaterThan(3 * 16e6)
    const resident = await Promise.all(pids.map((pid) => kilobytes(pid, 'status', 'VmRSS')))
    expect(workingSetBytes).toBeLessThan(resident.reduce((total, one) => total + one, 0))
    expect(how).toBe('Pss of the process and all it started (/proc/PID/smaps_rollup)')
    expect(peakBytes).toBeUndefined()
    await instance.stop()
    await expect(instance.memory()).rejects.toThrow('no process')
  })

  it('leaves out who has just ended', async () => {
    const self = listProcesses().get(process.pid)
    if (self === undefined) throw new Error('this process is not listed')
    const gone = { ...self, pid: 4_194_304 }
    const alone = await readTreeMemory([self, gone])
    expect(alone.workingSetBytes).toBeGreaterThan(0)
    await expect(readTreeMemory([gone])).rejects.toThrow('no process')
  })
})
