import type { ImageFact } from '../../domain/facts.js'
import { uniqueBytes } from '../../domain/image-layers.js'
import { absent, type Observe, observed, preparedOf, unpreparedReason } from './observation.js'

/** A number read from the image as it stands. */
export const observeImage =
  (read: (image: ImageFact) => number): Observe =>
  (facts, service, role) => {
    const prepared = preparedOf(facts, service, role)
    if (prepared?.image) return observed({ value: read(prepared.image) })
    const answeredBy = prepared?.imageFailure ? 'finding' : 'nobody'
    return unpreparedReason(facts, service, role) ?? absent('the image could not be read', answeredBy)
  }

/** What this image adds to a machine that has the other one already. */
export const observeUniqueSize: Observe = (facts, service, role) => {
  const own = preparedOf(facts, service, role)?.image
  const other = preparedOf(facts, service, role === 'baseline' ? 'candidate' : 'baseline')?.image
  if (own && !other) return absent('there is no other image to hold it against', 'finding')
  return observeImage((image) => (other ? uniqueBytes(image, other) : image.unpackedBytes))(
    facts,
    service,
    role,
  )
}
