import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

const TAG = 'CONTAINER_MIGRATE_ENGINE'
const KILL_TIMEOUT_MS = 10_000

export const tagFor = (folder) => ({ [TAG]: folder })

const readProc = (pid, file) => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1')
  } catch {
    return ''
  }
}

// The fields after the command's name, which may itself hold spaces and parentheses.
const fieldsOf = (stat) => stat.slice(stat.lastIndexOf(')') + 2).split(' ')

/**
 * All processes of one engine, those of its containers too. Daemons and shims inherit the tag in their
 * environment, wherever they were re-parented to; containers do not, but are children of the shims.
 */
const processesOf = (folder) => {
  const tag = `${TAG}=${folder}`
  const found = new Set()
  const parents = new Map()
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    const [state, parent] = fieldsOf(readProc(entry, 'stat'))
    if (parent === undefined || state === 'Z') continue
    parents.set(Number(entry), Number(parent))
    if (readProc(entry, 'environ').split('\0').includes(tag)) found.add(Number(entry))
  }
  for (let before = -1; before !== found.size; ) {
    before = found.size
    for (const [pid, parent] of parents) if (found.has(parent)) found.add(pid)
  }
  return [...found]
}

/** Ends a process at once; one that has ended already is as it should be. */
export const killNow = (pid) => {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if (error.code !== 'ESRCH') throw error
  }
}

export const killAll = async (folder) => {
  const deadline = Date.now() + KILL_TIMEOUT_MS
  let pids = processesOf(folder)
  while (pids.length > 0) {
    if (Date.now() > deadline)
      throw new Error(`Processes of the engine in ${folder} do not end: ${pids.join(', ')}`)
    pids.forEach(killNow)
    await sleep(50)
    pids = processesOf(folder)
  }
}
