export interface Descriptor {
  readonly mediaType: string
  readonly digest: string
  readonly size: number
}

export interface Manifest {
  readonly schemaVersion: 2
  readonly mediaType: typeof manifestType
  readonly config: Descriptor
  readonly layers: readonly Descriptor[]
}

export const manifestType = 'application/vnd.oci.image.manifest.v1+json'
const configType = 'application/vnd.oci.image.config.v1+json'

export const layerTypes = {
  gzip: 'application/vnd.oci.image.layer.v1.tar+gzip',
  zstd: 'application/vnd.oci.image.layer.v1.tar+zstd',
} as const

export const makeManifest = (
  config: Omit<Descriptor, 'mediaType'>,
  layers: readonly Descriptor[],
): Manifest => ({
  schemaVersion: 2,
  mediaType: manifestType,
  config: { mediaType: configType, digest: config.digest, size: config.size },
  layers,
})

export const isDigest = (text: unknown): text is string =>
  typeof text === 'string' && /^sha256:[0-9a-f]{64}$/.test(text)
