import type { ContextInsight } from '../../../../src/core/domain/image/context.js'
import type { ImageInside } from '../../../../src/core/domain/image/inside.js'
import type { LayerInsight } from '../../../../src/core/domain/image/insight.js'
import { aLayer } from '../../budgets/case.js'
import { anInsight } from '../../budgets/insight.js'

const MB = 1_000_000
const file = 'Dockerfile.alpine'

const layer = (diffId: string, mb: number, line?: number): LayerInsight => ({
  ...aLayer(diffId, mb * MB),
  added: 1,
  changed: 0,
  removed: 0,
  hiddenBytes: 0,
  ...(line !== undefined && { place: { file, line } }),
})

/** 20 MB removed too late, 12 MB of an apk cache and 2.5 MB with another mode. */
export const wastefulInside: ImageInside = {
  ...anInsight({
    sizes: { unpackedBytes: 185 * MB, finalBytes: 163 * MB, pullBytes: 70 * MB, pullEstimated: true },
    layers: [layer('base', 8), layer('tools', 100, 4), layer('app', 75, 6), layer('clean', 2.5, 9)],
    waste: {
      wastedBytes: 22.5 * MB,
      byLayers: [
        { layer: 1, by: 3, how: 'removed', files: 2, wastedBytes: 20 * MB },
        { layer: 2, by: 3, how: 'replaced', files: 1, wastedBytes: 2.5 * MB },
      ],
      files: [
        { path: 'tmp/wheels.tar', layer: 1, by: 3, how: 'removed', wastedBytes: 20 * MB },
        { path: 'app/run', layer: 2, by: 3, how: 'replaced', wastedBytes: 2.5 * MB },
      ],
      dive: { efficiency: 0.88, wastedBytes: 22.5 * MB, userWastedShare: 0.12 },
    },
    owners: [
      { owner: 'application', sizeBytes: 151 * MB, files: 90, largest: [] },
      { owner: 'caches', sizeBytes: 12 * MB, files: 3, largest: [] },
    ],
    leftovers: [
      {
        kind: 'apk-cache',
        layer: 1,
        sizeBytes: 12 * MB,
        files: 3,
        largest: [{ path: 'var/cache/apk', sizeBytes: 12 * MB }],
      },
    ],
    rewritten: [
      {
        layer: 2,
        by: 3,
        files: 1,
        sizeBytes: 2.5 * MB,
        largest: [{ path: 'app/run', sizeBytes: 2.5 * MB }],
      },
    ],
  }),
  findings: [],
}

/** A repository of 90 MB that is sent with what is built from it. */
export const heavyContext: ContextInsight = {
  folder: '.',
  ignoreFileToWrite: '.dockerignore',
  sizeBytes: 91 * MB,
  files: 1200,
  largestFolders: [{ path: '.git', sizeBytes: 90 * MB }],
  largestFiles: [{ path: '.git/objects/pack/pack-1.pack', sizeBytes: 88 * MB }],
  lines: [{ line: '.git', kind: 'version-control', savedBytes: 90 * MB, files: 400 }],
}
