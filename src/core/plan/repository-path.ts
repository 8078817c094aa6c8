/** Where a run works: paths of a config are relative to its folder, paths of Git to the top. */
export interface WorkPlace {
  /** The repository's own folder, absolute. */
  readonly top: string
  /** The folder that the run works in, from the top; empty where it is the top. */
  readonly folder: string
}

/** A path of the config as Git names it: from the top, empty for the top itself. Nothing where it leads out of the repository. */
export function repositoryPath({ top, folder }: WorkPlace, path: string): string | undefined {
  if (!path.startsWith('/')) return normalized(`${folder}/${path}`)
  const absolute = `/${normalized(path) ?? ''}`
  if (absolute === top || top === '/') return absolute === top ? '' : absolute.slice(1)
  return absolute.startsWith(`${top}/`) ? absolute.slice(top.length + 1) : undefined
}

export const joined = (folder: string, path: string): string => (folder === '' ? path : `${folder}/${path}`)

export const isWithin = (path: string, folder: string): boolean =>
  folder === '' || path === folder || path.startsWith(`${folder}/`)

/** Without `.`, `..` and doubled slashes; nothing where it climbs above where it began. */
function normalized(path: string): string | undefined {
  const names: string[] = []
  for (const name of path.split('/')) {
    if (name === '' || name === '.') continue
    if (name !== '..') names.push(name)
    else if (names.pop() === undefined) return undefined
  }
  return names.join('/')
}
