import type { Place } from '../variant.js'

/** What keeps a program or a library from being loaded in its image. */
export const binaryKinds = [
  'interpreter-absent',
  'library-absent',
  'version-absent',
  'wrong-machine',
  'other-libc',
  'script-interpreter-absent',
  'script-carriage-return',
] as const

export type BinaryKind = (typeof binaryKinds)[number]

/** One cause, with all files that it is the cause for. All texts but the kind are foreign. */
export interface BinaryMatter {
  readonly kind: BinaryKind
  /** What is asked for: a loader, a library, a symbol version, a machine, a C library, an interpreter. */
  readonly wanted: string
  /** What the image has instead. */
  readonly has?: string
  /** The library that lacks the symbol version. */
  readonly library?: string
  /** Where what is asked for lies all the same: in a folder that is not searched. */
  readonly elsewhere?: string
  /** Where what is asked for leads as a symlink, and nothing is. */
  readonly link?: string
  /** That folder is in the loader's configuration and the loader's cache was not renewed. */
  readonly isUncached?: boolean
  /** A few of the files. */
  readonly paths: readonly string[]
  readonly files: number
  /** The package of all these files. */
  readonly package?: BroughtBy
  /** The layer of all these files, from 0. */
  readonly layer?: number
  /** Index of a later layer that holds the same file again, with another mode or owner only. */
  readonly againBy?: number
  /** The instruction that made that one, where the Dockerfile is known. */
  readonly againPlace?: Place
  /** The container starts with it. */
  readonly isStarted: boolean
}

interface BroughtBy {
  readonly from: 'apk' | 'deb' | 'rpm' | 'npm' | 'python' | 'go'
  readonly name: string
  readonly version: string
}
