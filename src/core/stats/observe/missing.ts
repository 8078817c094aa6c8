import type { Facts } from '../../domain/facts.js'
import { type Failure, isEnvironmental } from '../../domain/failure.js'
import type { LostFact } from '../../domain/shared-run-facts.js'
import { nameOfShard } from './name-of-shard.js'
import { absent, type Observation } from './observation.js'

/**
 * Why a part of a service is missing where that is nobody's finding but the run's: it ended early, or the shard that
 * should have found it out was lost. Undefined where neither holds.
 */
export function missingPart(facts: Facts, what: LostFact['what'], suite?: string): Observation | undefined {
  return facts.interrupted ? absent('the run ended before', 'finding') : lostPart(facts, what, suite)
}

/** The same where only a shard can be why. */
export function lostPart(facts: Facts, what: LostFact['what'], suite?: string): Observation | undefined {
  const lost = facts.lost?.find((one) => one.what === 'images' || (one.what === what && one.suite === suite))
  return lost && absent(`lost with ${nameOfShard(lost)}`, 'finding')
}

/**
 * What ended a run or a shard is told once, for it, and not again for each attempt that it took down. What was cut off in the
 * middle says that it was cancelled, whoever ended it.
 */
export const isToldForAll = ({ interrupted, lost = [] }: Facts, failure: Failure): boolean =>
  (failure.reason === 'cancelled' && (interrupted !== undefined || lost.length > 0)) ||
  interrupted?.reason === failure.reason ||
  (isEnvironmental(failure) && lost.some((one) => one.failure.reason === failure.reason))
