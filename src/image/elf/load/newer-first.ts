import type { ImageView } from '../../view/image-view.js'

/** As glibc names them for each machine, with a number that grows. */
const level = /^(?:x86-64-v|power|z)(\d+)$/

/**
 * A folder, before it those in it whose libraries are for newer processors: glibc takes what the machine is new enough
 * for, and which one that is is not known, so all of them count.
 */
export function newerFirst(view: ImageView): (folder: string) => readonly string[] {
  const known = new Map<string, readonly string[]>()
  return (folder) => {
    const places = known.get(folder) ?? [...newerIn(view, folder), folder]
    known.set(folder, places)
    return places
  }
}

function newerIn(view: ImageView, folder: string): readonly string[] {
  const path = `${folder}/glibc-hwcaps`
  const found = view.resolve(path)
  if (found === undefined) return []
  const levelOf = (name: string): number => Number(level.exec(name)?.[1] ?? -1)
  return view
    .list(found.path)
    .filter((name) => level.test(name))
    .sort((one, other) => levelOf(other) - levelOf(one))
    .map((name) => `${path}/${name}`)
}
