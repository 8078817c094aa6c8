import type { LayerContents, LayerEntry } from '../contents.js'
import type { Hidden, ImageView, Inode, LayerChange } from './image-view.js'
import { masked } from './masked.js'
import { makeStackBudget } from './stack-budget.js'
import { below, findNode, followPath, isFolder, Node, partsOf } from './tree.js'
import { makeView } from './view.js'

/**
 * Puts the layers on each other as an engine's union file system shows them. Removals reach the layers below only,
 * wherever in their tar they stand; of a path that a tar names twice the last one counts.
 */
export function stackLayers(layers: readonly LayerContents[]): ImageView {
  const stack = new Stack()
  for (const layer of layers) stack.add(layer)
  stack.mask()
  return makeView(stack.root, stack)
}

class Stack {
  readonly root: Node = folderNode(-1, '')
  readonly hidden: Hidden[] = []
  readonly changes: LayerChange[] = []
  finalBytes = 0
  readonly #budget = makeStackBudget()
  #index = -1
  #change: LayerChange = { added: 0, changed: 0, removed: 0 }
  /** Most paths lie in the folder of the one before, and no folder on the way to it was replaced since. */
  #last: { readonly path: string; readonly children: Map<string, Node> } | undefined
  /** Paths that this layer took away, until it puts something in their place. */
  #gone = new Set<string>()

  add({ entries }: LayerContents): void {
    this.#index++
    this.#change = { added: 0, changed: 0, removed: 0 }
    this.#gone = new Set()
    this.changes.push(this.#change)
    const hiddenBefore = this.hidden.length
    for (const { kind, path } of entries) {
      if (kind === 'whiteout') this.#removeAt(path)
      else if (kind === 'opaque') this.#empty(path)
    }
    this.#last = undefined
    for (const entry of entries) if (entry.kind !== 'whiteout' && entry.kind !== 'opaque') this.#put(entry)
    for (let at = hiddenBefore; at < this.hidden.length; at++) {
      const one = this.hidden[at]
      const node = one && findNode(this.root, one.path)
      if (one === undefined || node === undefined || isFolder(node)) continue
      const isOwn = node.inode === node && one.layer !== this.#index
      this.hidden[at] = { ...one, how: 'replaced', ...(isOwn && { next: node.entry }) }
    }
  }

  /** The names stay, what the image has in them is never seen. */
  mask(): void {
    for (const path of masked) {
      const node = findNode(this.root, path)
      if (node === undefined || isFolder(node)) continue
      const { inode } = node
      inode.links--
      const { layer, entry } = inode
      if (inode.links > 0 || entry.sizeBytes === 0) continue
      this.finalBytes -= entry.sizeBytes
      this.hidden.push({ path, sizeBytes: entry.sizeBytes, layer, by: this.#index + 1, how: 'masked', entry })
    }
  }

  #removeAt(path: string): void {
    const parts = partsOf(path)
    const name = parts.at(-1)
    const parent = findNode(this.root, parts.slice(0, -1).join('/'))
    const node = name === undefined ? undefined : parent?.children?.get(name)
    // A marker for what is not there: some builders leave them.
    if (name === undefined || node === undefined) return
    parent?.children?.delete(name)
    for (const one of below(node)) this.#lose(one)
  }

  #empty(path: string): void {
    const folder = findNode(this.root, path)
    if (folder?.children === undefined) return
    const children = [...folder.children.values()]
    folder.children.clear()
    for (const child of children) for (const one of below(child)) this.#lose(one)
  }

  #lose(node: Node): void {
    if (isFolder(node)) return
    const { inode, path } = node
    if (inode.layer !== this.#index) {
      this.#gone.add(path)
      this.#change.removed++
    }
    this.#release(inode, path)
  }

