import type { Load } from '../domain/config.js'

/** Fewer pairs, all alike, come by chance in more than 1 of 20 runs. */
export const fewestSlices = 6
const usualSlices = 10
const mostSlices = 20

/** So few requests that the 95th of 100 is the slowest of them. */
const fewestRequests = 20
const goodRequests = 50
const shortestMs = 500

/** How often each variant is asked for a while, and how many requests each time. */
export interface Slices {
  readonly count: number
  readonly requests: number
}

/**
 * As many slices as prove something, each as long as its percentiles need. Long loads are cut into more of them, for more
 * pairs say more; but each change from one variant to the other costs a moment.
 */
export function slicesOf({ ratePerSecond, durationMs }: Load): Slices {
  const requests = requestsOf(ratePerSecond, durationMs)
  const count = Math.min(
    mostSlices,
    Math.max(usualSlices, Math.floor(requests / goodRequests)),
    Math.floor(requests / fewestRequests),
    Math.floor(durationMs / shortestMs),
  )
  return { count, requests: count === 0 ? 0 : Math.floor(requests / count) }
}

/** The shortest load of a rate that is long enough, in whole seconds. */
export const shortestLoadMs = (ratePerSecond: number): number =>
  1000 *
  Math.max(
    Math.ceil((fewestSlices * shortestMs) / 1000),
    Math.ceil((fewestSlices * fewestRequests) / ratePerSecond),
  )

/** 0.1 × 1200 is a hair less than 120. */
const requestsOf = (ratePerSecond: number, durationMs: number): number =>
  Math.floor((ratePerSecond * durationMs) / 1000 + 1e-6)
