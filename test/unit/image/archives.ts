import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { type Header, pack } from 'tar-stream'

export type Member = Pick<Header, 'name'> &
  Partial<Pick<Header, 'type' | 'linkname' | 'pax'>> & { readonly content?: Buffer | string }

export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

/** The same bytes in every run: half of them random to a compressor, half text. */
export function content(bytes: number, seed: string): Buffer {
  const parts: Buffer[] = []
  for (let at = 0; at * 64 < bytes; at++) {
    const random = createHash('sha256').update(`${seed}${at}`).digest()
    parts.push(random, Buffer.from('and some text that tells nothing'))
  }
  return Buffer.concat(parts).subarray(0, bytes)
}

/** With the mark that ends a tar. */
export async function tarOf(members: readonly Member[]): Promise<Buffer> {
  const packing = pack()
  for (const { content = '', ...header } of members) packing.entry({ mtime: new Date(0), ...header }, content)
  packing.finalize()
  const parts: Buffer[] = []
  for await (const part of packing as AsyncIterable<Buffer>) parts.push(part)
  return Buffer.concat(parts)
}

export const streamOf = (bytes: Buffer, chunkBytes = 64 * 1024): Readable =>
  Readable.from(cut(bytes, chunkBytes))

export function cut(bytes: Buffer, chunkBytes: number): Buffer[] {
  const chunks: Buffer[] = []
  for (let at = 0; at < bytes.length; at += chunkBytes) chunks.push(bytes.subarray(at, at + chunkBytes))
  return chunks
}

export interface TestImage {
  /** Plain layer tars, lowest first. */
  readonly layers: readonly Buffer[]
  readonly platform?: { readonly os: string; readonly architecture: string; readonly variant?: string }
  /** How each layer is stored; plain where absent. */
  readonly store?: (layer: Buffer) => Buffer
  readonly diffIds?: readonly string[]
}

const linuxAmd64 = { os: 'linux', architecture: 'amd64' }

export function configOf(image: TestImage): Buffer {
  const diffIds = image.diffIds ?? image.layers.map((layer) => `sha256:${sha256(layer)}`)
  return json({
    ...(image.platform ?? linuxAmd64),
    config: {},
    rootfs: { type: 'layers', diff_ids: diffIds },
  })
}

export const imageId = (image: TestImage): string => `sha256:${sha256(configOf(image))}`

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value))

const plain = (layer: Buffer): Buffer => layer

/** As engines before 25 save: a folder for each layer, links to those that come again. */
function oldDockerMembers(image: TestImage): Member[] {
  const store = image.store ?? plain
  const first = new Map<string, string>()
  const members: Member[] = []
  const paths = image.layers.map((layer, at) => {
    const folder = sha256(Buffer.from(`${at} ${sha256(layer)}`))
    const path = `${folder}/layer.tar`
    const known = first.get(sha256(layer))
    first.set(sha256(layer), known ?? path)
    members.push({ name: `${folder}/`, type: 'directory' })
    members.push({ name: `${folder}/VERSION`, content: '1.0' })
    members.push({
      name: `${folder}/json`,
      content: json({ id: folder, os: 'linux', architecture: 'amd64' }),
    })
    if (known === undefined) members.push({ name: path, content: store(layer) })
    else members.push({ name: path, type: 'symlink', linkname: `../${known}` })
    return path
  })
  const config = configOf(image)
  members.push({ name: `${sha256(config)}.json`, content: config })
  const manifest = [{ Config: `${sha256(config)}.json`, RepoTags: ['local/thing:1'], Layers: paths }]
  members.push({ name: 'manifest.json', content: json(manifest) })
  members.push({ name: 'repositories', content: json({ 'local/thing': { 1: 'x' } }) })
  return members
}

interface Blob {
  readonly digest: string
  readonly size: number
}

/** Blobs, indexes and manifests of an OCI layout, written as they are named. */
export function makeLayout() {
  const members = new Map<string, Member>()
  function blob(content: Buffer): Blob {
    const hex = sha256(content)
    members.set(hex, { name: `blobs/sha256/${hex}`, content })
    return { digest: `sha256:${hex}`, size: content.length }
  }
  return {
    blob,
    image(image: TestImage): Blob {
      const layers = image.layers.map((layer) => blob((image.store ?? plain)(layer)))
      const config = blob(configOf(image))
      return blob(json({ schemaVersion: 2, config, layers }))
    },
    attestation(): Blob {
      const statement = blob(json({ _type: 'https://in-toto.io/Statement/v0.1', predicate: {} }))
      const platform = { os: 'unknown', architecture: 'unknown' }
      const config = blob(configOf({ layers: [], platform, diffIds: [statement.digest] }))
      return blob(json({ schemaVersion: 2, config, layers: [statement] }))
    },
    index: (manifests: readonly object[]): Blob => blob(json({ schemaVersion: 2, manifests })),
    members: (manifests: readonly object[]): Member[] => [
      ...members.values(),
      { name: 'oci-layout', content: '{"imageLayoutVersion":"1.0.0"}' },
      { name: 'index.json', content: json({ schemaVersion: 2, manifests }) },
    ],
  }
}

/** As BuildKit and skopeo write it. */
export function ociMembers(image: TestImage): Member[] {
  const layout = makeLayout()
  return layout.members([layout.image(image)])
}

/** As engines from 25 save: an OCI layout and beside it the manifest.json of old. */
export function newDockerMembers(image: TestImage): Member[] {
  const store = image.store ?? plain
  const manifest = [
    {
      Config: `blobs/sha256/${sha256(configOf(image))}`,
      Layers: image.layers.map((layer) => `blobs/sha256/${sha256(store(layer))}`),
    },
  ]
  return [...ociMembers(image), { name: 'manifest.json', content: json(manifest) }]
}

export const layouts = {
  'old docker': oldDockerMembers,
  'new docker': newDockerMembers,
  OCI: ociMembers,
} as const

export const gzipped = (layer: Buffer): Buffer => gzipSync(layer)
