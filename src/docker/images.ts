import { createReadStream } from 'node:fs'
import { access } from 'node:fs/promises'
import { resolve } from 'node:path'
import { addAbortSignal, type Readable } from 'node:stream'
import type Docker from 'dockerode'
import type { ArchiveStream } from '../core/domain/archive-stream.js'
import type { ArchiveSource, ImageSource } from '../core/domain/config.js'
import type { Failure } from '../core/domain/failure.js'
import type { Env } from './connect.js'
import { engineMessage, isEngineLost, mapEngineError, statusOf } from './engine-error.js'
import { openSocketAnswer } from './export/socket-answer.js'
import { watchHeartbeat } from './heartbeat.js'
import { noteBrought } from './journal.js'
import { modemOf, openAnswer } from './modem.js'
import { readEvents } from './read-events.js'
import { readRegistryAuth } from './registry-auth.js'
import { isUnreachableRegistry } from './unreachable-registry.js'

export type Found =
  | { readonly outcome: 'present' | 'pulled' | 'loaded'; readonly id: string }
  | { readonly outcome: 'failed'; readonly failure: Failure }

export interface ImageRequest {
  readonly docker: Docker
  readonly runId: string
  readonly cwd: string
  readonly env: Env
  readonly signal: AbortSignal
  readonly onLine: (line: string) => void
}

/** An image by name: the engine's own where it has it, else pulled, and noted so that it goes again with the run. */
export async function findOrPull(source: ImageSource, request: ImageRequest): Promise<Found> {
  const { docker, runId, onLine, signal } = request
  try {
    const present = await imageId(docker, source.image)
    if (present !== undefined) return { outcome: 'present', id: present }
    await noteBrought(docker, runId, source.image)
    onLine(`pulling ${source.image}`)
    const stream = await docker.pull(source.image, {
      ...(source.platform === undefined ? {} : { platform: source.platform }),
      ...(await readRegistryAuth(source.image, request.env)),
      abortSignal: signal,
    })
    await readEvents(addAbortSignal(signal, stream as Readable), ({ status, id }) => {
      if (status !== undefined && !/^(Downloading|Extracting)$/.test(status))
        onLine(id ? `${id}: ${status}` : status)
    })
    const id = await imageId(docker, source.image)
    if (id !== undefined) return { outcome: 'pulled', id }
    return failed({ reason: 'image-missing', message: `${source.image} was pulled but is not there` })
  } catch (error) {
    if (signal.aborted) return failed({ reason: 'cancelled', message: 'cancelled' })
    return failed(mapPullError(error))
  }
}

export async function loadArchive(source: ArchiveSource, request: ImageRequest): Promise<Found> {
  const { docker, runId, cwd, onLine, signal } = request
  const path = resolve(cwd, source.archive)
  try {
    await access(path)
  } catch {
    return failed({ reason: 'archive-unreadable', message: `there is no file ${source.archive}` })
  }
  try {
    const before = new Map<string, string>()
    for (const image of await docker.listImages()) {
      before.set(image.Id, image.Id)
      for (const name of image.RepoTags ?? []) before.set(name, image.Id)
    }
    const stream = await docker.loadImage(createReadStream(path), { abortSignal: signal })
    let loaded: string | undefined
    await readEvents(addAbortSignal(signal, stream as unknown as Readable), (event) => {
      const name = /Loaded image(?: ID)?: (\S+)/.exec(event.stream ?? '')?.[1]
      if (event.stream !== undefined) onLine(event.stream.trimEnd())
      loaded ??= name
    })
    const id = loaded === undefined ? undefined : await imageId(docker, loaded)
    if (loaded === undefined || id === undefined) {
      return failed({
        reason: 'archive-unreadable',
        message: `${source.archive} holds no image that the engine could load`,
      })
    }
    if (before.get(loaded) !== id) await noteBrought(docker, runId, loaded, before.get(loaded))
    return { outcome: 'loaded', id }
  } catch (error) {
    if (signal.aborted) return failed({ reason: 'cancelled', message: 'cancelled' })
    return failed(mapEngineError(error, 'archive-unreadable'))
  }
}

/** The image as the engine's own archive. The engine writes a large one to its disk first, which must not outlast a cancel. */
export async function exportImage(docker: Docker, id: string, signal: AbortSignal): Promise<ArchiveStream> {
  const { signal: alive, end, lost } = watchHeartbeat(docker, signal)
  const path = `/images/${id}/get`
  const { socketPath } = modemOf(docker)
  try {
    if (socketPath !== undefined)
      return await openSocketAnswer({ socketPath, path, signal: alive, onClose: end })
    const archive = await openAnswer(docker, {
      path,
      method: 'GET',
      abortSignal: alive,
      statusCodes: { 200: true, 404: 'no such image', 500: 'server error' },
    })
    return archive.once('close', end)
  } catch (error) {
    end()
    throw lost() ?? error
  }
}

const failed = (failure: Failure): Found => ({ outcome: 'failed', failure })

/**
 * The name becomes a part of the path that the engine is asked for. One that leaves its place there is no image's, and an
 * engine answers it by sending the client somewhere else.
 */
const isName = (name: string): boolean => /^[\w[][\w.:@/[\]+-]*$/.test(name) && !/\/\/|\.\./.test(name)

export async function imageId(docker: Docker, name: string): Promise<string | undefined> {
  if (!isName(name)) return undefined
  try {
    return (await docker.getImage(name).inspect()).Id
  } catch (error) {
    if (statusOf(error) === 404) return undefined
    throw error
  }
}

function mapPullError(error: unknown): Failure {
  const message = engineMessage(error)
  const status = statusOf(error)
  if (!isEngineLost(error) && isUnreachableRegistry(message))
    return { reason: 'registry-unreachable', message }
  const absent =
    status === 404 || /pull access denied|manifest unknown|not found|denied|unauthorized/i.test(message)
  if (!isEngineLost(error) && absent) return { reason: 'image-missing', message }
  return mapEngineError(error, 'image-missing')
}
