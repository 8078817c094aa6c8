import type { ChangedPath } from '../core/domain/changed-path.js'
import { demandOutput, type Repository } from './repository.js'

const submodule = '160000'

/** All that differs between a commit and the working tree, whether or not it is committed; a rename as both its names. */
export async function listChangedPaths(
  repository: Repository,
  commit: string,
): Promise<readonly ChangedPath[]> {
  const differing = await demandOutput(repository, [
    'diff',
    '--raw',
    '-z',
    '--abbrev=40',
    '--no-renames',
    '--no-ext-diff',
    '--no-textconv',
    '--no-color',
    '--ignore-submodules=none',
    // A file of the user's with an order, which need not be there, would be read.
    '-O/dev/null',
    commit,
    '--',
  ])
  const untracked = await demandOutput(repository, ['ls-files', '--others', '--exclude-standard', '-z'])
  return [...parseRaw(differing), ...parseUntracked(untracked)]
}

/** `:100644 100644 sha sha M`, then the path. */
function parseRaw(text: string): readonly ChangedPath[] {
  const fields = text.split('\0')
  const paths: ChangedPath[] = []
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const [before, after] = (fields[index] ?? '').slice(1).split(' ')
    const path = fields[index + 1] ?? ''
    const isFolder = before === submodule || after === submodule
    paths.push({ path, ...(isFolder && { isFolder }) })
  }
  return paths
}

/** A repository inside this one is told as a folder. */
const parseUntracked = (text: string): readonly ChangedPath[] =>
  text
    .split('\0')
    .filter((path) => path !== '')
    .map((path) => (path.endsWith('/') ? { path: path.slice(0, -1), isFolder: true } : { path }))
