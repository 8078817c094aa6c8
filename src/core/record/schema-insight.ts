import * as v from 'valibot'
import { owners } from '../domain/image/insight.js'
import { imageFinding } from './schema-image-findings.js'
import { number, optional, place, text, texts } from './schema-parts.js'

const layer = v.strictObject({
  diffId: text,
  createdBy: optional(text),
  created: optional(text),
  unpackedBytes: number,
  compressedBytes: number,
  compressedEstimated: v.boolean(),
  compressedErrorBytes: optional(number),
  added: number,
  changed: number,
  removed: number,
  hiddenBytes: number,
  place: optional(place),
})

const how = v.picklist(['removed', 'replaced', 'masked'])

const waste = v.strictObject({
  wastedBytes: number,
  byLayers: v.array(v.strictObject({ layer: number, by: number, how, files: number, wastedBytes: number })),
  files: v.array(v.strictObject({ path: text, layer: number, by: number, how, wastedBytes: number })),
  dive: v.strictObject({ efficiency: number, wastedBytes: number, userWastedShare: number }),
})

const ownerBytes = v.strictObject({
  owner: v.picklist(owners),
  sizeBytes: number,
  files: number,
  largest: v.array(v.strictObject({ path: text, sizeBytes: number })),
})

const sizedPaths = v.array(v.strictObject({ path: text, sizeBytes: number }))

export const leftoverKinds = v.picklist([
  'apt-lists',
  'apt-archives',
  'apk-cache',
  'dnf-cache',
  'pip-cache',
  'npm-cache',
  'other-cache',
  'build-tools',
  'docs-and-locales',
  'version-control',
  'virtual-environments',
])

const leftover = v.strictObject({
  kind: leftoverKinds,
  layer: number,
  sizeBytes: number,
  files: number,
  largest: sizedPaths,
})

const rewrittenPair = v.strictObject({
  layer: number,
  by: number,
  files: number,
  sizeBytes: number,
  largest: sizedPaths,
})

const sampleOf = <Schema extends v.GenericSchema>(one: Schema) =>
  v.strictObject({ count: number, first: v.array(one) })

const posture = v.strictObject({
  user: v.strictObject({ name: text, uid: optional(number) }),
  setIdFiles: sampleOf(
    v.strictObject({
      path: text,
      uid: number,
      sets: v.picklist(['user', 'group', 'both']),
      layer: number,
      package: optional(text),
    }),
  ),
  capabilityFiles: optional(
    sampleOf(
      v.strictObject({
        path: text,
        capabilities: texts,
        beyondDefault: texts,
        layer: number,
        package: optional(text),
      }),
    ),
  ),
  writableByAll: sampleOf(text),
  shells: texts,
  packageManagers: texts,
  compilers: sampleOf(v.strictObject({ path: text, package: optional(text), sizeBytes: number })),
  base: optional(v.strictObject({ name: optional(text), digest: optional(text) })),
  healthCheck: v.picklist(['set', 'disabled', 'none']),
  healthCommand: optional(text),
  ports: texts,
  volumes: texts,
  stopSignal: optional(text),
  start: v.strictObject({
    form: v.picklist(['exec', 'shell', 'none']),
    init: optional(text),
    shellStays: optional(v.boolean()),
    shellFrom: optional(v.picklist(['entrypoint', 'command'])),
  }),
})

const duplicates = v.strictObject({
  surplusBytes: number,
  largest: v.array(v.strictObject({ sizeBytes: number, copies: number, paths: v.array(text) })),
})

/** What is in an image. */
export const inside = v.strictObject({
  sizes: v.strictObject({
    unpackedBytes: number,
    finalBytes: number,
    pullBytes: number,
    pullEstimated: v.boolean(),
    pullErrorBytes: optional(number),
  }),
  layers: v.array(layer),
  waste,
  packages: v.array(
    v.strictObject({
      from: v.picklist(['apk', 'deb', 'rpm', 'npm', 'python', 'go']),
      name: text,
      version: text,
      source: optional(text),
      installedBytes: optional(number),
      path: optional(text),
    }),
  ),
  morePackages: optional(number),
  unreadPackages: texts,
  owners: v.array(ownerBytes),
  leftovers: optional(v.array(leftover)),
  rewritten: optional(v.array(rewrittenPair)),
  posture,
  duplicates: optional(duplicates),
  libc: v.picklist(['glibc', 'musl', 'both', 'none']),
  findings: v.array(imageFinding),
})
