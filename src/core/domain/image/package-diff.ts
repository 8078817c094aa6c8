import type { Package } from './insight.js'

/** What became of the packages of one image in another, by software: a source that several packages were built from counts once. */
export interface PackageDiff {
  /** Largest first, as in all lists here. */
  readonly changed: readonly SoftwareChange[]
  /** One stands in for the other: musl for glibc. */
  readonly replaced: readonly { readonly from: Software; readonly to: Software }[]
  readonly added: readonly Software[]
  readonly removed: readonly Software[]
  /** How many are as they were. */
  readonly same: number
}

/** Packages of an operating system are one kind, whichever tool installed them. */
export type SoftwareKind = 'system' | Extract<Package['from'], 'npm' | 'python' | 'go'>

export interface Software {
  readonly kind: SoftwareKind
  /** As most people call it. Foreign text. */
  readonly name: string
  /** Without what the distribution added to it, highest first. Foreign text. */
  readonly versions: readonly string[]
  readonly packages: number
  readonly installedBytes: number
}

export interface SoftwareChange {
  readonly kind: SoftwareKind
  readonly name: string
  readonly from: readonly string[]
  readonly to: readonly string[]
  readonly direction: 'newer' | 'older' | 'other'
  /** In the later image. */
  readonly installedBytes: number
}
