import { roles } from '../../domain/variant.js'
import { quantity } from '../../findings/quantity.js'
import { escapeText } from '../escape-markdown.js'
import type { StepTime, Timeline, TimelineStep } from '../model/timeline.js'
import type { ServiceReport } from '../report.js'
import { table, together } from './table.js'

const steps: readonly (readonly [TimelineStep, string])[] = [
  ['create', 'container created'],
  ['engine', "start asked → process started: the engine's part"],
  ['port', 'process started → port open'],
  ['answer', 'port open → ready'],
  ['application', "process started → ready: the application's part"],
]

/** Start-up taken apart: one row for each step, one column for each variant. */
export function timelineTable(sides: ServiceReport['details']): string | undefined {
  const shown = roles.flatMap((role) => {
    const { timeline } = sides[role]
    return timeline ? [{ role, timeline }] : []
  })
  if (shown.length === 0) return undefined
  const row = (name: string, cell: (timeline: Timeline) => string) => [
    name,
    ...shown.map(({ timeline }) => cell(timeline)),
  ]
  return table(
    [{ head: 'step' }, ...shown.map(({ role }) => ({ head: role, align: 'right' as const }))],
    [
      ...steps.map(([step, name]) => row(name, (timeline) => timeOf(timeline.steps[step]))),
      row('timed starts', ({ starts }) => String(starts)),
      row('looks until ready', ({ looks }) => (looks === undefined ? '–' : String(looks))),
      row('ready at the very first look, so perhaps before', ({ looks, readyAtFirstLook, starts }) =>
        looks === undefined ? '–' : `${readyAtFirstLook} of ${starts}`,
      ),
      row('reached by', ({ via }) =>
        via === undefined
          ? '–'
          : { bridge: 'its own address', published: 'published port', host: "the runner's loopback" }[via],
      ),
      row('page cache', ({ pageCache, warmBecause }) =>
        [pageCache ?? '–', ...(warmBecause ? [`(${escapeText(warmBecause, 80)})`] : [])].join(' '),
      ),
    ],
  )
}

export const timelineRemark =
  "Middle of the timed starts without the warm-up, least and most in brackets. Start-up is the engine's part and the application's. When the process started is the engine's word, taken only where it fits what was seen from outside."

function timeOf(time: StepTime | undefined): string {
  if (time === undefined) return '–'
  const { middle, min, max } = time
  const [is, least, most] = [middle, min, max].map((ms) => quantity(ms, 'ms'))
  return together(least === most ? `${is}` : `${is} (${least} – ${most})`)
}
