import type { Place } from '../variant.js'
import type { Posture } from './posture.js'

/** What an image holds, found by reading it once. All that reports, budgets and comparisons know of its inside. */
export interface ImageInsight {
  readonly sizes: ImageSizes
  /** Lowest first. */
  readonly layers: readonly LayerInsight[]
  readonly waste: WasteInsight
  readonly packages: readonly Package[]
  /** Databases that are there and could not be read, one sentence each: then the list above is not complete. */
  readonly unreadPackages: readonly string[]
  /** Largest first; together they are every byte of the final view. */
  readonly owners: readonly OwnerBytes[]
  readonly posture: Posture
  /** Where every file was digested. */
  readonly duplicates?: DuplicateInsight
  /** What nobody needs at run time, by its kind and layer, largest first. */
  readonly leftovers?: readonly Leftover[]
  /** Files that a layer holds again with another mode or owner and nothing else, by the pair of layers. */
  readonly rewritten?: readonly RewrittenPair[]
  readonly libc: 'glibc' | 'musl' | 'both' | 'none'
}

interface ImageSizes {
  /** Sum of the layers as they lie on disk. */
  readonly unpackedBytes: number
  /** What a container sees. */
  readonly finalBytes: number
  /** Compressed, as a registry sends it. */
  readonly pullBytes: number
  readonly pullEstimated: boolean
  /** Of an estimate from samples: 19 of 20 such estimates are no further from the truth. */
  readonly pullErrorBytes?: number
}

export interface LayerInsight {
  readonly diffId: string
  /** What made it, as the image's history says it. Foreign text. */
  readonly createdBy?: string
  readonly created?: string
  readonly unpackedBytes: number
  readonly compressedBytes: number
  readonly compressedEstimated: boolean
  /** The standard error of an estimate from samples. */
  readonly compressedErrorBytes?: number
  /** Files, folders not counted. */
  readonly added: number
  readonly changed: number
  readonly removed: number
  /** Its bytes that later layers hid. */
  readonly hiddenBytes: number
  /** The instruction that made it, where the Dockerfile is known. */
  readonly place?: Place
}

/** The same content more than once in the final view, hard links not counted. */
export interface DuplicateInsight {
  /** What all copies but one take. */
  readonly surplusBytes: number
  /** Largest surplus first, a few. */
  readonly largest: readonly {
    readonly sizeBytes: number
    readonly copies: number
    /** A few of them. Foreign text. */
    readonly paths: readonly string[]
  }[]
}

/** Bytes that are in a layer and not in the final view. */
export interface WasteInsight {
  readonly wastedBytes: number
  /** Which layer's bytes which layer hid, largest first. */
  readonly byLayers: readonly WastePair[]
  /** The largest files, largest first. */
  readonly files: readonly WastedFile[]
  readonly dive: DiveFigures
}

export interface WastePair {
  readonly layer: number
  /** One past the last layer: the engine, which lays files of its own over the image's. */
  readonly by: number
  readonly how: 'removed' | 'replaced' | 'masked'
  readonly files: number
  readonly wastedBytes: number
}

export interface WastedFile {
  /** Foreign text. */
  readonly path: string
  readonly layer: number
  readonly by: number
  readonly how: WastePair['how']
  readonly wastedBytes: number
}

/** The figures teams gate on with dive, computed as dive does, so that their limits carry over. */
export interface DiveFigures {
  readonly efficiency: number
  readonly wastedBytes: number
  readonly userWastedShare: number
}

export interface Package {
  readonly from: 'apk' | 'deb' | 'rpm' | 'npm' | 'python' | 'go'
  readonly name: string
  readonly version: string
  /** What it was built from together with others, where its name is another: `openssl` of `libssl3`. */
  readonly source?: string
  readonly installedBytes?: number
  /** Where it lies, for what may be there more than once (npm, Python, Go). Foreign text. */
  readonly path?: string
}

/** Whose bytes there are. */
export const owners = [
  'os-packages',
  'language-packages',
  'application',
  'build-tools',
  'caches',
  'docs-and-locales',
  'version-control',
  'virtual-environments',
  'secrets',
  'other',
] as const

export type Owner = (typeof owners)[number]

export interface OwnerBytes {
  readonly owner: Owner
  readonly sizeBytes: number
  readonly files: number
  /** Its largest folders or files, largest first, a few. */
  readonly largest: readonly { readonly path: string; readonly sizeBytes: number }[]
}

export interface Leftover {
  readonly kind:
    | 'apt-lists'
    | 'apt-archives'
    | 'apk-cache'
    | 'dnf-cache'
    | 'pip-cache'
    | 'npm-cache'
    | 'other-cache'
    | 'build-tools'
    | 'docs-and-locales'
    | 'version-control'
    | 'virtual-environments'
  readonly layer: number
  readonly sizeBytes: number
  readonly files: number
  /** Its largest folders, largest first, a few. Foreign text. */
  readonly largest: readonly { readonly path: string; readonly sizeBytes: number }[]
}

export interface RewrittenPair {
  readonly layer: number
  readonly by: number
  readonly files: number
  readonly sizeBytes: number
  readonly largest: readonly { readonly path: string; readonly sizeBytes: number }[]
}
