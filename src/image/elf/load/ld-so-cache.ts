const MAGIC = 'glibc-ld.so.cache1.1'
const HEADER_BYTES = 48
const ENTRY_BYTES = 24

/**
 * What glibc's loader knows of folders that it does not search itself: the name of each library that `ldconfig` saw,
 * and where. Undefined where it cannot be read.
 */
export function parseLdSoCache(bytes: Buffer): ReadonlyMap<string, readonly string[]> | undefined {
  // Until glibc 2.32 the older form stands in front, and this one behind it.
  const start = bytes.indexOf(MAGIC, 0, 'latin1')
  if (start < 0 || start + HEADER_BYTES > bytes.length) return undefined
  // Written in the byte order of its machine: a count that the file has no room for is of the other one.
  const room = (bytes.length - start - HEADER_BYTES) / ENTRY_BYTES
  const isLittle = bytes.readUInt32LE(start + MAGIC.length) <= room
  const u32 = (at: number) => (isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at))
  const count = u32(start + MAGIC.length)
  if (count > room) return undefined
  const text = (offset: number): string => {
    const end = bytes.indexOf(0, start + offset)
    return end < 0 ? '' : bytes.toString('utf8', start + offset, end)
  }
  const found = new Map<string, string[]>()
  for (let index = 0; index < count; index++) {
    const at = start + HEADER_BYTES + index * ENTRY_BYTES
    const [name, path] = [text(u32(at + 4)), text(u32(at + 8))]
    const paths = found.get(name)
    if (paths === undefined) found.set(name, [path])
    else paths.push(path)
  }
  return found
}
