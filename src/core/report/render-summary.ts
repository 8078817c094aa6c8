import { runLine } from './markdown/footer.js'
import { joinWithin } from './markdown/section.js'
import { sectionsOf } from './markdown/sections.js'
import type { Report } from './report.js'

/** GitHub drops a step's summary whole where it is larger than 1 MiB; other lines of the step need room too. */
const limit = 1_000_000

const advice = { by: 'services', most: 10, explained: true, elsewhere: 'the run record has them.' } as const

/** For the summary of a job, and for anybody who wants the whole report as Markdown. */
export const renderSummary = (report: Report): string =>
  joinWithin(sectionsOf(report, { most: limit, passing: 'told', advice }), runLine(report), {
    limit,
    sizeOf: (text) => Buffer.byteLength(text),
    elsewhere: 'The run record has all of it.',
  })
