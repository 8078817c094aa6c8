import { join } from 'node:path'
import type Docker from 'dockerode'
import { modemOf } from '../modem.js'

/** Where an engine keeps what it knows of images, and their layers' files. */
export interface Store {
  readonly about: string
  readonly layers: string
}

/** What an engine says of its store; all of it is foreign. */
interface EngineInfo {
  readonly Driver?: string
  readonly DriverStatus?: readonly (readonly [name: string, value: string])[] | null
  readonly DockerRootDir?: string
}

/**
 * The store of an engine that says it is on this machine, if its layers lie there as they are: the overlay driver's of
 * the classic store. Whether it is this machine's is to be seen; whether we may read there too.
 */
export async function findStore(docker: Docker, abortSignal: AbortSignal): Promise<Store | undefined> {
  // Its typings leave out what it may be asked with.
  const askInfo = docker.info as (options: { abortSignal: AbortSignal }) => Promise<EngineInfo>
  // Elsewhere the engine's paths are not this machine's.
  if (modemOf(docker).socketPath === undefined || process.platform !== 'linux') return undefined
  const { Driver, DriverStatus, DockerRootDir } = await askInfo.call(docker, { abortSignal })
  // Where a renamed folder is one by a mark only, the engine itself does not read layers where they lie.
  const isNative = DriverStatus?.some(([name, value]) => name === 'Native Overlay Diff' && value === 'true')
  if (Driver !== 'overlay2' || !isNative || DockerRootDir === undefined) return undefined
  return { about: join(DockerRootDir, 'image', Driver), layers: join(DockerRootDir, Driver) }
}
