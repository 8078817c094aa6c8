import type { PreparedFact } from '../../domain/facts.js'
import { type Failure, isEnvironmental } from '../../domain/failure.js'
import type { PartialRecord } from '../../domain/part.js'
import type { PlanDocument, Shard, Unit } from '../../domain/plan.js'
import type { LostFact } from '../../domain/shared-run-facts.js'
import { headRef, roles, variantKey } from '../../domain/variant.js'
import { unitKey } from '../../plan/units.js'
import { factsByService } from '../../stats/facts-by-service.js'
import { isHollow } from './is-hollow.js'
import type { OtherImages } from './other-images.js'

/** The part of each shard, by its number. */
export interface Parts {
  readonly builds: ReadonlyMap<number, PartialRecord>
  readonly shards: ReadonlyMap<number, PartialRecord>
}

/** What of the plan nobody found out, and why: what a shard left undone, what it could not do for want of images. */
export function findLostParts(plan: PlanDocument, parts: Parts, others: OtherImages): readonly LostFact[] {
  const images = plan.builds.flatMap(({ number, services }) =>
    services.flatMap((service): LostFact[] => {
      const failure = whyNoImages(service, parts.builds.get(number), () => arrived(service, parts.shards))
      return failure ? [{ service, what: 'images', stage: 'build', shard: number, failure }] : []
    }),
  )
  const made = new Map([...parts.builds.values()].flatMap(({ facts }) => facts.prepared.map(byVariant)))
  const without = new Set(images.map(({ service }) => service))
  return [
    ...images,
    ...plan.shards.flatMap((shard) =>
      lostOfShard(shard, parts.shards.get(shard.number), { made, without, others: others.get(shard.number) }),
    ),
  ]
}

export const noRecord: Failure = { reason: 'shard-lost', message: 'no record of it came' }

const noImages: Failure = { reason: 'shard-lost', message: 'no record of it came, and no images' }
const onlyImages: Failure = {
  reason: 'shard-lost',
  message: 'no record of it came; its images did, so their sizes and builds are missing and nothing else',
}

/** A registry or an artifact may have the images of a shard whose record was lost. */
const arrived = (service: string, shards: Parts['shards']): boolean =>
  [...shards.values()].some(({ facts }) =>
    facts.prepared.some(({ ref, outcome }) => ref.service === service && outcome !== 'failed'),
  )

const byVariant = (fact: PreparedFact) => [variantKey(fact.ref), fact] as const

/** A build that failed is an answer; one that never ended is none. */
function whyNoImages(
  service: string,
  part: PartialRecord | undefined,
  hasArrived: () => boolean,
): Failure | undefined {
  if (part === undefined) return hasArrived() ? onlyImages : noImages
  const { prepared, interrupted } = part.facts
  // Of the base nothing is held against the change: where it is missing, its figures say why.
  const failures = roles.flatMap((role): readonly Failure[] => {
    const key = variantKey(headRef(service, role))
    const fact = prepared.find(({ ref }) => variantKey(ref) === key)
    if (fact === undefined)
      return [interrupted ?? { reason: 'shard-lost', message: 'it came to no images of it' }]
    const isCut = fact.failure !== undefined && endsWork(fact.failure)
    return isCut ? [interrupted ?? fact.failure] : []
  })
  return failures[0]
}

/** A registry out of reach is told as what it is: of the variant that needs it. */
const endsWork = (failure: Failure): boolean =>
  isEnvironmental(failure) && failure.reason !== 'registry-unreachable'

interface AboutImages {
  /** By variant key. */
  readonly made: ReadonlyMap<string, PreparedFact>
  /** Services of which nobody sent any. */
  readonly without: ReadonlySet<string>
  /** Services of which this shard had others than those that count. */
  readonly others: ReadonlyMap<string, Failure> | undefined
}

function lostOfShard(
  { number, units }: Shard,
  part: PartialRecord | undefined,
  { made, without, others }: AboutImages,
): readonly LostFact[] {
  const lost = (unit: Unit, failure: Failure): LostFact => ({
    service: unit.service,
    what: unit.unit,
    ...(unit.unit === 'suite' && { suite: unit.suite }),
    stage: 'measure',
    shard: number,
    failure,
  })
  if (part === undefined) return units.map((unit) => lost(unit, noRecord))
  const { interrupted, prepared } = part.facts
  const done = new Set((part.part.done ?? []).map(unitKey))
  const taken = new Map(prepared.map(byVariant))
  const told = factsByService(part.facts)
  return units.flatMap((unit) => {
    const other = others?.get(unit.service)
    if (other !== undefined) return [lost(unit, other)]
    if (!done.has(unitKey(unit)))
      return [lost(unit, interrupted ?? { reason: 'shard-lost', message: 'it ended before it came to it' })]
    if (isHollow(unit, told(unit.service))) return [lost(unit, { reason: 'shard-lost', message: hollow })]
    // That its images were never made is told once, for the shard that should have made them.
    if (without.has(unit.service)) return []
    const failure = whyUntaken(unit.service, taken, made)
    return failure ? [lost(unit, failure)] : []
  })
}

const hollow = 'its record says that it is done, and tells nothing of it'

/** An image that was made and sent, and did not arrive here. */
function whyUntaken(
  service: string,
  taken: ReadonlyMap<string, PreparedFact>,
  made: ReadonlyMap<string, PreparedFact>,
): Failure | undefined {
  const failures = roles.flatMap((role) => {
    const key = variantKey(headRef(service, role))
    const source = made.get(key)
    const here = taken.get(key)
    return source && source.outcome !== 'failed' && here?.outcome === 'failed' ? (here.failure ?? []) : []
  })
  return failures[0]
}
