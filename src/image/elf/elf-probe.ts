import type { Probe } from '../capture/probe.js'
import { type ElfHeader, FLAG, isElf, parseElfHeader, SEGMENT } from './elf-header.js'
import { keepParts, type Range, scratchBytes } from './file-parts.js'
import { readGoBuild } from './go-build.js'
import { parseElf } from './parse-elf.js'

/** The tables stand before code and data, in the first megabytes of even the largest libraries. */
const MOST_OF_FIRST = 16 * 1024 * 1024
/** What a tool that patches libraries appends: a segment of its own, with the tables in it. */
const MOST_OF_OTHERS = 1024 * 1024

export const elfProbe: Probe = {
  open({ entry, head }) {
    if (!isElf(head)) return undefined
    const header = parseElfHeader(head)
    if (header === undefined) return undefined
    const ranges = wantedRanges(header, entry.storedBytes)
    const scratch = takeScratch(scratchBytes(ranges))
    const parts = keepParts(ranges, scratch)
    return {
      write: parts.write,
      unwantedBytes: parts.unwantedBytes,
      pass: parts.pass,
      end: () => {
        const goBuild = readGoBuild(header, parts)
        const elf = parseElf(header, parts)
        freeScratches.push(scratch)
        return { elf, ...(goBuild && { goBuild }) }
      },
    }
  },
}

/**
 * Thousands of files each want a megabyte for a moment: memory that comes and goes outside the heap is given back late.
 * One for each image that is read at once.
 */
const freeScratches: Buffer[] = []

function takeScratch(bytes: number): Buffer {
  const free = freeScratches.pop()
  return free !== undefined && free.length >= bytes
    ? free
    : Buffer.allocUnsafeSlow(Math.max(bytes, LEAST_SCRATCH))
}

const LEAST_SCRATCH = 2 * 1024 * 1024

function wantedRanges({ segments }: ElfHeader, fileBytes: number): readonly Range[] {
  const loads = segments.filter(({ type }) => type === SEGMENT.load)
  const first = loads[0]
  return segments.flatMap((segment) => {
    const { type, flags, offset } = segment
    const isWanted =
      type === SEGMENT.dynamic ||
      type === SEGMENT.interpreter ||
      segment === first ||
      // The first page of data: a Go program's build information stands there.
      (type === SEGMENT.load && ((flags & FLAG.execute) === 0 || (flags & FLAG.write) !== 0))
    const most = segment === first ? MOST_OF_FIRST : MOST_OF_OTHERS
    // No header is believed beyond the end of its file.
    const length = Math.min(segment.fileBytes, most, Math.max(0, fileBytes - offset))
    return isWanted && length > 0 ? [{ offset, length }] : []
  })
}
