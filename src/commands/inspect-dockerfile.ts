import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { advise } from '../core/advice/advise.js'
import { contextUse } from '../core/dockerfile/context-use.js'
import { finalChain } from '../core/dockerfile/final-chain.js'
import { placeLayers, placeOfLayer } from '../core/dockerfile/place-layers.js'
import type { MadeStep } from '../core/dockerfile/trace-layers.js'
import { UsageError } from '../core/domain/errors.js'
import type { Finding } from '../core/domain/finding.js'
import type { ImageInsight } from '../core/domain/image/insight.js'
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
  const insight = placeLayers(image.insight, history, finalChain(target), dockerfile)
  const findings = image.findings.map((finding) => withPlace(finding, insight))
  if (context === undefined) return { ...image, insight, findings, advice: advise(insight) }
  const { weighContext } = await import('../docker/build/context/weigh-context.js')
  const weighed = await weighContext({ cwd, context, dockerfile, use: contextUse(target) }).catch(
    (cause: unknown) => {
      throw new UsageError(`${context}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
    },
  )
  return { ...image, insight, findings, advice: advise(insight, weighed), context: weighed }
}

function withPlace(finding: Finding, insight: ImageInsight): Finding {
  if (finding.place !== undefined || !('layer' in finding) || typeof finding.layer !== 'number')
    return finding
  const place = placeOfLayer(insight, finding.layer)
  return place === undefined ? finding : { ...finding, place }
}
