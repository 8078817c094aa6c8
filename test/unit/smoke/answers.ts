import { createHash } from 'node:crypto'
import type { Answer } from '../../../src/core/smoke/answer.js'

/** An answer as the probe would give it. */
export function answer(given: Partial<Answer> = {}): Answer {
  const body = given.body ?? ''
  return {
    status: 200,
    headers: {},
    bodyCut: false,
    bodySha256: createHash('sha256').update(body).digest('hex'),
    durationMs: 1,
    ...given,
    body,
  }
}
