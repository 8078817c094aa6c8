import type { Finding } from '../domain/finding.js'
import { roles } from '../domain/variant.js'
import type { Find } from './find.js'

/** Starts whose moments inside the engine are not believed: one finding for each variant, however many they are. */
export const findDisagreeingWitnesses: Find = (facts, service) =>
  roles.flatMap((role) => {
    const starts = facts.starts.filter(
      ({ ref, purpose, witness }) =>
        ref.service === service.name &&
        ref.role === role &&
        ref.revision === 'head' &&
        purpose === 'timed' &&
        witness !== undefined,
    )
    const refused = starts.flatMap(({ witness }) => (witness?.refused === undefined ? [] : [witness]))
    const [because] = refused.flatMap((one) => one.refused ?? [])
    if (because === undefined) return []
    const contradictions = refused.flatMap(({ contradictionMs }) => contradictionMs ?? [])
    const finding: Finding = {
      tag: 'witnesses-disagree',
      level: 'note',
      ref: { service: service.name, role, revision: 'head' },
      because,
      ...(contradictions.length > 0 && { contradictionMs: Math.max(...contradictions) }),
      refusedStarts: refused.length,
      allStarts: starts.length,
    }
    return [finding]
  })
