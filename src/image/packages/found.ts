import type { Package } from '../../core/domain/image/insight.js'

/** What one kind of package database says. */
export interface Found {
  readonly packages: readonly Package[]
  /** Paths in the image that belong to a package. */
  readonly owned: readonly Owned[]
  /** Databases that could not be read, one sentence each. */
  readonly unread: readonly string[]
}

export interface Owned {
  readonly path: string
  readonly owner: Package
}

export const nothingFound: Found = { packages: [], owned: [], unread: [] }
