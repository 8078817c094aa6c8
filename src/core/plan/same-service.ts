import { isDeepStrictEqual } from 'node:util'
import type { Suite } from '../domain/check.js'
import type { Service, TimedBuilds, Variant } from '../domain/config.js'

/** Whether two configs say the same of a service, wherever in the file they say it. */
export const isSameService = (one: Service, other: Service): boolean =>
  isDeepStrictEqual(placeless(one), placeless(other))

/** Only places of ours are left out: what a check expects of an answer may be called `place` too. */
const placeless = (service: Service): unknown => ({
  ...service,
  baseline: placelessVariant(service.baseline),
  candidate: placelessVariant(service.candidate),
  smoke: service.smoke.map(placelessSuite),
  budgets: service.budgets.map(({ place: _, ...budget }) => budget),
})

const placelessVariant = ({ place: _, builds, ...variant }: Variant): unknown => ({
  ...variant,
  builds: builds && placelessBuilds(builds),
})

function placelessBuilds({ rebuild, ...builds }: TimedBuilds): unknown {
  if (rebuild === undefined) return builds
  const { place: _, ...rest } = rebuild
  return { ...builds, rebuild: rest }
}

const placelessSuite = ({ checks, ...suite }: Suite): unknown => ({
  ...suite,
  checks: checks.map(({ place: _, ...check }) => check),
})
