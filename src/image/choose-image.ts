import { type ArchiveError, unreadableArchive, unreadableImage } from './archive-error.js'
import type { ArchivedImage, ArchivedImages } from './archive-images.js'
import { canonical, matchesPlatform } from './platform.js'

export interface PlatformChoice {
  /** Asked for: nothing else will do. */
  readonly platform?: string
  /** Taken where there are several, as the engine would. */
  readonly defaultPlatform?: string
}

export function chooseImage<L>(archived: ArchivedImages<L>, choice: PlatformChoice): ArchivedImage<L> {
  const { platform, defaultPlatform } = choice
  const fitting = archived.images.filter(
    (image) => platform === undefined || matchesPlatform(image.platform, platform),
  )
  if (fitting.length === 0) throw nothingFits(archived, platform)
  const preferences: ((image: ArchivedImage<L>) => boolean)[] = [
    (image) => platform !== undefined && canonical(image.platform) === canonical(platform),
    (image) => image.layers.every((layer) => layer.reading !== undefined),
    (image) => defaultPlatform !== undefined && matchesPlatform(image.platform, defaultPlatform),
    (image) => image.engineChoice,
  ]
  const preferred = preferences.reduce((images, prefers) => {
    const kept = images.filter(prefers)
    return kept.length > 0 ? kept : images
  }, fitting)
  const [only, ...others] = preferred
  if (only !== undefined && others.length === 0) return only
  const platforms = platformsOf(preferred)
  throw unreadableImage(
    platforms.length > 1
      ? `there are several platforms: ${platforms.join(', ')}; name one`
      : `there are ${preferred.length} images in the archive: ${named(preferred)}; save one of them alone, as docker save NAME does`,
  )
}

const mostNamed = 10

function named(images: readonly ArchivedImage<unknown>[]): string {
  const more = images.length > mostNamed ? [`and ${images.length - mostNamed} more`] : []
  const told = images
    .slice(0, mostNamed)
    .map(({ id, platform, names }) => `${[...names, id.slice(0, 19)].join(' ')} (${platform})`)
  return [...told, ...more].join(', ')
}

function nothingFits(archived: ArchivedImages<unknown>, platform: string | undefined): ArchiveError {
  if (!archived.rooted) {
    return unreadableArchive('neither a docker nor an OCI archive: no manifest.json and no index.json in it')
  }
  const held = platformsOf(archived.images)
  if (held.length > 0) {
    const listed = archived.absentPlatforms.some((absent) => matchesPlatform(absent, platform ?? ''))
    const note = listed ? ', which its index lists without holding it' : ''
    return unreadableImage(`there is none for ${platform}${note}; there is: ${held.join(', ')}`)
  }
  if (archived.problems.length > 0) return unreadableImage(archived.problems.join('; '))
  const absent = archived.absentPlatforms.join(', ')
  return unreadableImage(absent === '' ? 'there is none in the archive' : `listed but not held: ${absent}`)
}

const platformsOf = (images: readonly ArchivedImage<unknown>[]): readonly string[] =>
  [...new Set(images.map((image) => image.platform))].sort()
