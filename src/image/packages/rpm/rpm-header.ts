/** What of an installed package's header is made use of. */
export interface RpmHeader {
  readonly name: string
  /** With epoch and release, as `rpm -q` compares it. */
  readonly version: string
  readonly installedBytes?: number
  /** The source package's name, from `openssl-3.0.7-27.el9.src.rpm`. */
  readonly source?: string
  /** Without a slash in front. */
  readonly paths: readonly string[]
}

const TAG = {
  name: 1000,
  version: 1001,
  release: 1002,
  epoch: 1003,
  size: 1009,
  sourceRpm: 1044,
  dirIndexes: 1116,
  baseNames: 1117,
  dirNames: 1118,
  longSize: 5009,
} as const
const TYPE = { int32: 4, int64: 5, string: 6, strings: 8, translated: 9 } as const
const ENTRY_BYTES = 16
const LONGEST_PATH = 4096

interface Entry {
  readonly type: number
  readonly offset: number
  readonly count: number
}

/** An index of tags, then the store that they point into. Undefined: this is no header. */
export function readRpmHeader(blob: Buffer): RpmHeader | undefined {
  if (blob.length < 8) return undefined
  const entries = blob.readUInt32BE(0)
  const storeAt = 8 + entries * ENTRY_BYTES
  const storeEnd = storeAt + blob.readUInt32BE(4)
  if (storeEnd > blob.length) return undefined
  const store = blob.subarray(storeAt, storeEnd)
  const index = new Map<number, Entry>()
  for (let at = 8; at < storeAt; at += ENTRY_BYTES)
    index.set(blob.readUInt32BE(at), {
      type: blob.readUInt32BE(at + 4),
      offset: blob.readUInt32BE(at + 8),
      count: blob.readUInt32BE(at + 12),
    })
  const text = (tag: number) => stringsOf(store, index.get(tag))[0]
  const number = (tag: number) => numbersOf(store, index.get(tag))[0]
  const [name, version, release] = [text(TAG.name), text(TAG.version), text(TAG.release)]
  if (!name || !version) return undefined
  const epoch = number(TAG.epoch)
  const installedBytes = number(TAG.longSize) ?? number(TAG.size)
  const source = /^(.+)-[^-]+-[^-]+\.(?:no)?src\.rpm$/.exec(text(TAG.sourceRpm) ?? '')?.[1]
  return {
    name,
    version: `${epoch ? `${epoch}:` : ''}${version}${release ? `-${release}` : ''}`,
    ...(installedBytes !== undefined && { installedBytes }),
    ...(source !== undefined && { source }),
    paths: pathsOf(
      stringsOf(store, index.get(TAG.dirNames)),
      stringsOf(store, index.get(TAG.baseNames)),
      numbersOf(store, index.get(TAG.dirIndexes)),
    ),
  }
}

const pathsOf = (folders: readonly string[], names: readonly string[], folderOf: readonly number[]) =>
  names.flatMap((name, index) => {
    const folder = folders[folderOf[index] ?? -1]
    // A longer one is no path, and many names in one such folder would fill the memory.
    if (folder === undefined || name === '' || folder.length > LONGEST_PATH) return []
    return [`${folder}${name}`.replace(/^\/+/, '')]
  })

function stringsOf(store: Buffer, entry: Entry | undefined): readonly string[] {
  if (entry === undefined) return []
  const { type, count } = entry
  if (type !== TYPE.string && type !== TYPE.strings && type !== TYPE.translated) return []
  const found: string[] = []
  for (let at = entry.offset; found.length < (type === TYPE.string ? 1 : count); ) {
    const end = store.indexOf(0, at)
    if (at >= store.length || end < 0) break
    found.push(store.toString('utf8', at, end))
    at = end + 1
  }
  return found
}

function numbersOf(store: Buffer, entry: Entry | undefined): readonly number[] {
  const bytes = entry?.type === TYPE.int32 ? 4 : entry?.type === TYPE.int64 ? 8 : 0
  if (entry === undefined || bytes === 0 || entry.offset + entry.count * bytes > store.length) return []
  return Array.from({ length: entry.count }, (_, index) => {
    const at = entry.offset + index * bytes
    return bytes === 4 ? store.readUInt32BE(at) : Number(store.readBigUInt64BE(at))
  })
}
