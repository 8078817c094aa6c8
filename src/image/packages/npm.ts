import type { Package } from '../../core/domain/image/insight.js'
import type { ImageView } from '../view/image-view.js'
import type { Found, Owned } from './found.js'

/** Every package that lies in a `node_modules`, at whatever depth, with the bytes that are its own. */
export function findNpm(view: ImageView): Found {
  const roots = new Map<string, Package>()
  const bytes = new Map<string, number>()
  const files = new Map<string, string[]>()
  for (const { path, kind, sizeBytes, inode } of view.files()) {
    const root = rootOf(path)
    if (root === undefined || kind === 'directory') continue
    // Bytes that several names share count where they first were.
    if (inode.path === path || inode.links === 1) bytes.set(root, (bytes.get(root) ?? 0) + sizeBytes)
    const own = files.get(root)
    if (own === undefined) files.set(root, [path])
    else own.push(path)
    if (path !== `${root}/package.json`) continue
    const one = packageOf(inode.entry.captured?.text ?? '', root)
    if (one !== undefined) roots.set(root, one)
  }
  const found = new Map<string, Package>()
  for (const [root, one] of roots) found.set(root, { ...one, installedBytes: bytes.get(root) ?? 0 })
  return {
    packages: [...found.values()],
    owned: { [Symbol.iterator]: () => filesOf(found, files) },
    unread: [],
  }
}

function* filesOf(
  packages: ReadonlyMap<string, Package>,
  files: ReadonlyMap<string, readonly string[]>,
): Generator<Owned> {
  for (const [root, owner] of packages) for (const path of files.get(root) ?? []) yield { path, owner }
}

/** The folder of the innermost package that a path lies in. */
function rootOf(path: string): string | undefined {
  const at = path.lastIndexOf('node_modules/')
  if (at < 0 || (at > 0 && path[at - 1] !== '/')) return undefined
  const rest = path.slice(at + 'node_modules/'.length)
  const name = /^(?:@[^/]+\/)?[^/@.][^/]*(?=\/)/.exec(rest)?.[0]
  return name && path.slice(0, at + 'node_modules/'.length + name.length)
}

function packageOf(text: string, path: string): Package | undefined {
  try {
    // Node and npm read past a byte order mark.
    const { name, version } = JSON.parse(text.replace(/^\uFEFF/, '')) as Record<string, unknown>
    if (typeof name !== 'string' || typeof version !== 'string' || name === '' || version === '')
      return undefined
    return { from: 'npm', name, version, path }
  } catch {
    return undefined
  }
}
