import { lstat, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import { demandOutput, outputOf, type Repository } from './repository.js'

const linkMode = '120000'

export interface TrackedFiles {
  readonly paths: ReadonlySet<string>
  /** Symbolic links by their paths, with what is written in them. */
  readonly links: ReadonlyMap<string, string>
}

/** What Git knows of in the working tree, and which of that and of these other paths is a symbolic link. */
export async function readTrackedFiles(
  repository: Repository,
  untracked: readonly string[],
): Promise<TrackedFiles> {
  const listed = await demandOutput(repository, ['ls-files', '--stage', '-z'])
  const paths = new Set<string>()
  const candidates: string[] = []
  for (const entry of listed.split('\0')) {
    const tab = entry.indexOf('\t')
    if (tab === -1) continue
    const path = entry.slice(tab + 1)
    paths.add(path)
    if (entry.startsWith(linkMode)) candidates.push(path)
  }
  // What is tracked as a file may be a link by now, and is told as changed then.
  for (const path of untracked) {
    const found = await lstat(join(repository.top, path)).catch(() => undefined)
    if (found?.isSymbolicLink()) candidates.push(path)
  }
  const links = new Map<string, string>()
  for (const path of candidates) {
    const target = await readlink(join(repository.top, path)).catch(() => undefined)
    if (target !== undefined) links.set(path, target)
  }
  return { paths, links }
}

/** A file's text as it was at a commit; nothing where it was not there. */
export async function readAtCommit(
  repository: Repository,
  commit: string,
  path: string,
): Promise<string | undefined> {
  return outputOf(
    await repository.run(['cat-file', 'blob', `${commit}:${path}`], { mostBytes: 16 * 1024 * 1024 }),
  )
}
