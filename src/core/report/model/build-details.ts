import type { Service } from '../../domain/config.js'
import type { BuildKind, Facts, TimedBuildFact } from '../../domain/facts.js'
import { type Role, roles } from '../../domain/variant.js'
import { median } from '../../stats/median.js'
import { type Spread, spread } from '../../stats/spread.js'

/** What the timed builds of one kind and variant came to. */
export interface TimedBuilds {
  readonly kind: BuildKind
  readonly builds: number
  readonly durationMs?: number
  readonly stepsRun?: Spread
  readonly stepsTotal?: number
  /** Of the context, in each of them. */
  readonly contextBytes?: number
}

export const detailBuilds = (facts: Facts, service: Service, role: Role): readonly TimedBuilds[] =>
  (['cold', 'warm', 'rebuild'] as const).flatMap((kind) => {
    const made = madeBuilds(facts, service, role, kind)
    if (made.length === 0) return []
    const builds = made.flatMap(({ build }) => build ?? [])
    const durationMs = median(builds.map((build) => build.durationMs))
    const stepsRun = spread(builds.map(({ stepsTotal, stepsCached }) => stepsTotal - stepsCached))
    const contextBytes = median(builds.flatMap((build) => build.contextBytes ?? []))
    return [
      {
        kind,
        builds: builds.length,
        ...(durationMs !== undefined && { durationMs }),
        ...(stepsRun && { stepsRun, stepsTotal: Math.max(...builds.map(({ stepsTotal }) => stepsTotal)) }),
        ...(contextBytes !== undefined && { contextBytes }),
      },
    ]
  })

function madeBuilds(facts: Facts, service: Service, role: Role, kind: BuildKind): readonly TimedBuildFact[] {
  return (facts.builds ?? []).filter(
    ({ ref, warmUp, failure, ...one }) =>
      ref.service === service.name && ref.role === role && one.kind === kind && !warmUp && !failure,
  )
}

/** Which file had a line more, and where that went for nothing. Holds foreign text: the file's path. */
export function aboutRebuild(facts: Facts, service: Service): string | undefined {
  const sides = roles.flatMap((role) => {
    const builds = madeBuilds(facts, service, role, 'rebuild')
    const file = builds.find((one) => one.file !== undefined)?.file
    if (file === undefined) return []
    const isIdle = builds.every(({ build }) => build !== undefined && build.stepsCached === build.stepsTotal)
    return [{ role, file, isIdle }]
  })
  if (sides.length === 0) return undefined
  const files = new Set(sides.map(({ file }) => file))
  const where =
    files.size === 1 ? [...files][0] : sides.map(({ role, file }) => `${file} (${role})`).join(' and ')
  const idle = sides.filter(({ isIdle }) => isIdle).map(({ role }) => `the ${role}`)
  const reached = idle.length === 0 ? '' : `; the change reached no step of ${idle.join(' and ')}`
  return `after a line more in ${where}${reached}`
}
