import type { LayerEntry } from '../../../../src/image/contents.js'

/** A file system as simple as can be, and what a union file system's layer says about one step of it: the oracle. */
interface Inode {
  readonly sizeBytes: number
}

export type Thing =
  | { readonly kind: 'directory'; readonly mode: number }
  | { readonly kind: 'file'; readonly mode: number; readonly inode: Inode }
  | { readonly kind: 'symlink'; readonly mode: number; readonly link: string }

export type State = ReadonlyMap<string, Thing>

export type Step =
  | { readonly do: 'write'; readonly path: string; readonly sizeBytes: number }
  | { readonly do: 'folder'; readonly path: string }
  | { readonly do: 'remove'; readonly path: string }
  | { readonly do: 'mode'; readonly path: string; readonly mode: number }
  | { readonly do: 'link' | 'symlink'; readonly path: string; readonly to: string }

/** What cannot be done is left undone, as `|| true` would. */
export function apply(state: Map<string, Thing>, step: Step): void {
  const { path } = step
  const there = state.get(path)
  const isRoomFor = () => parentOf(path) === '' || state.get(parentOf(path))?.kind === 'directory'
  if (step.do === 'remove') removeAll(state, path)
  else if (step.do === 'mode') {
    // A union copies the file up, so its other names keep the old one.
    if (there?.kind === 'file') state.set(path, { ...there, mode: step.mode, inode: { ...there.inode } })
    else if (there?.kind === 'directory') state.set(path, { ...there, mode: step.mode })
  } else if (isRoomFor()) {
    if (step.do === 'folder') {
      if (there?.kind === 'directory') return
      state.set(path, { kind: 'directory', mode: 0o755 })
      return
    }
    const source = step.do === 'link' ? state.get(step.to) : undefined
    if (step.do === 'link' && (source?.kind !== 'file' || step.to === path || step.to.startsWith(`${path}/`)))
      return
    removeAll(state, path)
    if (step.do === 'write')
      state.set(path, { kind: 'file', mode: 0o644, inode: { sizeBytes: step.sizeBytes } })
    else if (step.do === 'symlink') state.set(path, { kind: 'symlink', mode: 0o777, link: step.to })
    else if (source?.kind === 'file') {
      const copied = { ...source, inode: { ...source.inode } }
      state.set(step.to, copied)
      state.set(path, copied)
    }
  }
}

/** The entries that a layer has of the way from one state to the next. */
export function layerOf(before: State, after: State, isOpaque: boolean): LayerEntry[] {
  const entries: LayerEntry[] = []
  const first = new Map<Inode, string>()
  for (const [path] of before) {
    const isCovered = before.has(parentOf(path)) && after.get(parentOf(path))?.kind !== 'directory'
    if (!after.has(path) && !isCovered) entries.push(entry(path, 'whiteout'))
  }
  for (const path of [...after.keys()].sort()) {
    const [old, now] = [before.get(path), after.get(path)]
    if (now === undefined || isSame(old, now)) continue
    const { mode } = now
    if (now.kind === 'symlink') entries.push({ ...entry(path, 'symlink'), link: now.link })
    else if (now.kind === 'directory') {
      entries.push({ ...entry(path, 'directory'), mode })
      const isEmptied =
        old?.kind === 'directory' &&
        [...before.keys()].every(
          (one) => !one.startsWith(`${path}/`) || !isSame(before.get(one), after.get(one) ?? now),
        )
      if (isOpaque && isEmptied) entries.push(entry(path, 'opaque'))
    } else {
      const known = first.get(now.inode)
      first.set(now.inode, known ?? path)
      entries.push(
        known === undefined
          ? { ...entry(path, 'file'), mode, sizeBytes: now.inode.sizeBytes }
          : { ...entry(path, 'hardlink'), mode, link: known },
      )
    }
  }
  return entries
}

export const bytesOf = (state: State): number =>
  [...new Set([...state.values()].flatMap((one) => (one.kind === 'file' ? [one.inode] : [])))].reduce(
    (sum, { sizeBytes }) => sum + sizeBytes,
    0,
  )

const isSame = (one: Thing | undefined, other: Thing): boolean =>
  one !== undefined &&
  one.kind === other.kind &&
  one.mode === other.mode &&
  (one.kind !== 'file' || (other.kind === 'file' && one.inode === other.inode)) &&
  (one.kind !== 'symlink' || (other.kind === 'symlink' && one.link === other.link))

const entry = (path: string, kind: LayerEntry['kind']): LayerEntry => ({
  path,
  kind,
  mode: 0o755,
  uid: 0,
  gid: 0,
  sizeBytes: 0,
})

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))

function removeAll(state: Map<string, Thing>, path: string): void {
  for (const one of [...state.keys()]) if (one === path || one.startsWith(`${path}/`)) state.delete(one)
}
