import type { Package } from '../../core/domain/image/insight.js'

/** What one kind of package database says. */
export interface Found {
  readonly packages: readonly Package[]
  /** Paths in the image that belong to a package: a hundred thousand of them, made one by one as they are asked for. */
  readonly owned: Iterable<Owned>
  /** Databases that could not be read, one sentence each. */
  readonly unread: readonly string[]
}

export interface Owned {
  readonly path: string
  readonly owner: Package
}

export const nothingFound: Found = { packages: [], owned: [], unread: [] }

export const merge = (found: readonly Found[]): Found => ({
  packages: found.flatMap(({ packages }) => packages),
  owned: {
    *[Symbol.iterator]() {
      for (const { owned } of found) yield* owned
    },
  },
  unread: found.flatMap(({ unread }) => unread),
})
