import type { ImageFact } from '../core/domain/facts.js'
import type { Captured } from './capture/captured.js'
import type { ImageConfig } from './image-config.js'

/** All that one pass over an image keeps of it. */
export interface ImageContents {
  readonly image: ImageFact
  readonly config: ImageConfig
  /** Lowest first, one for each of the image's layers. */
  readonly layers: readonly LayerContents[]
}

export interface LayerContents {
  readonly diffId: string
  /** In the order of the tar. */
  readonly entries: readonly LayerEntry[]
  /** SHA-256 of files, 32 bytes each, where that was asked for: an object and a text for each take four times as much. */
  readonly fileDigests?: Uint8Array
}

export interface LayerEntry {
  /** From the root, without a slash in front or behind; the root itself is ''. */
  readonly path: string
  /** `whiteout` removes its path from the layers below; `opaque` removes all that these have in its folder. */
  readonly kind: 'file' | 'directory' | 'symlink' | 'hardlink' | 'device' | 'fifo' | 'whiteout' | 'opaque'
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** Of files only; a hard link adds none. */
  readonly sizeBytes: number
  /** Where a link leads: as it is written in a symlink, the other path in a hard link. */
  readonly link?: string
  /** Its path in the tar leads out of the image (`../`), as no builder writes it. */
  readonly escapes?: boolean
  readonly captured?: Captured | undefined
  /** Which of its layer's digests is that of its bytes. */
  readonly digest?: number | undefined
}
