import type Docker from 'dockerode'
import type { CleanUp } from '../core/domain/instance.js'
import { removeRunFolders } from './build/run-folders.js'
import { engineMessage, isEngineLost, statusOf } from './engine-error.js'
import { removeContainer } from './instance.js'
import { removeBrought, removeImage } from './journal.js'
import { filterByRun, runLabel } from './labels.js'
import { removeNetwork } from './network.js'

/**
 * Removes everything that carries the run's label, in the order in which one thing holds another. Safe to call twice, and
 * by another process than the one that ran. A thing that cannot be removed does not keep the others, but an engine that
 * does not answer is not asked again.
 */
export async function cleanUpRun(docker: Docker, runId: string): Promise<CleanUp> {
  const filters = filterByRun(runId)
  const left: string[] = []
  let removed = 0
  let isLost = false
  const attempt = async (what: string, work: () => Promise<number>) => {
    if (isLost) return
    try {
      // Not in one step: others add to it while this one is waited for.
      const count = await work()
      removed += count
    } catch (error) {
      // Many calls may be under way when the engine goes; it is told once.
      if (!isLost) left.push(`${what}: ${engineMessage(error)}`)
      isLost ||= isEngineLost(error)
    }
  }
  const attemptAll = async <T>(
    what: string,
    list: () => Promise<readonly T[]>,
    work: (item: T) => Promise<number>,
  ) => {
    let items: readonly T[] = []
    await attempt(what, async () => {
      items = await list()
      return 0
    })
    await Promise.all(items.map((item) => attempt(what, () => work(item))))
  }

  await attemptAll(
    'container',
    () => docker.listContainers({ all: true, filters }),
    async ({ Id }) => {
      await removeContainer(docker.getContainer(Id))
      return 1
    },
  )
  const networks = () =>
    attemptAll(
      'network',
      () => docker.listNetworks({ filters }),
      async ({ Id }) => {
        await removeNetworkOnceEmpty(docker, Id)
        return 1
      },
    )
  const images = async () => {
    await attempt('image', () => removeBrought(docker, runId))
    await attemptAll(
      'image',
      () => docker.listImages({ filters }),
      async ({ Id, RepoTags }) => {
        const names = (RepoTags ?? []).filter((name) => name !== '<none>:<none>')
        const own = names.filter((name) => name.endsWith(`:${runId}`))
        let count = 0
        // One that has only names of others is theirs by now: another run took it in, say, that was sent it.
        for (const name of names.length === 0 ? [Id] : own) count += await removeImage(docker, name)
        return count
      },
    )
  }
  // Containers hold both of these; neither holds the other.
  await Promise.all([networks(), images()])
  await attempt('folder of a build context', () => removeRunFolders(runId))
  return { removed, left }
}

/** A container that is just going still holds its network for a moment. */
async function removeNetworkOnceEmpty(docker: Docker, id: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      return await removeNetwork(docker, id)
    } catch (error) {
      if (tries >= 20 || statusOf(error) !== 403) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

/** Runs that have something on the engine, other runs' that are still going included. */
export async function findRuns(docker: Docker): Promise<string[]> {
  const filters = { label: [runLabel] }
  const [containers, networks, images, { Volumes }] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
    docker.listImages({ filters }),
    docker.listVolumes({ filters }),
  ])
  const labelled = [...containers, ...networks, ...images, ...(Volumes ?? [])]
  const ids = labelled.map(({ Labels }) => (Labels as Record<string, string> | null)?.[runLabel])
  return [...new Set(ids.filter((id) => id !== undefined))].sort()
}
