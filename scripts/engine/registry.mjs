import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { extract } from './apt.mjs'
import { cacheFolder, makeOnce } from './cache.mjs'

const START_TIMEOUT_MS = 15_000

const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })

/** Why there can be no registry here; undefined where there can. */
export const whyNoRegistry = () =>
  existsSync('/etc/debian_version') ? undefined : 'it comes as a Debian package'

/**
 * A real registry on loopback, which every engine takes without TLS. Unpacked from its package, not installed. With users,
 * lines of `name:bcrypt`, it lets in nobody else.
 */
export const startRegistry = async ({ users } = {}) => {
  const unpacked = join(cacheFolder(), 'docker-registry')
  await makeOnce(unpacked, (draft) => extract(['docker-registry'], draft))
  const folder = await mkdtemp(join(tmpdir(), 'container-migrate-registry-'))
  const port = await freePort()
  const config = join(folder, 'config.yml')
  const storage = `{ filesystem: { rootdirectory: ${join(folder, 'data')} } }`
  const passwords = join(folder, 'passwords')
  if (users) await writeFile(passwords, users)
  const auth = users ? `auth: { htpasswd: { realm: registry, path: ${passwords} } }\n` : ''
  await writeFile(config, `version: 0.1\nstorage: ${storage}\nhttp: { addr: "127.0.0.1:${port}" }\n${auth}`)
  const child = spawn(join(unpacked, 'usr/bin/docker-registry'), ['serve', config], { stdio: 'ignore' })
  const ended = new Promise((resolve) => child.once('close', resolve))
  const stop = async () => {
    child.kill('SIGKILL')
    await ended
    await rm(folder, { recursive: true, force: true })
  }
  const deadline = performance.now() + START_TIMEOUT_MS
  while (performance.now() < deadline) {
    const answer = await fetch(`http://127.0.0.1:${port}/v2/`).catch(() => undefined)
    if (answer?.ok || answer?.status === 401) return { address: `127.0.0.1:${port}`, folder, stop }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  await stop()
  throw new Error('the registry did not answer in time')
}
