import { goneFromImage } from '../../budgets/image-findings.js'
import type { Service } from '../../domain/config.js'
import type { Facts } from '../../domain/facts.js'
import { isImageFinding, type Judgement } from '../../domain/finding.js'
import type { ImageInside } from '../../domain/image/inside.js'
import type { WastedFile } from '../../domain/image/insight.js'
import { roles } from '../../domain/variant.js'
import { preparedOf } from '../../stats/observe/observation.js'
import type { Side } from '../image/plain-table.js'
import { type Reason, reasonsOf } from './reasons.js'

/** What is in the images of a service, beside each other. */
export interface InsideReport {
  /** By role; a variant without an image, or whose image could not be looked into, is not among them. */
  readonly sides: readonly Side<ImageInside>[]
  /** What asks for nobody: both have it, or it is good to know. */
  readonly notes: readonly Reason[]
  /** What the baseline's image had wrong and the candidate's does not. */
  readonly gone: readonly Reason[]
  /** Set where the candidate wastes so much that it should be read. */
  readonly waste?: WasteReport
}

interface WasteReport {
  readonly wastedBytes: number
  readonly largest?: WastedFile
}

export function reportInside(
  facts: Facts,
  service: Service,
  { findings }: Judgement,
): InsideReport | undefined {
  const sides = roles.flatMap((role) => {
    const inside = preparedOf(facts, service, role)?.inside
    return inside ? [{ name: role, insight: inside }] : []
  })
  if (sides.length === 0) return undefined
  const notes = findings.filter((one) => isImageFinding(one) && one.ref?.service === service.name)
  const waste = wasteOf(sides.find(({ name }) => name === 'candidate')?.insight)
  return {
    sides,
    notes: reasonsOf(notes, 'note'),
    gone: reasonsOf(
      goneFromImage(facts, service).map((one) => ({ ...one, level: 'note' as const })),
      'note',
    ),
    ...(waste && { waste }),
  }
}

const leastBytes = 1_000_000
const leastShare = 0.05

/** Below a twentieth of the image nobody gains by it. */
function wasteOf(inside: ImageInside | undefined): WasteReport | undefined {
  if (!inside) return undefined
  const { wastedBytes, files } = inside.waste
  if (wastedBytes < leastBytes || wastedBytes < leastShare * inside.sizes.unpackedBytes) return undefined
  const largest = files.find(({ how }) => how !== 'masked')
  return { wastedBytes, ...(largest && { largest }) }
}
