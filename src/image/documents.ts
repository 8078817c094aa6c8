import { type ImageConfig, parseImageConfig } from './image-config.js'

/** The JSON documents of image archives, cut down to what is needed of them. */
export type Document =
  | { readonly kind: 'docker-manifest'; readonly images: readonly DockerImage[] }
  | { readonly kind: 'index'; readonly manifests: readonly IndexEntry[] }
  | { readonly kind: 'manifest'; readonly config: string; readonly layers: readonly Descriptor[] }
  | {
      readonly kind: 'config'
      readonly platform: string
      readonly diffIds: readonly string[]
      readonly config: ImageConfig
    }

/** One image of `manifest.json`; paths inside the archive. */
interface DockerImage {
  readonly config: string
  readonly layers: readonly string[]
  readonly names: readonly string[]
}

interface Descriptor {
  readonly digest: string
  readonly sizeBytes: number
}

interface IndexEntry {
  readonly digest: string
  /** `os/arch[/variant]` where the index says it; the config has the last word. */
  readonly platform?: string
  readonly attestation: boolean
  /** As whoever made the archive called it. */
  readonly name?: string
}

/** Undefined for all JSON that is none of them: provenance, legacy layer files, tag lists. */
export function parseDocument(bytes: Buffer): Document | undefined {
  let value: unknown
  try {
    value = JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
  if (Array.isArray(value)) return dockerManifest(value)
  if (!isObject(value)) return undefined
  return index(value) ?? manifest(value) ?? config(value)
}

function dockerManifest(value: readonly unknown[]): Document | undefined {
  const images = value.flatMap((item) => {
    if (!isObject(item) || typeof item.Config !== 'string') return []
    const layers = item.Layers ?? []
    const names = isStrings(item.RepoTags) ? item.RepoTags : []
    return isStrings(layers) ? [{ config: item.Config, layers, names }] : []
  })
  return images.length > 0 ? { kind: 'docker-manifest', images } : undefined
}

const nameAnnotations = ['io.containerd.image.name', 'org.opencontainers.image.ref.name']

function index(value: JsonObject): Document | undefined {
  if (!Array.isArray(value.manifests)) return undefined
  const manifests = value.manifests.flatMap((item): IndexEntry[] => {
    if (!isObject(item) || typeof item.digest !== 'string') return []
    const annotations = isObject(item.annotations) ? item.annotations : {}
    const platform = isObject(item.platform) ? platformOf(item.platform) : undefined
    // The second is often the tag only.
    const name = nameAnnotations.map((key) => annotations[key]).find((one) => typeof one === 'string')
    return [
      {
        digest: item.digest,
        ...(platform === undefined ? {} : { platform }),
        attestation: annotations['vnd.docker.reference.type'] === 'attestation-manifest',
        ...(typeof name === 'string' && { name }),
      },
    ]
  })
  return { kind: 'index', manifests }
}

function manifest(value: JsonObject): Document | undefined {
  if (!isObject(value.config) || typeof value.config.digest !== 'string') return undefined
  if (!Array.isArray(value.layers)) return undefined
  const layers = value.layers.flatMap((item): Descriptor[] =>
    isObject(item) && typeof item.digest === 'string' && typeof item.size === 'number'
      ? [{ digest: item.digest, sizeBytes: item.size }]
      : [],
  )
  if (layers.length !== value.layers.length) return undefined
  return { kind: 'manifest', config: value.config.digest, layers }
}

function config(value: JsonObject): Document | undefined {
  const diffIds = (isObject(value.rootfs) ? value.rootfs.diff_ids : undefined) ?? []
  const platform = platformOf(value)
  if (!isStrings(diffIds) || platform === undefined) return undefined
  return { kind: 'config', platform, diffIds, config: parseImageConfig(value) }
}

function platformOf(value: JsonObject): string | undefined {
  const { os, architecture, variant } = value
  if (typeof os !== 'string' || typeof architecture !== 'string') return undefined
  const parts =
    typeof variant === 'string' && variant !== '' ? [os, architecture, variant] : [os, architecture]
  return parts.join('/')
}

type JsonObject = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isStrings = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string')
