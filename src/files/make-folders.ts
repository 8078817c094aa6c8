import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * A folder with all above it. Node's own way never ends where a file system takes no folders and says of each that
 * there is no such place, as /proc does.
 */
export async function makeFolders(path: string): Promise<void> {
  const first = await tryToMake(path)
  if (first === undefined) return
  const above = dirname(path)
  if (codeOf(first) !== 'ENOENT' || above === path) throw first
  await makeFolders(above)
  const second = await tryToMake(path)
  if (second === undefined) return
  throw codeOf(second) === 'ENOENT'
    ? new Error(`no folder can be made in ${above}`, { cause: second })
    : second
}

/** Why it is not there; undefined where it is. */
async function tryToMake(path: string): Promise<Error | undefined> {
  try {
    await mkdir(path)
    return undefined
  } catch (error) {
    const isThere = await stat(path).then(
      (found) => found.isDirectory(),
      () => false,
    )
    return isThere ? undefined : (error as Error)
  }
}

const codeOf = (error: Error): unknown => ('code' in error ? error.code : undefined)
