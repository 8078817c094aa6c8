import { readFile, realpath } from 'node:fs/promises'
import { relative, resolve, sep } from 'node:path'
import { PassThrough, pipeline, type Readable } from 'node:stream'
import { pack } from 'tar-fs'
import { listEntries, readIgnoreText } from './context-entries.js'

export interface ContextArchive {
  readonly stream: Readable
  /** The Dockerfile's path in the archive. */
  readonly dockerfile: string
  /** How much of the archive was read so far. */
  bytes(): number
  /** From the first byte read to the last; absent while it is under way. */
  sentMs(): number | undefined
}

/** A Dockerfile from elsewhere travels under this name, and is kept out of what COPY sees. */
const guestName = '.container-migrate.Dockerfile'

/** A build context as the engine's own builder takes it: one tar, without the files that the user's ignore file names. */
export async function packContext(contextPath: string, dockerfilePath: string): Promise<ContextArchive> {
  const context = await realpath(contextPath)
  const dockerfile = relative(context, await realpath(dockerfilePath)).replaceAll(sep, '/')
  const isGuest = dockerfile.startsWith('../') || resolve(dockerfile) === dockerfile
  const ignoreText = await readIgnoreText(context, dockerfilePath)
  // The engine needs these two whatever the ignore file says; it leaves them out of the context itself.
  const needed = isGuest ? [] : [dockerfile, '.dockerignore']
  const found = await listEntries(context, ignoreText ?? '', new Set(needed))
  const entries = isGuest ? found.filter((entry) => entry !== '.dockerignore') : found
  const tar = pack(context, {
    entries,
    // The entries are complete: without this, tar-fs would add all that is in a folder.
    ignore: () => true,
    map: (header) => ({ ...header, uid: 0, gid: 0 }),
    umask: 0,
    // A FIFO or a device is left out, as docker itself does.
    strict: false,
    finalize: false,
    finish: (unfinished) => {
      if (isGuest) void addGuest(unfinished, dockerfilePath, ignoreText)
      else unfinished.finalize()
    },
  })
  let bytes = 0
  let begunAt: number | undefined
  let endedAt: number | undefined
  const stream = new PassThrough()
  stream.on('data', (chunk: Buffer) => {
    begunAt ??= performance.now()
    bytes += chunk.length
  })
  stream.once('end', () => {
    endedAt = performance.now()
  })
  stream.pause()
  pipeline(tar, stream, () => {})
  return {
    stream,
    dockerfile: isGuest ? guestName : dockerfile,
    bytes: () => bytes,
    sentMs: () => (begunAt === undefined || endedAt === undefined ? undefined : endedAt - begunAt),
  }
}

async function addGuest(
  tar: ReturnType<typeof pack>,
  dockerfilePath: string,
  ignoreText: string | undefined,
): Promise<void> {
  try {
    tar.entry({ name: guestName }, await readFile(dockerfilePath, 'utf8'))
    const hidden = ignoreText === undefined ? ['.dockerignore', guestName] : [guestName]
    tar.entry({ name: '.dockerignore' }, [ignoreText ?? '', ...hidden, ''].join('\n'))
    tar.finalize()
  } catch (error) {
    tar.destroy(error instanceof Error ? error : new Error(String(error)))
  }
}
