import type { CleanUp, Engine } from '../core/domain/instance.js'
import type { OnProgress } from '../core/domain/progress.js'

/** Removes what the run created, and tells what stays. */
export async function cleanUp(engine: Engine, onProgress: OnProgress): Promise<CleanUp> {
  onProgress({ tell: 'phase', phase: 'clean', steps: 1 })
  const outcome = await engine.cleanUp()
  for (const sentence of outcome.left) onProgress({ tell: 'note', text: `left behind: ${sentence}` })
  return outcome
}
