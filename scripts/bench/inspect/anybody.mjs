// The command as somebody runs it who may ask the engine, but not look where it keeps its images.
import { chmodSync, cpSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const dist = fileURLToPath(new URL('../../../dist', import.meta.url))
const NOBODY = 65_534

/** A copy, for a checkout may lie below a folder that is root's alone. Undefined where this is not run by root: then everybody is. */
export const placeForAnybody = (folder, { node, env }) => {
  if (process.getuid() !== 0 || !env.DOCKER_HOST?.startsWith('unix://')) return undefined
  chmodSync(folder, 0o711)
  cpSync(node, join(folder, 'node'))
  cpSync(dist, join(folder, 'dist'), { recursive: true })
  const socket = statSync(env.DOCKER_HOST.slice('unix://'.length))
  return {
    node: join(folder, 'node'),
    cli: join(folder, 'dist/cli.js'),
    user: { uid: NOBODY, gid: socket.gid },
  }
}
