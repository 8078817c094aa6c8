import * as v from 'valibot'
import { leftoverKinds } from './schema-insight.js'
import { number, optional, place, text } from './schema-parts.js'

const sizedPaths = v.array(v.strictObject({ path: text, sizeBytes: number }))

const ignoreLine = v.strictObject({
  line: text,
  kind: v.picklist(['version-control', 'virtual-environment', 'node-modules', 'cache', 'not-copied']),
  savedBytes: number,
  files: number,
})

/** What would make an image, or the context of its build, smaller. */
export const advice = v.variant('kind', [
  v.strictObject({
    kind: v.picklist(['removed-later', 'replaced-later', 'rewritten']),
    savedBytes: number,
    place: optional(place),
    layer: number,
    by: number,
    byPlace: optional(place),
    files: number,
    largest: sizedPaths,
  }),
  v.strictObject({
    kind: v.literal('leftover'),
    savedBytes: number,
    place: optional(place),
    leftover: leftoverKinds,
    layer: number,
    byCommand: optional(v.literal(true)),
    largest: sizedPaths,
  }),
  v.strictObject({
    kind: v.literal('ignore-line'),
    savedBytes: number,
    place: optional(place),
    ignore: ignoreLine,
    file: text,
  }),
])

export const context = v.strictObject({
  folder: text,
  ignoreFile: optional(text),
  ignoreFileToWrite: text,
  sizeBytes: number,
  files: number,
  largestFolders: sizedPaths,
  largestFiles: sizedPaths,
  lines: v.array(ignoreLine),
})
