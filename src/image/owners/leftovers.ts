import type { Leftover, Owner } from '../../core/domain/image/insight.js'
import type { ViewFile } from '../view/image-view.js'

const mostTold = 40
const largestTold = 3

/** Gathers what nobody needs at run time while bytes are given their owners, by kind and layer. */
export function gatherLeftovers(isNeeded: (path: string) => boolean) {
  const found = new Map<string, Gathered>()
  return {
    add(owner: Owner, { path, sizeBytes, inode }: ViewFile, isCopied: boolean): void {
      const kind = kindOf(owner, path)
      if (kind === undefined || sizeBytes === 0) return
      // Whoever copies something to a place of caches wants it there.
      if (kind === 'other-cache' && isCopied) return
      if ((kind === 'other-cache' || kind === 'docs-and-locales') && isNeeded(path)) return
      const key = `${kind} ${inode.layer}`
      const gathered = found.get(key) ?? {
        kind,
        layer: inode.layer,
        sizeBytes: 0,
        files: 0,
        folders: new Map(),
      }
      found.set(key, gathered)
      gathered.sizeBytes += sizeBytes
      gathered.files++
      const folder = folderOf(path)
      gathered.folders.set(folder, (gathered.folders.get(folder) ?? 0) + sizeBytes)
    },
    all: (): readonly Leftover[] =>
      [...found.values()]
        .sort((a, b) => b.sizeBytes - a.sizeBytes || a.layer - b.layer || (a.kind < b.kind ? -1 : 1))
        .slice(0, mostTold)
        .map(({ folders, ...leftover }) => ({
          ...leftover,
          largest: [...folders]
            .map(([path, sizeBytes]) => ({ path, sizeBytes }))
            .sort((a, b) => b.sizeBytes - a.sizeBytes || (a.path < b.path ? -1 : 1))
            .slice(0, largestTold),
        })),
  }
}

interface Gathered {
  readonly kind: Leftover['kind']
  readonly layer: number
  sizeBytes: number
  files: number
  readonly folders: Map<string, number>
}

const caches: readonly (readonly [RegExp, Leftover['kind']])[] = [
  [/^var\/lib\/apt\/lists\//, 'apt-lists'],
  [/^var\/cache\/(?:apt|debconf)\//, 'apt-archives'],
  [/^(?:var\/cache|etc|lib)\/apk\//, 'apk-cache'],
  [/^var\/cache\/(?:dnf|yum|libdnf5)\//, 'dnf-cache'],
  [/(?:^|\/)\.cache\/pip\//, 'pip-cache'],
  [/(?:^|\/)(?:\.npm|_cacache)\//, 'npm-cache'],
]

function kindOf(owner: Owner, path: string): Leftover['kind'] | undefined {
  if (owner === 'caches') return caches.find(([places]) => places.test(path))?.[1] ?? 'other-cache'
  if (owner === 'build-tools' || owner === 'docs-and-locales') return owner
  if (owner === 'version-control' || owner === 'virtual-environments') return owner
  return undefined
}

const folderOf = (path: string): string => path.split('/').slice(0, -1).slice(0, 4).join('/') || path
