import { readdirSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'

/** One process as the kernel lists it. A pid is used again in time; with the moment of its start it is unmistakable. */
export interface ListedProcess {
  readonly pid: number
  readonly parent: number
  readonly session: number
  /** Clock ticks since boot. */
  readonly startTicks: number
  /** Ended with all its threads, and only waiting for its parent to take note. */
  readonly isZombie: boolean
}

/** Everything that runs on this machine. Read at one go: a tree that changes while it is read would have holes. */
export function listProcesses(): ReadonlyMap<number, ListedProcess> {
  const found = new Map<number, ListedProcess>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const one = readStat(Number(name))
    if (one !== undefined) found.set(one.pid, one)
  }
  return found
}

export function readStat(pid: number): ListedProcess | undefined {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, 'latin1'))
  } catch {
    // Gone since it was listed.
    return undefined
  }
}

/** The name stands in parentheses and may hold any character, these included, so fields are counted from the last one. */
export function parseStat(stat: string): ListedProcess | undefined {
  const end = stat.lastIndexOf(')')
  const fields = stat.slice(end + 2).split(' ')
  const [state, parent, , session] = fields
  const pid = Number(stat.slice(0, stat.indexOf(' ')))
  const startTicks = Number(fields[19])
  if (end < 0 || !Number.isInteger(pid) || !Number.isFinite(startTicks)) return undefined
  return {
    pid,
    parent: Number(parent),
    session: Number(session),
    startTicks,
    // A first thread that has ended while others still do holds files and ports with them.
    isZombie: (state === 'Z' || state === 'X') && Number(fields[17]) <= 1,
  }
}

/** Its environment as it was given; undefined where we may not look, or it is gone. */
export const readEnviron = (pid: number): Promise<string | undefined> =>
  readFile(`/proc/${pid}/environ`, 'utf8').catch(() => undefined)

/** This process and those that it runs under: never to be ended, whatever their environment says. */
export function ownLine(all: ReadonlyMap<number, ListedProcess>): ReadonlySet<number> {
  const line = new Set<number>()
  for (let pid = process.pid; pid > 0 && !line.has(pid); pid = all.get(pid)?.parent ?? 0) line.add(pid)
  return line
}
