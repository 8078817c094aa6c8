import { createHash } from 'node:crypto'
import { posix } from 'node:path'
import { peek } from './archive-bytes.js'
import { unreadableArchive } from './archive-error.js'
import type { ArchiveMember } from './archive-members.js'
import { detectCompression } from './compression.js'
import { type Document, parseDocument } from './documents.js'
import type { LayerBlob, LayerReading } from './layer.js'
import { BLOCK_BYTES, hasValidChecksum } from './tar-header.js'

/** All that one pass over an archive keeps: small documents and what was made of each layer, by normal path. */
export interface ArchiveContents<L = LayerReading> {
  readonly documents: ReadonlyMap<string, StoredDocument>
  readonly layers: ReadonlyMap<string, L>
  /** Archives store a layer that several images share once, and link to it. */
  readonly links: ReadonlyMap<string, string>
  /** The mark that ends a tar was there, so what is missing was never in it. */
  readonly ended: boolean
}

interface StoredDocument {
  readonly document: Document
  readonly bytes: Buffer
  /** Of its bytes as stored, with the algorithm in front. */
  readonly digest: string
}

const MAX_DOCUMENT_BYTES = 8 * 1024 * 1024
const MAX_KEPT_BYTES = 64 * 1024 * 1024
const MAX_MEMBERS = 50_000

/** Nothing says what a blob is before the manifests are read, and those may come last: so by its first bytes. */
export async function readContents<L>(
  members: AsyncGenerator<ArchiveMember, boolean, undefined>,
  takeLayer: (blob: LayerBlob, path: string) => Promise<L>,
): Promise<ArchiveContents<L>> {
  const documents = new Map<string, StoredDocument>()
  const layers = new Map<string, L>()
  const links = new Map<string, string>()
  let keptBytes = 0
  let seen = 0

  async function readFile({ entry, body }: ArchiveMember): Promise<void> {
    const path = normalPath(entry.path)
    const { head, bytes: whole } = await peek(body, BLOCK_BYTES)
    if (!looksLikeJson(head)) {
      const compression = detectCompression(head)
      const blob = { bytes: whole, storedBytes: entry.storedBytes, compression }
      layers.set(path, await takeLayer(blob, path))
    } else if (entry.storedBytes <= MAX_DOCUMENT_BYTES) {
      const stored = storedDocument(path, await collect(whole))
      if (stored === undefined) return
      keptBytes += entry.storedBytes
      if (keptBytes > MAX_KEPT_BYTES) throw unreadableArchive('its manifests are larger than 64 MiB together')
      documents.set(path, stored)
    }
  }

  try {
    for (let next = await members.next(); ; next = await members.next()) {
      if (next.done) return { documents, layers, links, ended: next.value }
      const { entry } = next.value
      if (entry.type === 'file') await readFile(next.value)
      else if (entry.type === 'symlink') {
        links.set(normalPath(entry.path), normalPath(posix.join(posix.dirname(entry.path), entry.linkPath)))
      } else if (entry.type === 'hardlink') links.set(normalPath(entry.path), normalPath(entry.linkPath))
      seen++
      if (seen > MAX_MEMBERS) {
        throw unreadableArchive(`it holds more than ${MAX_MEMBERS} files`)
      }
    }
  } finally {
    await members.return(false)
  }
}

/** As manifests name it: without `./` and `/` in front. */
export const normalPath = (path: string): string => posix.normalize(`/${path}`).slice(1)

/** The digest that a blob's name says its content has. */
export function namedDigest(path: string): string | undefined {
  const hex = /^blobs\/sha256\/([0-9a-f]{64})$/.exec(path)?.[1]
  return hex === undefined ? undefined : `sha256:${hex}`
}

function storedDocument(path: string, bytes: Buffer): StoredDocument | undefined {
  const document = parseDocument(bytes)
  if (document === undefined) return undefined
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`
  const named = namedDigest(path)
  if (named !== undefined && digest !== named) {
    throw unreadableArchive(`the content of ${path} is ${digest}`)
  }
  return { document, bytes, digest }
}

function looksLikeJson(head: Buffer): boolean {
  const first = head.find((byte) => byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09)
  if (first !== 0x7b && first !== 0x5b) return false
  // A tar whose first file has such a name.
  return head.length < BLOCK_BYTES || !hasValidChecksum(head.subarray(0, BLOCK_BYTES))
}

async function collect(bytes: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of bytes) parts.push(Buffer.from(part))
  return Buffer.concat(parts)
}
