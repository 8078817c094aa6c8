import type { Piece } from './balance.js'
import type { Loads } from './loads.js'

/** Steps looked at before it is left as it is: a few hundredths of a second. */
const mostLooks = 100_000

/** Closer than this to what even a perfect share would take, nobody notices. */
const goodEnough = 1.005

/** A piece of the busiest machine goes to another, or changes places with one there. */
interface Step {
  readonly piece: number
  readonly to: number
  readonly inExchange?: number
}

/** Eases the busiest machine, again and again, until nothing does. */
export function improve(pieces: readonly Piece[], loads: Loads): void {
  const average = pieces.reduce((sum, { durationMs }) => sum + durationMs, 0) / loads.machines
  let looks = 0
  while (looks < mostLooks) {
    const busiest = loads.busiest()
    if (loads.loadOf(busiest) <= average * goodEnough) return
    const found = bestStep(busiest)
    if (found === undefined) return
    const { piece, to, inExchange } = found
    loads.take(piece)
    if (inExchange !== undefined) {
      loads.take(inExchange)
      loads.put(inExchange, busiest)
    }
    loads.put(piece, to)
  }

  function bestStep(busiest: number): Step | undefined {
    const now = loads.loadOf(busiest)
    const mayLeave = loads.on(busiest).length > 1
    let best: Step | undefined
    // Less than a millisecond is no gain.
    let bestMs = now - 1
    for (const piece of loads.on(busiest)) {
      const without = now - loads.gainOfTaking(piece)
      for (let to = 0; to < loads.machines && looks < mostLooks; to++) {
        if (to === busiest) continue
        const there = loads.loadOf(to)
        const endMs = Math.max(without, there + loads.costOfAdding(piece, to))
        if (mayLeave && endMs < bestMs) [best, bestMs] = [{ piece, to }, endMs]
        looks += 1 + loads.on(to).length
        for (const other of loads.on(to)) {
          const hereMs = without + loads.costOfAdding(other, busiest, piece)
          if (hereMs >= bestMs) continue
          const beyondMs = there - loads.gainOfTaking(other) + loads.costOfAdding(piece, to, other)
          const laterMs = Math.max(hereMs, beyondMs)
          if (laterMs < bestMs) [best, bestMs] = [{ piece, to, inExchange: other }, laterMs]
        }
      }
    }
    return best
  }
}
