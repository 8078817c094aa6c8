import { joined, repositoryPath } from './repository-path.js'

/** Symbolic links of a repository, by folder; only those that lead to another place in it. */
export interface Links {
  /** The path, and every path that links on its way make of it. */
  namesOf(path: string): readonly string[]
  /** Links at and below a folder, with where each leads. */
  below(folder: string): readonly Link[]
}

interface Link {
  readonly path: string
  readonly target: string
}

/** As many as Linux follows. */
const mostHops = 40

export function makeLinks(written: ReadonlyMap<string, string>, top: string): Links {
  const links = new Map<string, string>()
  for (const [path, text] of written) {
    const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')))
    const target = repositoryPath({ top, folder }, text)
    if (target !== undefined) links.set(path, target)
  }
  const sorted = [...links].map(([path, target]) => ({ path, target })).sort(byPath)
  return {
    namesOf(path) {
      const names = [path]
      for (let hop = 0, next = step(path, links); next !== undefined && hop < mostHops; hop++) {
        names.push(next)
        next = step(next, links)
      }
      return names
    },
    below(folder) {
      if (folder === '') return sorted
      const found: Link[] = []
      const from = firstAtOrAfter(sorted, `${folder}/`)
      for (let index = from; sorted[index]?.path.startsWith(`${folder}/`); index++) {
        const link = sorted[index]
        if (link !== undefined) found.push(link)
      }
      return found
    },
  }
}

/** The path with the first link on its way replaced by where it leads. */
function step(path: string, links: ReadonlyMap<string, string>): string | undefined {
  if (links.size === 0) return undefined
  const names = path.split('/')
  for (let end = 1; end <= names.length; end++) {
    const target = links.get(names.slice(0, end).join('/'))
    const rest = names.slice(end).join('/')
    if (target !== undefined) return rest === '' ? target : joined(target, rest)
  }
  return undefined
}

const byPath = (one: Link, other: Link): number => (one.path < other.path ? -1 : 1)

function firstAtOrAfter(sorted: readonly Link[], path: string): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle]?.path ?? '') < path) low = middle + 1
    else high = middle
  }
  return low
}
