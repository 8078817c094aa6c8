import type { Facts } from '../domain/facts.js'
import { refOfCell, type VariantRef } from '../domain/variant.js'

/** The facts of some variants; what is the whole run's, and how long it took, is as it was. */
export function pickFacts(facts: Facts, counts: (ref: VariantRef) => boolean): Facts {
  const ofVariant = ({ ref }: { readonly ref: VariantRef }): boolean => counts(ref)
  const { builds, loads } = facts
  return {
    ...facts,
    prepared: facts.prepared.filter(ofVariant),
    measurements: facts.measurements.filter(ofVariant),
    starts: facts.starts.filter(ofVariant),
    ...(builds && { builds: builds.filter(ofVariant) }),
    cells: facts.cells.filter((cell) => counts(refOfCell(cell))),
    ...(loads && { loads: loads.filter(ofVariant) }),
  }
}
