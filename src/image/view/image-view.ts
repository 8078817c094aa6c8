import type { LayerEntry } from '../contents.js'

/** The bytes behind one or more paths: hard links share one. */
export interface Inode {
  /** Index of the layer it came with. */
  readonly layer: number
  readonly entry: LayerEntry
  /** The path it first had. */
  readonly path: string
  /** How many paths of the view lead to it. */
  links: number
}

export interface ViewFile {
  readonly path: string
  readonly kind: 'file' | 'directory' | 'symlink' | 'device' | 'fifo'
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** Of a file; the same bytes may stand behind other paths (`inode.links`). */
  readonly sizeBytes: number
  /** Where a symlink leads, as it is written; undefined of all else. */
  readonly link: string | undefined
  readonly inode: Inode
  /** What lies in a folder under this name; a symlink is itself. */
  child(name: string): ViewFile | undefined
}

/** Bytes that a layer holds and the finished image does not show, because a later layer hid them. */
export interface Hidden {
  readonly path: string
  readonly sizeBytes: number
  /** Index of the layer that holds them. */
  readonly layer: number
  /** Index of the layer that hid them; the same one where a tar names a path twice. One past the last: the engine. */
  readonly by: number
  /** `removed`: nothing took its place. `masked`: the engine lays a file of its own over it. */
  readonly how: 'removed' | 'replaced' | 'masked'
  readonly entry: LayerEntry
  /** What the layer that hid them has in their place, where that is bytes of its own. */
  readonly next?: LayerEntry
}

/** What each layer did to what was there before it. */
export interface LayerChange {
  added: number
  changed: number
  removed: number
}

/** What a container that starts from the image sees. */
export interface ImageView {
  /** The file at exactly this path; a symlink is itself. */
  get(path: string): ViewFile | undefined
  /** Where a path leads once every symlink on the way is followed; undefined where it leads nowhere. */
  resolve(path: string, from?: string): ViewFile | undefined
  /** Names in a folder, sorted. */
  list(path: string): readonly string[]
  /** Everything but the root, each folder before what is in it, names sorted by their code units. */
  files(): IterableIterator<ViewFile>
  /** Bytes of regular files, hard links counted once: what `docker export` holds. */
  readonly finalBytes: number
  readonly hidden: readonly Hidden[]
  readonly changes: readonly LayerChange[]
}
