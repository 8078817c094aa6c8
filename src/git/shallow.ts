import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { demandOutput, type Repository } from './repository.js'

/** The commits that history was cut off at, of those that these can be followed to. None where nothing is cut off. */
export async function cutsBelow(
  repository: Repository,
  commits: readonly string[],
): Promise<readonly string[]> {
  const path = (await demandOutput(repository, ['rev-parse', '--git-path', 'shallow'])).replace(/\n$/, '')
  const text = await readFile(resolve(repository.top, path), 'utf8').catch(() => '')
  const cuts = new Set(text.split('\n').filter((line) => line !== ''))
  if (cuts.size === 0) return []
  const reached = (await demandOutput(repository, ['rev-list', ...commits])).split('\n')
  return reached.filter((commit) => cuts.has(commit))
}

export const isShallow = async (repository: Repository): Promise<boolean> =>
  (await demandOutput(repository, ['rev-parse', '--is-shallow-repository'])).trim() === 'true'
