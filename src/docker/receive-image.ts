import { addAbortSignal, type Readable } from 'node:stream'
import type Docker from 'dockerode'
import { StreamFailure } from '../core/domain/errors.js'
import type { Failure } from '../core/domain/failure.js'
import type { TravellingImage } from '../core/domain/plan.js'
import type { TravelledImage } from '../core/domain/travelled.js'
import { mapEngineError, statusOf } from './engine-error.js'
import { type Found, findOrPull, type ImageRequest } from './images.js'
import { noteBrought } from './journal.js'
import { readEvents } from './read-events.js'

/**
 * An image that another machine made, under a name that goes again with the run. What the engine has in the end must be
 * that image and no other.
 */
export async function receiveImage(
  { image, openArchive }: TravelledImage,
  tag: string,
  request: ImageRequest,
): Promise<Found> {
  const { docker, runId, signal } = request
  try {
    const there = await findSame(docker, image)
    // Somebody's own, under no name: with one of ours it would go with ours.
    if (there !== undefined && !there.isNamed) return { outcome: 'present', id: there.id }
    await noteBrought(docker, runId, tag)
    if (there !== undefined && (await addName(docker, there.id, tag)))
      return await proven('present', tag, image, docker)
    if (openArchive !== undefined) {
      await load(openArchive(tag), request)
      return await proven('loaded', tag, image, docker)
    }
    const pulled = await pull(image, request)
    if (pulled.outcome === 'failed') return pulled
    await addName(docker, pulled.id, tag)
    return await proven('pulled', tag, image, docker)
  } catch (error) {
    if (signal.aborted) return { outcome: 'failed', failure: { reason: 'cancelled', message: 'cancelled' } }
    if (error instanceof StreamFailure) return { outcome: 'failed', failure: error.failure }
    return { outcome: 'failed', failure: mapEngineError(error, 'shard-lost') }
  }
}

/** The same content by the engine's own word: its id is a digest of it. */
async function findSame(
  docker: Docker,
  { configDigest, manifestDigest }: TravellingImage,
): Promise<{ readonly id: string; readonly isNamed: boolean } | undefined> {
  for (const digest of [configDigest, manifestDigest]) {
    const found = await inspected(docker, digest)
    if (found?.Id !== digest) continue
    const names = [...(found.RepoTags ?? []), ...(found.RepoDigests ?? [])]
    return { id: found.Id, isNamed: names.length > 0 }
  }
  return undefined
}

async function load(archive: Readable, { docker, signal, onLine }: ImageRequest): Promise<void> {
  // The client pipes it and does not see it fail: it would wait for ever for the rest.
  const broken = new AbortController()
  let fault: unknown
  archive.once('error', (error) => {
    fault = error
    broken.abort()
  })
  try {
    const abortSignal = AbortSignal.any([signal, broken.signal])
    const answer = await docker.loadImage(archive, { abortSignal })
    await readEvents(addAbortSignal(abortSignal, answer as unknown as Readable), ({ stream }) => {
      if (stream !== undefined) onLine(stream.trimEnd())
    })
  } catch (error) {
    throw fault ?? error
  } finally {
    archive.destroy()
  }
}

async function pull(image: TravellingImage, request: ImageRequest): Promise<Found> {
  const { pull: name, platform } = image
  if (name === undefined)
    throw new StreamFailure(lost('images.json says neither where a registry has it nor gives it'))
  const found = await findOrPull({ from: 'image', image: name, platform }, request)
  if (found.outcome !== 'failed' || found.failure.reason !== 'image-missing') return found
  // Nothing that the variant did: another machine pushed it there.
  const message = `${found.failure.message}; see that this machine may pull ${name}, and that nobody removed it`
  return { outcome: 'failed', failure: { ...found.failure, reason: 'shard-lost', message } }
}

/** False where it is gone meanwhile, with another run that had brought it in. */
async function addName(docker: Docker, id: string, tag: string): Promise<boolean> {
  const colon = tag.lastIndexOf(':')
  try {
    await docker.getImage(id).tag({ repo: tag.slice(0, colon), tag: tag.slice(colon + 1) })
    return true
  } catch (error) {
    if (statusOf(error) === 404) return false
    throw error
  }
}

/** A store of images names one by its config, another by its manifest; the layers are told by both. */
async function proven(
  outcome: 'present' | 'loaded' | 'pulled',
  tag: string,
  { configDigest, manifestDigest, diffIds }: TravellingImage,
  docker: Docker,
): Promise<Found> {
  const found = await inspected(docker, tag)
  if (found === undefined)
    return { outcome: 'failed', failure: lost(`the engine took it in, but has no image ${tag}`) }
  const { Id: id, RootFS } = found
  const layers = RootFS?.Layers ?? []
  const isSame = id === configDigest || id === manifestDigest
  if (isSame && layers.join() === diffIds.join()) return { outcome, id }
  const why = `the engine has ${id} with ${layers.length} layers in place of ${configDigest}`
  return { outcome: 'failed', failure: lost(why) }
}

const lost = (why: string): Failure => ({
  reason: 'shard-lost',
  message: `the image that another machine sent is not the one that arrived: ${why}`,
})

async function inspected(docker: Docker, name: string) {
  try {
    return await docker.getImage(name).inspect()
  } catch (error) {
    if (statusOf(error) === 404) return undefined
    throw error
  }
}
