import type { Finding } from '../domain/finding.js'
import type { Posture } from '../domain/image/posture.js'

type PostureFinding = Extract<Finding, { tag: 'image-posture' }>

/** What the baseline's image had and the candidate's has not. */
export function findLostPosture(posture: Posture, baseline: Posture): readonly PostureFinding[] {
  if (baseline.healthCheck !== 'set' || posture.healthCheck === 'set') return []
  const examples = [baseline.healthCommand ?? '']
  return [{ tag: 'image-posture', level: 'warn', kind: 'health-check-lost', examples, count: 1 }]
}
