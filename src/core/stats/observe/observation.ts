import type { Service } from '../../domain/config.js'
import type { Facts, PreparedFact, Sample } from '../../domain/facts.js'
import type { Role } from '../../domain/variant.js'
import { nameOfShard } from './name-of-shard.js'

/** What the facts hold of one metric for one variant: its samples, or why there are none. */
export interface Observation {
  readonly samples: readonly Sample[]
  /** The number itself, where it is more than what the samples come to. */
  readonly value?: number
  /** How it was taken, where that differs between machines. */
  readonly how?: string
  readonly absent?: Absence
}

export interface Absence {
  /** A few words that stand where the number would. */
  readonly because: string
  /**
   * Who answers for it: a finding that is told anyway, the configuration (the metric has no meaning here), or nobody,
   * so that the gap itself must be told.
   */
  readonly answeredBy: 'finding' | 'configuration' | 'nobody'
}

export type Observe = (facts: Facts, service: Service, role: Role) => Observation

export const observed = (...samples: readonly Sample[]): Observation => ({ samples })

export const absent = (because: string, answeredBy: Absence['answeredBy']): Observation => ({
  samples: [],
  absent: { because, answeredBy },
})

/** This change's own variant; what the base branch held is another axis. */
export function preparedOf(facts: Facts, service: Service, role: Role): PreparedFact | undefined {
  return facts.prepared.find(
    ({ ref }) => ref.service === service.name && ref.role === role && ref.revision === 'head',
  )
}

/** Why a variant that should be there is not. Undefined where it is. */
export function unpreparedReason(facts: Facts, service: Service, role: Role): Observation | undefined {
  const prepared = preparedOf(facts, service, role)
  if (!prepared) return absent(whyNever(facts), 'finding')
  if (prepared.outcome !== 'failed') return undefined
  return absent(prepared.failure?.reason === 'build-error' ? 'the build failed' : 'no image', 'finding')
}

function whyNever({ lost = [] }: Facts): string {
  const [first] = lost
  return first ? `never prepared: lost with ${nameOfShard(first)}` : 'never prepared: the run ended before'
}
