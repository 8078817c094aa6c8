import { instanceVariable, variableIn } from '../core/domain/marker.js'
import { type ListedProcess, listProcesses, ownLine, readEnviron } from './process-table.js'

/** Finds what a process has become: itself, its children, and what forked away from it. */
export interface Tree {
  members(): Promise<readonly ListedProcess[]>
}

/**
 * A daemon leaves its group, its session and its parent, but keeps its environment; a server that writes its title over its
 * environment stays in its session or below its parent. And whoever was seen once is known from then on.
 */
export function makeTree(leader: ListedProcess, instance: string): Tree {
  const known = new Map([[leader.pid, leader.startTicks]])
  const foreign = new Map<number, number>()

  const isMarked = async ({ pid, startTicks }: ListedProcess): Promise<boolean> => {
    if (foreign.get(pid) === startTicks) return false
    const environ = await readEnviron(pid)
    if (environ !== undefined && variableIn(environ, instanceVariable) === instance) return true
    // Nobody comes by the mark later; what is looked at once need not be looked at again.
    foreign.set(pid, startTicks)
    return false
  }

  return {
    async members() {
      const all = listProcesses()
      const own = ownLine(all)
      const candidates = [...all.values()].filter(({ pid }) => !own.has(pid))
      const isKnown = ({ pid, startTicks }: ListedProcess) => known.get(pid) === startTicks
      // The number of a session is not given to anybody else while the session has a member.
      const isSessionOurs = (all.get(leader.pid)?.startTicks ?? leader.startTicks) === leader.startTicks
      const marks = await Promise.all(candidates.map(async (one) => isKnown(one) || (await isMarked(one))))
      const found = closeOver(
        candidates,
        candidates.filter((one, at) => marks[at] || (isSessionOurs && one.session === leader.pid)),
      )
      for (const { pid, startTicks } of found) known.set(pid, startTicks)
      return found.filter(({ isZombie }) => !isZombie)
    },
  }
}

/** Those begun with, all below them, and all in a session that one of them leads. */
export function closeOver(
  all: readonly ListedProcess[],
  begun: readonly ListedProcess[],
): readonly ListedProcess[] {
  const found = new Map(begun.map((one) => [one.pid, one]))
  for (let size = 0; size < found.size; ) {
    size = found.size
    for (const one of all) if (found.has(one.parent) || found.has(one.session)) found.set(one.pid, one)
  }
  return [...found.values()]
}
