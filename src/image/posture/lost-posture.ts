import type { Posture } from '../../core/domain/image/posture.js'
import type { PostureFinding } from './judge-posture.js'

/** What the baseline had and the candidate has not. */
export function findLostPosture(posture: Posture, baseline: Posture): readonly PostureFinding[] {
  if (baseline.healthCheck !== 'set' || posture.healthCheck === 'set') return []
  const examples = [baseline.healthCommand ?? '']
  return [{ tag: 'image-posture', level: 'warn', kind: 'health-check-lost', examples, count: 1 }]
}
