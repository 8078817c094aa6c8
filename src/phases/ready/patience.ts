import { setTimeout as pause } from 'node:timers/promises'

/** What a promise gives, or the fallback where it gives nothing in time or fails. For questions a dying engine may never answer. */
export async function orAfter<T, F>(promise: Promise<T>, patienceMs: number, fallback: F): Promise<T | F> {
  const over = new AbortController()
  const silence = pause(patienceMs, fallback, { signal: over.signal }).catch(() => fallback)
  try {
    return await Promise.race([promise.catch(() => fallback), silence])
  } finally {
    over.abort()
  }
}
