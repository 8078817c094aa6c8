import { unreadableImage } from '../archive-error.js'

/** What putting an image's layers on each other may take. */
export interface StackBudget {
  /** A path that is put in its place, `madeFolders` of which no layer names. */
  put(pathLength: number, madeFolders: number): void
  /** A step of following symlinks. */
  step(): void
}

/** A layer may be used again and again, and a short name lead far: so each time counts. */
const MOST_PUTS = 4_000_000
const MOST_LENGTH = 512 * 1024 * 1024
const MOST_MADE_FOLDERS = 1_000_000
const MOST_STEPS = 100_000_000
/** Longer ones no engine can unpack. */
const MOST_PATH_LENGTH = 4096

/** Throws an ArchiveError where the layers are beyond what any engine would run. */
export function makeStackBudget(): StackBudget {
  let puts = 0
  let length = 0
  let made = 0
  let steps = 0
  return {
    put(pathLength, madeFolders) {
      puts++
      length += pathLength
      made += madeFolders
      if (puts > MOST_PUTS) throw unreadableImage(`its layers have more than ${MOST_PUTS} entries`)
      if (pathLength > MOST_PATH_LENGTH)
        throw unreadableImage(
          `a symlink in it leads to a path of more than ${MOST_PATH_LENGTH} characters, which no engine can unpack`,
        )
      if (length > MOST_LENGTH)
        throw unreadableImage(`the paths in its layers are longer than ${MOST_LENGTH} together`)
      if (made > MOST_MADE_FOLDERS)
        throw unreadableImage(`its layers leave out more than ${MOST_MADE_FOLDERS} folders`)
    },
    step() {
      steps++
      if (steps > MOST_STEPS) throw unreadableImage('its symlinks lead in too many circles to be followed')
    },
  }
}
