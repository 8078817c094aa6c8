/** Paths with sizes, and nothing else of a file system. */
export interface Node {
  sizeBytes: number
  isFolder: boolean
  isRemoval: boolean
  children: Map<string, Node>
}

/** Shared by all that have nothing below them, which is most: an empty map of its own is as large as all else of a node. */
const nothing: Map<string, Node> = new Map()

export const makeTree = (): Node => ({ sizeBytes: 0, isFolder: true, isRemoval: false, children: nothing })

/** A path that is there already keeps what is below it. */
export function addPath(root: Node, path: string, sizeBytes: number, isFolder: boolean): Node {
  let node = root
  for (const name of path.split('/')) {
    let next = node.children.get(name)
    if (next === undefined) {
      next = makeTree()
      if (node.children === nothing) node.children = new Map()
      node.children.set(name, next)
    }
    node = next
  }
  node.sizeBytes = sizeBytes
  node.isFolder = isFolder
  return node
}

export function findPath(root: Node, path: string): Node | undefined {
  let node: Node | undefined = root
  for (const name of path.split('/')) node = node?.children.get(name)
  return node
}

export function removePath(root: Node, path: string): void {
  const slash = path.lastIndexOf('/')
  const parent = slash < 0 ? root : findPath(root, path.slice(0, slash))
  parent?.children.delete(path.slice(slash + 1))
}

/** A node and all that is below it. Not recursive: a hostile path is deep. */
export function* below(node: Node): Generator<{ readonly path: string; readonly node: Node }> {
  const stack = [{ path: '', node }]
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    yield top
    for (const [name, child] of top.node.children)
      stack.push({ path: top.path === '' ? name : `${top.path}/${name}`, node: child })
  }
}
