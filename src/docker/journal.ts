import type Docker from 'dockerode'
import { statusOf } from './engine-error.js'
import { broughtLabel, filterByRun, previousLabel, runLabels } from './labels.js'

/**
 * An image that a run pulls or loads carries no label of ours, so the run notes it on the engine itself, as an empty
 * labelled volume: whoever cleans up later, the post step after a crash for instance, finds it there.
 */
export async function noteBrought(
  docker: Docker,
  runId: string,
  image: string,
  previousId?: string,
): Promise<void> {
  await docker.createVolume({
    Labels: {
      ...runLabels(runId),
      [broughtLabel]: image,
      ...(previousId === undefined ? {} : { [previousLabel]: previousId }),
    },
  })
}

/** Takes away what was brought in. A name that was moved goes back to the image it stood for. */
export async function removeBrought(docker: Docker, runId: string): Promise<number> {
  const { Volumes } = await docker.listVolumes({ filters: filterByRun(runId) })
  let removed = 0
  for (const volume of Volumes ?? []) {
    const image = volume.Labels?.[broughtLabel]
    if (image !== undefined) {
      const previous = volume.Labels[previousLabel]
      if (previous === undefined) removed += await removeImage(docker, image)
      else await restoreName(docker, image, previous)
    }
    await docker.getVolume(volume.Name).remove({ force: true })
  }
  return removed
}

export async function removeImage(docker: Docker, image: string): Promise<number> {
  try {
    await docker.getImage(image).remove({ force: false })
    return 1
  } catch (error) {
    // Not there: done. In use by somebody else's container: theirs now.
    if (statusOf(error) === 404 || statusOf(error) === 409) return 0
    throw error
  }
}

async function restoreName(docker: Docker, image: string, previousId: string): Promise<void> {
  const colon = image.lastIndexOf(':')
  const hasTag = colon > image.lastIndexOf('/')
  await docker
    .getImage(previousId)
    .tag({ repo: hasTag ? image.slice(0, colon) : image, tag: hasTag ? image.slice(colon + 1) : 'latest' })
}
