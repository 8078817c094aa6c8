import type { Package } from '../../core/domain/image/insight.js'
import type { ImageView } from '../view/image-view.js'
import { type Found, merge, nothingFound, type Owned } from './found.js'
import { readStanzas } from './stanzas.js'

const folder = 'var/lib/dpkg'

/** Debian's own database, and the one that distroless images have: a file for each package. */
export function findDpkg(view: ImageView): Found {
  return merge([statusFile(view), ...statusFolder(view)])
}

function statusFile(view: ImageView): Found {
  const file = view.resolve(`${folder}/status`)
  if (file === undefined || file.sizeBytes === 0) return nothingFound
  const text = file.inode.entry.captured?.text
  if (text === undefined) return { ...nothingFound, unread: [`${file.path} is too large to be read`] }
  const stanzas = readStanzas(text).filter((fields) => !/ not-installed$/.test(fields.get('Status') ?? ''))
  const byList = new Map<string, Package>()
  const packages = stanzas.flatMap((fields) => {
    const one = packageOf(fields)
    if (one === undefined) return []
    byList.set(one.name, one)
    // Packages that may be there for several machines are listed with theirs.
    byList.set(`${one.name}:${fields.get('Architecture') ?? ''}`, one)
    return [one]
  })
  return { packages, owned: { [Symbol.iterator]: () => listedFiles(view, byList) }, unread: [] }
}

function* listedFiles(view: ImageView, byList: ReadonlyMap<string, Package>): Generator<Owned> {
  for (const name of view.list(`${folder}/info`)) {
    const owner = name.endsWith('.list') ? byList.get(name.slice(0, -'.list'.length)) : undefined
    const list = owner && view.get(`${folder}/info/${name}`)?.inode.entry.captured?.text
    if (owner === undefined || list === undefined) continue
    for (const path of linesFromRoot(list)) yield { path, owner }
  }
}

/** Without the slash in front; the root itself is none of them. */
function* linesFromRoot(list: string): Generator<string> {
  for (let from = 0; from < list.length; ) {
    const newline = list.indexOf('\n', from)
    const end = newline < 0 ? list.length : newline
    if (end - from > 1) yield list.slice(list[from] === '/' ? from + 1 : from, end)
    from = end + 1
  }
}

function statusFolder(view: ImageView): readonly Found[] {
  const at = `${folder}/status.d`
  return view.list(at).map((name) => {
    if (name.endsWith('.md5sums')) return nothingFound
    const text = view.get(`${at}/${name}`)?.inode.entry.captured?.text
    const packages = text === undefined ? [] : readStanzas(text).flatMap((fields) => packageOf(fields) ?? [])
    const owner = packages[0]
    const sums = view.get(`${at}/${name}.md5sums`)?.inode.entry.captured?.text ?? ''
    const paths = sums.split('\n').flatMap((line) => /^\S+\s+\*?(.+)$/.exec(line)?.[1] ?? [])
    return { packages, owned: owner ? paths.map((path) => ({ path, owner })) : [], unread: [] }
  })
}

function packageOf(fields: ReadonlyMap<string, string>): Package | undefined {
  const [name, version] = [fields.get('Package'), fields.get('Version')]
  if (!name || !version) return undefined
  const kibibytes = Number(fields.get('Installed-Size') ?? Number.NaN)
  // Behind it the source's own version, where it is another: `gcc-defaults (1.203)`.
  const source = fields.get('Source')?.replace(/\s*\(.*$/, '')
  // Of one that was removed only its configuration is left.
  const isLeft = / config-files$/.test(fields.get('Status') ?? '')
  return {
    from: 'deb',
    name,
    version,
    ...(source && source !== name && { source }),
    ...(Number.isSafeInteger(kibibytes) && !isLeft && { installedBytes: kibibytes * 1024 }),
  }
}
