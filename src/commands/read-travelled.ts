import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { UsageError } from '../core/domain/errors.js'
import type { FailureReason } from '../core/domain/failure.js'
import type { PlanDocument, TravellingImage, TravellingImages } from '../core/domain/plan.js'
import type { Travelled, TravelledImage } from '../core/domain/travelled.js'
import { variantKey } from '../core/domain/variant.js'
import { parseImages } from '../core/record/parse-images.js'
import { blobReader } from '../files/blob-folder.js'
import { parseJson } from '../files/parse-json.js'
import { layoutArchive } from '../image/layout/layout-archive.js'

/** Names what a build shard sent, in the folder of its images. */
export const imagesName = 'images.json'

interface Arrival {
  readonly image: TravellingImage
  readonly layout: string
}

/**
 * What build shards sent, from the folder of one or a folder of such folders. Nothing there is no error: each service whose
 * image is wanted tells.
 */
export async function readTravelled(folder: string | undefined, plan: PlanDocument): Promise<Travelled> {
  const arrivals = new Map<string, Arrival>()
  const unmade = new Map<string, FailureReason>()
  for (const layout of folder === undefined ? [] : await findLayouts(folder)) {
    const named = await readImages(layout, plan)
    for (const { ref, reason } of named.unmade ?? []) unmade.set(variantKey(ref), reason)
    for (const image of named.images) {
      const key = variantKey(image.ref)
      const other = arrivals.get(key)
      if (other !== undefined && !isSame(other.image, image))
        throw new UsageError(
          `${other.layout} and ${layout} hold two different images of ${key}: give one run of each build shard`,
        )
      if (other === undefined) arrivals.set(key, { image, layout })
    }
  }
  const senders = new Map(
    plan.builds.flatMap(({ number, services }) => services.map((service) => [service, number] as const)),
  )
  const images = new Map(
    [...arrivals].map(([key, arrival]) => [key, travelledImage(arrival, senders)] as const),
  )
  return { images, unmade, senders }
}

/** What `images.json` in this folder names, of this plan and no other. */
export async function readImages(
  layout: string,
  { id }: Pick<PlanDocument, 'id'>,
): Promise<TravellingImages> {
  const path = join(layout, imagesName)
  const parsed = parseImages(await readJson(path))
  if (parsed.outcome === 'refused') {
    const where = parsed.path === '' ? '' : `${parsed.path}: `
    throw new UsageError(`${path} is not what a build shard writes: ${where}${parsed.message}`)
  }
  if (parsed.images.plan !== id)
    throw new UsageError(`${path} is of another plan: give the images that were built for this one`)
  return parsed.images
}

/** The folder itself, and those in it; sorted, so that the same are read in the same order. */
async function findLayouts(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw new UsageError(`cannot read the images in ${folder}: ${error.message}`, { cause: error })
  })
  const found: string[] = []
  for (const layout of [folder, ...names.sort().map((name) => join(folder, name))])
    if (await stat(join(layout, imagesName)).catch(() => undefined)) found.push(layout)
  return found
}

async function readJson(path: string): Promise<unknown> {
  try {
    return parseJson(await readFile(path, 'utf8'))
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new UsageError(`cannot read ${path}: ${why}`, { cause })
  }
}

const isSame = (one: TravellingImage, other: TravellingImage): boolean =>
  one.configDigest === other.configDigest && one.manifestDigest === other.manifestDigest

function travelledImage({ image, layout }: Arrival, senders: ReadonlyMap<string, number>): TravelledImage {
  if (image.pull !== undefined) return { image }
  const { service, role } = image.ref
  const about = {
    what: `${service} ${role}`,
    remedy: `fetch again what build shard ${senders.get(service) ?? '?'} sent, or run that shard again`,
  }
  return { image, openArchive: (name) => layoutArchive({ image, blobs: blobReader(layout), about }, name) }
}
