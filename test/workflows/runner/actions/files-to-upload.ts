import { statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { filesBelow, globPattern, hasGlob } from '../expressions/glob.js'

/** What paths and patterns mean; the names in the artifact begin where the paths part from each other. */
export function filesToUpload(patterns: readonly string[], withHidden: boolean) {
  const isHidden = (name: string) => !withHidden && name.startsWith('.')
  const searches = [...new Set(patterns.map(placeToSearch))]
  const wanted = patterns.map((pattern) => globPattern(pattern))
  const isBelow = (path: string) => patterns.some((pattern) => !hasGlob(pattern) && isWithin(path, pattern))
  const files = searches
    .filter((search) => !isHidden(search.split('/').at(-1) ?? ''))
    .flatMap((search) => filesBelow(search, isHidden))
    .filter((path) => isBelow(path) || wanted.some((pattern) => pattern.test(path)))
  const root = rootOf(searches)
  return { root, names: [...new Set(files)].map((file) => relative(root, file)) }
}

function rootOf(searches: readonly string[]): string {
  const [only = '/'] = searches
  if (searches.length > 1) return commonFolder(searches)
  return statSync(only, { throwIfNoEntry: false })?.isFile() ? dirname(only) : only
}

const isWithin = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`)

/** As far as a pattern is plain. */
function placeToSearch(pattern: string): string {
  const parts = pattern.split('/')
  const first = parts.findIndex(hasGlob)
  return first < 0 ? pattern : join('/', ...parts.slice(0, first))
}

function commonFolder(paths: readonly string[]): string {
  const [first = [], ...others] = paths.map((path) => path.split('/'))
  const shared = first.findIndex((part, index) => others.some((other) => other[index] !== part))
  return join('/', ...first.slice(0, shared < 0 ? first.length : shared))
}
