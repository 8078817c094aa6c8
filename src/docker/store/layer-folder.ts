import { closeSync, constants, fstatSync, openSync, realpathSync } from 'node:fs'
import { posix } from 'node:path'

/** Where the engine keeps a layer's files. */
export interface LayerFolder {
  /** Opens one of its files for reading. Names that are no text come as bytes. */
  open(name: string | Buffer, sizeBytes: number): number
}

/** A pipe in a file's place would keep us for ever, a link leads who knows where. */
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK

/**
 * An image is foreign, and its links may lead to anywhere on the machine: nothing is opened but a file of the size that
 * the layer says, in a folder that is one all the way up.
 */
export function layerFolder(path: string): LayerFolder {
  const root = realpathSync.native(path)
  const ofText = requireFolders(root, (folder) => realpathSync.native(folder))
  // Bytes as characters of the same numbers: so they can be taken apart like text.
  const ofBytes = requireFolders(characters(root), (folder) =>
    realpathSync.native(bytes(folder), { encoding: 'buffer' }).toString('latin1'),
  )
  return {
    open(name, sizeBytes) {
      const isText = typeof name === 'string'
      const file = isText ? ofText(name) : bytes(ofBytes(name.toString('latin1')))
      const descriptor = openSync(file, FLAGS)
      const found = fstatSync(descriptor)
      if (found.isFile() && found.size === sizeBytes) return descriptor
      closeSync(descriptor)
      throw new Error(`${String(name)} is not what its layer says`)
    },
  }
}

const characters = (text: string): string => Buffer.from(text).toString('latin1')
const bytes = (text: string): Buffer => Buffer.from(text, 'latin1')

/** Where a file of that name lies, its folders seen to be none but themselves. */
function requireFolders(root: string, realPathOf: (folder: string) => string): (name: string) => string {
  const known = new Set([root])
  return (name) => {
    const file = posix.normalize(`${root}/${name}`)
    const folder = posix.dirname(file)
    if (!known.has(folder)) {
      if (!folder.startsWith(`${root}/`) || realPathOf(folder) !== folder)
        throw new Error(`${folder} is not where its name says`)
      known.add(folder)
    }
    return file
  }
}
