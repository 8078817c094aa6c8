import { runLine } from './markdown/footer.js'
import { joinWithin } from './markdown/section.js'
import { sectionsOf } from './markdown/sections.js'
import type { Report } from './report.js'

export interface CommentOptions {
  /** GitHub's, in characters. */
  readonly limit?: number
}

/** Left for the lines that make the comment ours. */
const reserved = 500

const advice = { by: 'bytes', most: 3, explained: false, elsewhere: "the job's summary has them." } as const

/** For the conversation of a pull request. */
export function renderComment(report: Report, { limit = 65_536 }: CommentOptions = {}): string {
  const most = Math.max(0, limit - reserved)
  return joinWithin(
    sectionsOf(report, { most, passing: { elsewhere: "The job's summary has their tables." }, advice }),
    runLine(report),
    {
      limit: most,
      sizeOf: (text) => text.length,
      elsewhere: "The job's summary has all of it.",
    },
  )
}
