import type { LayerEntry } from '../contents.js'
import type { Inode, ViewFile } from './image-view.js'

/**
 * A path of the stacked layers, what a view tells of it, and the bytes behind it: three objects for every file would take
 * twice as much.
 */
export class Node implements ViewFile, Inode {
  readonly path: string
  layer: number
  entry: LayerEntry
  links = 0
  /** Itself, or of another name of the same bytes the one that they first had. */
  readonly inode: Inode
  /** A folder has them, all else has none. */
  readonly children: Map<string, Node> | undefined

  constructor(path: string, layer: number, entry: LayerEntry, inode?: Inode) {
    this.path = path
    this.layer = layer
    this.entry = entry
    this.inode = inode ?? this
    this.children = entry.kind === 'directory' ? new Map() : undefined
  }

  child(name: string): Node | undefined {
    return this.children?.get(name)
  }

  get kind(): ViewFile['kind'] {
    const { kind } = this.inode.entry
    return kind === 'hardlink' || kind === 'whiteout' || kind === 'opaque' ? 'file' : kind
  }

  get mode(): number {
    return this.inode.entry.mode
  }

  get uid(): number {
    return this.inode.entry.uid
  }

  get gid(): number {
    return this.inode.entry.gid
  }

  get sizeBytes(): number {
    return this.inode.entry.sizeBytes
  }

  get link(): string | undefined {
    return this.inode.entry.kind === 'symlink' ? this.inode.entry.link : undefined
  }
}

export const partsOf = (path: string): readonly string[] => (path === '' ? [] : path.split('/'))

export const isFolder = (node: Node): boolean => node.inode.entry.kind === 'directory'

export function findNode(root: Node, path: string): Node | undefined {
  let node: Node | undefined = root
  for (const part of partsOf(path)) node = node?.children?.get(part)
  return node
}

/** Everything below it in the order of names, by their code units: the same on every machine, whatever its language. */
export function sortNames(root: Node): void {
  const ahead = [root]
  for (let node = ahead.pop(); node !== undefined; node = ahead.pop()) {
    const { children } = node
    if (children === undefined) continue
    if (!isSorted(children)) {
      const sorted = [...children].sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0))
      children.clear()
      for (const [name, child] of sorted) children.set(name, child)
    }
    for (const child of children.values()) if (child.children !== undefined) ahead.push(child)
  }
}

function isSorted(children: ReadonlyMap<string, Node>): boolean {
  let last = ''
  for (const name of children.keys()) {
    if (name < last) return false
    last = name
  }
  return true
}

/** Everything at and below a node, the node itself last: the order in which one may remove. Not recursive: a hostile path is deep. */
export function* below(node: Node): Generator<Node> {
  const ahead = [{ node, entered: false }]
  for (let top = ahead.pop(); top !== undefined; top = ahead.pop()) {
    if (top.entered || top.node.children === undefined) {
      yield top.node
      continue
    }
    ahead.push({ node: top.node, entered: true })
    for (const child of top.node.children.values()) ahead.push({ node: child, entered: false })
  }
}

/** Everything below it, each folder before what is in it. */
export function allBelow(root: Node): readonly Node[] {
  const all: Node[] = []
  const open = [(root.children ?? new Map<string, Node>()).values()]
  for (let folder = open.at(-1); folder !== undefined; folder = open.at(-1)) {
    const next = folder.next()
    if (next.done) {
      open.pop()
      continue
    }
    all.push(next.value)
    const { children } = next.value
    if (children !== undefined && children.size > 0) open.push(children.values())
  }
  return all
}

/** A path's components from a folder on, `.` and `..` and every symlink followed; undefined where it leads nowhere or in circles. */
export function followPath(
  root: Node,
  from: string,
  path: string,
  onStep: () => void = () => {},
): string | undefined {
  // The way from the root to where it is: a name and the node there.
  const way: { readonly part: string; readonly node: Node }[] = []
  const ahead = path.split('/').reverse()
  if (!path.startsWith('/')) ahead.push(...[...partsOf(from)].reverse())
  let hops = 0
  for (let part = ahead.pop(); part !== undefined; part = ahead.pop()) {
    onStep()
    if (part === '' || part === '.') continue
    if (part === '..') {
      way.pop()
      continue
    }
    const node = (way.at(-1)?.node ?? root).children?.get(part)
    if (node === undefined) return undefined
    const { kind, link } = node.inode.entry
    if (kind !== 'symlink') {
      way.push({ part, node })
      continue
    }
    if (++hops > MAX_HOPS || link === undefined) return undefined
    if (link.startsWith('/')) way.length = 0
    for (const one of link.split('/').reverse()) ahead.push(one)
  }
  return way.map((one) => one.part).join('/')
}

/** As many as the kernel follows. */
const MAX_HOPS = 40
