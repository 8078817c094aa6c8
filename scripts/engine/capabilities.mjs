import { existsSync } from 'node:fs'
import { mkdir, symlink } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { hasCandidate, install } from './apt.mjs'
import { run, succeeds } from './run.mjs'

const PLUGINS = {
  buildx: ['docker-buildx', 'docker-buildx-plugin'],
  compose: ['docker-compose-v2', 'docker-compose-plugin', 'docker-compose'],
}
const PLUGIN_FOLDERS = ['/usr/libexec/docker/cli-plugins', '/usr/lib/docker/cli-plugins']

export const canRun = (command) => succeeds('sh', ['-c', `command -v ${command}`])

const versionOf = async (plugin) => {
  const asked = await run('docker', [plugin, 'version'], { check: false })
  return asked.code === 0 ? asked.stdout.trim().split('\n')[0] : undefined
}

const linkForClient = async (plugin) => {
  const found = PLUGIN_FOLDERS.map((folder) => join(folder, `docker-${plugin}`)).find(existsSync)
  if (!found) return
  const folder = join(process.env.DOCKER_CONFIG || join(homedir(), '.docker'), 'cli-plugins')
  await mkdir(folder, { recursive: true })
  await symlink(found, join(folder, `docker-${plugin}`)).catch((error) => {
    if (error.code !== 'EEXIST') throw error
  })
}

/**
 * Whatever `docker` comes first on the PATH must know the plugin: a client that was built for another layout
 * does not look where the distribution puts them.
 */
const ensurePlugin = async (plugin, log) => {
  if (await versionOf(plugin)) return
  for (const name of PLUGINS[plugin]) {
    if (!(await hasCandidate(name))) continue
    await install([name])
    if (await versionOf(plugin)) return
    await linkForClient(plugin)
    if (await versionOf(plugin)) return
  }
  log(`docker ${plugin} is not available from this machine's package sources; going on without it`)
}

/** Installs what is missing of daemon, client, build and compose. */
export const ensureDocker = async (log) => {
  const missing = []
  if (!(await canRun('dockerd'))) missing.push('docker.io')
  if (!(await canRun('docker')) && (await hasCandidate('docker-cli'))) missing.push('docker-cli')
  if (missing.length > 0) {
    log(`installing ${missing.join(' and ')}`)
    await install(missing)
  }
  for (const plugin of Object.keys(PLUGINS)) await ensurePlugin(plugin, log)
}
