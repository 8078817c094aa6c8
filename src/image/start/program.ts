import { posix } from 'node:path'
import type { ImageConfig } from '../image-config.js'
import type { ImageView, ViewFile } from '../view/image-view.js'

const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** How a name of a program becomes a file. */
export type FoundProgram =
  | { readonly outcome: 'found'; readonly file: ViewFile }
  | { readonly outcome: 'absent'; readonly searched?: string; readonly link?: string }
  | { readonly outcome: 'folder'; readonly path: string }
  | { readonly outcome: 'not-executable'; readonly path: string }
  /** In a folder that only a running container has, or with a name that only it knows. */
  | { readonly outcome: 'unknown' }

export const searchPath = ({ env }: Pick<ImageConfig, 'env'>): string => {
  const set = env.find((one) => one.startsWith('PATH='))?.slice('PATH='.length)
  return set === undefined || set === '' ? DEFAULT_PATH : set
}

export const foldersOf = (path: string): readonly string[] =>
  path.split(':').filter((folder) => folder.startsWith('/'))

/** As the runtime does it: with a slash from the working directory, else along the search path. */
export function findProgram(
  name: string,
  view: ImageView,
  config: Pick<ImageConfig, 'env' | 'workingDir'>,
): FoundProgram {
  if (name === '' || name.includes('$')) return { outcome: 'unknown' }
  if (name.includes('/')) return lookAt(posix.resolve('/', config.workingDir, name), view)
  const searched = searchPath(config)
  // A folder that is not named from the root depends on where a program is when it starts another.
  if (searched.split(':').some((folder) => !folder.startsWith('/'))) return { outcome: 'unknown' }
  let denied: FoundProgram | undefined
  for (const folder of foldersOf(searched)) {
    const found = lookAt(posix.join(folder, name), view)
    if (found.outcome === 'found' || found.outcome === 'unknown') return found
    if (found.outcome === 'not-executable') denied ??= found
    if (found.outcome === 'absent' && found.link !== undefined) denied ??= found
  }
  return denied ?? { outcome: 'absent', searched }
}

function lookAt(path: string, view: ImageView): FoundProgram {
  if (/^\/(?:proc|dev|sys|run)(?:\/|$)/.test(path)) return { outcome: 'unknown' }
  const file = view.resolve(path)
  if (file === undefined) {
    const link = endOfLinks(path, view)
    if (link !== undefined && /^\/(?:proc|dev|sys|run)\//.test(link)) return { outcome: 'unknown' }
    return { outcome: 'absent', ...(link !== undefined && { link }) }
  }
  if (file.kind === 'directory') return { outcome: 'folder', path }
  return (file.mode & 0o111) === 0 ? { outcome: 'not-executable', path } : { outcome: 'found', file }
}

const mostLinks = 16

/** Where the last of a chain of symlinks leads that leads nowhere; undefined where the path is none. */
function endOfLinks(path: string, view: ImageView): string | undefined {
  let end: string | undefined
  for (let at = path, hops = 0; hops < mostLinks; hops++) {
    const folder = view.resolve(posix.dirname(at))?.path
    const link = folder === undefined ? undefined : view.get(posix.join(folder, posix.basename(at)))?.link
    if (folder === undefined || link === undefined) return end
    at = posix.resolve('/', folder, link)
    end = at
  }
  return end
}
