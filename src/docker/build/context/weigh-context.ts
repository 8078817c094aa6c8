import { lstat, realpath } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { ContextInsight, ContextUse, SizedPath } from '../../../core/domain/image/context.js'
import { listEntries, readIgnoreText } from '../context-entries.js'
import { proposeLines } from './propose-lines.js'
import type { EntriesOf } from './remember-entries.js'

const largestShown = 8

export interface ContextRequest {
  readonly cwd: string
  readonly context: string
  readonly dockerfile: string
  readonly use: ContextUse
  /** BuildKit asks for what is copied and no more; the engine's own builder is sent all of it. */
  readonly sends: 'copied' | 'all'
  /** Where it was walked before. */
  readonly entriesOf?: EntriesOf
}

/** What a build may be sent, file by file, and the lines that would make it less. Nothing is read but names and sizes. */
export async function weighContext({
  cwd,
  context,
  dockerfile,
  use,
  sends,
  entriesOf = listEntries,
}: ContextRequest): Promise<ContextInsight> {
  const folder = await realpath(resolve(cwd, context))
  const dockerfilePath = resolve(cwd, dockerfile)
  const ignoreText = await readIgnoreText(folder, dockerfilePath)
  const isOwn = (await lstat(`${dockerfilePath}.dockerignore`).catch(() => undefined)) !== undefined
  const ignoreFile = isOwn ? `${dockerfile}.dockerignore` : join(context, '.dockerignore')
  const files: SizedPath[] = []
  for (const path of await entriesOf(folder, ignoreText ?? '')) {
    if (sends === 'copied' && !use.takes(path)) continue
    const found = await lstat(join(folder, path)).catch(() => undefined)
    if (found?.isFile()) files.push({ path, sizeBytes: found.size })
  }
  return {
    folder: context,
    ...(ignoreText !== undefined && { ignoreFile }),
    ignoreFileToWrite: ignoreFile,
    sizeBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    files: files.length,
    largestFolders: largest(foldersOf(files)),
    largestFiles: largest(files),
    lines: proposeLines(files, ignoreText ?? '', use),
  }
}

const largest = (sized: readonly SizedPath[]): readonly SizedPath[] =>
  [...sized].sort((a, b) => b.sizeBytes - a.sizeBytes || (a.path < b.path ? -1 : 1)).slice(0, largestShown)

function foldersOf(files: readonly SizedPath[]): readonly SizedPath[] {
  const folders = new Map<string, number>()
  for (const { path, sizeBytes } of files) {
    const names = path.split('/').slice(0, -1)
    for (let depth = 1; depth <= Math.min(2, names.length); depth++) {
      const folder = names.slice(0, depth).join('/')
      folders.set(folder, (folders.get(folder) ?? 0) + sizeBytes)
    }
  }
  return [...folders].map(([path, sizeBytes]) => ({ path, sizeBytes }))
}
