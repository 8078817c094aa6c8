import type { Service } from '../domain/config.js'
import type { Facts } from '../domain/facts.js'
import type { Advice } from '../domain/image/advice.js'
import { preparedOf } from '../stats/observe/observation.js'
import { advise } from './advise.js'

/** What would make the candidate's image, and the context of its build, smaller, where its Dockerfile is there to be changed. */
export function adviseCandidate(facts: Facts, service: Service): readonly Advice[] {
  if (service.candidate.source.from !== 'dockerfile') return []
  const { inside, context } = preparedOf(facts, service, 'candidate') ?? {}
  return inside ? advise(inside, context) : []
}
