import type { Readable } from 'node:stream'
import type { FailureReason } from './failure.js'
import type { TravellingImage } from './plan.js'

/** What other machines prepared for this one. */
export interface Travelled {
  /** By variant key. */
  readonly images: ReadonlyMap<string, TravelledImage>
  /** Why there is no image of a variant that cannot be made, by its key. */
  readonly unmade?: ReadonlyMap<string, FailureReason>
  /** Which build shard was to send the images of a service, by its name. */
  readonly senders: ReadonlyMap<string, number>
}

export interface TravelledImage {
  readonly image: TravellingImage
  /**
   * The image as an archive that an engine loads under this name, every byte held against its digest as it goes by. It
   * fails with a StreamFailure. Absent where a registry has the image.
   */
  readonly openArchive?: (name: string) => Readable
}
