/** Concurrency groups: one runs, one waits, and whoever waited before gives way. */
export interface Concurrency {
  enter(wish: GroupWish): Promise<'entered' | 'cancelled' | 'deadlock'>
  leave(holder: Holder): void
}

export interface Holder {
  /** What this is a part of; a group that one of those holds can never become free. */
  readonly within: readonly Holder[]
  cancel(why: string): void
}

interface GroupWish {
  readonly group: string
  readonly cancelInProgress: boolean
  readonly holder: Holder
}

interface Group {
  running: Holder
  waiting?: { readonly holder: Holder; readonly answer: (entered: boolean) => void }
}

export function openConcurrency(): Concurrency {
  const groups = new Map<string, Group>()

  const enter = async ({ group: name, cancelInProgress, holder }: GroupWish) => {
    const key = name.toLowerCase()
    const group = groups.get(key)
    if (group === undefined) {
      groups.set(key, { running: holder })
      return 'entered'
    }
    if (group.running === holder || holder.within.includes(group.running)) return 'deadlock'
    const why = `Canceling since a higher priority waiting request for ${name} exists`
    group.waiting?.holder.cancel(why)
    group.waiting?.answer(false)
    const entered = new Promise<boolean>((answer) => {
      group.waiting = { holder, answer }
    })
    if (cancelInProgress) group.running.cancel(why)
    return (await entered) ? 'entered' : 'cancelled'
  }

  const leave = (holder: Holder): void => {
    for (const [key, group] of groups) {
      if (group.waiting?.holder === holder) {
        group.waiting.answer(false)
        delete group.waiting
      }
      if (group.running !== holder) continue
      const next = group.waiting
      if (next === undefined) groups.delete(key)
      else {
        delete group.waiting
        group.running = next.holder
        next.answer(true)
      }
    }
  }

  return { enter, leave }
}
