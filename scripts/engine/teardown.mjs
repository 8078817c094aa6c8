import { readdir, readFile, rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { unmountUnder } from './disk.mjs'
import { isAlive } from './lock.mjs'
import { removeBridges } from './network.mjs'
import { killAll } from './processes.mjs'

export const ENGINES_FOLDER = '/var/lib/container-migrate/engines'

const listFolder = (path) => readdir(path).catch(() => [])

const readOwner = async (folder) => {
  const text = await readFile(join(folder, 'owner.json'), 'utf8').catch(() => undefined)
  return text === undefined ? undefined : JSON.parse(text)
}

const shimSockets = async (folder) => {
  const tasks = join(folder, 'containerd-state/io.containerd.runtime.v2.task/moby')
  const addresses = (await listFolder(tasks)).map((id) =>
    readFile(join(tasks, id, 'address'), 'utf8').catch(() => ''),
  )
  return (await Promise.all(addresses))
    .filter((address) => address.startsWith('unix://'))
    .map((address) => address.slice(7))
}

const removeControlGroups = async (containerIds) => {
  const root = '/sys/fs/cgroup'
  const hierarchies = [root, ...(await listFolder(root)).map((name) => join(root, name))]
  for (const hierarchy of hierarchies)
    for (const id of containerIds) await rmdir(join(hierarchy, 'docker', id)).catch(() => undefined)
}

/**
 * Takes away everything of one engine, whatever state it is in: running, killed, or never quite started. It kills
 * instead of asking, because nothing of the engine is to be kept.
 */
export const removeEngine = async (folder) => {
  const owner = await readOwner(folder)
  const sockets = await shimSockets(folder)
  await killAll(folder)
  await removeControlGroups(await listFolder(join(folder, 'data/docker/containers')))
  if (owner) await removeBridges(owner.slot, join(folder, 'data/docker/network/files/local-kv.db'))
  await unmountUnder(folder)
  for (const socket of sockets) await rm(socket, { force: true })
  await rm(folder, { recursive: true, force: true })
}

/** The engines that stand here, after those of processes that died without stopping theirs were removed. */
export const listEngines = async () => {
  const standing = []
  for (const name of await listFolder(ENGINES_FOLDER)) {
    const folder = join(ENGINES_FOLDER, name)
    const owner = await readOwner(folder)
    if (owner && isAlive(owner.process)) standing.push({ name, slot: owner.slot })
    else await removeEngine(folder)
  }
  return standing
}
