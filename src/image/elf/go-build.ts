import { type ElfHeader, FLAG, SEGMENT } from './elf-header.js'
import type { FileParts } from './file-parts.js'

/** What Go writes into every program it links. */
export interface GoBuild {
  readonly goVersion: string
  /** Tab-separated lines, as `go version -m` prints them. */
  readonly modules: string
  /** Linked by a Go before 1.18, which wrote pointers to the text instead of the text; then both are empty. */
  readonly isInPointers?: true
}

const MAGIC = Buffer.from('\xff Go buildinf:', 'latin1')
/** The strings stand right behind the header; programs older than Go 1.18 have pointers there. */
const HEADER_BYTES = 32
const STRINGS_FOLLOW = 2
/** Marks on both ends that debuggers look for. */
const SENTINEL_BYTES = 16

export function readGoBuild({ segments }: ElfHeader, parts: FileParts): GoBuild | undefined {
  for (const { type, flags, offset } of segments) {
    if (type !== SEGMENT.load || (flags & FLAG.execute) !== 0) continue
    const bytes = parts.readFrom(offset)
    const at = bytes?.indexOf(MAGIC) ?? -1
    if (bytes === undefined || at < 0 || at + HEADER_BYTES > bytes.length) continue
    if (((bytes[at + 15] ?? 0) & STRINGS_FOLLOW) === 0)
      return { goVersion: '', modules: '', isInPointers: true }
    const version = readString(bytes, at + HEADER_BYTES)
    const modules = version && readString(bytes, version.end)
    if (!version?.text.startsWith('go')) continue
    return { goVersion: version.text, modules: withoutSentinels(modules?.text ?? '') }
  }
  return undefined
}

function readString(bytes: Buffer, at: number): { readonly text: string; readonly end: number } | undefined {
  let length = 0
  let position = at
  for (let shift = 0; shift < 35; shift += 7) {
    const byte = bytes[position++]
    if (byte === undefined) return undefined
    length += (byte & 0x7f) * 2 ** shift
    if (byte < 0x80) break
  }
  const end = position + length
  return end > bytes.length ? undefined : { text: bytes.toString('latin1', position, end), end }
}

const withoutSentinels = (text: string): string =>
  text.length > 2 * SENTINEL_BYTES && text.at(-SENTINEL_BYTES - 1) === '\n'
    ? Buffer.from(text.slice(SENTINEL_BYTES, -SENTINEL_BYTES), 'latin1').toString('utf8')
    : ''
