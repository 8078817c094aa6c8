/** Lets those who need the same thing have it one after the other. */
export interface Turns {
  /** Resolves with the call that gives it back; undefined where the signal fires first. */
  take(key: string, signal: AbortSignal): Promise<(() => void) | undefined>
}

export function makeTurns(): Turns {
  const last = new Map<string, Promise<void>>()
  return {
    async take(key, signal) {
      const before = last.get(key) ?? Promise.resolve()
      let giveBack = () => {}
      const mine = new Promise<void>((resolve) => {
        giveBack = resolve
      })
      last.set(
        key,
        before.then(() => mine),
      )
      await Promise.race([before, aborted(signal)])
      if (!signal.aborted) return giveBack
      giveBack()
      return undefined
    },
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
