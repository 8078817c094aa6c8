import { describe, expect, it } from 'vitest'
import { listProcesses, ownLine, parseStat } from '../../../src/process/process-table.js'

describe('the table of processes', () => {
  const rest = '1200 1200 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 987654 1 1'

  it('is read past any name that a process may give itself', () => {
    expect(parseStat(`42 (a) S 1 (b) R 7 ${rest}`)).toEqual({
      pid: 42,
      parent: 7,
      session: 1200,
      startTicks: 987654,
      isZombie: false,
    })
    expect(parseStat('no such thing')).toBeUndefined()
  })

  it('takes a process for gone only once its last thread has ended', () => {
    expect(parseStat(`42 (node) Z 7 ${rest}`)?.isZombie).toBe(true)
    expect(parseStat(`42 (node) Z 7 ${rest.replace('20 0 1 0', '20 0 3 0')}`)?.isZombie).toBe(false)
  })

  it('has this process, and it and those above it are told apart', () => {
    const all = listProcesses()
    expect(all.get(process.pid)?.parent).toBe(process.ppid)
    expect([...ownLine(all)].slice(0, 2)).toEqual([process.pid, process.ppid])
  })
})
