import type { TarHeader } from './tar-header.js'
import type { PaxOverrides } from './tar-pax.js'

export interface TarEntry {
  readonly path: string
  readonly type: 'file' | 'directory' | 'hardlink' | 'symlink' | 'device' | 'fifo' | 'other'
  readonly linkPath: string
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** What a file holds once unpacked (holes of a sparse file filled); 0 for all that is no file. */
  readonly sizeBytes: number
  /** Its holes, and in one dialect a map of them, stand between it and the bytes that follow. */
  readonly isSparse: boolean
  /** The bytes that follow in the tar. */
  readonly storedBytes: number
  /** As PAX headers tell them. */
  readonly capabilities?: string
}

/** Links, directories, devices and pipes: a size in their header counts for nothing, no bytes follow. */
const HEADER_ONLY = '123456'

/** An entry as its header and what stood before it tell it. */
export function makeEntry(header: TarHeader, overrides: PaxOverrides): TarEntry {
  const path = overrides.path ?? header.path
  const type = typeOf(header.flag, path)
  const headerOnly = type === 'directory' || HEADER_ONLY.includes(header.flag)
  const storedBytes = headerOnly ? 0 : (overrides.sizeBytes ?? header.sizeBytes)
  const sparse = header.flag === 'S' ? header.realSizeBytes : undefined
  return {
    path,
    type,
    linkPath: overrides.linkPath ?? header.linkPath,
    mode: header.mode,
    uid: overrides.uid ?? header.uid,
    gid: overrides.gid ?? header.gid,
    sizeBytes: type === 'file' ? (overrides.realSizeBytes ?? sparse ?? storedBytes) : 0,
    isSparse: type === 'file' && (overrides.realSizeBytes ?? sparse) !== undefined,
    ...(overrides.capabilities && { capabilities: overrides.capabilities }),
    storedBytes,
  }
}

function typeOf(flag: string, path: string): TarEntry['type'] {
  // Before POSIX a directory was a file whose name ends in a slash.
  if (flag === '\0') return path.endsWith('/') ? 'directory' : 'file'
  if (flag === '0' || flag === '7' || flag === 'S') return 'file'
  if (flag === '5') return 'directory'
  if (flag === '1') return 'hardlink'
  if (flag === '2') return 'symlink'
  if (flag === '3' || flag === '4') return 'device'
  if (flag === '6') return 'fifo'
  return 'other'
}
