import { readdir, readFile, realpath } from 'node:fs/promises'
import { relative, resolve, sep } from 'node:path'
import { PassThrough, pipeline, type Readable } from 'node:stream'
import makeIgnore from '@balena/dockerignore'
import { pack } from 'tar-fs'

export interface ContextArchive {
  readonly stream: Readable
  /** The Dockerfile's path in the archive. */
  readonly dockerfile: string
  /** How much of the archive was read so far. */
  bytes(): number
}

/** A Dockerfile from elsewhere travels under this name, and is kept out of what COPY sees. */
const guestName = '.container-migrate.Dockerfile'

/** A build context as the engine's own builder takes it: one tar, without the files that the user's ignore file names. */
export async function packContext(contextPath: string, dockerfilePath: string): Promise<ContextArchive> {
  const context = await realpath(contextPath)
  const dockerfile = relative(context, await realpath(dockerfilePath)).replaceAll(sep, '/')
  const isGuest = dockerfile.startsWith('../') || resolve(dockerfile) === dockerfile
  const ignoreText =
    (await readText(`${dockerfilePath}.dockerignore`)) ?? (await readText(resolve(context, '.dockerignore')))
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
  const stream = new PassThrough()
  stream.on('data', (chunk: Buffer) => {
    bytes += chunk.length
  })
  stream.pause()
  pipeline(tar, stream, () => {})
  return { stream, dockerfile: isGuest ? guestName : dockerfile, bytes: () => bytes }
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

async function listEntries(
  context: string,
  ignoreText: string,
  needed: ReadonlySet<string>,
): Promise<string[]> {
  const ignore = makeIgnore({ ignorecase: false }).add(asWildcards(ignoreText))
  // A line with `!` may bring back a file from a folder that is ignored, so such folders are looked into.
  const hasExceptions = /^\s*!/m.test(ignoreText)
  const entries: string[] = []
  const walk = async (folder: string): Promise<void> => {
    const inside = await readdir(resolve(context, folder), { withFileTypes: true })
    for (const entry of inside.sort((one, other) => (one.name < other.name ? -1 : 1))) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      const isIgnored = ignore.ignores(path)
      if (!isIgnored || needed.has(path)) entries.push(path)
      const leadsToNeeded = [...needed].some((one) => one.startsWith(`${path}/`))
      if (entry.isDirectory() && (!isIgnored || hasExceptions || leadsToNeeded)) await walk(path)
    }
  }
  await walk('')
  return entries
}

/** The library makes regular expressions of patterns and forgets some of the characters that mean more there. */
const asWildcards = (ignoreText: string): string => ignoreText.replaceAll(/[+(){}|]/g, '\\$&')

const readText = (path: string): Promise<string | undefined> => readFile(path, 'utf8').catch(() => undefined)
