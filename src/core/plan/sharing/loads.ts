import type { Piece } from './balance.js'

/** Which piece is on which machine, and how long each machine takes. */
export interface Loads {
  readonly machineOf: readonly number[]
  readonly machines: number
  /** Pieces on a machine, in no order that means anything. */
  on(machine: number): readonly number[]
  loadOf(machine: number): number
  /** How much longer a machine takes with the piece, where another of its pieces leaves it for this one. */
  costOfAdding(piece: number, machine: number, leaving?: number): number
  /** How much less it takes without the piece. */
  gainOfTaking(piece: number): number
  put(piece: number, machine: number): void
  take(piece: number): void
  /** Where the piece would end first; of several such machines the first. */
  soonest(piece: number): number
  busiest(): number
  /** The busiest of those with more than one piece. */
  busiestOfSeveral(): number | undefined
}

export function openLoads(pieces: readonly Piece[], machines: number): Loads {
  const machineOf = new Array<number>(pieces.length).fill(-1)
  const members: number[][] = Array.from({ length: machines }, () => [])
  const loads = new Float64Array(machines)
  /** How many pieces of a group a machine has; only of groups that cost something to arrive. */
  const counts = new Map<number, Map<number, number>>()

  const pieceAt = (index: number): Piece => {
    const piece = pieces[index]
    if (piece === undefined) throw new Error(`there is no piece ${index}`)
    return piece
  }
  const loadOf = (machine: number): number => loads[machine] ?? 0
  const on = (machine: number): number[] => members[machine] ?? []
  const countOf = ({ group, arrivalMs }: Piece, machine: number): number =>
    arrivalMs === 0 ? 0 : (counts.get(group)?.get(machine) ?? 0)

  const costOfAdding = (index: number, machine: number, leaving?: number): number => {
    const piece = pieceAt(index)
    if (piece.arrivalMs === 0) return piece.durationMs
    const left = leaving === undefined ? undefined : pieceAt(leaving)
    const staying = countOf(piece, machine) - (left?.group === piece.group && left.arrivalMs > 0 ? 1 : 0)
    return piece.durationMs + (staying > 0 ? 0 : piece.arrivalMs)
  }
  const gainOfTaking = (index: number): number => {
    const piece = pieceAt(index)
    return piece.durationMs + (countOf(piece, machineOf[index] ?? -1) === 1 ? piece.arrivalMs : 0)
  }
  const recount = (piece: Piece, machine: number, by: number): void => {
    if (piece.arrivalMs === 0) return
    const homes = counts.get(piece.group) ?? new Map<number, number>()
    counts.set(piece.group, homes)
    const count = countOf(piece, machine) + by
    if (count === 0) homes.delete(machine)
    else homes.set(machine, count)
  }

  return {
    machineOf,
    machines,
    on,
    loadOf,
    costOfAdding,
    gainOfTaking,
    put(index, machine) {
      loads[machine] = loadOf(machine) + costOfAdding(index, machine)
      machineOf[index] = machine
      on(machine).push(index)
      recount(pieceAt(index), machine, 1)
    },
    take(index) {
      const machine = machineOf[index] ?? -1
      loads[machine] = loadOf(machine) - gainOfTaking(index)
      machineOf[index] = -1
      on(machine).splice(on(machine).indexOf(index), 1)
      recount(pieceAt(index), machine, -1)
    },
    soonest(index) {
      const piece = pieceAt(index)
      let best = 0
      for (let machine = 1; machine < machines; machine++) if (loadOf(machine) < loadOf(best)) best = machine
      let bestMs = loadOf(best) + costOfAdding(index, best)
      for (const home of counts.get(piece.group)?.keys() ?? []) {
        const endMs = loadOf(home) + piece.durationMs
        if (endMs < bestMs || (endMs === bestMs && home < best)) [best, bestMs] = [home, endMs]
      }
      return best
    },
    busiest: () => busiestOf(() => true) ?? 0,
    busiestOfSeveral: () => busiestOf((machine) => on(machine).length > 1),
  }

  function busiestOf(isAsked: (machine: number) => boolean): number | undefined {
    let best: number | undefined
    for (let machine = 0; machine < machines; machine++)
      if (isAsked(machine) && (best === undefined || loadOf(machine) > loadOf(best))) best = machine
    return best
  }
}
