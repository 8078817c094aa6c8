/** What was seen of samples, in the order of their places in the layer. */
export interface SampleSums {
  count: number
  /** Before and after. */
  bytes: number
  deflated: number
  /** Σ (what one takes − what the one before it takes)². */
  jumps: number
  last: number
}

export const noSamples: Readonly<SampleSums> = { count: 0, bytes: 0, deflated: 0, jumps: 0, last: 0 }

/** Runs in the thread too, which gets it as text: so it may name nothing from outside. */
export function addSample(sums: SampleSums, bytes: number, deflated: number): void {
  if (sums.count > 0) sums.jumps += (deflated - sums.last) ** 2
  sums.count++
  sums.bytes += bytes
  sums.deflated += deflated
  sums.last = deflated
}
