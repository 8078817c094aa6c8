import type { Facts } from '../../domain/facts.js'
import type { Failure } from '../../domain/failure.js'
import type { PartialRecord } from '../../domain/part.js'
import type { BuildShard, PlanDocument } from '../../domain/plan.js'
import { headRef, roles, type VariantRef, variantKey } from '../../domain/variant.js'
import { pickFacts } from '../../stats/pick-facts.js'
import type { Parts } from './find-lost.js'

/** Why what a measuring shard found of a service does not count: by the shard's number, then by the service's name. */
export type OtherImages = ReadonlyMap<number, ReadonlyMap<string, Failure>>

/**
 * Who built again after others had measured sent other images than theirs, and what is found of one image says nothing of
 * another. A part that does not tell its images is believed.
 */
export function findOtherImages({ builds }: PlanDocument, { builds: made, shards }: Parts): OtherImages {
  const found = new Map<number, Map<string, Failure>>()
  for (const build of builds)
    for (const service of build.services)
      for (const [shard, failure] of othersOf(service, build, made.get(build.number), shards)) {
        const own = found.get(shard) ?? new Map<string, Failure>()
        found.set(shard, own.set(service, failure))
      }
  return found
}

function othersOf(
  service: string,
  { number }: BuildShard,
  built: PartialRecord | undefined,
  shards: Parts['shards'],
): readonly (readonly [number, Failure])[] {
  const telling = [...shards].flatMap(([shard, { part }]) => {
    const images = (part.images ?? []).filter(({ ref }) => ref.service === service)
    return images.length === 0 ? [] : [{ shard, digests: digestsOf(images) }]
  })
  const sent = sentBy(built)
  if (sent !== undefined)
    return telling
      .filter(({ digests }) => [...digests].some(([key, digest]) => sent.isOther(key, digest)))
      .map(({ shard }) => [shard, ofAnotherBuild(number)] as const)
  // Nobody knows which of them would count.
  const differ = roles.some((role) => {
    const key = variantKey(headRef(service, role))
    return new Set(telling.flatMap(({ digests }) => digests.get(key) ?? [])).size > 1
  })
  return differ ? telling.map(({ shard }) => [shard, ofSeveralBuilds(number)] as const) : []
}

interface SentImages {
  isOther(key: string, digest: string): boolean
}

/** Whoever was cut off may have sent more than it came to tell. */
function sentBy(built: PartialRecord | undefined): SentImages | undefined {
  if (built?.part.images === undefined) return undefined
  const digests = digestsOf(built.part.images)
  const mayHaveMore = built.facts.interrupted !== undefined
  if (mayHaveMore && digests.size === 0) return undefined
  return {
    isOther: (key, digest) => (digests.has(key) ? digests.get(key) !== digest : !mayHaveMore),
  }
}

const digestsOf = (images: readonly { readonly ref: VariantRef; readonly configDigest: string }[]) =>
  new Map(images.map(({ ref, configDigest }) => [variantKey(ref), configDigest] as const))

const ofAnotherBuild = (number: number): Failure => ({
  reason: 'other-images',
  message: `its images are of another attempt of build shard ${number} than the sizes are`,
})

const ofSeveralBuilds = (number: number): Failure => ({
  reason: 'other-images',
  message: `shards measured images of several attempts of build shard ${number}, whose own record is missing`,
})

/** A shard's facts without those of such services; how long they took is true of any. */
export function withoutServices(facts: Facts, services: ReadonlyMap<string, unknown> | undefined): Facts {
  if (services === undefined) return facts
  return pickFacts(facts, ({ service }) => !services.has(service))
}
