import { improve } from './improve.js'
import { openLoads } from './loads.js'

/** What is put on one machine as one. */
export interface Piece {
  /** Pieces of one group cost less together. */
  readonly group: number
  readonly durationMs: number
  /** What a machine pays once for its first piece of the group. */
  readonly arrivalMs: number
}

/**
 * Puts every piece on one of so many machines, so that the busiest ends early: the longest first, each where it would end
 * first; then what still moves the end forward. Where every machine is to get some, none stays empty while another has two.
 * The same pieces always give the same answer: the machine of each piece, from 0.
 */
export function balance(
  pieces: readonly Piece[],
  machines: number,
  { leaveNoneEmpty = false } = {},
): readonly number[] {
  const loads = openLoads(pieces, machines)
  const longestFirst = pieces
    .map((_, index) => index)
    .sort((one, other) => durationOf(pieces, other) - durationOf(pieces, one) || one - other)
  for (const piece of longestFirst) loads.put(piece, loads.soonest(piece))
  if (leaveNoneEmpty) fillEmpty()
  improve(pieces, loads)
  return loads.machineOf

  function fillEmpty(): void {
    for (let machine = 0; machine < machines; machine++) {
      if (loads.on(machine).length > 0) continue
      const from = loads.busiestOfSeveral()
      if (from === undefined) return
      const shortest = loads
        .on(from)
        .reduce((one, other) => (durationOf(pieces, other) < durationOf(pieces, one) ? other : one))
      loads.take(shortest)
      loads.put(shortest, machine)
    }
  }
}

const durationOf = (pieces: readonly Piece[], index: number): number => pieces[index]?.durationMs ?? 0
