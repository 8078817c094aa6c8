import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** `*`, `?`, `[…]`, `**` between slashes, and `{a,b}` where braces are known. */
export function globPattern(glob: string, { braces = false } = {}): RegExp {
  let source = ''
  let depth = 0
  for (let at = 0; at < glob.length; at += 1) {
    const rest = glob.slice(at)
    const [set] = /^\[!?[^\]/]+\]/.exec(rest) ?? []
    if (rest.startsWith('**/')) {
      source += '(?:[^/]+/)*'
      at += 2
    } else if (rest.startsWith('**')) {
      source += '.*'
      at += 1
    } else if (set !== undefined) {
      source += set.replace(/^\[!/, '[^').replaceAll('\\', '\\\\')
      at += set.length - 1
    } else if (braces && rest.startsWith('{')) {
      source += '(?:'
      depth += 1
    } else if (depth > 0 && rest.startsWith('}')) {
      source += ')'
      depth -= 1
    } else if (depth > 0 && rest.startsWith(',')) source += '|'
    else source += { '*': '[^/]*', '?': '[^/]' }[rest.charAt(0)] ?? quoted(rest.charAt(0))
  }
  return new RegExp(`^${source}$`)
}

const quoted = (character: string): string => character.replace(/[\\^$.*+?()[\]{}|]/, '\\$&')

export const hasGlob = (path: string): boolean => /[*?[]/.test(path)

/** All files below, and the folder's own path where it is a file. A link counts as what it leads to. */
export function filesBelow(path: string, isHidden: (name: string) => boolean = () => false): string[] {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) return []
  if (!found.isDirectory()) return [path]
  return readdirSync(path)
    .filter((name) => !isHidden(name))
    .sort()
    .flatMap((name) => filesBelow(join(path, name), isHidden))
}
