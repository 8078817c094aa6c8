import type { LayerEntry } from '../contents.js'
import type { PathNumbers } from './path-numbers.js'

/** Nothing is below it. */
export const LEAF = 1
export const FOLDER = 2
export const REMOVAL = 4
const NAMED = 8

/** What a layer names, and the folders on the way to it, by their numbers. One serves all layers in turn. */
export function makeLayerTree(paths: PathNumbers) {
  let named: number[] = []
  const flags: number[] = []
  const sizes: number[] = []

  function put(path: number, sizeBytes: number, what: number): void {
    while (flags.length <= path) {
      flags.push(0)
      sizes.push(0)
    }
    if (flags[path] === 0) named.push(path)
    flags[path] = NAMED | what
    sizes[path] = sizeBytes
  }

  const is = (path: number, flag: number): boolean => ((flags[path] ?? 0) & flag) !== 0

  function addFolders(path: number): void {
    for (let at = paths.parentOf(path); at > 0; at = paths.parentOf(at)) {
      if (!is(at, NAMED)) put(at, 0, FOLDER)
      else if (is(at, LEAF)) flags[at] = (flags[at] ?? 0) & ~LEAF
      else return
    }
  }

  return {
    /** Forgets the layer before. */
    read(entries: readonly LayerEntry[]): void {
      for (const path of named) flags[path] = 0
      named = []
      for (const { path, kind, sizeBytes } of entries) {
        if (kind === 'opaque' || path === '') continue
        const number = paths.numberOf(path)
        const leaf = !is(number, NAMED) || is(number, LEAF) ? LEAF : 0
        if (kind === 'whiteout') put(number, 0, REMOVAL | leaf)
        else put(number, sizeBytes, (kind === 'directory' ? FOLDER : 0) | leaf)
        addFolders(number)
      }
    },
    get paths(): readonly number[] {
      return named
    },
    is,
    bytesOf: (path: number): number => sizes[path] ?? 0,
  }
}
