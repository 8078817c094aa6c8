import type { ConfigError } from './config-error.js'
import type { Path, Positions } from './positions.js'

/** Gathers what is wrong beyond the shape of single values. */
export interface Complaints {
  readonly positions: Positions
  readonly errors: readonly ConfigError[]
  aboutKey(path: Path, message: string, suggestion?: string): void
  aboutValue(path: Path, message: string, suggestion?: string): void
}

export function makeComplaints(positions: Positions): Complaints {
  const errors: ConfigError[] = []
  const add = (mark: { line: number; column: number }, path: Path, message: string, suggestion?: string) => {
    errors.push({
      file: positions.file,
      ...mark,
      path: positions.title(path),
      message,
      ...(suggestion !== undefined && { suggestion }),
    })
  }
  return {
    positions,
    errors,
    aboutKey: (path, message, suggestion) => add(positions.keyMark(path), path, message, suggestion),
    aboutValue: (path, message, suggestion) => add(positions.valueMark(path), path, message, suggestion),
  }
}
