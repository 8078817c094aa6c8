import { statfs } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Diagnosis } from '../core/domain/diagnosis.js'
import { EnvironmentError } from '../core/domain/errors.js'
import { detectBuilder } from './build/detect-builder.js'
import { isAtLeast } from './build/version.js'
import type { Connection, Env } from './connect.js'
import { engineMessage, statusOf } from './engine-error.js'
import { imageId } from './images.js'
import { readRegistryAuth } from './registry-auth.js'

const oldestApi = [1, 41] as const
const askMs = 10_000
const leastFreeBytes = 1e9

/** Throws what is wrong with the engine before anything is asked of it: unreachable, not permitted, too old. */
export async function requireEngine(connection: Connection): Promise<void> {
  const diagnosis = await diagnoseEngine(connection)
  if (diagnosis.level === 'bad') throw new EnvironmentError(diagnosis.message, diagnosis.fix ?? '')
}

export async function diagnoseEngine({ docker, host }: Connection): Promise<Diagnosis> {
  try {
    const version = await within(askMs, docker.version())
    const about = `engine ${version.Version} (API ${version.ApiVersion}) at ${host}`
    if (!isAtLeast(version.ApiVersion, oldestApi)) {
      return {
        about: 'engine-version',
        level: 'bad',
        message: `${about} is too old: API ${oldestApi.join('.')} is the oldest that works`,
        fix: 'install Docker Engine 20.10 or newer',
      }
    }
    return { about: 'engine', level: 'good', message: about }
  } catch (error) {
    return unreachable(error, host)
  }
}

function unreachable(error: unknown, host: string): Diagnosis {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  const bad = (message: string, fix: string): Diagnosis => ({ about: 'engine', level: 'bad', message, fix })
  if (code === 'EACCES') {
    return bad(
      `not permitted to use the engine's socket ${host}`,
      'add yourself to the docker group (sudo usermod -aG docker "$USER", then log in again), or run with sudo',
    )
  }
  if (code === 'ENOENT') {
    return bad(
      `no engine at ${host}: there is no such socket`,
      'start Docker (sudo systemctl start docker), or set DOCKER_HOST to where your engine listens',
    )
  }
  if (code === 'ECONNREFUSED') {
    return bad(
      `no engine at ${host}: nothing listens there`,
      'start Docker (sudo systemctl start docker); if it was running, its log says why it stopped',
    )
  }
  if (error instanceof TimeoutError) {
    return bad(
      `the engine at ${host} did not answer within ${askMs / 1000} s`,
      'restart Docker; its log says what it waits for',
    )
  }
  return bad(`the engine at ${host} cannot be used: ${engineMessage(error)}`, 'check DOCKER_HOST')
}

export async function diagnoseBuilder({ docker, host }: Connection, env: Env): Promise<Diagnosis> {
  const builder = await detectBuilder({ docker, host, env })
  if (builder.by === 'buildx') {
    const { driver } = await builder.inspected
    return { about: 'builder', level: 'good', message: `buildx ${builder.version}, driver ${driver}` }
  }
  return {
    about: 'builder',
    level: 'warn',
    message:
      "no buildx: builds go through the engine's own builder, without secrets, build contexts or a shared cache",
    fix: 'install the docker-buildx plugin (docker-buildx-plugin from Docker, docker-buildx from Debian or Ubuntu)',
  }
}

export async function diagnoseDisk({ docker }: Connection): Promise<Diagnosis> {
  const info = (await docker.info()) as { DockerRootDir?: string }
  const root = info.DockerRootDir
  const free = root === undefined ? undefined : await freeBytes(root)
  if (root === undefined || free === undefined) {
    return {
      about: 'disk',
      level: 'good',
      message: "the engine's disk is not on this machine: free space unknown",
    }
  }
  const message = `${(free / 1e9).toFixed(1)} GB free where the engine keeps its images (${root})`
  if (free >= leastFreeBytes) return { about: 'disk', level: 'good', message }
  return {
    about: 'disk',
    level: 'bad',
    message: `only ${message}`,
    fix: 'free some: docker system prune, docker builder prune',
  }
}

async function freeBytes(path: string): Promise<number | undefined> {
  return statfs(path).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => undefined,
  )
}

/** Whether an image could be used: on the engine already, or its registry says that it has it. */
export async function diagnoseImage({ docker }: Connection, image: string, env: Env): Promise<Diagnosis> {
  if ((await imageId(docker, image)) !== undefined) {
    return { about: 'base-image', level: 'good', message: `${image} is on the engine` }
  }
  try {
    const auth = await readRegistryAuth(image, env)
    await within(askMs, docker.getImage(image).distribution(auth))
    return { about: 'base-image', level: 'good', message: `${image} can be pulled` }
  } catch (error) {
    const denied = statusOf(error) === 401 || statusOf(error) === 403 || statusOf(error) === 404
    return {
      about: 'base-image',
      level: 'bad',
      message: `${image} is not on the engine and cannot be pulled: ${engineMessage(error)}`,
      fix: denied
        ? 'check the name and tag; if it is private, docker login to its registry first'
        : 'the registry cannot be reached from the engine: check the network or its proxy, or map the name with build-contexts',
    }
  }
}

class TimeoutError extends Error {}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const ended = new AbortController()
  const late = sleep(ms, undefined, { signal: ended.signal }).then(() => {
    throw new TimeoutError(`no answer within ${ms / 1000} s`)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    late.catch(() => {})
    ended.abort()
  }
}
