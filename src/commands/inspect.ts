import { arch } from 'node:os'
import { resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { UsageError } from '../core/domain/errors.js'
import type { InspectedImage, Inspection } from '../core/domain/image/inspection.js'
import { noteKnownBefore } from '../core/findings/known-before.js'
import { type ImageFile, openImageFile } from '../files/open-image-file.js'
import { inspectImage } from '../image/inspect-image.js'
import { findLostPosture } from '../image/posture/lost-posture.js'
import { exitCodes } from './exit-code.js'
import { version } from './version.js'

export interface InspectRequest {
  /** An image on the engine, the path of an archive or a folder, or `-` for standard input. */
  readonly image: string
  /** The baseline it is held against. */
  readonly against?: string
  readonly platform?: string
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
  const [one, other] = await Promise.all([
    inspectOne(image, request),
    against === undefined ? undefined : inspectOne(against, request),
  ])
  const inspection: Inspection = {
    inspectionVersion: 1,
    tool: { name: 'container-migrate', version },
    image: other ? heldAgainst(one, other) : one,
    ...(other && { against: other }),
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

async function inspectOne(name: string, request: InspectRequest): Promise<InspectedImage> {
  const stream = await openImage(name, request)
  const { platform, signal } = request
  const inspected = await inspectImage(stream, {
    signal,
    pullSize: 'sampled',
    ...(platform === undefined ? { defaultPlatform: `linux/${arch()}` } : { platform }),
  })
  if (inspected.outcome !== 'inspected') {
    const { reason, message } = inspected.failure
    throw reason === 'cancelled' ? request.signal.reason : new UsageError(`${name}: ${message}`)
  }
  const { insight, findings, contents } = inspected
  const { id, platform: found } = contents.image
  return { name, id, platform: found, insight, findings }
}

async function openImage(
  name: string,
  { cwd, env, stdin, signal }: InspectRequest,
): Promise<Readable | ImageFile> {
  if (name === '-') return stdin
  const file = await openImageFile(resolve(cwd, name))
  if (file !== undefined) return file
  const [{ connect }, { openEngineImage }] = await Promise.all([
    import('../docker/connect.js'),
    import('../docker/open-image.js'),
  ])
  return openEngineImage(connect(env), name, signal)
}
