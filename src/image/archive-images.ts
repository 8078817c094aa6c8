import type { ArchiveContents } from './archive-contents.js'
import { normalPath } from './archive-contents.js'
import type { ImageConfig } from './image-config.js'
import type { LayerReading } from './layer.js'

/** An image that an archive names, with its layers where the archive holds them. */
export interface ArchivedImage<L = LayerReading> {
  readonly id: string
  readonly platform: string
  /** As the archive names it. */
  readonly names: readonly string[]
  readonly config: ImageConfig
  readonly layers: readonly ArchivedLayer<L>[]
  /** Named in `manifest.json`: what an engine loads that knows nothing of indexes. */
  readonly engineChoice: boolean
}

export interface ArchivedLayer<L = LayerReading> {
  readonly path: string
  readonly diffId: string
  /** What the manifest says the blob's size is. */
  readonly declaredBytes?: number
  readonly reading?: L
}

export interface ArchivedImages<L = LayerReading> {
  readonly images: readonly ArchivedImage<L>[]
  /** Listed by an index, but not in the archive: engines save the platforms they have. */
  readonly absentPlatforms: readonly string[]
  /** What should be there for an image, and is not. */
  readonly problems: readonly string[]
  /** It has at least one of the two files that make it an image archive. */
  readonly rooted: boolean
}

export function listImages<L>(contents: ArchiveContents<L>): ArchivedImages<L> {
  const images = new Map<string, ArchivedImage<L>>()
  const absentPlatforms: string[] = []
  const problems: string[] = []
  const visited = new Set<string>()

  function addImage(
    configPath: string,
    layers: readonly LayerPlace[],
    { engineChoice, names }: Pick<ArchivedImage, 'engineChoice' | 'names'>,
  ): void {
    const config = contents.documents.get(resolvePath(contents, configPath))
    if (config?.document.kind !== 'config') {
      problems.push(`its config ${configPath} is not there, or is no image's`)
      return
    }
    const { platform, diffIds } = config.document
    // Builders store attestations as images for a platform that does not exist.
    if (platform.startsWith('unknown/')) return
    if (diffIds.length !== layers.length) {
      problems.push(`its config has ${diffIds.length} layers, its manifest ${layers.length}`)
      return
    }
    const known = images.get(config.digest)
    images.set(config.digest, {
      id: config.digest,
      platform,
      // manifest.json comes last, and has them as the engine says them.
      names: names.length > 0 ? names : (known?.names ?? []),
      config: config.document.config,
      engineChoice: engineChoice || known?.engineChoice === true,
      layers: known?.layers ?? diffIds.map((diffId, at) => archivedLayer(contents, diffId, layers[at])),
    })
  }

  function visit(path: string, listedPlatform: string | undefined, names: readonly string[]): void {
    if (visited.has(path)) return
    visited.add(path)
    const document = contents.documents.get(path)?.document
    if (document?.kind === 'index') {
      for (const entry of document.manifests) {
        if (!entry.attestation)
          visit(blobPath(entry.digest), entry.platform, entry.name === undefined ? names : [entry.name])
      }
    } else if (document?.kind === 'manifest') {
      const layers = document.layers.map((layer) => ({
        path: blobPath(layer.digest),
        declaredBytes: layer.sizeBytes,
      }))
      addImage(blobPath(document.config), layers, { engineChoice: false, names })
    } else if (listedPlatform !== undefined) absentPlatforms.push(listedPlatform)
    else problems.push(`its manifest ${path} is not there, or is none`)
  }

  const index = contents.documents.get('index.json')?.document
  if (index?.kind === 'index') visit('index.json', undefined, [])
  const docker = contents.documents.get('manifest.json')?.document
  if (docker?.kind === 'docker-manifest') {
    for (const image of docker.images) {
      addImage(
        normalPath(image.config),
        image.layers.map((path) => ({ path: normalPath(path) })),
        { engineChoice: true, names: image.names },
      )
    }
  }
  const rooted = index?.kind === 'index' || docker?.kind === 'docker-manifest'
  return { images: [...images.values()], absentPlatforms, problems, rooted }
}

interface LayerPlace {
  readonly path: string
  readonly declaredBytes?: number
}

function archivedLayer<L>(
  contents: ArchiveContents<L>,
  diffId: string,
  place: LayerPlace | undefined,
): ArchivedLayer<L> {
  const { path, declaredBytes } = place ?? { path: '' }
  const reading = contents.layers.get(resolvePath(contents, path))
  return {
    path,
    diffId,
    ...(declaredBytes === undefined ? {} : { declaredBytes }),
    ...(reading === undefined ? {} : { reading }),
  }
}

const blobPath = (digest: string): string => normalPath(`blobs/${digest.replace(':', '/')}`)

const MAX_LINKS = 16

function resolvePath({ links }: Pick<ArchiveContents, 'links'>, path: string): string {
  let resolved = path
  for (let hops = 0; hops < MAX_LINKS; hops++) {
    const target = links.get(resolved)
    if (target === undefined) break
    resolved = target
  }
  return resolved
}
