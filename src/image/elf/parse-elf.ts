import type { ElfFacts, VersionNeed } from './elf-facts.js'
import { type ElfHeader, type Reader, reader, SEGMENT } from './elf-header.js'
import type { FileParts } from './file-parts.js'
import { sharedText } from './shared-text.js'

const TAG = {
  needed: 1,
  stringTable: 5,
  soname: 14,
  rpath: 15,
  runpath: 29,
  versionsDefined: 0x6ffffffc,
  versionsDefinedCount: 0x6ffffffd,
  versionsNeeded: 0x6ffffffe,
  versionsNeededCount: 0x6fffffff,
} as const

/** More than any real file has of anything here; a table that goes on longer is a lie. */
const MOST = 20_000
/** As long as a path or a list of folders may be. */
const MOST_NAME = 64 * 1024
/** Names may share their bytes, so that a small table tells of many. */
const MOST_TEXT = 4 * 1024 * 1024

/** What stands in the dynamic section, from the parts of the file that were kept. */
export function parseElf(header: ElfHeader, parts: FileParts): ElfFacts {
  const { bits, isLittle, segments } = header
  const interpreter = interpreterOf(header, parts)
  const facts = {
    machine: machines[header.machine] ?? `machine ${header.machine}`,
    bits,
    endian: isLittle ? 'little' : 'big',
    type: types[header.type] ?? 'other',
    ...(interpreter && { interpreter }),
    isDynamic: false,
    needed: [],
    rpath: [],
    runpath: [],
    requires: [],
    defines: [],
  } as const
  const dynamic = segments.find(({ type }) => type === SEGMENT.dynamic)
  // Debug files keep the headers of what they were cut from, and none of its bytes.
  if (dynamic === undefined || dynamic.fileBytes === 0) return facts
  const unread = (what: string): ElfFacts => ({
    ...facts,
    isDynamic: true,
    unread: `its ${what} could not be read`,
  })
  const section = parts.readFrom(dynamic.offset)?.subarray(0, dynamic.fileBytes)
  if (section === undefined) return unread('dynamic section')
  const tags = readTags(reader(section, bits, isLittle), bits)
  const one = (tag: number) => tags.find(([name]) => name === tag)?.[1]
  const atAddress = (address: number | undefined): Buffer | undefined => {
    const offset = address === undefined ? undefined : offsetOf(header, address)
    return offset === undefined ? undefined : parts.readFrom(offset)
  }
  const strings = atAddress(one(TAG.stringTable))
  if (strings === undefined) return tags.length === 0 ? facts : unread('string table')
  let left = MOST_TEXT
  const text = (at: number | undefined) => {
    const found = at === undefined || left <= 0 ? undefined : stringAt(strings, at)
    left -= found?.length ?? 0
    return found && sharedText(found)
  }
  const all = (tag: number) =>
    fitting(tags.flatMap(([name, value]) => (name === tag ? (text(value) ?? []) : [])))
  const folders = (tag: number) =>
    fitting(
      all(tag)
        .flatMap((list) => list.split(':'))
        .filter((path) => path !== ''),
    )
  const soname = text(one(TAG.soname))
  const table = (tag: number) => {
    const bytes = atAddress(one(tag))
    return bytes && reader(bytes, bits, isLittle)
  }
  const needs = table(TAG.versionsNeeded)
  const defines = table(TAG.versionsDefined)
  const isCut =
    (one(TAG.versionsNeeded) !== undefined && needs === undefined) ||
    (one(TAG.versionsDefined) !== undefined && defines === undefined)
  return {
    ...facts,
    isDynamic: true,
    ...(soname && { soname }),
    needed: all(TAG.needed),
    rpath: folders(TAG.rpath),
    runpath: folders(TAG.runpath),
    requires: needs ? readNeeds(needs, one(TAG.versionsNeededCount) ?? 0, text) : [],
    defines: defines ? readDefinitions(defines, one(TAG.versionsDefinedCount) ?? 0, text) : [],
    ...(isCut && { unread: 'its symbol versions could not be read' }),
  }
}

