import type { ArchiveStream } from '../core/domain/archive-stream.js'
import type { EngineImage } from '../core/domain/engine-image.js'
import type { ImageFact } from '../core/domain/facts.js'
import type { Failure } from '../core/domain/failure.js'
import type { Finding } from '../core/domain/finding.js'
import type { ImageInsight } from '../core/domain/image/insight.js'
import type { Posture } from '../core/domain/image/posture.js'
import { ArchiveError } from './archive-error.js'
import { auditImage } from './audit-image.js'
import type { ArchiveFile } from './byte-source.js'
import { allProbes } from './capture/probes.js'
import type { ImageContents } from './contents.js'
import { findDuplicates } from './duplicates/find-duplicates.js'
import { describeLayers } from './layer-insights.js'
import { libcOf } from './libc.js'
import { shareBytes } from './owners/share-bytes.js'
import { findPackages, type ImagePackages } from './packages/find-packages.js'
import { judgePosture } from './posture/judge-posture.js'
import { type ReadImageOptions, readImage } from './read-image.js'
import { findSecrets } from './secrets/find-secrets.js'
import { withoutSecrets } from './secrets/redact.js'
import type { ImageView } from './view/image-view.js'
import { stackLayers } from './view/stack-layers.js'
import { findRewritten, pairRewritten } from './waste/find-rewritten.js'
import { findWaste } from './waste/find-waste.js'
import { nameBringers } from './waste/name-bringers.js'

export type InspectedImage =
  | {
      readonly outcome: 'inspected'
      readonly insight: ImageInsight
      /** What of it does not work, or should not be. */
      readonly findings: readonly Finding[]
      /** Without the secrets that its config held. */
      readonly contents: ImageContents
      readonly view: ImageView
    }
  /** Its layers are whole, but what they come to could not be made out. */
  | { readonly outcome: 'sized'; readonly image: ImageFact; readonly failure: Failure }
  | { readonly outcome: 'unreadable'; readonly failure: Failure }

/** Reads an image once, and says what is in it. */
export async function inspectImage(
  source: ArchiveStream | ArchiveFile | EngineImage,
  options: Omit<ReadImageOptions, 'probes'>,
): Promise<InspectedImage> {
  const read = await readImage(source, { ...options, probes: allProbes })
  if (read.outcome === 'unreadable') return read
  const view = viewOf(read.contents)
  if (view instanceof ArchiveError) return { outcome: 'sized', image: read.image, failure: view.failure }
  const packages = findPackages(view)
  const secrets = findSecrets(read.contents, view, packages)
  const contents = withoutSecrets(read.contents)
  const { posture, findings } = judgePosture(contents, view, packages)
  const rewritten = findRewritten(view)
  return {
    outcome: 'inspected',
    insight: { ...gainInsight(contents, view, packages, posture), rewritten: pairRewritten(rewritten) },
    findings: nameBringers([...auditImage(contents, view, packages), ...secrets, ...findings], rewritten),
    contents,
    view,
  }
}

function viewOf({ layers }: ImageContents): ImageView | ArchiveError {
  try {
    return stackLayers(layers)
  } catch (error) {
    if (error instanceof ArchiveError) return error
    throw error
  }
}

/** Everything that is told of an image, from what was read of it. */
function gainInsight(
  contents: ImageContents,
  view: ImageView,
  { packages, unread, ownerOf }: ImagePackages,
  posture: Posture,
): ImageInsight {
  const { unpackedBytes, pullBytes, pullEstimated, pullErrorBytes } = contents.image
  const duplicates = findDuplicates(contents, view)
  return {
    sizes: {
      unpackedBytes,
      finalBytes: view.finalBytes,
      pullBytes,
      pullEstimated,
      ...(pullErrorBytes !== undefined && { pullErrorBytes }),
    },
    layers: describeLayers(contents, view),
    waste: findWaste(contents, view),
    packages,
    unreadPackages: unread,
    ...shareBytes(contents, view, ownerOf),
    posture,
    ...(duplicates && { duplicates }),
    libc: libcOf(view),
  }
}
