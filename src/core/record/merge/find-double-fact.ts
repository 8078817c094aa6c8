import type { Facts } from '../../domain/facts.js'
import { refOfCell, variantKey } from '../../domain/variant.js'

/** The first thing that is told twice where there can be one of it: it would count twice. Undefined where nothing is. */
export function findDoubleFact({ prepared, measurements, cells }: Facts): string | undefined {
  return (
    firstTwice(prepared.map(({ ref }) => variantKey(ref))) ??
    firstTwice(measurements.map(({ ref, metric }) => `${metric} of ${variantKey(ref)}`)) ??
    firstTwice(cells.map((cell) => `suite ${cell.suite} of ${variantKey(refOfCell(cell))}`))
  )
}

function firstTwice(names: readonly string[]): string | undefined {
  const seen = new Set<string>()
  return names.find((name) => seen.size === seen.add(name).size)
}
