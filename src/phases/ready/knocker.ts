import type { Instance } from '../../core/domain/instance.js'
import { type Knocked, knock } from '../../probe/knock.js'
import type { TcpRequest } from '../../probe/tcp.js'

/**
 * Counts can be the same although one socket went and another came between two looks; so now and then it is tried
 * whatever they say.
 */
const mostUntried = 7

export interface Knocker {
  /** Whether most looks cost next to nothing, as far as is known by now. */
  isCheap(): boolean
  knock(ask: TcpRequest): Promise<Knocked>
}

/**
 * Knocks at a port of an instance. Where its sockets can be counted from outside, and are as many as when a knock was
 * refused, nobody has begun to listen: the answer is the same then, and the instance is left alone.
 */
export function openKnocker(instance: Instance): Knocker {
  let count: (() => string | undefined) | undefined
  // The first look does not wait for it: a service may be up by then.
  void instance.openSocketCounter?.().then(
    (found) => {
      count = found
    },
    () => {},
  )
  let refused: { readonly counts: string; readonly knocked: Knocked } | undefined
  let untried = 0
  return {
    isCheap: () => count !== undefined,
    async knock(ask) {
      // Before the knock: who begins to listen right after it must be seen as a change.
      const counts = count?.()
      if (refused !== undefined && refused.counts === counts && untried < mostUntried) {
        untried += 1
        return refused.knocked
      }
      untried = 0
      const knocked = await knock(ask)
      const isRefused = knocked.outcome === 'closed' && knocked.isRefused
      refused = isRefused && counts !== undefined ? { counts, knocked } : undefined
      return knocked
    },
  }
}
