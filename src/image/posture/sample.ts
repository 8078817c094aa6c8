import type { Sample } from '../../core/domain/image/posture.js'

const mostShown = 5

/** Reports and records are no place for every file of an image. */
export const sampleOf = <T>(all: readonly T[]): Sample<T> => ({
  count: all.length,
  first: all.slice(0, mostShown),
})
