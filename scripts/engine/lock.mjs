import { readFileSync } from 'node:fs'
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const PAUSE_MS = 200

/** A process id alone may be reused by another process; with its start time it is that process for ever. */
export const identityOf = (pid) => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return `${pid}:${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`
  } catch {
    return `${pid}:`
  }
}

export const isAlive = (identity) => {
  const pid = Number.parseInt(identity, 10)
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (error.code === 'ESRCH') return false
  }
  return identityOf(pid) === identity
}

const tryLock = async (path) => {
  const draft = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`
  await writeFile(draft, identityOf(process.pid))
  try {
    await link(draft, path)
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  } finally {
    await rm(draft, { force: true })
  }
}

const removeIfStale = async (path) => {
  const holder = await readFile(path, 'utf8').catch(() => undefined)
  if (holder === undefined || isAlive(holder)) return
  // Renamed first: of two waiters that both saw the dead holder, one must not delete the other's fresh lock.
  const aside = `${path}.stale.${process.pid}`
  await rename(path, aside).catch(() => undefined)
  const taken = await readFile(aside, 'utf8').catch(() => undefined)
  if (taken !== undefined && taken !== holder) await link(aside, path).catch(() => undefined)
  await rm(aside, { force: true })
}

/** Runs `work` while no other process of this machine holds the lock file; a dead holder's lock is taken over. */
export const withLock = async (path, work, { onWait } = {}) => {
  await mkdir(dirname(path), { recursive: true })
  let waited = false
  while (!(await tryLock(path))) {
    await removeIfStale(path)
    if (!waited) onWait?.()
    waited = true
    await sleep(PAUSE_MS)
  }
  try {
    return await work()
  } finally {
    await rm(path, { force: true })
  }
}
