import type { Place } from '../variant.js'
import type { IgnoreLine, SizedPath } from './context.js'
import type { Leftover } from './insight.js'

interface AdviceBase {
  /** What the image, or for an ignore line the context, would be smaller by, unpacked. */
  readonly savedBytes: number
  /** The line to change. */
  readonly place?: Place
}

/** One change that would make an image smaller, with what of this image says so. */
export type Advice =
  | (AdviceBase & {
      readonly kind: 'removed-later' | 'replaced-later' | 'rewritten'
      readonly layer: number
      readonly by: number
      readonly byPlace?: Place
      readonly files: number
      readonly largest: readonly SizedPath[]
    })
  | (AdviceBase & {
      readonly kind: 'leftover'
      readonly leftover: Leftover['kind']
      readonly layer: number
      /** A command of the build made it; absent where it was copied. */
      readonly byCommand?: true
      readonly largest: readonly SizedPath[]
    })
  | (AdviceBase & { readonly kind: 'ignore-line'; readonly ignore: IgnoreLine; readonly file: string })