/** Set where only references that may stay open ask for a version. */
const WEAK = 2

type Text = (at: number | undefined) => string | undefined

function readTags({ word }: Reader, bits: 32 | 64): readonly (readonly [number, number])[] {
  const wide = bits / 8
  const tags: (readonly [number, number])[] = []
  for (let at = 0; tags.length < MOST; at += 2 * wide) {
    const [tag, value] = [word(at), word(at + wide)]
    if (tag === undefined || value === undefined || tag === 0) break
    tags.push([tag, value])
  }
  return tags
}

/** Entries of `vn_version, vn_cnt, vn_file, vn_aux, vn_next`, each with a chain of its versions. */
function readNeeds({ u16, u32 }: Reader, count: number, text: Text): readonly VersionNeed[] {
  const found: VersionNeed[] = []
  let seen = 0
  let at = 0
  for (let index = 0; index < Math.min(count, MOST); index++) {
    const library = text(u32(at + 4))
    const versions: string[] = []
    const weak: string[] = []
    let auxiliary = at + (u32(at + 8) ?? 0)
    for (let left = Math.min(u16(at + 2) ?? 0, MOST - seen); left > 0; left--) {
      seen++
      const version = text(u32(auxiliary + 8))
      if (version !== undefined) versions.push(version)
      if (version !== undefined && ((u16(auxiliary + 4) ?? 0) & WEAK) !== 0) weak.push(version)
      const next = u32(auxiliary + 12)
      if (!next) break
      auxiliary += next
    }
    if (library !== undefined)
      found.push({ library, versions: fitting(versions), ...(weak.length > 0 && { weak: fitting(weak) }) })
    const next = u32(at + 12)
    if (!next) break
    at += next
  }
  return fitting(found)
}

/** Entries of `vd_version, vd_flags, vd_ndx, vd_cnt, vd_hash, vd_aux, vd_next`; the first is the file's own name. */
function readDefinitions({ u16, u32 }: Reader, count: number, text: Text): readonly string[] {
  const found: string[] = []
  let at = 0
  for (let index = 0; index < Math.min(count, MOST); index++) {
    const isOwnName = ((u16(at + 2) ?? 0) & 1) === 1
    const version = text(u32(at + (u32(at + 12) ?? 0)))
    if (version !== undefined && !isOwnName) found.push(version)
    const next = u32(at + 16)
    if (!next) break
    at += next
  }
  return fitting(found)
}

/** A list that grew one by one has room for some twenty more, and thousands of files keep a few lists each. */
const fitting = <T>(list: readonly T[]): readonly T[] => list.slice()

function interpreterOf({ segments }: ElfHeader, parts: FileParts): string | undefined {
  const segment = segments.find(({ type }) => type === SEGMENT.interpreter)
  const bytes = segment && parts.read(segment.offset, segment.fileBytes)
  const text = bytes && stringAt(bytes, 0)
  return text && sharedText(text)
}

function offsetOf({ segments }: ElfHeader, address: number): number | undefined {
  const segment = segments.find(
    (one) => one.type === SEGMENT.load && address >= one.address && address < one.address + one.fileBytes,
  )
  return segment && segment.offset + (address - segment.address)
}

/** Undefined where it has no end: the table was cut. */
function stringAt(bytes: Buffer, at: number): string | undefined {
  const length = at < 0 ? -1 : bytes.subarray(at, at + MOST_NAME).indexOf(0)
  return length < 0 ? undefined : bytes.toString('utf8', at, at + length)
}

const types: Readonly<Record<number, ElfFacts['type']>> = { 1: 'object', 2: 'executable', 3: 'shared' }

/** As images name their architectures. */
const machines: Readonly<Record<number, string>> = {
  3: '386',
  8: 'mips',
  20: 'ppc',
  21: 'ppc64',
  22: 's390x',
  40: 'arm',
  62: 'amd64',
  183: 'arm64',
  243: 'riscv64',
  247: 'bpf',
  258: 'loong64',
}
