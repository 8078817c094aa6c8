import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { logTail, startDetached } from './daemon.mjs'
import { mountSmallDisk } from './disk.mjs'
import { prepareFlavour, whyUnavailable } from './flavours.mjs'
import { identityOf, withLock } from './lock.mjs'
import { addBridge, freeSlot, networkFlags } from './network.mjs'
import { waitUntilAnswers } from './ping.mjs'
import { killNow, tagFor } from './processes.mjs'
import { run } from './run.mjs'
import { ENGINES_FOLDER, listEngines, removeEngine } from './teardown.mjs'

export { whyUnavailable }

const START_TIMEOUT_MS = 180_000
const PAUSE_MS = 50
const LOCK = `${ENGINES_FOLDER}.lock`

const claim = (name) =>
  withLock(LOCK, async () => {
    const standing = await listEngines()
    if (standing.some((engine) => engine.name === name))
      throw new Error(`An engine named ${name} is already running.`)
    const folder = join(ENGINES_FOLDER, name)
    const slot = await freeSlot(new Set(standing.map((engine) => engine.slot)))
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, 'owner.json'), JSON.stringify({ process: identityOf(process.pid), slot }))
    return { folder, slot }
  })

const containerdConfig = (folder) => `version = 2
root = "${folder}/data/containerd"
state = "${folder}/containerd-state"
disabled_plugins = ["io.containerd.grpc.v1.cri"]
[grpc]
  address = "${folder}/containerd.sock"
[plugins."io.containerd.internal.v1.opt"]
  path = "${folder}/data/containerd-opt"
`

const startContainerd = async (folder, env) => {
  const config = join(folder, 'containerd.toml')
  const log = join(folder, 'containerd.log')
  await writeFile(config, containerdConfig(folder))
  const daemon = startDetached('containerd', ['--config', config], { log, env })
  const deadline = Date.now() + START_TIMEOUT_MS
  while (!existsSync(join(folder, 'containerd.sock'))) {
    if (daemon.isGone() || Date.now() > deadline)
      throw new Error(`containerd did not start:\n${logTail(log)}`)
    await sleep(PAUSE_MS)
  }
  return daemon.pid
}

const startDockerd = async (folder, slot, features, env) => {
  const host = `unix://${folder}/docker.sock`
  const config = join(folder, 'daemon.json')
  const log = join(folder, 'dockerd.log')
  await writeFile(config, JSON.stringify({ features }))
  const flags = [
    `--host=${host}`,
    `--config-file=${config}`,
    `--containerd=${folder}/containerd.sock`,
    `--data-root=${folder}/data/docker`,
    `--exec-root=${folder}/exec`,
    `--pidfile=${folder}/docker.pid`,
    ...networkFlags(slot),
  ]
  const daemon = startDetached('dockerd', flags, { log, env })
  if (!(await waitUntilAnswers(host, { timeoutMs: START_TIMEOUT_MS, isGone: daemon.isGone })))
    throw new Error(`The engine did not start:\n${logTail(log)}`)
  return { host, pid: daemon.pid, log }
}

/**
 * Starts another engine beside the machine's own: its own socket, folders, containerd, bridge and addresses. Its
 * containers reach each other and are reached from this machine, but not the world outside.
 */
export const startExtraEngine = async ({ name, flavour, dataRootSizeMb, log = () => {} }) => {
  if (!/^[a-z0-9][a-z0-9.-]{0,39}$/.test(name)) throw new Error(`${name} cannot name an engine's folder`)
  const obstacle = await whyUnavailable(flavour)
  if (obstacle) throw new Error(`The engine ${flavour} cannot run here: ${obstacle}.`)
  const prepared = await withLock(`${LOCK}.prepare`, () => prepareFlavour(flavour, { log }))
  const { folder, slot } = await claim(name)
  const env = { ...prepared.env, ...tagFor(folder), DOCKER_HOST: '', NOTIFY_SOCKET: '' }
  try {
    if (dataRootSizeMb) await mountSmallDisk(folder, dataRootSizeMb)
    await addBridge(slot)
    const containerd = await startContainerd(folder, env)
    const dockerd = await startDockerd(folder, slot, prepared.features, env)
    const version = (
      await run('docker', ['--host', dockerd.host, 'version', '--format', '{{.Server.Version}}'])
    ).stdout
    return {
      name,
      flavour,
      host: dockerd.host,
      version: version.trim(),
      dataRoot: join(folder, 'data'),
      log: dockerd.log,
      pids: { dockerd: dockerd.pid, containerd },
      /** Ends the daemon as a crash would: at once, its containers left running. */
      kill: () => killNow(dockerd.pid),
      stop: () => withLock(LOCK, () => removeEngine(folder)),
    }
  } catch (error) {
    await withLock(LOCK, () => removeEngine(folder))
    throw error
  }
}

/** Removes engines whose owners died without stopping them. */
export const removeAbandonedEngines = async () => {
  if (existsSync(ENGINES_FOLDER)) await withLock(LOCK, listEngines)
}
