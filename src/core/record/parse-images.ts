import * as v from 'valibot'
import type { TravellingImages } from '../domain/plan.js'
import { variantKey } from '../domain/variant.js'
import type { Frozen, Same } from './same.js'
import { failure, optional, ref, text } from './schema-parts.js'

const digest = v.pipe(text, v.regex(/^sha256:[0-9a-f]{64}$/, 'not a sha256 digest'))

const image = v.strictObject({
  ref,
  configDigest: digest,
  diffIds: v.array(digest),
  platform: text,
  manifestDigest: digest,
  pull: optional(v.pipe(text, v.regex(/^[^@\s]+@sha256:[0-9a-f]{64}$/, 'not a name by digest'))),
})

const imagesSchema = v.strictObject({
  imagesVersion: v.literal(1),
  plan: text,
  images: v.pipe(
    v.array(image),
    v.check(
      (images) => new Set(images.map(({ ref }) => variantKey(ref))).size === images.length,
      'one of them twice',
    ),
  ),
  unmade: optional(v.array(v.strictObject({ ref, reason: failure.entries.reason }))),
})

true satisfies Same<Frozen<v.InferOutput<typeof imagesSchema>>, Frozen<TravellingImages>>

export type ParsedImages =
  | { readonly outcome: 'parsed'; readonly images: TravellingImages }
  /** Where in the document, and why. */
  | { readonly outcome: 'refused'; readonly path: string; readonly message: string }

/** What a build shard sent. Digests in it name files, so nothing else may stand in their place. */
export function parseImages(document: unknown): ParsedImages {
  const { success, output, issues } = v.safeParse(imagesSchema, document, { abortEarly: true })
  if (success) return { outcome: 'parsed', images: output }
  const [issue] = issues
  return { outcome: 'refused', path: v.getDotPath(issue) ?? '', message: issue.message }
}
