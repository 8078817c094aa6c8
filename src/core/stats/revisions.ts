import type { Service } from '../domain/config.js'
import type { Facts } from '../domain/facts.js'
import { headRef, type VariantRef } from '../domain/variant.js'
import { pickFacts } from './pick-facts.js'

/** What is known of this change's own variants. What the base has is another axis, and nobody may take one for the other. */
export function headFacts(facts: Facts): Facts {
  return facts.prepared.some(isOfBase) ? pickFacts(facts, (ref) => ref.revision === 'head') : facts
}

/** The facts as if the base's candidate were this change's, so that whoever looks for a candidate finds it. */
export function baseFacts(facts: Facts): Facts {
  const picked = pickFacts(facts, ({ role, revision }) => role === 'baseline' || revision === 'base')
  const asHead = <T extends { readonly ref: VariantRef }>(all: readonly T[]): readonly T[] =>
    all.map((one) =>
      one.ref.revision === 'head' ? one : { ...one, ref: headRef(one.ref.service, one.ref.role) },
    )
  return {
    ...picked,
    prepared: asHead(picked.prepared),
    measurements: asHead(picked.measurements),
    starts: asHead(picked.starts),
    ...(picked.builds && { builds: asHead(picked.builds) }),
    cells: picked.cells.map(({ revision: _, ...cell }) => cell),
    ...(picked.loads && { loads: asHead(picked.loads) }),
  }
}

/** The service as if the base's candidate were this change's. Undefined where there is none. */
export const baseService = (service: Service): Service | undefined =>
  service.base?.from === 'commit' ? { ...service, candidate: service.base.candidate } : undefined

const isOfBase = ({ ref }: { readonly ref: VariantRef }): boolean => ref.revision === 'base'
