// What one run on many machines costs as it grows: sharing it out, merging and rendering it, sending images about.
import { planPart } from './scale/plan.mjs'
import { reportPart } from './scale/report.mjs'
import { travelPart } from './scale/travel.mjs'

/** Each has `measure(stand)` → `{ rows, breakdowns }`. */
const PARTS = [planPart, reportPart, travelPart]

export const scale = {
  name: 'scale',
  what: 'a run on many machines: how sharing out grows with the services, and how near to the least time it comes',
  bases: [],
  async measure(stand) {
    const rows = []
    const breakdowns = []
    for (const part of PARTS) {
      stand.signal.throwIfAborted()
      const found = await part.measure(stand)
      rows.push(...found.rows)
      breakdowns.push(...found.breakdowns)
    }
    return { rows, breakdowns }
  },
}
