import { plain, type Text } from '../findings/text.js'
import { visibleLine, visibleLines } from './visible.js'

/** Foreign text on a terminal: an escape sequence in it could move the cursor, rename the window or type for the user. */
export const printable = visibleLine
export const printableLines = visibleLines
export const printablePieces = (pieces: Text): string => visibleLine(plain(pieces))
