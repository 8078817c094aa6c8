/** A part of a report that stands or falls as a whole. */
export interface Section {
  /** What it is called where it had to be left out. */
  readonly name: string
  readonly markdown: string
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
 * Joins the sections, the last ones left out whole until the rest fits: half a table or an unclosed element would
 * spoil everything after it. The first section and the closing line always stay.
 */
export function joinWithin(sections: readonly Section[], closing: string, room: Room): string {
  const { limit, sizeOf } = room
  const sizes = sections.map(({ markdown }) => sizeOf(markdown) + between.length)
  let size = sizes.reduce((sum, one) => sum + one, sizeOf(closing) + 1)
  let kept = sections.length
  while (kept > 1) {
    const note = size > limit ? 0 : sizeOf(leftOut(sections.slice(kept), room).join(between)) + between.length
    if (size + note <= limit) break
    kept -= 1
    size -= sizes[kept] ?? 0
  }
  const parts = sections.slice(0, kept).map(({ markdown }) => markdown)
  return `${[...parts, ...leftOut(sections.slice(kept), room), closing].join(between)}\n`
}

const namedAtMost = 6

function leftOut(sections: readonly Section[], { elsewhere }: Room): readonly string[] {
  if (sections.length === 0) return []
  const all = [...new Set(sections.map(({ name }) => name))]
  const shown = all.slice(0, namedAtMost).join(', ')
  const rest = all.length > namedAtMost ? ` and ${all.length - namedAtMost} more` : ''
  return [`_Left out to keep within GitHub's limit: ${shown}${rest}. ${elsewhere}_`]
}
