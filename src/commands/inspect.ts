import { arch } from 'node:os'
import type { Readable } from 'node:stream'
import type { MadeStep } from '../core/dockerfile/trace-layers.js'
import { UsageError } from '../core/domain/errors.js'
import type { InspectedImage, Inspection } from '../core/domain/image/inspection.js'
import { noteKnownBefore } from '../core/findings/known-before.js'
import { findLostPosture } from '../core/findings/lost-posture.js'
import { visibleLine } from '../core/report/visible.js'
import { inspectImage } from '../image/inspect-image.js'
import { exitCodes } from './exit-code.js'
import { withAdvice } from './inspect-dockerfile.js'
import { lostSource, openImageSource } from './open-image-source.js'
import { version } from './version.js'

export interface InspectRequest {
  /** An image on the engine, the path of an archive or a folder, or `-` for standard input. */
  readonly image: string
  /** The baseline it is held against. */
  readonly against?: string
  readonly platform?: string
  /** Compresses every layer, not samples, to know the pull size. */
  readonly exactPull: boolean
  readonly contentHashes: boolean
  /** What the image was built from. */
  readonly dockerfile?: string
  readonly context?: string
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdin: Readable
  readonly signal: AbortSignal
}

export interface InspectOutcome {
  readonly inspection: Inspection
  readonly exitCode: number
}

/** Says what is in an image, and of two what became of it. Both are read at once: an engine takes its time before the first byte. */
export async function inspect(request: InspectRequest): Promise<InspectOutcome> {
  const { image, against } = request
  if (image === '-' && against === '-') throw new UsageError('standard input holds one image, not two')
  const [one, other] = await inspectAll(against === undefined ? [image] : [image, against], request)
  if (one === undefined) throw new UsageError('no image is named')
  const advised = await withAdvice(one, request)
  const inspection: Inspection = {
    inspectionVersion: 1,
    tool: { name: 'container-migrate', version },
    image: other ? heldAgainst(advised, other.image) : advised,
    ...(other && { against: other.image }),
  }
  return { inspection, exitCode: exitCodes.pass }
}

const heldAgainst = (image: InspectedImage, baseline: InspectedImage): InspectedImage => ({
  ...image,
  findings: [
    ...noteKnownBefore(image.findings, baseline.findings),
    ...findLostPosture(image.insight.posture, baseline.insight.posture),
  ],
})

async function inspectOne(name: string, request: InspectRequest): Promise<Inspected> {
  const source = await openImageSource(name, request)
  const { platform, signal, exactPull, contentHashes } = request
  const inspected = await inspectImage(source.image, {
    signal,
    pullSize: exactPull ? 'deflated' : 'roughly',
    digests: source.from === 'engine' ? 'engine' : 'verified',
    contentHashes,
    ...(platform === undefined ? { defaultPlatform: `linux/${arch()}` } : { platform }),
  })
  if (inspected.outcome !== 'inspected') {
    const { reason, message } = inspected.failure
    if (reason === 'cancelled') throw signal.reason
    throw lostSource(source, name) ?? new UsageError(`${visibleLine(name)}: ${message}`)
  }
  const { insight, findings, contents } = inspected
  const { id, platform: found } = contents.image
  const image = { name, id, platform: found, insight, findings }
  return { image, history: contents.config.history }
}

interface Inspected {
  readonly image: InspectedImage
  readonly history: readonly MadeStep[]
}

/** Where one cannot be read the other is not waited for: what failed first is told. */
async function inspectAll(names: readonly string[], request: InspectRequest): Promise<Inspected[]> {
  const stop = new AbortController()
  const signal = AbortSignal.any([request.signal, stop.signal])
  const readings = names.map((name) => inspectOne(name, { ...request, signal }))
  for (const reading of readings) reading.catch((error) => stop.abort(error))
  await Promise.allSettled(readings)
  signal.throwIfAborted()
  return Promise.all(readings)
}
