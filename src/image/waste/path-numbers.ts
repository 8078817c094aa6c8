/** A number for each path; a folder's is lower than those of all that is in it, and the root's is 0. */
export interface PathNumbers {
  numberOf(path: string): number
  /** So many there are. */
  count(): number
  /** -1 of the root. */
  parentOf(number: number): number
  /** The paths right below it. */
  childrenOf(number: number): Iterable<number>
}

/** What is known of a path then stands in arrays: an object for each takes several times as much. */
export function makePathNumbers(): PathNumbers {
  const parents = [-1]
  /** Of folders only. */
  const names: (Map<string, number> | undefined)[] = [undefined]
  // Most paths lie in the folder of the one before.
  let lastFolder = ''
  let lastNumber = 0

  function child(parent: number, name: string): number {
    const siblings = names[parent] ?? new Map<string, number>()
    names[parent] = siblings
    const known = siblings.get(name)
    if (known !== undefined) return known
    siblings.set(name, parents.length)
    names.push(undefined)
    return parents.push(parent) - 1
  }

  return {
    numberOf(path) {
      if (path === '') return 0
      const slash = path.lastIndexOf('/')
      if (slash < 0) return child(0, path)
      if (slash !== lastFolder.length || !path.startsWith(lastFolder)) {
        lastFolder = path.slice(0, slash)
        lastNumber = lastFolder.split('/').reduce(child, 0)
      }
      return child(lastNumber, path.slice(slash + 1))
    },
    count: () => parents.length,
    parentOf: (number) => parents[number] ?? -1,
    childrenOf: (number) => names[number]?.values() ?? [],
  }
}
