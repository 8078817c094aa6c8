import type { Place } from '../domain/variant.js'

export type Path = readonly (string | number)[]

/** Lines and columns start at 1. */
export interface Mark {
  readonly line: number
  readonly column: number
}

/** yaml's own counter misses the line break that ends an unfinished quote, so the lines are counted here. */
export function makeMarks(text: string): (offset: number) => Mark {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return (offset) => {
    const within = Math.min(offset, text.length)
    let [low, high] = [0, starts.length - 1]
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if ((starts[middle] ?? 0) <= within) low = middle
      else high = middle - 1
    }
    return { line: low + 1, column: within - (starts[low] ?? 0) + 1 }
  }
}

/** Answers where a place in the config stands in what the user wrote. */
export interface Positions {
  readonly file: string
  /** False where there is no such file to point at, as with inputs. */
  readonly isFile: boolean
  has(path: Path): boolean
  /** The mark of the key, or of the nearest thing around it that was written. */
  keyMark(path: Path): Mark
  /** The mark of the value, or of the nearest thing around it that was written. */
  valueMark(path: Path): Mark
  /** The name under which the user knows it. */
  title(path: Path): string
}

/** The place of a mark, ready to be spread into what has one; nothing where a reader could not open it. */
export const placed = ({ file, isFile }: Positions, mark: Mark): { readonly place?: Place } =>
  isFile ? { place: { file, ...mark } } : {}

/** A written thing and the things inside it. */
export interface Located {
  readonly key?: Mark
  readonly value: Mark
  readonly children: ReadonlyMap<string | number, Located>
}

export function makePositions(file: string, root: Located): Positions {
  return {
    file,
    isFile: true,
    has: (path) => find(root, path).depth === path.length,
    keyMark: (path) => {
      const { located } = find(root, path)
      return located.key ?? located.value
    },
    valueMark: (path) => {
      const { located, depth } = find(root, path)
      return depth === path.length ? located.value : (located.key ?? located.value)
    },
    title: pathTitle,
  }
}

function find(root: Located, path: Path): { located: Located; depth: number } {
  let located = root
  let depth = 0
  for (const step of path) {
    const child = located.children.get(step)
    if (!child) break
    located = child
    depth++
  }
  return { located, depth }
}

const pathTitle = (path: Path): string =>
  path.reduce<string>((title, step) => {
    if (typeof step === 'number') return `${title}[${step}]`
    if (!/^[\w-]+$/.test(step)) return `${title}[${JSON.stringify(step)}]`
    return title === '' ? step : `${title}.${step}`
  }, '')
