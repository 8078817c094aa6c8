import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { readRelease } from './apt.mjs'
import { cacheFolder } from './cache.mjs'
import { ensureDocker } from './capabilities.mjs'
import { logTail, startDetached } from './daemon.mjs'
import { withLock } from './lock.mjs'
import { DEFAULT_HOST, ping, waitUntilAnswers } from './ping.mjs'
import { canBeRoot, isRoot, run, runAsRoot } from './run.mjs'
import { removeStalePid } from './stale-pid.mjs'

const START_TIMEOUT_MS = 180_000

const refuseWhereWeCannot = async (host) => {
  if (host !== DEFAULT_HOST)
    throw new Error(
      `No Docker engine answers at DOCKER_HOST=${host}. Start it, or unset DOCKER_HOST to use ${DEFAULT_HOST}.`,
    )
  if ((await ping(host)) === 'denied')
    throw new Error(
      `A Docker engine is there but ${host} may not be opened by this user. ` +
        'Run `sudo usermod -aG docker $USER` and log in again, or run as root.',
    )
  const release = await readRelease()
  if (process.platform !== 'linux' || !release.hasApt)
    throw new Error(
      `No Docker engine answers at ${host}, and on ${release.name} none can be installed from here. ` +
        'Install Docker, start it, and run this again (or set DOCKER_HOST).',
    )
  if (!(await canBeRoot()))
    throw new Error(
      `No Docker engine answers at ${host}. Installing one needs root: ` +
        'run this as root or with passwordless sudo, or start an engine and set DOCKER_HOST.',
    )
}

const startDaemon = async (host) => {
  if (existsSync('/run/systemd/system')) {
    await runAsRoot('systemctl', ['start', 'docker'])
    if (await waitUntilAnswers(host, { timeoutMs: START_TIMEOUT_MS })) return
    await refuseWhereWeCannot(host)
    throw new Error('systemd started docker, but no engine answers. See `journalctl -u docker`.')
  }
  const log = join(cacheFolder(), 'dockerd.log')
  await mkdir(cacheFolder(), { recursive: true })
  // The socket belongs to the caller's group: who asked for the engine through sudo must be able to use it.
  const group = isRoot() ? [] : ['--group', (await run('id', ['-gn'])).stdout.trim()]
  await removeStalePid('/var/run/docker.pid', 'dockerd')
  await removeStalePid('/var/run/docker/containerd/containerd.pid', 'containerd')
  const daemon = startDetached('dockerd', ['--host', host, ...group], { log })
  if (await waitUntilAnswers(host, { timeoutMs: START_TIMEOUT_MS, isGone: daemon.isGone })) return
  throw new Error(`The Docker engine did not start. The last lines of ${log}:\n${logTail(log)}`)
}

/**
 * Finds the engine that the docker client would use, or installs and starts one on a bare Debian or Ubuntu.
 * An engine that answers is used as it is, and nothing is installed.
 */
export const ensureEngine = async ({ log = () => {} } = {}) => {
  const host = process.env.DOCKER_HOST || DEFAULT_HOST
  if ((await ping(host)) === 'answers') return { host, started: false }
  await refuseWhereWeCannot(host)
  return withLock(
    join(cacheFolder(), 'engine.lock'),
    async () => {
      if ((await ping(host)) === 'answers') return { host, started: false }
      await ensureDocker(log)
      log('starting the Docker engine')
      // Where a service manager runs, the package has started its service already.
      if ((await ping(host)) !== 'answers') await startDaemon(host)
      return { host, started: true }
    },
    { onWait: () => log('another process is preparing the engine; waiting for it') },
  )
}