  #release(inode: Inode, path: string): void {
    inode.links--
    const { sizeBytes } = inode.entry
    if (inode.links > 0 || sizeBytes === 0) return
    this.finalBytes -= sizeBytes
    const { layer, entry } = inode
    this.hidden.push({ path, sizeBytes, layer, by: this.#index, how: 'removed', entry })
  }

  #put(entry: LayerEntry): void {
    if (entry.path === '') return
    const place = this.#placeOf(entry.path)
    if (place === undefined) return
    const { parent, name, path } = place
    const old = parent.get(name)
    if (entry.kind === 'directory' && old !== undefined && isFolder(old)) {
      old.layer = this.#index
      old.entry = entry
      return
    }
    const node = this.#nodeOf(entry, path)
    if (node === undefined) return
    const { inode } = node
    inode.links++
    if (inode.links === 1) this.finalBytes += inode.entry.sizeBytes
    parent.set(name, node)
    if (old !== undefined) this.#replace(old)
    if (entry.kind !== 'directory') this.#count(path, old)
  }

  #replace(old: Node): void {
    if (isFolder(old)) this.#last = undefined
    for (const one of below(old)) this.#lose(one)
  }

  /** A path that is there again was changed and not removed; a second time in one tar it is no change more. */
  #count(path: string, old: Node | undefined): void {
    if (this.#gone.delete(path)) {
      this.#change.removed--
      this.#change.changed++
    } else if (old === undefined || isFolder(old)) this.#change.added++
  }

  #nodeOf(entry: LayerEntry, path: string): Node | undefined {
    if (entry.kind !== 'hardlink') return new Node(path, this.#index, entry)
    const target = findNode(this.root, entry.link ?? '')
    // Its other path is not in the image. The name is there all the same, and no bytes are.
    if (target === undefined) return new Node(path, this.#index, { ...entry, kind: 'file' })
    return isFolder(target) ? undefined : new Node(path, this.#index, entry, target.inode)
  }

  /** The folder that a path is put into; those that no layer names are made on the way. */
  #placeOf(path: string): { parent: Map<string, Node>; name: string; path: string } | undefined {
    const slash = path.lastIndexOf('/')
    const name = path.slice(slash + 1)
    const known = this.#last
    if (known !== undefined && known.path.length === slash && path.startsWith(known.path)) {
      this.#budget.put(path.length, 0)
      return { parent: known.children, name, path }
    }
    const folder = path.slice(0, Math.max(0, slash))
    let node = this.root
    let madeFolders = 0
    // Where a symlink led, and from where on the path goes on below it.
    let led: string | undefined
    let from = 0
    let end = -1
    // Put together only where somebody asks: nearly every place is the path that the layer wrote.
    const here = (to: number): string =>
      led === undefined ? path.slice(0, to) : joined(led, path.slice(from, to))
    for (const part of partsOf(folder)) {
      end += part.length + 1
      const next = node.children?.get(part)
      if (next !== undefined && isFolder(next)) node = next
      else if (next?.inode.entry.kind === 'symlink' && next.inode.layer === this.#index) {
        // A tar's own symlink is followed where it is unpacked; one from below is not there yet and gives way to a folder.
        const followed = followPath(this.root, '', `/${here(end)}`, this.#budget.step)
        const target = followed === undefined ? undefined : findNode(this.root, followed)
        if (followed === undefined || target === undefined || !isFolder(target)) return undefined
        node = target
        led = followed
        from = end + 1
      } else {
        const madeFolder = folderNode(this.#index, here(end))
        node.children?.set(part, madeFolder)
        if (next !== undefined) this.#lose(next)
        node = madeFolder
        madeFolders++
      }
    }
    if (node.children === undefined) return undefined
    const whole = led === undefined ? path : here(path.length)
    this.#budget.put(whole.length, madeFolders)
    if (led === undefined) this.#last = { path: folder, children: node.children }
    return { parent: node.children, name, path: whole }
  }
}

const joined = (folder: string, rest: string): string => (folder === '' ? rest : `${folder}/${rest}`)

function folderNode(layer: number, path: string): Node {
  return new Node(path, layer, { path, kind: 'directory', mode: 0o755, uid: 0, gid: 0, sizeBytes: 0 })
}
