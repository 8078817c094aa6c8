import type { Finding } from '../domain/finding.js'
import type { LostFact } from '../domain/shared-run-facts.js'
import { group } from '../stats/facts-by-service.js'
import type { Find } from './find.js'

/** What a shard should have found out and did not: once for each shard, however much of the service it had. */
export const findLost: Find = ({ lost = [], interrupted }, service) => {
  // What ended the whole run is told once, for the run.
  const own = lost.filter(({ failure }) => failure.reason !== interrupted?.reason)
  const byShard = group(own, ({ stage, shard }) => `${stage} ${shard}`)
  return [...byShard.values()].flatMap((parts): Finding[] => {
    const [first] = parts
    if (!first) return []
    const { stage, shard, failure } = first
    return [
      {
        tag: 'shard-lost',
        level: 'inconclusive',
        service: service.name,
        stage,
        shard,
        missing: parts.map(nameOf),
        failure,
      },
    ]
  })
}

const nameOf = ({ what, suite }: LostFact): Pick<LostFact, 'what' | 'suite'> => ({
  what,
  ...(suite !== undefined && { suite }),
})
