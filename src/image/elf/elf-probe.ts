import type { Captured } from '../capture/captured.js'
import type { Probe } from '../capture/probe.js'
import { type ElfHeader, FLAG, isElf, parseElfHeader, SEGMENT, type Segment } from './elf-header.js'
import { type FileParts, keepParts, type Range, scratchBytes, viewParts } from './file-parts.js'
import { readGoBuild } from './go-build.js'
import { parseElf } from './parse-elf.js'

/** The tables stand before code and data, in the first megabytes of even the largest libraries. */
const MOST_OF_FIRST = 16 * 1024 * 1024
/** What a tool that patches libraries appends: a segment of its own, with the tables in it. */
const MOST_OF_OTHERS = 1024 * 1024
/** Go's own linker puts them behind the constants, somewhere in the second segment. */
const MOST_OF_CONSTANTS = 32 * 1024 * 1024

export const elfProbe: Probe = {
  open({ entry, head }) {
    if (!isElf(head)) return undefined
    const header = parseElfHeader(head)
    if (header === undefined) return undefined
    const ranges = wantedRanges(header, entry.storedBytes)
    const tell = (parts: FileParts): Captured => {
      const goBuild = readGoBuild(header, parts)
      const elf = parseElf(header, parts)
      return { elf, ...(goBuild && { goBuild }) }
    }
    let told: Captured | undefined
    let kept: ReturnType<typeof keep> | undefined
    return {
      write(chunk) {
        if (kept === undefined && chunk.length === entry.storedBytes) {
          told = tell(viewParts(ranges, chunk))
          return false
        }
        kept ??= keep(ranges)
        return kept.parts.write(chunk)
      },
      unwantedBytes: () => kept?.parts.unwantedBytes() ?? 0,
      pass: (bytes) => kept?.parts.pass(bytes),
      end() {
        if (kept === undefined) return told
        told = tell(kept.parts)
        giveBack(kept.scratch)
        return told
      },
    }
  },
}

function keep(ranges: readonly Range[]) {
  const scratch = takeScratch(scratchBytes(ranges))
  return { scratch, parts: keepParts(ranges, scratch) }
}

/**
 * Thousands of files each want a megabyte for a moment, and memory that comes and goes outside the heap is given back
 * late: one for each image that is read at once. The few that want more get their own.
 */
const freeScratches: Buffer[] = []

const SCRATCH_BYTES = 4 * 1024 * 1024
/**
 * glibc takes what is larger straight from the kernel, page by page as it is written to, and gives it back the same way.
 * The first smaller one that is freed teaches it to keep all smaller ones: 30 MB more for an image of 3 GB.
 */
const APART_BYTES = 33 * 1024 * 1024

const takeScratch = (bytes: number): Buffer =>
  bytes > SCRATCH_BYTES
    ? Buffer.allocUnsafeSlow(Math.max(bytes, APART_BYTES))
    : (freeScratches.pop() ?? Buffer.allocUnsafeSlow(SCRATCH_BYTES))

function giveBack(scratch: Buffer): void {
  if (scratch.length === SCRATCH_BYTES) freeScratches.push(scratch)
  // Moved to nowhere it is free at once, where this Node can; a collection comes when there are two or three of them.
  else (scratch.buffer as { transfer?: (bytes: number) => unknown }).transfer?.(0)
}

function wantedRanges({ segments }: ElfHeader, fileBytes: number): readonly Range[] {
  const loads = segments.filter(({ type }) => type === SEGMENT.load)
  const first = loads[0]
  const isDynamic = segments.some(({ type }) => type === SEGMENT.dynamic)
  const tablesAreApart = isDynamic && first !== undefined && !isConstant(first) && loads.some(isConstant)
  const mostOf = (segment: Segment): number => {
    if (tablesAreApart && isConstant(segment)) return MOST_OF_CONSTANTS
    return segment === first && !tablesAreApart ? MOST_OF_FIRST : MOST_OF_OTHERS
  }
  return segments.flatMap((segment) => {
    const { type, flags, offset } = segment
    const isWanted =
      type === SEGMENT.dynamic ||
      type === SEGMENT.interpreter ||
      segment === first ||
      // The first page of data: a Go program's build information stands there.
      (type === SEGMENT.load && ((flags & FLAG.execute) === 0 || (flags & FLAG.write) !== 0))
    // No header is believed beyond the end of its file.
    const length = Math.min(segment.fileBytes, mostOf(segment), Math.max(0, fileBytes - offset))
    return isWanted && length > 0 ? [{ offset, length }] : []
  })
}

const isConstant = ({ flags }: Segment): boolean => (flags & (FLAG.execute | FLAG.write)) === 0
