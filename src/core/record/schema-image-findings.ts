import * as v from 'valibot'
import { binaryKinds } from '../domain/image/binary.js'
import { postureKinds } from '../domain/image/posture.js'
import { secretKinds, secretPlaces } from '../domain/image/secret.js'
import { startKinds } from '../domain/image/start.js'
import { everyFinding, number, optional, place, ref, text, texts } from './schema-parts.js'

const imageBinary = v.strictObject({
  ...everyFinding,
  tag: v.literal('image-binary'),
  ref: optional(ref),
  kind: v.picklist(binaryKinds),
  wanted: text,
  has: optional(text),
  library: optional(text),
  elsewhere: optional(text),
  link: optional(text),
  isUncached: optional(v.boolean()),
  paths: texts,
  files: number,
  package: optional(
    v.strictObject({
      from: v.picklist(['apk', 'deb', 'rpm', 'npm', 'python', 'go']),
      name: text,
      version: text,
    }),
  ),
  layer: optional(number),
  againBy: optional(number),
  againPlace: optional(place),
  isStarted: v.boolean(),
})

const imageStart = v.strictObject({
  ...everyFinding,
  tag: v.literal('image-start'),
  ref: optional(ref),
  kind: v.picklist(startKinds),
  wanted: text,
  by: optional(text),
  searched: optional(text),
  link: optional(text),
})

const imagePosture = v.strictObject({
  ...everyFinding,
  tag: v.literal('image-posture'),
  ref: optional(ref),
  kind: v.picklist(postureKinds),
  examples: texts,
  count: number,
  sizeBytes: optional(number),
  layer: optional(number),
  run: optional(
    v.strictObject({
      settled: v.boolean(),
      user: optional(text),
      readOnly: optional(v.literal(true)),
      dropsAllCapabilities: optional(v.literal(true)),
      command: optional(texts),
    }),
  ),
})

const imageSecret = v.strictObject({
  ...everyFinding,
  tag: v.literal('image-secret'),
  ref: optional(ref),
  kind: v.picklist(secretKinds),
  where: v.picklist(secretPlaces),
  path: optional(text),
  line: optional(number),
  name: optional(text),
  layer: optional(number),
  againBy: optional(number),
  againPlace: optional(place),
  hiddenBy: optional(number),
  characters: number,
  count: number,
  package: optional(text),
})

/** What may be found in an image; a new tag is a line here. */
export const imageFindings = [imageBinary, imageStart, imagePosture, imageSecret] as const

export const imageFinding = v.variant('tag', [...imageFindings])
