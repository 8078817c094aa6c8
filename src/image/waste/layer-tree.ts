import type { LayerEntry } from '../contents.js'
import type { PathNumbers } from './path-numbers.js'

/** Nothing is below it. */
export const LEAF = 1
export const FOLDER = 2
export const REMOVAL = 4
const NAMED = 8
const ROOT = 0

/** What a layer names, and the folders on the way to it, by their numbers. One serves all layers in turn. */
export function makeLayerTree(paths: PathNumbers) {
  let named: number[] = []
  const flags = new Uint8Array(paths.count())
  const sizes = new Float64Array(paths.count())

  function put(path: number, sizeBytes: number, what: number): void {
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
    read(entries: readonly LayerEntry[], numbers: Int32Array): void {
      for (const path of named) flags[path] = 0
      named = []
      for (const [index, { kind, sizeBytes }] of entries.entries()) {
        const number = numbers[index] ?? ROOT
        if (kind === 'opaque' || number === ROOT) continue
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
