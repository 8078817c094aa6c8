import { group } from '../../stats/facts-by-service.js'

/** A part of a report that stands or falls as a whole. */
export interface Section {
  /** What it is called where it had to be left out. */
  readonly name: string
  /** Empty where it turns out to have nothing to say. */
  readonly markdown: string
}

/** A section that is written only if somebody comes to it: of many services most are left out. */
export function lazySection(name: string, write: () => string): Section {
  let written: string | undefined
  return {
    name,
    get markdown() {
      written ??= write()
      return written
    },
  }
}

export interface Room {
  readonly limit: number
  /** Of two texts together it must be the sum of both. */
  readonly sizeOf: (text: string) => number
  /** Where a reader finds what was left out. */
  readonly elsewhere: string
}

const between = '\n\n'

/**
 * Joins the sections, the last ones left out whole so that the rest fits: half a table or an unclosed element would
 * spoil everything after it. The first section and the closing line always stay.
 */
export function joinWithin(sections: readonly Section[], closing: string, room: Room): string {
  const { limit, sizeOf } = room
  const noteOf = (kept: number) => leftOut(sections.slice(kept), room)
  const sizes: number[] = []
  let size = sizeOf(closing) + 1
  for (const { markdown } of sections) {
    const own = markdown === '' ? 0 : sizeOf(markdown) + between.length
    if (sizes.length > 0 && size + own > limit) break
    sizes.push(own)
    size += own
  }
  let kept = sizes.length
  for (; kept > 1; kept--) {
    const note = noteOf(kept).reduce((sum, line) => sum + sizeOf(line) + between.length, 0)
    if (size + note <= limit) break
    size -= sizes[kept - 1] ?? 0
  }
  const parts = sections.slice(0, kept).flatMap(({ markdown }) => (markdown === '' ? [] : [markdown]))
  return `${[...parts, ...noteOf(kept), closing].join(between)}\n`
}

const namedAtMost = 6

function leftOut(sections: readonly Section[], { elsewhere }: Room): readonly string[] {
  const byName = group(sections, ({ name }) => name)
  // The first of a kind mostly has something to say, so that the others need not be written.
  const all = [...byName].flatMap(([name, own]) =>
    own.some(({ markdown }) => markdown !== '') ? [name] : [],
  )
  if (all.length === 0) return []
  const shown = all.slice(0, namedAtMost).join(', ')
  const rest = all.length > namedAtMost ? ` and ${all.length - namedAtMost} more` : ''
  return [`_Left out to keep within GitHub's limit: ${shown}${rest}. ${elsewhere}_`]
}
