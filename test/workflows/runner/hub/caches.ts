/** The caches of a repository. A run sees those of its own ref, of the branch it goes to and of the default branch. */
export interface Caches {
  save(entry: CacheEntry): boolean
  find(
    refs: readonly string[],
    version: string,
    key: string,
    prefixes: readonly string[],
  ): CacheEntry | undefined
}

interface CacheEntry {
  readonly ref: string
  readonly key: string
  /** Of the paths: caches of other paths are others. */
  readonly version: string
  readonly folder: string
}

export function openCaches(): Caches {
  const entries: CacheEntry[] = []
  const same = (ref: string, version: string) =>
    entries.filter((entry) => entry.ref === ref && entry.version === version).reverse()
  return {
    save: (entry) => {
      if (same(entry.ref, entry.version).some(({ key }) => key === entry.key)) return false
      entries.push(entry)
      return true
    },
    find: (refs, version, key, prefixes) => {
      for (const ref of refs) {
        const seen = same(ref, version)
        const exact = seen.find((entry) => entry.key === key)
        if (exact) return exact
        for (const prefix of [key, ...prefixes]) {
          const near = seen.find((entry) => entry.key.startsWith(prefix))
          if (near) return near
        }
      }
      return undefined
    },
  }
}
