import type { Service } from '../../domain/config.js'
import type { ImageFact } from '../../domain/facts.js'
import type { ImageInside } from '../../domain/image/inside.js'
import { uniqueBytes } from '../../domain/image-layers.js'
import type { Role } from '../../domain/variant.js'
import { lostPart } from './missing.js'
import { absent, type Observe, observed, preparedOf, unpreparedReason } from './observation.js'

/** A number read from the image as it stands. */
export const observeImage =
  (read: (image: ImageFact) => number): Observe =>
  (facts, service, role) => {
    if (isProcess(service, role)) return absent('a process has no image', 'configuration')
    const prepared = preparedOf(facts, service, role)
    if (prepared?.image) return observed({ value: read(prepared.image) })
    const answeredBy = prepared?.imageFailure ? 'finding' : 'nobody'
    return (
      unpreparedReason(facts, service, role) ??
      lostPart(facts, 'images') ??
      absent('the image could not be read', answeredBy)
    )
  }

/** A number of what is in the image. */
export const observeInside =
  (read: (inside: ImageInside) => number): Observe =>
  (facts, service, role) => {
    const prepared = preparedOf(facts, service, role)
    if (prepared?.inside) return observed({ value: read(prepared.inside) })
    if (!prepared?.image) return observeImage(() => 0)(facts, service, role)
    return prepared.insideFailure
      ? absent('what is in the image could not be made out', 'finding')
      : absent('the record does not say', 'nobody')
  }

/** What this image adds to a machine that has the other one already. */
export const observeUniqueSize: Observe = (facts, service, role) => {
  const opposite = role === 'baseline' ? 'candidate' : 'baseline'
  const own = preparedOf(facts, service, role)?.image
  const other = preparedOf(facts, service, opposite)?.image
  // Beside a process all of it is its own.
  if (own && !other && !isProcess(service, opposite))
    return absent('there is no other image to hold it against', 'finding')
  return observeImage((image) => (other ? uniqueBytes(image, other) : image.unpackedBytes))(
    facts,
    service,
    role,
  )
}

const isProcess = (service: Service, role: Role): boolean => service[role].source.from === 'process'
