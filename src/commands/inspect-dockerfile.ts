import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { advise } from '../core/advice/advise.js'
import { contextUse } from '../core/dockerfile/context-use.js'
import { placeInside } from '../core/dockerfile/place-inside.js'
import type { MadeStep } from '../core/dockerfile/trace-layers.js'
import { UsageError } from '../core/domain/errors.js'
import type { InspectedImage } from '../core/domain/image/inspection.js'

interface Inspected {
  readonly image: InspectedImage
  readonly history: readonly MadeStep[]
}

interface BuiltFrom {
  readonly dockerfile?: string
  readonly context?: string
  readonly cwd: string
}

/** What would make an image smaller; with its Dockerfile, at which line. */
export async function withAdvice(
  { image, history }: Inspected,
  { dockerfile, context, cwd }: BuiltFrom,
): Promise<InspectedImage> {
  if (dockerfile === undefined) {
    if (context !== undefined) throw new UsageError('--context needs the --dockerfile that is built with it')
    return { ...image, advice: advise(image.insight) }
  }
  const text = await readFile(resolve(cwd, dockerfile), 'utf8').catch((cause: unknown) => {
    throw new UsageError(`${dockerfile} cannot be read`, { cause })
  })
  const target = { dockerfile: text, buildArgs: {} }
  const { insight, findings } = placeInside(image, history, target, dockerfile)
  if (context === undefined) return { ...image, insight, findings, advice: advise(insight) }
  const { weighContext } = await import('../docker/build/context/weigh-context.js')
  const weighed = await weighContext({
    cwd,
    context,
    dockerfile,
    use: contextUse(target),
    sends: 'all',
  }).catch((cause: unknown) => {
    throw new UsageError(`${context}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  })
  return { ...image, insight, findings, advice: advise(insight, weighed), context: weighed }
}
