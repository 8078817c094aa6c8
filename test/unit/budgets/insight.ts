import type { ImageInsight } from '../../../src/core/domain/image/insight.js'

/** An image with nothing remarkable in it: 100 bytes, 20 of them wasted. */
export const anInsight = (rest: Partial<ImageInsight> = {}): ImageInsight => ({
  sizes: { unpackedBytes: 100, finalBytes: 80, pullBytes: 40, pullEstimated: true },
  layers: [],
  waste: {
    wastedBytes: 20,
    byLayers: [],
    files: [],
    dive: { efficiency: 0.9, wastedBytes: 40, userWastedShare: 0.4 },
  },
  packages: [],
  unreadPackages: [],
  owners: [],
  posture: {
    user: { name: '' },
    setIdFiles: { count: 0, first: [] },
    writableByAll: { count: 0, first: [] },
    shells: [],
    packageManagers: [],
    compilers: { count: 0, first: [] },
    healthCheck: 'none',
    ports: [],
    volumes: [],
    start: { form: 'exec' },
  },
  libc: 'musl',
  ...rest,
})
