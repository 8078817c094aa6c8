import type { Service } from '../domain/config.js'
import type { Facts } from '../domain/facts.js'
import type { ImageFinding, Level } from '../domain/finding.js'
import { type Place, type Role, roles } from '../domain/variant.js'
import { goneSince, noteKnownBefore } from '../findings/known-before.js'
import { findLostPosture } from '../findings/lost-posture.js'
import { preparedOf } from '../stats/observe/observation.js'
import type { Find } from './find.js'
import { isSettledByRun, underRun } from './posture.js'
import { hasRun, proofOfFailedStart } from './starts.js'

/**
 * What is wrong in the candidate's image. What the baseline's image has too is a note; what only the baseline's has ends with
 * the move, and is no finding.
 */
export const findInImages: Find = (facts, service) => {
  const found = foundIn(facts, service, 'candidate')
  const proof = proofOfFailedStart(facts, service, 'candidate')
  const untold = found.filter((one) => one !== proof)
  const before = foundIn(facts, service, 'baseline').filter((one) => !isSettledByRun(one))
  return [...noteKnownBefore(untold, before), ...lostSince(facts, service)].map((one) => {
    const level = levelOf(facts, service, one.level)
    const place = level === 'note' ? one.place : placeOf(facts, service, one)
    return {
      ...one,
      level,
      ref: { service: service.name, role: 'candidate', revision: 'head' },
      ...(place && { place }),
    }
  })
}

/** What of the baseline's image the candidate's does not have any more. */
export const goneFromImage = (facts: Facts, service: Service): readonly ImageFinding[] =>
  preparedOf(facts, service, 'candidate')?.inside
    ? goneSince(foundIn(facts, service, 'baseline'), foundIn(facts, service, 'candidate'))
    : []

function foundIn(facts: Facts, service: Service, role: Role): readonly ImageFinding[] {
  const inside = preparedOf(facts, service, role)?.inside
  return inside ? underRun(inside, service[role]) : []
}

/** Where the candidate is waited for by its health check, that it has none is told by its start. */
function lostSince(facts: Facts, service: Service): readonly ImageFinding[] {
  const [before, after] = roles.map((role) => preparedOf(facts, service, role)?.inside?.posture)
  if (!before || !after || service.candidate.ready.conditions.some(({ by }) => by === 'healthcheck'))
    return []
  return findLostPosture(after, before)
}

/** An image proves nothing against a container that ran, nor where the config gives it what the image lacks. */
function levelOf(facts: Facts, service: Service, level: Level): Level {
  if (level !== 'fail') return level
  const { command, user, volumes } = service.candidate.run
  const isCertain = command === undefined && user === undefined && volumes.length === 0
  return isCertain && !hasRun(facts, service, 'candidate') ? 'fail' : 'warn'
}

/** The line of the Dockerfile that made it where that is known, else the Dockerfile or where the config names the image. */
function placeOf(facts: Facts, service: Service, finding: ImageFinding): Place | undefined {
  const { source, place } = service.candidate
  const layer = 'layer' in finding ? finding.layer : undefined
  const layers = preparedOf(facts, service, 'candidate')?.inside?.layers
  const ofLayer = layer === undefined ? undefined : layers?.[layer]?.place
  const ofSource = source.from === 'dockerfile' ? { file: source.dockerfile } : place
  return finding.place ?? ofLayer ?? ofSource
}
