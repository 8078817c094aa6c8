import type { Place } from '../domain/variant.js'
import { code, type Text, text } from './text.js'

/** Of a file that a later `chmod` or `chown` stored a second time. */
export const heldAgain = ({
  againBy,
  againPlace,
}: {
  readonly againBy?: number
  readonly againPlace?: Place
}): Text =>
  againBy === undefined
    ? []
    : text`Layer ${againBy + 1}${againPlace?.line === undefined ? '' : text` (${code(`${againPlace.file}:${againPlace.line}`)})`} holds it again, with another mode or owner only.`
