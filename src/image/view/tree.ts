import type { Inode } from './image-view.js'

/** A path of the stacked layers. A folder has children, all else has none. */
export interface Node {
  inode: Inode
  children: Map<string, Node> | undefined
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

/** Everything at and below a node with its path, the node itself last: the order in which one may remove. Not recursive: a hostile path is deep. */
export function* below(node: Node, path: string): Generator<{ readonly path: string; readonly node: Node }> {
  const stack = [{ path, node, entered: false }]
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    if (top.entered || top.node.children === undefined) {
      yield { path: top.path, node: top.node }
      continue
    }
    stack.push({ ...top, entered: true })
    for (const [name, child] of top.node.children)
      stack.push({ path: top.path === '' ? name : `${top.path}/${name}`, node: child, entered: false })
  }
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
