/** Calls a run off, and all that is within it. */
export interface Cancellation {
  readonly requested: boolean
  cancel(why: string): void
  /** Answers how to leave again. */
  add(member: (why: string) => void): () => void
}

export function makeCancellation(within?: Cancellation): Cancellation {
  const members = new Set<(why: string) => void>()
  let requested = within?.requested ?? false
  const cancellation: Cancellation = {
    get requested() {
      return requested
    },
    cancel: (why) => {
      requested = true
      for (const member of [...members]) member(why)
    },
    add: (member) => {
      members.add(member)
      return () => void members.delete(member)
    },
  }
  within?.add(cancellation.cancel)
  return cancellation
}
