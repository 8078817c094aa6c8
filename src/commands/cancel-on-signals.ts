export interface Cancellation {
  readonly signal: AbortSignal
  stopListening(): void
}

const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** A terminal and a wrapper such as npm may both pass on one Ctrl-C. */
const sameKeyPressMs = 2000

/**
 * The first signal ends the run in order. The same one again, later, means that somebody is tired of waiting: then the
 * process ends as the system would have it, and what it leaves is found by its label (post step, `container-migrate
 * clean`). Another one, such as the SIGTERM that a runner sends after its SIGINT, changes nothing.
 */
export function cancelOnSignals(onSignal: (name: string) => void): Cancellation {
  const controller = new AbortController()
  let first: { readonly name: string; readonly at: number } | undefined
  const listen = (name: NodeJS.Signals) => {
    if (first === undefined) {
      first = { name, at: performance.now() }
      onSignal(name)
      controller.abort(name)
    } else if (name === first.name && performance.now() - first.at > sameKeyPressMs) {
      stopListening()
      process.kill(process.pid, name)
    }
  }
  const stopListening = () => {
    for (const name of names) process.off(name, listen)
  }
  for (const name of names) process.on(name, listen)
  return { signal: controller.signal, stopListening }
}
