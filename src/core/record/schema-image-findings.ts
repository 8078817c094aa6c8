import * as v from 'valibot'
import { binaryKinds } from '../domain/image/binary.js'
import { postureKinds } from '../domain/image/posture.js'
import { secretKinds, secretPlaces } from '../domain/image/secret.js'
import { startKinds } from '../domain/image/start.js'
import { number, optional, ref, text, texts } from './schema-parts.js'

/** What image findings hold beside their level and place. */
export const imageBinary = {
  tag: v.literal('image-binary'),
  ref: optional(ref),
  kind: v.picklist(binaryKinds),
  wanted: text,
  has: optional(text),
  library: optional(text),
  elsewhere: optional(text),
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
  isStarted: v.boolean(),
}

export const imageStart = {
  tag: v.literal('image-start'),
  ref: optional(ref),
  kind: v.picklist(startKinds),
  wanted: text,
  by: optional(text),
  searched: optional(text),
  link: optional(text),
}

export const imagePosture = {
  tag: v.literal('image-posture'),
  ref: optional(ref),
  kind: v.picklist(postureKinds),
  examples: texts,
  count: number,
  sizeBytes: optional(number),
  layer: optional(number),
}

export const imageSecret = {
  tag: v.literal('image-secret'),
  ref: optional(ref),
  kind: v.picklist(secretKinds),
  where: v.picklist(secretPlaces),
  path: optional(text),
  line: optional(number),
  name: optional(text),
  layer: optional(number),
  hiddenBy: optional(number),
  characters: number,
  count: number,
  package: optional(text),
}
